"""Reads a trace that C# recorded as docs/traces.md says, and checks every number; then what the recorder here is given.

    trace_check.py FILE.npz

The run: w = (1 ... 6)/8, 2 x 3, the loss the sum of w * w, three steps of SGD at 1/4, each of which halves w; all of it is
exact in float32. The batch is 0, 1, 2.
"""

import json
import os
import pathlib
import sys
import tempfile

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from d2l_trace import fingerprint, record

steps = np.load(sys.argv[1])
header = json.loads(steps["header.json"])
assert header["parameters"] == [{"name": "w", "shape": [2, 3]}], header
assert [group["parameters"] for group in header["groups"]] == [["w"]], header
assert sorted(steps.files) == ["header.json", "initial", "step/1", "step/2", "step/3"], steps.files

w = (np.arange(1, 7, dtype=np.float32) / 8).reshape(2, 3)
np.testing.assert_array_equal(steps["initial"]["parameter/w"], w)
for k in (1, 2, 3):
    step = steps[f"step/{k}"]
    assert step.dtype.names == ("loss", "lr", "batch", "rows", "gradient/w", "parameter/w"), step.dtype
    assert step["loss"] == (w * w).sum() and step["loss"].dtype == np.float32, step["loss"]
    assert step["lr"] == [0.25] and step["rows"] == 3, (step["lr"], step["rows"])
    assert step["batch"] == fingerprint([torch.arange(3.0)]), step["batch"]
    np.testing.assert_array_equal(step["gradient/w"], 2 * w)
    w = w / 2
    np.testing.assert_array_equal(step["parameter/w"], w)

# 0, 1 and 2 in bfloat16 are the upper halves of their float32.
halves = torch.tensor([0, 0x3F80, 0x4000], dtype=torch.int16)
assert fingerprint([torch.arange(3.0).bfloat16()]) == fingerprint([halves])

table = torch.nn.Embedding(4, 2, sparse=True)
adagrad = torch.optim.Adagrad(table.parameters())
with tempfile.TemporaryDirectory() as folder, record(table, adagrad, os.path.join(folder, "t.npz")):
    table(torch.tensor([1, 2])).sum().backward()
    try:
        adagrad.step()
    except ValueError as e:
        assert "gradient of weight is sparse" in str(e), e
    else:
        raise AssertionError("a sparse gradient was taken")
