"""11.11 Learning rate schedules: the rate of each epoch, in Python floats."""

import math

import torch

EPOCHS = 30


def square_root(epoch, lr=0.1):
    return lr * pow(epoch + 1.0, -0.5)


def factor(epochs, multiplier=0.9, smallest=1e-2, lr=2.0):
    """The rate is multiplied before it is used, also in the first epoch."""
    rates = []
    for _ in range(epochs):
        lr = max(smallest, lr * multiplier)
        rates.append(lr)
    return rates


def multi_step(epochs):
    """torch's own MultiStepLR; the rate of an epoch is read before the scheduler's step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[15, 30], gamma=0.5)
    rates = []
    for _ in range(epochs):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return rates


def cosine(epoch, max_update=20, base=0.3, final=0.01, warmup_steps=0, warmup_begin=0):
    """Linear warm-up, half a cosine down to final, then constant from max_update on."""
    if epoch < warmup_steps:
        return warmup_begin + (base - warmup_begin) * float(epoch) / float(warmup_steps)
    done = min(epoch, max_update) - warmup_steps
    return final + (base - final) * (1 + math.cos(math.pi * done / (max_update - warmup_steps))) / 2


def schedule(name, hyperparameters, rates):
    return {"key": f"11.11/scheduler/{name}", "section": "11.11", "name": name,
            "variant": "scheduler", "hyperparameters": hyperparameters, "lr": rates}


def runs(settings):
    yield schedule("squareroot", {"lr": 0.1}, [square_root(epoch) for epoch in range(EPOCHS)])
    yield schedule("factor", {"factor": 0.9, "stop_factor_lr": 1e-2, "base_lr": 2.0}, factor(50))
    yield schedule("multistep", {"lr": 0.5, "milestones": [15, 30], "gamma": 0.5},
                   multi_step(EPOCHS))
    options = {"max_update": 20, "base_lr": 0.3, "final_lr": 0.01}
    yield schedule("cosine", options, [cosine(epoch) for epoch in range(EPOCHS)])
    yield schedule("cosine-warmup", {**options, "warmup_steps": 5},
                   [cosine(epoch, warmup_steps=5) for epoch in range(EPOCHS)])
