"""The JSON document that reference.py writes: one record per run, one line per record."""

import hashlib
import json
import os
import re
from collections import namedtuple

import torch

Settings = namedtuple("Settings", "data seed epochs")


def label(parameters):
    """{'lr': 0.1, 'eps': 1e-06} -> 'lr=0.1,eps=1e-06', the last part of a key."""
    return ",".join(f"{name}={value}" for name, value in parameters.items())


def record(section, name, variant, hyperparameters, key_end=None, **lists):
    """A run. key_end replaces the usual list of hyperparameters at the end of its key."""
    key = f"{section}/{name}/{variant}/{key_end or label(hyperparameters)}"
    return {"key": key, "section": section, "name": name, "variant": variant,
            "hyperparameters": hyperparameters, **lists}


def floats(values):
    """Plain floats from tensors, NumPy numbers and ints; float32 values stay exact in float64."""
    return [float(value) for value in values]


def summary(run):
    """The line that a run shows on the console, in the book's own number formats."""
    if run["variant"] == "trace":
        end = [f"{axis}: {run[axis][-1]:f}" for axis in ("x", "x1", "x2") if axis in run]
        return f"{run['key']}  {', '.join(end)}"
    if "loss" in run:
        loss = f"{run['loss'][-1]:.3f}" if run["loss"] else "not recorded"
        timing = f", {run['secondsPerEpoch']:.4f} sec/epoch" if "secondsPerEpoch" in run else ""
        return f"{run['key']}  loss: {loss}{timing}"
    points = run.get("lr") or run.get("y") or run.get("z")
    return f"{run['key']}  {len(points)} points"


def torch_release():
    """The release that libtorch's own headers name: 1.13.0 for Debian's 1.13.0a0."""
    return re.match(r"[0-9.]+", torch.__version__).group().rstrip(".")


def cpu_capability():
    """The vector kernels torch picked; sin, cos and exp may differ between them in the last bit."""
    found = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
    return found.group(1) if found else None


def header(command, *parts):
    """parts: those of the numerics' fingerprint that decide the last bits of what follows."""
    return {"version": 1, "backend": "python", "libtorch": torch_release(),
            "torch": torch.__version__, "cpu": cpu_capability(),
            "numerics": {part.__name__: part() for part in parts}, "command": command}


def data_stamp(path):
    if path is None:
        return {"data": None, "dataSha1": None}
    with open(path, "rb") as file:
        return {"data": os.path.basename(path), "dataSha1": hashlib.sha1(file.read()).hexdigest()}


def write_json(path, head, list_name, rows):
    """One row per line keeps the diff of a changed golden readable."""
    lines = [f"{json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    body = ",\n".join(json.dumps(row, allow_nan=False) for row in rows)
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + "\n".join(lines) + f'\n"{list_name}": [\n{body}\n]\n}}\n')
