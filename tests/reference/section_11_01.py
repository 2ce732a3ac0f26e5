"""11.1 Optimization and deep learning: the plotted functions, in torch's float32."""

import math

import torch

from records import record


def f(x):
    return x * torch.cos(math.pi * x)


def g(x):
    return f(x) + 0.2 * torch.cos(5 * math.pi * x)


def curve(name, end, function, start, stop):
    x = torch.arange(start, stop, 0.01)
    return record("11.1", name, "curve", {}, end, x=x.tolist(), y=function(x).tolist())


def saddle_surface():
    """z = x² - y² on a 101 x 101 grid: the 11 x 11 points of every tenth row and column, row by row."""
    axis = torch.linspace(-1.0, 1.0, 101)
    x, y = torch.meshgrid(axis, axis, indexing="ij")
    z = x**2 - y**2
    return record("11.1", "saddle3d", "curve", {}, "z-stride10", z=z[::10, ::10].flatten().tolist())


def runs(settings):
    yield curve("risk", "f", f, 0.5, 1.5)
    yield curve("risk", "g", g, 0.5, 1.5)
    yield curve("minima", "f", f, -1.0, 2.0)
    yield curve("saddle", "x3", lambda x: x**3, -2.0, 2.0)
    yield saddle_surface()
    yield curve("tanh", "tanh", torch.tanh, -2.0, 5.0)
