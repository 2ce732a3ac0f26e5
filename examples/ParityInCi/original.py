"""The original: a small network that learns which points lie inside a circle. Writes python.npz."""

import torch
from torch import nn

from d2l_trace import record

k = torch.arange(240)
x = torch.stack([(37 * k % 101) / 50 - 1, (53 * k % 103) / 51 - 1], 1)
y = ((x * x).sum(1, keepdim=True) < 0.5).float()

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1), nn.Sigmoid())
adam = torch.optim.Adam(net.parameters(), lr=0.01)
loss = nn.BCELoss()
with record(net, adam, "python.npz"):
    for epoch in range(5):
        for inputs, targets in zip(x.split(24), y.split(24)):
            adam.zero_grad()
            loss(net(inputs), targets).backward()
            adam.step()
