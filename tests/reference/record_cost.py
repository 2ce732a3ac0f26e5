#!/usr/bin/env python3
"""Prints what recording every step of the linear model costs, in times of a step without: record_cost.py OPTIMIZER ROUNDS FILE"""

import contextlib
import pathlib
import statistics
import sys
import time

import torch
from torch.utils.data import DataLoader, TensorDataset

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from d2l_trace import record


def seconds(X, y, optimizer, path):
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(5, 1))
    trainer = getattr(torch.optim, optimizer)(net.parameters(), lr=0.01)
    loss = torch.nn.MSELoss()
    loader = DataLoader(TensorDataset(X, y), batch_size=10, shuffle=True)
    started = time.perf_counter()
    with record(net, trainer, path) if path else contextlib.nullcontext():
        for _ in range(4):
            for batch, labels in loader:
                trainer.zero_grad()
                loss(net(batch).reshape(-1), labels).backward()
                trainer.step()
    return time.perf_counter() - started


optimizer, rounds, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(1)
X, y = torch.randn(1500, 5), torch.randn(1500)
seconds(X, y, optimizer, path)
ratios = []
for _ in range(rounds):
    plain = seconds(X, y, optimizer, None)
    ratios.append(seconds(X, y, optimizer, path) / plain)
print(statistics.median(ratios))
