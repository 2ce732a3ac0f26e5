#!/usr/bin/env python3
"""Computes the runs of the book's optimization chapter with torch and NumPy.

    reference.py SECTION… [--data FILE] [--seed N] [--epochs N] [--threads N] [--no-timing] [--json FILE | --serve]
"""

import argparse
import importlib
import json
import os
import sys

import torch

from fingerprint import elementwise, libm, products
from records import Settings, data_stamp, header, summary, write_json

WITHOUT_DATA = ["11.1", "11.2", "11.3", "11.4", "11.11"]
TRAINING = ["11.5", "11.6", "11.7", "11.8", "11.9", "11.10"]
SECTIONS = WITHOUT_DATA[:4] + TRAINING + WITHOUT_DATA[4:]


def parse_arguments():
    parser = argparse.ArgumentParser(description="Python's side of every run of the chapter.")
    parser.add_argument("sections", nargs="+", metavar="SECTION", choices=[*SECTIONS, "all"],
                        help="11.1 … 11.11, or all")
    parser.add_argument("--data", help=f"tab-separated table, needed by {', '.join(TRAINING)}")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, help="instead of each training run's own number")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-timing", action="store_true", help="leave secondsPerEpoch out")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--serve", action="store_true",
                        help="compute the runs anew for every line of standard input, answer a document a line")
    args = parser.parse_args()
    if "all" in args.sections:
        args.sections = SECTIONS
    if args.data is None and set(args.sections) & set(TRAINING):
        parser.error(f"--data FILE is needed by sections {', '.join(TRAINING)}")
    if args.data is not None and not os.path.isfile(args.data):
        parser.error(f"--data: no such file: {args.data}")
    if args.epochs is not None and args.epochs < 1:
        parser.error(f"--epochs must be at least 1, was {args.epochs}")
    return args


def command_line(args):
    """The command in a form that does not depend on where the files lie."""
    words = ["reference.py", *args.sections, "--seed", args.seed, "--threads", args.threads]
    if args.data:
        words += ["--data", os.path.basename(args.data)]
    if args.epochs:
        words += ["--epochs", args.epochs]
    if args.no_timing:
        words.append("--no-timing")
    return " ".join(map(str, words))


def runs_of(sections, settings):
    for section in sections:
        chapter, number = section.split(".")
        module = importlib.import_module(f"section_{chapter}_{int(number):02}")
        yield from module.runs(settings)


def main():
    args = parse_arguments()
    torch.set_num_threads(args.threads)
    settings = Settings(args.data, args.seed, args.epochs)
    parts = [elementwise, libm] + [products] * bool(set(args.sections) & set(TRAINING))
    head = {**header(command_line(args), *parts), **data_stamp(args.data), "seed": args.seed}
    if args.serve:
        for _ in sys.stdin:
            print(json.dumps({**head, "runs": list(runs_of(args.sections, settings))}), flush=True)
        return
    runs = []
    for run in runs_of(args.sections, settings):
        if args.no_timing:
            run.pop("secondsPerEpoch", None)
        print(summary(run), flush=True)
        runs.append(run)
    if args.json:
        write_json(args.json, head, "runs", runs)


if __name__ == "__main__":
    main()
