#!/usr/bin/env python3
"""What decides the last bits of numbers, probed: fixed operations, in parts, the bits of each hashed.

    fingerprint.py          prints the parts of this machine

Two programs whose parts are equal, on the same libtorch, must compute the same bits. src/D2lOptim/Parity/Fingerprint.cs
does the same operations in the same order. Operands are exact in float32, so that no conversion can differ.
"""

import hashlib
import json
import math

import torch

ROWS = (1, 10, 100, 1500)
LENGTHS = (1, 5, 10, 37, 1500)


def exact(*shape, shift=0, dtype=torch.float32):
    """From -4 to 4 in steps of 1/16."""
    values = [((37 * i + shift) % 129 - 64) / 16 for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=dtype).reshape(shape)


def digest(tensors):
    sha = hashlib.sha256()
    for tensor in tensors:
        sha.update(tensor.detach().contiguous().numpy().tobytes())
    return sha.hexdigest()[:16]


def elementwise():
    """Vector kernels, sums and random numbers, of the lengths that optimizers and losses meet."""
    def results():
        for dtype in (torch.float32, torch.float64):
            for n in LENGTHS:
                x, y = exact(n, dtype=dtype), exact(n, shift=50, dtype=dtype)
                positive = x * x + 0.5
                root = positive.sqrt()
                yield from (root, (-positive).exp(), positive.log(), x.sin(), x.cos(), x.tanh(), x.sinh(), x.cosh())
                yield from (x / root, (x / 3).pow(3), x.add(y, alpha=0.1), (y * 0.9).add(x * 0.1))
                yield x.clone().addcmul_(x, y, value=0.001)
                yield x.clone().addcdiv_(y, root, value=-0.01)
                yield x.lerp(y, torch.tensor(0.1, dtype=dtype))
                yield from ((x / 3).sum(), (x / 3).mean(), (x / 3).reshape(n, 1).sum(0))
                generator = torch.Generator().manual_seed(n)
                yield torch.empty(n, dtype=dtype).normal_(0, 0.01, generator=generator)
                yield torch.empty(n, dtype=dtype).uniform_(-0.2, 0.2, generator=generator)
    return digest(results())


def products():
    """The linear model's matrix products, forward and backward, for every batch size of the chapter."""
    def results():
        w, b = exact(5, 1) / 7, exact(1, shift=9) / 7
        for n in ROWS:
            X, e = exact(n, 5) / 3, exact(n, 1, shift=50) / 3
            yield from (X.mm(w), X.t().mm(e), torch.nn.functional.linear(X, w.t(), b), X.t().mm(X))
            yield e.t().mm(X)
    return digest(results())


def libm():
    """The C library's functions of one float64, with which schedules and drawn curves are computed."""
    numbers = [f(x / 16) for x in range(-64, 65) for f in (math.exp, math.sin, math.cos, math.tanh, math.cosh)]
    numbers += [math.pow(base, x) for base in (0.6, 0.7, 0.95) for x in range(40)]
    numbers += [math.pow(x, -0.5) for x in range(1, 40)] + [math.log(x) for x in range(1, 40)]
    return digest([torch.tensor(numbers, dtype=torch.float64)])


PARTS = (elementwise, products, libm)

if __name__ == "__main__":
    from lenet import network
    from records import header
    torch.set_num_threads(1)
    print(json.dumps(header("fingerprint.py", *PARTS, network), indent=2))
