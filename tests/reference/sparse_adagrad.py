#!/usr/bin/env python3
"""Step-by-step trajectories of torch.optim.Adagrad under the sparse gradients of an embedding table.

    sparse_adagrad.py --out FILE

The table has ROWS rows; before the first step x[i] = ((7 * i) % 11 - 5) / 8, elements flattened. A batch
of step t = 1, 2, … looks up the rows ids(t), of which some stand twice and more, and half of the steps'
gradients are added up from two batches before the step. The loss of a batch is the sum over its places
k = 0, 1, … of (k + 1) / 4 times the sum of e * e * e over the row looked up there, so that a row which
stands twice has two gradients, and the order in which they are added shows. The last row is never looked up.

A case is {dtype, columns, options, params, sums}: the table and Adagrad's sum after every step.
Options that a case does not name have torch's defaults.
"""

import argparse

import torch

from fingerprint import elementwise
from records import header, write_json

ROWS = 9
STEPS = 24
BATCH = 7
CASES = [
    ("float64", 3, {"lr": 0.1}),
    ("float64", 3, {"lr": 0.1, "lr_decay": 0.05}),
    ("float64", 3, {"lr": 0.2, "initial_accumulator_value": 0.5, "eps": 1e-3}),
    ("float32", 3, {"lr": 0.1}),
    ("float32", 19, {"lr": 0.1}),
]


def ids(t):
    """Rows 0 … ROWS - 2, most of them more than once."""
    return [(k * k * t + k * (t // 3)) % (ROWS - 1) for k in range(BATCH)]


def adagrad_case(dtype, columns, options):
    table = torch.nn.Embedding(ROWS, columns, sparse=True)
    start = [((7 * i) % 11 - 5) / 8 for i in range(ROWS * columns)]
    table.weight.data = torch.tensor(start, dtype=getattr(torch, dtype)).reshape(ROWS, columns)
    optimizer = torch.optim.Adagrad(table.parameters(), **options)
    weights = ((1 + torch.arange(BATCH, dtype=table.weight.dtype)) / 4).reshape(-1, 1)
    params, sums = [], []
    for t in range(1, STEPS + 1):
        optimizer.zero_grad()
        for batch in [t, t + 1] if t % 2 == 0 else [t]:
            e = table(torch.tensor(ids(batch)))
            (weights * e * e * e).sum().backward()
        optimizer.step()
        params.append(table.weight.flatten().tolist())
        sums.append(optimizer.state[table.weight]["sum"].flatten().tolist())
    return {"dtype": dtype, "columns": columns, "options": options, "params": params, "sums": sums}


def main():
    parser = argparse.ArgumentParser(description="Adagrad under sparse gradients.")
    parser.add_argument("--out", required=True, metavar="FILE")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cases = [adagrad_case(*case) for case in CASES]
    head = {**header("sparse_adagrad.py", elementwise), "rows": ROWS, "steps": STEPS, "ids": [ids(t) for t in range(1, STEPS + 2)]}
    write_json(args.out, head, "cases", cases)


if __name__ == "__main__":
    main()
