#!/usr/bin/env python3
"""Prints the microseconds that one add_ of a 5×1 tensor costs: add_inplace.py CALLS"""

import sys
import time

import torch

calls = int(sys.argv[1])
torch.set_num_threads(1)
x, y = torch.zeros(5, 1), torch.ones(5, 1)
for _ in range(calls):
    x.add_(y)
started = time.perf_counter()
for _ in range(calls):
    x.add_(y)
print((time.perf_counter() - started) / calls * 1e6)
