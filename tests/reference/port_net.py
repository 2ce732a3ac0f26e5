"""Records a small network, for a port of it to be held against: port_net.py FOLDER

cold.npz: from its start, with gradients halved between backward() and the step; warm.npz: after three steps, as they are.
"""

import pathlib
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from d2l_trace import record

torch.set_num_threads(1)


class Part(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.act = nn.ReLU()
        self.pool = nn.MaxPool2d(2)
        self.flat = nn.Flatten()
        self.body = nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 3))
        self.head = Part(lambda x: x)

    def forward(self, x):
        return self.head(self.body(self.flat(self.pool(self.act(self.conv(x))))))


k = torch.arange(60 * 64)
X = (37 * k % 101).float().div(50).sub(1).reshape(60, 1, 8, 8)
y = torch.arange(60) * 7 % 3


def train(path, before, halved):
    torch.manual_seed(0)
    net, loss = Net(), nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(X, y), batch_size=10, shuffle=True)

    def epochs(steps):
        made = 0
        while True:
            for batch, labels in loader:
                adam.zero_grad()
                loss(net(batch), labels).backward()
                if halved:
                    for p in net.parameters():
                        p.grad.mul_(0.5)
                adam.step()
                made += 1
                if made == steps:
                    return

    if before:
        epochs(before)
    with record(net, adam, path):
        epochs(9)


folder = pathlib.Path(sys.argv[1])
train(folder / "cold.npz", 0, halved=True)
train(folder / "warm.npz", 3, halved=False)
