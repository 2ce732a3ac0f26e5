#!/usr/bin/python3
"""numpy's float32 standardisation of airfoil tables, as the bits of mean and std and a hash of the result. No torch.

Command (from the repository's root; without the path, the measured set's entry stays as it was):

    /usr/bin/python3 tests/reference/standardise.py [path/to/airfoil_self_noise.dat]

It writes tests/reference/golden/standardise.json. "sha256" is over all standardised values, row by row, little-endian.
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).resolve().parent / "golden" / "standardise.json"


def arithmetic(rows):
    """Whole numbers over 64, exact in float32; many enough that the order of the additions shows in the last bits."""
    i, j = np.arange(rows)[:, None], np.arange(6)[None, :]
    return ((i * 7919 + j * 104729) % 10007 / 64.0 + 100 * j).astype(np.float32)


def read(path):
    return np.genfromtxt(path, dtype=np.float32, delimiter="\t")


def entry(name, data):
    z = (data - data.mean(axis=0)) / data.std(axis=0)
    assert z.dtype == np.float32 and data.flags.c_contiguous
    bits = lambda values: [f"{b:08x}" for b in values.view(np.uint32)]
    return {
        "name": name,
        "rows": len(data),
        "mean": bits(data.mean(axis=0)),
        "std": bits(data.std(axis=0)),
        "sha256": hashlib.sha256(z.astype("<f4").tobytes()).hexdigest(),
    }


tables = [
    entry("airfoil-style", read(ROOT / "data" / "airfoil-style.dat")),
    entry("arithmetic", arithmetic(20_000)),
]
if len(sys.argv) > 1:
    tables.append(entry("airfoil", read(sys.argv[1])))
elif GOLDEN.exists():
    tables += [t for t in json.loads(GOLDEN.read_text())["tables"] if t["name"] == "airfoil"]
GOLDEN.write_text(json.dumps({"source": f"numpy {np.__version__}, tests/reference/standardise.py", "tables": tables}, indent=2) + "\n")
