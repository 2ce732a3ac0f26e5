"""11.4 Stochastic gradient descent on f(x1, x2) = x1² + 2 x2².

The noise is drawn as a float32 tensor and turned into a Python float at once (`.item()`, as the book
has it since August 2023), so everything else is computed in Python floats.
"""

import math

import torch

from descent import run_2d


def noise():
    return torch.normal(0.0, 1, (1,)).item()


def sgd(eta, rate):
    """rate(t) multiplies eta; t starts at 2, as the book's counter is raised before its first use."""
    t = 1

    def step(x1, x2, s1, s2):
        nonlocal t
        t += 1
        g1, g2 = 2 * x1, 4 * x2
        g1 += noise()
        g2 += noise()
        eta_t = eta * rate(t)
        return x1 - eta_t * g1, x2 - eta_t * g2, 0, 0

    return step


def run(settings, name, rate, steps, hyperparameters):
    torch.manual_seed(settings.seed)
    return run_2d("11.4", name, {"eta": 0.1, **hyperparameters, "steps": steps},
                  sgd(0.1, rate), steps)


def runs(settings):
    yield run(settings, "sgd-constant", lambda t: 1, 50, {})
    yield run(settings, "sgd-exponential", lambda t: math.exp(-0.1 * t), 1000, {"decay": 0.1})
    yield run(settings, "sgd-polynomial", lambda t: (1 + 0.1 * t) ** (-0.5), 50,
              {"beta": 0.1, "alpha": 0.5})
