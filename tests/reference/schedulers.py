#!/usr/bin/env python3
"""200 steps of torch.optim.lr_scheduler, beside the section's own functions of the step.

    schedulers.py --out FILE
"""

import argparse
import warnings

import torch
from torch.optim import lr_scheduler

from fingerprint import libm
from records import header, write_json
from section_11_11 import factor, square_root

STEPS = 200


def warmed_up(optimizer, begin, steps, after):
    rise = lr_scheduler.LinearLR(optimizer, start_factor=begin, total_iters=steps)
    return lr_scheduler.SequentialLR(optimizer, [rise, after(optimizer)], milestones=[steps])


FACTORS = factor(STEPS)
CASES = [
    ("squareroot", 0.1, lambda o: lr_scheduler.LambdaLR(o, lambda t: square_root(t, lr=1.0))),
    ("factor", 2.0, lambda o: lr_scheduler.LambdaLR(o, lambda t: FACTORS[t] / 2.0)),
    ("multistep", 0.5, lambda o: lr_scheduler.MultiStepLR(o, milestones=[15, 30], gamma=0.5)),
    ("cosine", 0.3, lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.01)),
    ("polynomial", 0.1, lambda o: lr_scheduler.PolynomialLR(o, total_iters=150, power=1)),
    ("polynomial-2", 0.1, lambda o: lr_scheduler.PolynomialLR(o, total_iters=150, power=2)),
    ("exponential", 0.1, lambda o: lr_scheduler.ExponentialLR(o, gamma=0.97)),
    ("step", 0.1, lambda o: lr_scheduler.StepLR(o, step_size=30, gamma=0.1)),
    ("onecycle", 0.1, lambda o: lr_scheduler.OneCycleLR(o, max_lr=0.1, total_steps=STEPS, cycle_momentum=False)),
    ("warm-up", 0.3, lambda o: warmed_up(o, 0.1, 5, lambda o: lr_scheduler.LambdaLR(o, lambda t: 1.0))),
    ("cosine-warmup", 0.3, lambda o: warmed_up(o, 0.1, 20, lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=180, eta_min=0.01))),
]


def rates(lr, scheduler):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = scheduler(optimizer)
    result = []
    for _ in range(STEPS):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(result) < STEPS:
            scheduler.step()
    return result


def main():
    parser = argparse.ArgumentParser(description="200 steps of every scheduler.")
    parser.add_argument("--out", required=True, metavar="FILE")
    args = parser.parse_args()
    warnings.simplefilter("ignore")  # SequentialLR itself passes the epoch that it warns of
    rows = [{"name": name, "lr": rates(lr, scheduler)} for name, lr, scheduler in CASES]
    write_json(args.out, {**header("schedulers.py", libm), "steps": STEPS}, "cases", rows)


if __name__ == "__main__":
    main()
