"""11.5 Minibatch stochastic gradient descent."""

import torch

from ch11 import concise_run, scratch_run
from records import label

NAME = "minibatch-sgd"


# x <- x - lr * g
def sgd(params, states, t, lr):
    for p in params:
        p.data.sub_(lr * p.grad)
        p.grad.data.zero_()


def runs(settings):
    for lr, batch_size, epochs in [(1, 1500, 10), (0.005, 1, 2), (0.4, 100, 2), (0.05, 10, 2)]:
        key_end = label({"lr": lr, "batch_size": batch_size, "epochs": epochs})
        yield scratch_run(settings, "11.5", NAME, sgd, None, {"lr": lr},
                          batch_size, epochs, key_end)
    yield concise_run(settings, "11.5", NAME, torch.optim.SGD, {"lr": 0.01},
                      label({"lr": 0.01, "batch_size": 10, "epochs": 4}))
