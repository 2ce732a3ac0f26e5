"""Writes signatures.tsv: every default argument of PyTorch's that `./d2l conformance` holds TorchSharp's against.

    python3 signatures.py > signatures.tsv

A line each: member, parameter, default as Python writes it, and where it is from: `1.13.1` by inspect.signature of Debian's PyTorch,
or the version of PyTorch whose documentation has it, where it changed since, or where the signature cannot be inspected.
"""
import inspect

import torch
from torch import nn, optim

# How a tensor is placed and how an update is carried out are no part of what is computed.
LEFT_OUT = {"device", "dtype", "foreach", "capturable", "differentiable", "fused", "verbose", "inplace", "size_average", "reduce",
            "error_if_nonfinite", "_weight", "return_indices", "last_epoch", "out_ratio", "kdim", "vdim", "_stacklevel"}
SPLIT = {"betas": ("beta1", "beta2"), "etas": ("etaminus", "etaplus"), "step_sizes": ("min_step", "max_step")}
CONTAINERS = ("Lazy", "Module", "Parameter", "Uninitialized", "RNNBase", "RNNCellBase", "Container", "DataParallel", "Sequential", "Identity")
RECURRENT = {"num_layers": "1", "bias": "True", "batch_first": "False", "dropout": "0.0", "bidirectional": "False"}
BY_HAND = {
    ("optim.SGD", "lr"): ("0.001", "2.10"),
    ("optim.NAdam", "decoupled_weight_decay"): ("False", "2.10"),
    ("optim.NAdam", "maximize"): ("False", "2.10"),
    ("optim.RAdam", "decoupled_weight_decay"): ("False", "2.10"),
    ("optim.RAdam", "maximize"): ("False", "2.10"),
    ("nn.LayerNorm", "bias"): ("True", "2.10"),
    ("nn.Transformer", "bias"): ("True", "2.10"),
    ("nn.TransformerEncoderLayer", "bias"): ("True", "2.10"),
    ("nn.TransformerDecoderLayer", "bias"): ("True", "2.10"),
    ("Tensor.normal_", "mean"): ("0", "2.10"), ("Tensor.normal_", "std"): ("1", "2.10"),
    ("Tensor.uniform_", "from"): ("0", "2.10"), ("Tensor.uniform_", "to"): ("1", "2.10"),
    ("Tensor.exponential_", "lambd"): ("1", "2.10"),
    ("Tensor.cauchy_", "median"): ("0", "2.10"), ("Tensor.cauchy_", "sigma"): ("1", "2.10"),
    ("Tensor.log_normal_", "mean"): ("1", "2.10"), ("Tensor.log_normal_", "std"): ("2", "2.10"),
    ("Tensor.bernoulli_", "p"): ("0.5", "2.10"),
    ("torch.multinomial", "replacement"): ("False", "2.10"),
    **{(f"nn.{name}", parameter): (default, "2.10") for name in ("RNN", "LSTM", "GRU") for parameter, default in RECURRENT.items()},
    ("nn.RNN", "nonlinearity"): ("'tanh'", "2.10"),
}


def members():
    for name in ("SGD", "Adam", "AdamW", "Adagrad", "Adadelta", "RMSprop", "Adamax", "NAdam", "RAdam", "ASGD", "Rprop", "LBFGS", "SparseAdam"):
        yield f"optim.{name}", getattr(optim, name)
    for name, member in vars(optim.lr_scheduler).items():
        if inspect.isclass(member) and member.__module__ == "torch.optim.lr_scheduler" and not name.startswith("_") and name != "EPOCH_DEPRECATION_WARNING":
            yield f"optim.lr_scheduler.{name}", member
    for name, member in vars(nn.init).items():
        if inspect.isfunction(member) and name.endswith("_") or name == "calculate_gain":
            yield f"nn.init.{name}", member
    for name in sorted(dir(nn)):
        member = getattr(nn, name)
        if name[0].isupper() and inspect.isclass(member) and not name.startswith(CONTAINERS) and name not in ("RNN", "LSTM", "GRU"):
            yield f"nn.{name}", member
    for name in ("cross_entropy", "nll_loss", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits",
                 "kl_div", "poisson_nll_loss", "gaussian_nll_loss", "cosine_embedding_loss", "hinge_embedding_loss", "margin_ranking_loss",
                 "multi_margin_loss", "triplet_margin_loss", "soft_margin_loss", "ctc_loss", "dropout", "alpha_dropout", "batch_norm", "layer_norm", "group_norm",
                 "instance_norm", "normalize", "cosine_similarity", "pairwise_distance", "leaky_relu", "elu", "celu", "gelu", "glu", "hardtanh", "rrelu",
                 "softplus", "hardshrink", "softshrink", "interpolate", "pad", "grid_sample", "affine_grid", "one_hot", "embedding"):
        yield f"nn.functional.{name}", getattr(nn.functional, name)
    yield "nn.utils.clip_grad_norm_", nn.utils.clip_grad_norm_
    yield "nn.utils.clip_grad_value_", nn.utils.clip_grad_value_
    yield "utils.data.DataLoader", torch.utils.data.DataLoader


def main():
    rows = {}
    for member, what in members():
        try:
            parameters = inspect.signature(what).parameters.values()
        except ValueError:
            continue
        for parameter in parameters:
            if parameter.default is inspect.Parameter.empty or parameter.name in LEFT_OUT:
                continue
            if type(parameter.default) not in (int, float, bool, str, tuple, type(None)):
                continue
            names = SPLIT.get(parameter.name)
            for name, default in zip(names, parameter.default) if names else [(parameter.name, parameter.default)]:
                rows[member, name] = (repr(default), "1.13.1")
    rows.update(BY_HAND)
    for (member, parameter), (default, source) in rows.items():
        print(member, parameter, default, source, sep="\t")


if __name__ == "__main__":
    main()
