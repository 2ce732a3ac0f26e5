#!/usr/bin/env python3
"""What a seed draws: initial weights, then the order in which three passes visit 1500 rows.

    batches.py --out FILE

"scratch" and "concise" follow the random numbers of train_ch11 and train_concise_ch11; the order of
the rows does not depend on the batch size. All weights are float32 values, exact in float64.
"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from ch11 import ROWS
from fingerprint import elementwise
from records import header, write_json

SEEDS = range(4)
PASSES = 3


def shuffled_passes():
    rows = DataLoader(TensorDataset(torch.arange(ROWS)), batch_size=10, shuffle=True)
    return [[row for (batch,) in rows for row in batch.tolist()] for _ in range(PASSES)]


def scratch(seed):
    torch.manual_seed(seed)
    w = torch.normal(mean=0.0, std=0.01, size=(5, 1))
    return {"seed": seed, "variant": "scratch", "w": w.flatten().tolist(),
            "passes": shuffled_passes()}


def concise(seed):
    torch.manual_seed(seed)
    layer = nn.Linear(5, 1)
    default_weight = layer.weight.flatten().tolist()
    nn.init.normal_(layer.weight, std=0.01)
    return {"seed": seed, "variant": "concise", "defaultWeight": default_weight,
            "defaultBias": layer.bias.tolist(), "w": layer.weight.flatten().tolist(),
            "passes": shuffled_passes()}


def main():
    parser = argparse.ArgumentParser(description="Initial weights and batch order of seeds 0 to 3.")
    parser.add_argument("--out", required=True, metavar="FILE")
    args = parser.parse_args()
    rows = [draw(seed) for seed in SEEDS for draw in (scratch, concise)]
    write_json(args.out, {**header("batches.py", elementwise), "rows": ROWS}, "seeds", rows)


if __name__ == "__main__":
    main()
