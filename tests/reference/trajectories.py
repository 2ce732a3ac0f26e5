#!/usr/bin/env python3
"""Step-by-step float64 trajectories of torch.optim and of the book's from-scratch formulas.

    trajectories.py --out FILE

Two parameters, of shapes (3, 2) and (4,), follow gradients that need + - * / alone, so any language
reproduces them exactly. For element i of n of a parameter x (flattened) at step t = 1, 2, …

    g[i] = (3 + i mod 3) * x[i] - (x[i-1] + x[i+1]) + ((i + 1) * t mod 7 - 3) / 8

with neighbours taken cyclically and terms added from left to right. A case is
{optimizer, variant: "torch" | "d2l", options, params, state}: params[t-1] holds the values after step
t, the (3, 2) parameter's six first; state[name] holds the state after the last step, one entry per
parameter. Options that a case does not name have torch's defaults.
"""

import argparse

import torch

from cases import D2L, TORCH
from fingerprint import elementwise, libm
from records import header, write_json

STEPS = 100
START = [[-1.0, -0.5, 0.0, 0.5, 1.0, 1.5], [0.75, 0.25, -0.25, -0.75]]
SHAPES = [(3, 2), (4,)]


def start_parameters():
    return [torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()
            for values, shape in zip(START, SHAPES)]


def gradient(values, t):
    n = len(values)
    return [(3 + i % 3) * values[i] - (values[i - 1] + values[(i + 1) % n])
            + ((i + 1) * t % 7 - 3) / 8 for i in range(n)]


def walk(params, step):
    """Sets the gradients and calls step(t), STEPS times; returns the values after every step."""
    rows = []
    for t in range(1, STEPS + 1):
        for p in params:
            g = gradient(p.flatten().tolist(), t)
            p.grad = torch.tensor(g, dtype=torch.float64).reshape(p.shape)
        step(t)
        rows.append([value for p in params for value in p.flatten().tolist()])
    return rows


def state_value(value):
    """A tensor as a flat list; a count of steps, which torch keeps as int or tensor, as a number."""
    if not torch.is_tensor(value):
        return value
    return value.item() if value.dim() == 0 else value.flatten().tolist()


def torch_case(optimizer_class, options):
    params = start_parameters()
    optimizer = optimizer_class(params, **options)
    rows = walk(params, lambda t: optimizer.step())
    names = optimizer.state[params[0]].keys()
    state = {name: [state_value(optimizer.state[p][name]) for p in params]
             for name in names if optimizer.state[params[0]][name] is not None}
    return {"optimizer": optimizer_class.__name__, "variant": "torch", "options": options,
            "params": rows, "state": state}


def d2l_case(name, step, state_names, options):
    params = start_parameters()
    zeros = {state: [torch.zeros_like(p) for p in params] for state in state_names}
    tensors = list(zeros.values())
    states = tensors[0] if len(tensors) == 1 else list(zip(*tensors))
    rows = walk(params, lambda t: step(params, states, t, **options))
    state = {key: [state_value(value) for value in values] for key, values in zeros.items()}
    return {"optimizer": name, "variant": "d2l", "options": options, "params": rows, "state": state}


def main():
    parser = argparse.ArgumentParser(description="Optimizer trajectories in float64.")
    parser.add_argument("--out", required=True, metavar="FILE")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cases = [torch_case(kind, options) for kind, table in TORCH for options in table]
    cases += [d2l_case(name, step, states, options)
              for name, step, states, table in D2L for options in table]
    head = {**header("trajectories.py", elementwise, libm), "steps": STEPS, "start": START, "shapes": SHAPES,
            "gradient": "(3 + i % 3) * x[i] - (x[i-1] + x[i+1]) + ((i + 1) * t % 7 - 3) / 8, "
                        "neighbours cyclic, t from 1"}
    write_json(args.out, head, "cases", cases)


if __name__ == "__main__":
    main()
