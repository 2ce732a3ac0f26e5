"""The table of trajectories.py: which optimizers, with which options."""

import torch

from section_11_05 import sgd
from section_11_06 import sgd_momentum
from section_11_07 import adagrad
from section_11_08 import rmsprop
from section_11_09 import adadelta
from section_11_10 import adam, yogi

SGD = [
    {"lr": 0.1},
    {"lr": 0.0},
    {"lr": 0.1, "weight_decay": 0.1},
    {"lr": 0.05, "momentum": 0.5},
    {"lr": 0.02, "momentum": 0.9},
    {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.1},
    {"lr": 0.05, "momentum": 0.9, "dampening": 0.5},
    {"lr": 0.05, "momentum": 0.9, "dampening": 0.1, "weight_decay": 0.05},
    {"lr": 0.02, "momentum": 0.9, "nesterov": True},
    {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
]
ADAGRAD = [
    {"lr": 0.1},
    {"lr": 0.1, "lr_decay": 0.01},
    {"lr": 0.1, "weight_decay": 0.1},
    {"lr": 0.1, "initial_accumulator_value": 0.5},
    {"lr": 0.1, "eps": 1e-3},
    {"lr": 0.2, "lr_decay": 0.05, "weight_decay": 0.01, "eps": 1e-6},
]
RMSPROP = [
    {"lr": 0.01},
    {"lr": 0.01, "alpha": 0.9},
    {"lr": 0.01, "alpha": 0.9, "eps": 1e-3},
    {"lr": 0.01, "alpha": 0.9, "momentum": 0.5},
    {"lr": 0.01, "alpha": 0.9, "centered": True},
    {"lr": 0.01, "alpha": 0.9, "weight_decay": 0.1},
    {"lr": 0.005, "alpha": 0.95, "eps": 1e-6, "momentum": 0.9, "centered": True,
     "weight_decay": 0.01},
]
ADADELTA = [
    {},
    {"rho": 0.95},
    {"rho": 0.9, "eps": 1e-5},
    {"lr": 0.5, "rho": 0.9},
    {"rho": 0.9, "weight_decay": 0.1},
]
ADAM = [
    {"lr": 0.01},
    {"lr": 0.01, "betas": [0.5, 0.9]},
    {"lr": 0.01, "eps": 1e-3},
    {"lr": 0.01, "weight_decay": 0.1},
    {"lr": 0.01, "amsgrad": True},
    {"lr": 0.02, "betas": [0.8, 0.99], "eps": 1e-6, "weight_decay": 0.01, "amsgrad": True},
]
ADAMW = [
    {"lr": 0.01},
    {"lr": 0.01, "weight_decay": 0.0},
    {"lr": 0.01, "weight_decay": 0.1},
    {"lr": 0.01, "amsgrad": True},
    {"lr": 0.02, "betas": [0.8, 0.99], "eps": 1e-6, "weight_decay": 0.1, "amsgrad": True},
]
ADAMAX = [
    {"lr": 0.01},
    {"lr": 0.01, "betas": [0.5, 0.9]},
    {"lr": 0.01, "eps": 1e-3},
    {"lr": 0.01, "weight_decay": 0.1},
]

TORCH = [
    (torch.optim.SGD, SGD),
    (torch.optim.Adagrad, ADAGRAD),
    (torch.optim.RMSprop, RMSPROP),
    (torch.optim.Adadelta, ADADELTA),
    (torch.optim.Adam, ADAM),
    (torch.optim.AdamW, ADAMW),
    (torch.optim.Adamax, ADAMAX),
]

# name, step, names of the state tensors, options
D2L = [
    ("sgd", sgd, [], [{"lr": 0.1}, {"lr": 0.05}]),
    ("momentum", sgd_momentum, ["v"],
     [{"lr": 0.1, "momentum": 0}, {"lr": 0.05, "momentum": 0.5}, {"lr": 0.02, "momentum": 0.9}]),
    ("adagrad", adagrad, ["s"], [{"lr": 0.1, "eps": 1e-6}, {"lr": 0.1, "eps": 1e-3}]),
    ("rmsprop", rmsprop, ["s"], [{"lr": 0.01, "gamma": 0.9, "eps": 1e-6},
                                 {"lr": 0.01, "gamma": 0.99, "eps": 1e-3}]),
    ("adadelta", adadelta, ["s", "delta"], [{"rho": 0.9, "eps": 1e-5}, {"rho": 0.9, "eps": 1e-6},
                                            {"rho": 0.95, "eps": 1e-5}]),
    ("adam", adam, ["v", "s"], [{"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-6},
                                {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
                                {"lr": 0.02, "beta1": 0.5, "beta2": 0.9, "eps": 1e-6}]),
    ("yogi", yogi, ["v", "s"], [{"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-3},
                                {"lr": 0.02, "beta1": 0.5, "beta2": 0.9, "eps": 1e-6}]),
]
