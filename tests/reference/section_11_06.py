"""11.6 Momentum: f(x1, x2) = 0.1 x1² + 2 x2² in Python floats, then the training runs."""

import torch

from ch11 import concise_run, scratch_run, zeros_like_model
from descent import run_2d
from records import record


def gd_2d(eta):
    def step(x1, x2, s1, s2):
        return x1 - eta * 0.2 * x1, x2 - eta * 4 * x2, 0, 0
    return step


def momentum_2d(eta, beta):
    def step(x1, x2, v1, v2):
        v1 = beta * v1 + 0.2 * x1
        v2 = beta * v2 + 4 * x2
        return x1 - eta * v1, x2 - eta * v2, v1, v2
    return step


# v <- momentum * v + g;  x <- x - lr * v
def sgd_momentum(params, states, t, lr, momentum):
    for p, v in zip(params, states):
        with torch.no_grad():
            v[:] = momentum * v + p.grad
            p[:] -= lr * v
        p.grad.data.zero_()


def powers(name, symbol, value, base, count):
    """y = base^x. NumPy's vectorised pow depends on the CPU in the last bit, so Python's is used."""
    return record("11.6", name, "curve", {symbol: value}, f"{symbol}={value:.2f}",
                  x=[float(x) for x in range(count)], y=[float(base ** x) for x in range(count)])


def traces_and_curves():
    for eta in (0.4, 0.6):
        yield run_2d("11.6", "gd-2d", {"eta": eta}, gd_2d(eta))
    for beta in (0.5, 0.25):
        yield run_2d("11.6", "momentum-2d", {"eta": 0.6, "beta": beta}, momentum_2d(0.6, beta))
    for beta in (0.95, 0.9, 0.6, 0):
        yield powers("weights", "beta", beta, beta, 40)
    for lam in (0.1, 1, 10, 19):
        yield powers("eigen", "lambda", lam, 1 - 0.1 * lam, 20)


def runs(settings):
    yield from traces_and_curves()
    for lr, momentum in [(0.02, 0.5), (0.01, 0.9), (0.005, 0.9)]:
        yield scratch_run(settings, "11.6", "momentum", sgd_momentum, zeros_like_model(),
                          {"lr": lr, "momentum": momentum})
    yield concise_run(settings, "11.6", "momentum", torch.optim.SGD,
                      {"lr": 0.005, "momentum": 0.9})
