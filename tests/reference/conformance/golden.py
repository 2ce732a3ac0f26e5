"""Runs the report's Python programs for `./d2l conformance`, which hands them over.

It answers a line for a line: to an empty one `libtorch TAB version TAB …`, to {"name": …, "program": …} all quantities that the
program emits, each `name TAB type TAB bits`, with a vertical tab between them.
Under PyTorch 1.x some averages are PyTorch 2's, see torch2.py.
"""
import json
import math
import struct
import sys
import warnings

import torch
from torch import nn, optim

import torch2

BITS = {torch.float64: ("f64", ">d"), torch.float32: ("f32", ">f")}


def text(tensor):
    values = tensor.detach().contiguous().flatten()
    if values.dtype not in BITS:
        return "i64", ",".join(str(int(v)) for v in values.tolist())
    name, code = BITS[values.dtype]
    return name, ",".join(struct.pack(code, v).hex() for v in values.tolist())


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    torch2.install()
    for line in sys.stdin:
        if not line.strip():
            print("libtorch", "version", torch.__version__, sep="\t", flush=True)
            continue
        case = json.loads(line)
        emitted = []
        names = {"math": math, "torch": torch, "nn": nn, "optim": optim, "lr_scheduler": optim.lr_scheduler,
                 "emit": lambda name, tensor: emitted.append("\t".join((name, *text(tensor))))}
        try:
            exec(case["program"], names)
        except Exception as e:  # Whatever it raises is the row's result.
            first = str(e).splitlines()[0] if str(e) else ""
            emitted.append(f"{case['name']}\terr\t{type(e).__name__}: {first}")
        print("\v".join(emitted), flush=True)


if __name__ == "__main__":
    main()
