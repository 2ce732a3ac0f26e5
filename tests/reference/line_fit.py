"""A straight line fitted to twelve points, recorded in two lines; docs/finding-a-bug.md ports it to C#.

    line_fit.py FILE.npz
"""

import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from d2l_trace import record

# y = 2 - x/2 and a deterministic scatter; all of it is exact in float32.
k = torch.arange(12)
x = (k / 2).reshape(-1, 1)
y = 2 - x / 2 + ((5 * k % 7 - 3) / 8).reshape(-1, 1)

torch.manual_seed(0)
line = nn.Linear(1, 1)
squared_error = nn.MSELoss()
sgd = torch.optim.SGD(line.parameters(), lr=0.002)
with record(line, sgd, sys.argv[1]):
    for _ in range(40):
        sgd.zero_grad()
        squared_error(line(x), y).backward()
        sgd.step()
