"""11.3 Gradient descent and Newton's method.

x² and the 2-D function are computed in Python floats. The other functions hold a float32 tensor c,
so that from the first step on x itself is a float32 tensor; only 10.0 is a Python float.
"""

import math

import torch

from descent import run_1d, run_2d


class Cosh:
    """f(x) = cosh(c x), c = 0.5"""

    c = torch.tensor(0.5)

    def gradient(self, x):
        return self.c * torch.sinh(self.c * x)

    def hessian(self, x):
        return self.c**2 * torch.cosh(self.c * x)


class Nonconvex:
    """f(x) = x cos(c x), c = 0.15 pi"""

    c = torch.tensor(0.15 * math.pi)

    def gradient(self, x):
        return torch.cos(self.c * x) - self.c * x * torch.sin(self.c * x)

    def hessian(self, x):
        return (- 2 * self.c * torch.sin(self.c * x)
                - x * self.c**2 * torch.cos(self.c * x))


def gd(eta, gradient):
    return lambda x: x - eta * gradient(x)


def newton(eta, function):
    return lambda x: x - eta * function.gradient(x) / function.hessian(x)


def gd_2d(eta):
    """f(x1, x2) = x1² + 2 x2²"""
    return lambda x1, x2, s1, s2: (x1 - eta * (2 * x1), x2 - eta * (4 * x2), 0, 0)


def runs(settings):
    for eta in (0.2, 0.05, 1.1):
        yield run_1d("11.3", "gd", {"eta": eta}, gd(eta, lambda x: 2 * x))
    yield run_1d("11.3", "gd-nonconvex", {"eta": 2}, gd(2, Nonconvex().gradient))
    yield run_2d("11.3", "gd-2d", {"eta": 0.1}, gd_2d(0.1))
    yield run_1d("11.3", "newton-cosh", {"eta": 1}, newton(1, Cosh()))
    for eta in (1, 0.5):
        yield run_1d("11.3", "newton-nonconvex", {"eta": eta}, newton(eta, Nonconvex()))
