#!/usr/bin/env python3
"""Prints what recording every step of the linear model costs, in times of a step without: record_cost.py OPTIMIZER ROUNDS FILE

With `large` after these, of a network of 10 million parameters, and how many bytes a step takes in the file.
"""

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


def large(rounds, path):
    X, y = torch.randn(64, 1000), torch.randint(10, (64,))
    net = torch.nn.Sequential(torch.nn.Linear(1000, 2000), torch.nn.ReLU(), torch.nn.Linear(2000, 2000), torch.nn.ReLU(),
                              torch.nn.Linear(2000, 2000), torch.nn.ReLU(), torch.nn.Linear(2000, 10))
    trainer, loss = torch.optim.Adam(net.parameters()), torch.nn.CrossEntropyLoss()

    def step():
        started = time.perf_counter()
        trainer.zero_grad(set_to_none=False)
        loss(net(X), y).backward()
        trainer.step()
        return time.perf_counter() - started

    ratios, sizes = [], []
    for _ in range(rounds + 1):
        with record(net, trainer, path):
            step()  # the start is written once
            plain_size, recorded = pathlib.Path(path).stat().st_size, [step() for _ in range(3)]
            sizes.append((pathlib.Path(path).stat().st_size - plain_size) / 3)
        ratios.append(statistics.median(recorded) / statistics.median([step() for _ in range(3)]))
    print(f"{statistics.median(ratios[1:]):.2f}  {statistics.median(sizes[1:]) / 1e6:.2f}")


optimizer, rounds, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(1)
if sys.argv[4:] == ["large"]:
    large(rounds, path)
    sys.exit()
X, y = torch.randn(1500, 5), torch.randn(1500)
seconds(X, y, optimizer, path)
ratios = []
for _ in range(rounds):
    plain = seconds(X, y, optimizer, None)
    ratios.append(seconds(X, y, optimizer, path) / plain)
print(statistics.median(ratios))
