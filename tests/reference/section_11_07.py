"""11.7 AdaGrad: f(x1, x2) = 0.1 x1² + 2 x2² in Python floats, then the training runs."""

import math

import torch

from ch11 import concise_run, scratch_run, zeros_like_model
from descent import run_2d


def adagrad_2d(eta, eps=1e-6):
    def step(x1, x2, s1, s2):
        g1, g2 = 0.2 * x1, 4 * x2
        s1 += g1 ** 2
        s2 += g2 ** 2
        x1 -= eta / math.sqrt(s1 + eps) * g1
        x2 -= eta / math.sqrt(s2 + eps) * g2
        return x1, x2, s1, s2
    return step


# s <- s + g²;  x <- x - lr * g / sqrt(s + eps)
def adagrad(params, states, t, lr, eps):
    for p, s in zip(params, states):
        with torch.no_grad():
            s[:] += torch.square(p.grad)
            p[:] -= lr * p.grad / torch.sqrt(s + eps)
        p.grad.data.zero_()


def runs(settings):
    for eta in (0.4, 2):
        yield run_2d("11.7", "adagrad-2d", {"eta": eta}, adagrad_2d(eta))
    yield scratch_run(settings, "11.7", "adagrad", adagrad, zeros_like_model(),
                      {"lr": 0.1, "eps": 1e-6})
    yield concise_run(settings, "11.7", "adagrad", torch.optim.Adagrad, {"lr": 0.1})
