#!/usr/bin/env python3
"""Section 11.11's network: the book's LeNet on Fashion-MNIST.

    lenet.py --fashion DIR --out FILE      initial weights (checksums) and the first losses of seeds 0 and 1; every variant's rates
    lenet.py --fashion DIR --serve [--seed N] [--threads N]
                                           answers a document a line: weights; train NAME EPOCHS; time memory; time loader

`time loader` is the book's own program: torchvision's images, one at a time, through its DataLoader.

Random numbers are consumed as the book's program consumes them: the network from its own seed, then the
training from the seed again; every pass over a DataLoader draws its base seed, a shuffled one the
sampler's seed too.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import struct
import sys
import tempfile
import time
import warnings

import torch
from torch import nn
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader

from fingerprint import digest, elementwise, exact, libm
from records import header, write_json
from section_11_11 import cosine, square_root

BATCH_SIZE = 256
WORKERS = 4
EPOCHS = 30
FIRST = 10

# torch 2 renamed the base class, and derives its schedulers from the new name.
SCHEDULER = getattr(lr_scheduler, "LRScheduler", None) or lr_scheduler._LRScheduler


def read_idx(path):
    """An IDX file of bytes: two zero bytes, the type, the number of dimensions, their sizes, the elements."""
    with gzip.open(path, "rb") as file:
        content = file.read()
    dimensions = struct.unpack_from(f">{content[3]}I", content, 4)
    return torch.frombuffer(bytearray(content[4 + 4 * content[3]:]), dtype=torch.uint8).reshape(dimensions)


def read(folder, part):
    return (read_idx(os.path.join(folder, f"{part}-images-idx3-ubyte.gz")),
            read_idx(os.path.join(folder, f"{part}-labels-idx1-ubyte.gz")).to(torch.int64))


def to_float(images):
    return images.unsqueeze(1).to(torch.float32).div(255)


def packaged(folder, part):
    """torchvision's dataset as the book makes it; it wants the files unpacked, and reads them whole."""
    from torchvision import datasets, transforms  # for the timing alone
    with tempfile.TemporaryDirectory() as root:
        raw = os.path.join(root, "FashionMNIST", "raw")
        os.makedirs(raw)
        for name in (name for name in os.listdir(folder) if name.endswith("-ubyte.gz")):
            with gzip.open(os.path.join(folder, name)) as file, open(os.path.join(raw, name[:-len(".gz")]), "wb") as out:
                shutil.copyfileobj(file, out)
        return datasets.FashionMNIST(root, train=part == "train", transform=transforms.ToTensor())


class InMemory:
    """The batches of DataLoader, cut from tensors that are floats already."""

    def __init__(self, images, labels, shuffle):
        self.X, self.y, self.shuffle = to_float(images), labels, shuffle

    def __iter__(self):
        torch.empty((), dtype=torch.int64).random_()
        if not self.shuffle:
            yield from zip(self.X.split(BATCH_SIZE), self.y.split(BATCH_SIZE))
            return
        generator = torch.Generator()
        generator.manual_seed(int(torch.empty((), dtype=torch.int64).random_().item()))
        for rows in torch.randperm(len(self.y), generator=generator).split(BATCH_SIZE):
            yield self.X[rows], self.y[rows]

    def __len__(self):
        return -(-len(self.y) // BATCH_SIZE)


def loaders(folder, in_memory=True):
    def loader(part, shuffle):
        return (InMemory(*read(folder, part), shuffle) if in_memory else
                DataLoader(packaged(folder, part), BATCH_SIZE, shuffle=shuffle, num_workers=WORKERS))
    return loader("train", True), loader("t10k", False)


def lenet(seed, xavier=False):
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(kernel_size=2, stride=2),
        nn.Conv2d(6, 16, kernel_size=5), nn.ReLU(), nn.MaxPool2d(kernel_size=2, stride=2),
        nn.Flatten(), nn.Linear(16 * 5 * 5, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
    if xavier:
        for layer in net:
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.xavier_uniform_(layer.weight)
    return net


def correct(y_hat, y):
    return float((y_hat.argmax(dim=1) == y).sum())


def evaluate(net, loader):
    net.eval()
    with torch.no_grad():
        hits = [(correct(net(X), y), y.numel()) for X, y in loader]
    return sum(h for h, _ in hits) / sum(n for _, n in hits)


def train(net, train_iter, test_iter, epochs, optimizer, seed, scheduler=None, batches=None):
    """train_ch6 as section 11.11 has it; with `batches`, only so many steps, and only their losses."""
    torch.manual_seed(seed)
    loss = nn.CrossEntropyLoss()
    lists = {"train_loss": [], "train_acc": [], "test_acc": [], "lr_used": []}
    first, seconds = [], 0.0
    for epoch in range(epochs):
        lists["lr_used"].append(optimizer.param_groups[0]["lr"])
        started = time.perf_counter()
        net.train()
        total = hits = count = 0.0
        for X, y in train_iter:
            optimizer.zero_grad()
            y_hat = net(X)
            l = loss(y_hat, y)
            l.backward()
            optimizer.step()
            with torch.no_grad():
                total += float(l * X.shape[0])
                hits += correct(y_hat, y)
                count += X.shape[0]
            if len(first) < FIRST:
                first.append(l.item())
            if batches is not None and len(first) >= batches:
                return {"first_losses": first}
        seconds += time.perf_counter() - started
        lists["train_loss"].append(total / count)
        lists["train_acc"].append(hits / count)
        lists["test_acc"].append(evaluate(net, test_iter))
        if isinstance(scheduler, SCHEDULER):
            scheduler.step()
        elif scheduler:
            for group in optimizer.param_groups:
                group["lr"] = scheduler(epoch)
    return {**lists, "first_losses": first, "secondsPerEpoch": seconds / epochs}


def sgd(net, lr):
    return torch.optim.SGD(net.parameters(), lr=lr)


def multi_step(optimizer):
    """The book draws this scheduler's curve first, so it has made 30 steps when training begins."""
    scheduler = lr_scheduler.MultiStepLR(optimizer, milestones=[15, 30], gamma=0.5)
    for _ in range(EPOCHS):
        optimizer.step()
        scheduler.step()
    return scheduler


VARIANTS = {
    "constant": (0.3, lambda optimizer: None),
    "squareroot": (0.1, lambda optimizer: square_root),
    "multistep": (0.5, multi_step),
    "cosine": (0.3, lambda optimizer: cosine),
    "cosine-warmup": (0.3, lambda optimizer: lambda epoch: cosine(epoch, warmup_steps=5)),
}


def run(name, train_iter, test_iter, epochs, seed):
    lr, scheduler = VARIANTS[name]
    net = lenet(seed)
    optimizer = sgd(net, lr)
    result = train(net, train_iter, test_iter, epochs, optimizer, seed, scheduler(optimizer))
    return {"key": f"11.11/lenet/{name}", "section": "11.11", "name": name, "variant": "lenet",
            "hyperparameters": {"lr": lr}, "batchSize": BATCH_SIZE, "epochs": epochs, **result}


def network():
    """One step on images that are exact: the convolutions and products of a whole batch, forward and backward."""
    net = lenet(0)
    X, y = exact(BATCH_SIZE, 1, 28, 28) / 4, torch.arange(BATCH_SIZE) % 10
    loss = nn.CrossEntropyLoss()(net(X), y)
    loss.backward()
    return digest([loss, *(p.grad for p in net.parameters())])


def start(seed, xavier, train_iter):
    net = lenet(seed, xavier)
    weights = [{"name": name, "shape": list(p.shape), "sha256": hashlib.sha256(p.detach().numpy().tobytes()).hexdigest()}
               for name, p in net.named_parameters()]
    return {"seed": seed, "xavier": xavier, "weights": weights,
            **train(net, train_iter, None, 1, sgd(net, 0.3), seed, batches=FIRST)}


def rates():
    """What every variant's epochs train with; no image changes that, so one black one will do."""
    image = InMemory(torch.zeros(1, 28, 28, dtype=torch.uint8), torch.zeros(1, dtype=torch.int64), shuffle=False)
    return {name: run(name, image, image, EPOCHS, seed=0)["lr_used"] for name in VARIANTS}


def answer(words, args, fast, book):
    if words[0] == "weights":
        return {**header("lenet.py", elementwise, libm, network), "weights": [value for p in lenet(args.seed).parameters() for value in p.flatten().tolist()]}
    if words[0] == "train":
        return run(words[1], *fast, int(words[2]), args.seed)
    epoch = run("constant", *(book if words[1] == "loader" else fast), 1, args.seed)
    return {"seconds": epoch["secondsPerEpoch"], "loss": epoch["train_loss"][0]}


def main():
    parser = argparse.ArgumentParser(description="LeNet on Fashion-MNIST.")
    parser.add_argument("--fashion", required=True, metavar="DIR")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", metavar="FILE")
    parser.add_argument("--serve", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.serve:
        warnings.filterwarnings("ignore", message="This DataLoader will create")  # the book's number of workers
        fast, book = loaders(args.fashion), loaders(args.fashion, in_memory=False)
        for line in sys.stdin:
            print(json.dumps(answer(line.split(), args, fast, book)), flush=True)
        return
    train_iter, _ = loaders(args.fashion)
    starts = [start(seed, xavier, train_iter) for seed in (0, 1) for xavier in (False, True)]
    write_json(args.out, {**header("lenet.py", elementwise, libm, network), "lr_used": rates()}, "starts", starts)


if __name__ == "__main__":
    main()
