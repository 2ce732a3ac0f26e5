#!/usr/bin/env python3
"""Times steps of torch.optim's optimizers: answers each line `OPTIMIZER COUNT SIZE STEPS` with seconds a step. step_cost.py THREADS"""

import sys
import time

import torch

MAKE = {
    "SGD": lambda p: torch.optim.SGD(p, lr=1e-3),
    "momentum": lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9),
    "Adagrad": lambda p: torch.optim.Adagrad(p),
    "RMSProp": lambda p: torch.optim.RMSprop(p),
    "Adadelta": lambda p: torch.optim.Adadelta(p),
    "Adam": lambda p: torch.optim.Adam(p),
    "AdamW": lambda p: torch.optim.AdamW(p),
    "Adamax": lambda p: torch.optim.Adamax(p),
}

torch.set_num_threads(int(sys.argv[1]))
held = {}
for line in sys.stdin:
    name, count, size, steps = line.split()
    if (name, count, size) not in held:
        parameters = [torch.nn.Parameter(torch.randn(int(size))) for _ in range(int(count))]
        for p in parameters:
            p.grad = torch.randn(int(size))
        held = {(name, count, size): MAKE[name](parameters)}
        held[name, count, size].step()
    optimizer = held[name, count, size]
    started = time.perf_counter()
    for _ in range(int(steps)):
        optimizer.step()
    print((time.perf_counter() - started) / int(steps), flush=True)
