"""11.8 RMSProp: f(x1, x2) = 0.1 x1² + 2 x2² in Python floats, then the training runs."""

import math

import torch

from ch11 import concise_run, scratch_run, zeros_like_model
from descent import run_2d
from records import record


def rmsprop_2d(eta, gamma, eps=1e-6):
    def step(x1, x2, s1, s2):
        g1, g2 = 0.2 * x1, 4 * x2
        s1 = gamma * s1 + (1 - gamma) * g1 ** 2
        s2 = gamma * s2 + (1 - gamma) * g2 ** 2
        x1 -= eta / math.sqrt(s1 + eps) * g1
        x2 -= eta / math.sqrt(s2 + eps) * g2
        return x1, x2, s1, s2
    return step


# s <- gamma * s + (1 - gamma) * g²;  x <- x - lr * g / sqrt(s + eps)
def rmsprop(params, states, t, lr, gamma, eps):
    for p, s in zip(params, states):
        with torch.no_grad():
            s[:] = gamma * s + (1 - gamma) * torch.square(p.grad)
            p[:] -= lr * p.grad / torch.sqrt(s + eps)
        p.grad.data.zero_()


def weights(gamma):
    """The weight of a gradient x steps ago; Python's pow, for the reason given in 11.6."""
    return record("11.8", "weights", "curve", {"gamma": gamma}, f"gamma={gamma:.2f}",
                  x=[float(x) for x in range(40)],
                  y=[(1 - gamma) * gamma ** x for x in range(40)])


def runs(settings):
    yield run_2d("11.8", "rmsprop-2d", {"eta": 0.4, "gamma": 0.9}, rmsprop_2d(0.4, 0.9))
    for gamma in (0.95, 0.9, 0.8, 0.7):
        yield weights(gamma)
    yield scratch_run(settings, "11.8", "rmsprop", rmsprop, zeros_like_model(),
                      {"lr": 0.01, "gamma": 0.9, "eps": 1e-6})
    yield concise_run(settings, "11.8", "rmsprop", torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.9})
