"""PyTorch 2's averages under PyTorch 1.

PyTorch 2 writes avg ← avg + (1 − β)(g − avg), `lerp`, where PyTorch 1 wrote avg ← β avg + (1 − β) g: equal but for rounding.
NAdam's next product of momenta no longer holds μ twice. That is all that changed in these updates' numbers: with it, Debian's
1.13.1 gives every row of 2.10's optimizers to 1e-12.
"""
import inspect

import torch
from torch.optim import adam, adamax, adamw, nadam, radam, rmsprop

CHANGES = {
    "exp_avg.mul_(beta1).add_(grad, alpha=1 - beta1)": "exp_avg.lerp_(grad, 1 - beta1)",
    "grad_avg.mul_(alpha).add_(grad, alpha=1 - alpha)": "grad_avg.lerp_(grad, 1 - alpha)",
    "mu_product * mu * mu_next": "mu_product.item() * mu_next",
    "mu_product_next.item()": "mu_product_next",
}


def install():
    if int(torch.__version__.split(".")[0]) >= 2:
        return
    for module in (adam, adamax, adamw, nadam, radam, rmsprop):
        name = "_single_tensor_" + module.__name__.split(".")[-1]
        source = inspect.getsource(getattr(module, name))
        for before, after in CHANGES.items():
            source = source.replace(before, after)
        exec(compile(source, module.__file__, "exec"), module.__dict__)
