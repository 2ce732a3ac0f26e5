"""What the sections on training share: the data, the linear model and the two training loops.

Random numbers are consumed in this order: the weights; then, for every pass over the data
(passes that only evaluate included), whatever torch's own DataLoader draws to shuffle.
"""

import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from records import record

ROWS = 1500
EVALUATE_EVERY = 200


def standardised(path):
    """All rows of the file as float32, each column with mean 0 and population deviation 1."""
    table = np.genfromtxt(path, dtype=np.float32, delimiter="\t")
    return (table - table.mean(axis=0)) / table.std(axis=0)


def data_iterator(path, batch_size):
    table = torch.from_numpy(standardised(path))
    dataset = TensorDataset(table[:ROWS, :-1], table[:ROWS, -1])
    return DataLoader(dataset, batch_size, shuffle=True), table.shape[1] - 1


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


def evaluate_loss(net, data_iter, loss):
    """Mean loss over one pass: float32 sums per batch, added up as Python floats."""
    total, count = 0.0, 0.0
    for X, y in data_iter:
        out = net(X)
        losses = loss(out, y.reshape(out.shape))
        total += float(losses.sum())
        count += losses.numel()
    return total / count


def run_epochs(update, evaluate, data_iter, num_epochs):
    """Calls update(X, y, t) for t = 1, 2, …; the clock stands still while the loss is evaluated."""
    epoch, loss, seconds = [], [], 0.0
    seen = t = 0
    started = time.perf_counter()
    for _ in range(num_epochs):
        for X, y in data_iter:
            t += 1
            update(X, y, t)
            seen += X.shape[0]
            if seen % EVALUATE_EVERY == 0:
                seconds += time.perf_counter() - started
                epoch.append(seen / X.shape[0] / len(data_iter))
                loss.append(evaluate())
                started = time.perf_counter()
    seconds += time.perf_counter() - started
    return {"epoch": epoch, "loss": loss, "secondsPerEpoch": seconds / num_epochs}


def train_ch11(step, states, hyperparameters, data_iter, feature_dim, num_epochs):
    """Linear regression by a from-scratch optimizer, step(params, states, t, **hyperparameters)."""
    w = torch.normal(mean=0.0, std=0.01, size=(feature_dim, 1), requires_grad=True)
    b = torch.zeros(1, requires_grad=True)

    def net(X):
        return torch.matmul(X, w) + b

    def update(X, y, t):
        squared_loss(net(X), y).mean().backward()
        step([w, b], states, t, **hyperparameters)

    curve = run_epochs(update, lambda: evaluate_loss(net, data_iter, squared_loss),
                       data_iter, num_epochs)
    return {**curve, "w": w.flatten().tolist(), "b": b.tolist()}


def train_concise_ch11(optimizer_class, hyperparameters, data_iter, num_epochs):
    """The same by torch.optim: the loss has no factor 1/2, only the recorded value is halved."""
    net = nn.Sequential(nn.Linear(5, 1))
    nn.init.normal_(net[0].weight, std=0.01)  # the bias keeps Linear's random default
    optimizer = optimizer_class(net.parameters(), **hyperparameters)
    loss = nn.MSELoss(reduction="none")

    def update(X, y, t):
        optimizer.zero_grad()
        out = net(X)
        loss(out, y.reshape(out.shape)).mean().backward()
        optimizer.step()

    curve = run_epochs(update, lambda: evaluate_loss(net, data_iter, loss) / 2,
                       data_iter, num_epochs)
    return {**curve, "w": net[0].weight.flatten().tolist(), "b": net[0].bias.tolist()}


def scratch_run(settings, section, name, step, states, hyperparameters,
                batch_size=10, epochs=2, key_end=None):
    data_iter, feature_dim = data_iterator(settings.data, batch_size)
    epochs = settings.epochs or epochs
    torch.manual_seed(settings.seed)
    result = train_ch11(step, states, hyperparameters, data_iter, feature_dim, epochs)
    return record(section, name, "scratch", hyperparameters, key_end,
                  batchSize=batch_size, epochs=epochs, **result)


def concise_run(settings, section, name, optimizer_class, hyperparameters, key_end=None):
    batch_size = 10
    data_iter, _ = data_iterator(settings.data, batch_size)
    epochs = settings.epochs or 4
    torch.manual_seed(settings.seed)
    result = train_concise_ch11(optimizer_class, hyperparameters, data_iter, epochs)
    return record(section, name, "concise", hyperparameters, key_end,
                  batchSize=batch_size, epochs=epochs, **result)


def zeros_like_model(feature_dim=5):
    """One zero state tensor for the weights and one for the bias."""
    return torch.zeros(feature_dim, 1), torch.zeros(1)
