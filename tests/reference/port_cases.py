"""Training runs in pairs, the second as a port with one slip: what a comparison should say of each.

    port_cases.py FOLDER                        # writes NNN-a.npz, NNN-b.npz and cases.json
    port_cases.py FOLDER COMMAND… >TABLE.md     # and compares each pair by COMMAND A B --json; the table is Markdown

A case passes where what is said holds all of its words. Every run is of its own seed; none is taken from the library.
"""

import copy
import json
import math
import pathlib
import subprocess
import sys

import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from d2l_trace import record

torch.set_num_threads(1)


class Fn(nn.Module):
    """A function with a name of its own in the trace."""

    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)


class Run:
    """One training run; every field is a place where a slip can be made."""

    def __init__(self, build, loss, data, **changes):
        self.build, self.loss, self.data, self.changes = build, loss, data, changes

    def but(self, **changes):
        other = copy.copy(self)
        other.changes = {**self.changes, **{k: v for k, v in changes.items() if k not in ("build", "loss", "data")}}
        for k in ("build", "loss", "data"):
            if k in changes:
                setattr(other, k, changes[k])
        return other

    def write(self, path):
        get = self.changes.get
        torch.manual_seed(0)
        net = self.build()
        torch.manual_seed(1)
        with torch.no_grad():  # whatever the two draw, they start alike
            for p in net.parameters():
                p.copy_(torch.randn(p.shape) * 0.3)
        if get("start"):
            with torch.no_grad():
                get("start")(net)
        X, y = self.data()
        net.train(get("train", True))
        optimizer = get("optimizer", lambda p: torch.optim.SGD(p, lr=0.05))(net.parameters())
        scheduler = get("scheduler", lambda o: None)(optimizer)
        size, steps = get("size", 16), get("steps", 8)
        hand = get("hand")
        torch.manual_seed(2)
        if get("infer"):
            net.eval()
            get("infer")(net)
            with record(net, None, path), torch.no_grad():
                net(X[:size])
            return
        parameters = dict(net.named_parameters())
        state = {name: {} for name in parameters}
        with record(net, None if hand else optimizer, path) as trace:
            for k in range(steps):
                batch, labels = X[get("rows", lambda k: slice(k * size, (k + 1) * size))(k)], y[get("labels", get("rows", lambda k: slice(k * size, (k + 1) * size)))(k)]
                if get("zero", True):
                    optimizer.zero_grad()
                for part, labels_part in zip(batch.chunk(get("parts", 1)), labels.chunk(get("parts", 1))):
                    loss = self.loss(net(get("see", lambda x: x)(part)), labels_part)
                    trace.targets(labels_part)
                    (get("scale", 1) * loss).backward()
                get("before", lambda net, k: None)(net, k)
                if hand:
                    with trace.step(lr=get("lr", 0.01)), torch.no_grad():
                        for i, (name, p) in enumerate(parameters.items()):
                            hand(p, p.grad, state[name], k + 1, i)
                else:
                    optimizer.step()
                if scheduler is not None and get("when", lambda k: True)(k):
                    scheduler.step()
                get("after", lambda net, o, k: None)(net, optimizer, k)


def images():
    torch.manual_seed(5)
    return torch.randn(200, 2, 8, 8), torch.randint(4, (200,))


def table():
    torch.manual_seed(6)
    X = torch.randn(200, 6)
    return X, (X @ torch.randn(6, 1) + 0.1 * torch.randn(200, 1))


def halves():
    X, y = table()
    return X, (y > 0).float()


def cnn(first=lambda: nn.Conv2d(2, 4, 3, padding=1), norm=lambda: nn.BatchNorm2d(4), act=nn.ReLU, pool=lambda: nn.MaxPool2d(2), drop=lambda: nn.Dropout(0.0),
        flat=nn.Flatten, last=lambda: nn.LazyLinear(4), end=None):
    def build():
        parts = [first(), norm(), act(), pool(), drop(), flat()]
        width = nn.Sequential(*parts).eval()(torch.zeros(2, 2, 8, 8)).shape[1]
        parts.append(nn.Linear(width, 4))
        return nn.Sequential(*parts, *([end()] if end else []))
    return build


def mlp(act=nn.Tanh, end=None, norm=None, out=1):
    return lambda: nn.Sequential(nn.Linear(6, 8), *([norm()] if norm else []), act(), nn.Linear(8, out), *([end()] if end else []))


mse, entropy = nn.MSELoss(), nn.CrossEntropyLoss()
net = Run(cnn(), entropy, images)
fit = Run(mlp(), mse, table)
prob = Run(mlp(end=nn.Sigmoid), nn.BCELoss(), halves)
wide = Run(mlp(out=1), lambda p, y: mse(p.squeeze(1), y.squeeze(1)), table)
LR = 0.01


def by(optimizer, **options):
    return fit.but(optimizer=lambda p: getattr(torch.optim, optimizer)(p, **{"lr": LR, **options}))


def hand(rule, **changes):
    return fit.but(hand=rule, **changes)


def sgd(p, g, s, t, i):
    p -= LR * g


def moments(s, g, b1=0.9, b2=0.999, start=0.0):
    s["m"] = s.get("m", torch.zeros_like(g)) * b1 + (1 - b1) * g
    s["v"] = s.get("v", torch.full_like(g, start)) * b2 + (1 - b2) * g * g
    return s["m"], s["v"]


def adam(eps=1e-8, at=lambda t, i: t, root=True, inside=False, early=False, corrected=True, b1=0.9, b2=0.999, start=0.0, lost=None, skip=None, decay=0.0, squares=False):
    def rule(p, g, s, t, i):
        if lost and t >= lost:
            if t == lost:
                s.clear()
            t -= lost - 1
        if decay:
            g = g + decay * p
        m, v = moments(s, g, b1, b2, start)
        if squares:
            s["w"] = v = s.get("w", torch.zeros_like(g)) * b2 + (1 - b2) * m * m
        t = at(t, i)
        c1, c2 = (1 - b1 ** t, 1 - b2 ** t) if corrected else (1, 1)
        if early:
            step = LR * math.sqrt(c2) / c1 * m / (v.sqrt() + eps)
        else:
            m, v = m / c1, v / c2
            step = LR * m / ((v + eps).sqrt() if inside else (v.sqrt() if root else v) + eps)
        if skip != i:
            p -= step
    return rule


def clip(norm=None, value=None):
    def act(net, k):
        if norm:
            nn.utils.clip_grad_norm_(net.parameters(), norm)
        if value:
            nn.utils.clip_grad_value_(net.parameters(), value)
    return act


def grads(f, only=None):
    def act(net, k):
        for i, p in enumerate(net.parameters()):
            if only is None or i == only:
                p.grad = f(p.grad, p, k)
    return act


def kept(only=None):
    last = {}

    def act(net, k):
        for i, p in enumerate(net.parameters()):
            if only is None or i == only:
                if i in last:
                    p.grad += last[i]
                last[i] = p.grad.clone()
    return act


def strangers(net):
    for name, b in net.named_buffers():
        if "running" in name:
            b.copy_(torch.rand(b.shape) + 0.5)  # as of another training


# Each: what it is, where the slip is, what must be said, the original, the port.
def cases():
    yield "BatchNorm ε", "model", ["eps", "1E-05", "0.001"], net, net.but(build=cnn(norm=lambda: nn.BatchNorm2d(4, eps=1e-3)))
    yield "BatchNorm momentum", "model", ["momentum", "0.1", "0.01"], net, net.but(build=cnn(norm=lambda: nn.BatchNorm2d(4, momentum=0.01)))
    yield "BatchNorm in evaluation", "model", ["evaluation"], net, net.but(start=lambda m: None, train=False)
    yield "BatchNorm frozen alone", "model", ["1 is in training in the first, in evaluation"], net, net.but(build=lambda: frozen(cnn()()))
    yield "BatchNorm against GroupNorm", "model", ["BatchNorm2d in the first and GroupNorm"], net, net.but(build=cnn(norm=lambda: nn.GroupNorm(4, 4)))
    yield "LeakyReLU's slope", "model", ["negative_slope", "0.01", "0.2"], net.but(build=cnn(act=nn.LeakyReLU)), net.but(build=cnn(act=lambda: nn.LeakyReLU(0.2)))
    yield "LeakyReLU written by hand, another slope", "model", ["slope is 0.01 in the first and 0.2"], net.but(build=cnn(act=nn.LeakyReLU)), net.but(build=cnn(act=lambda: Fn(lambda x: torch.where(x > 0, x, 0.2 * x))))
    yield "ReLU against LeakyReLU", "model", ["slope is 0, as of ReLU in the first and 0.01"], net, net.but(build=cnn(act=nn.LeakyReLU))
    yield "GELU against its tanh form", "model", ["GELU in the first, GELU by tanh"], fit.but(build=mlp(nn.GELU)), fit.but(build=mlp(lambda: Fn(lambda x: F.gelu(x, approximate="tanh"))))
    yield "ReLU against GELU", "model", ["ReLU in the first, GELU in the second"], fit.but(build=mlp(nn.ReLU)), fit.but(build=mlp(nn.GELU))
    yield "tanh against sigmoid", "model", ["tanh in the first, sigmoid in the second"], fit, fit.but(build=mlp(nn.Sigmoid))
    yield "SiLU against ReLU", "model", ["SiLU in the first, ReLU in the second"], fit.but(build=mlp(nn.SiLU)), fit.but(build=mlp(nn.ReLU))
    yield "ELU against ReLU", "model", ["ELU in the first, ReLU in the second"], fit.but(build=mlp(nn.ELU)), fit.but(build=mlp(nn.ReLU))
    yield "activation left out", "model", ["tanh in the first, no activation in the second"], fit, fit.but(build=mlp(nn.Identity))
    yield "softplus against ReLU", "model", ["softplus in the first, ReLU"], fit.but(build=mlp(nn.Softplus)), fit.but(build=mlp(nn.ReLU))
    yield "convolution's stride", "model", ["stride", "2"], net, net.but(build=cnn(first=lambda: nn.Conv2d(2, 4, 3, padding=1, stride=2), pool=nn.Identity))
    yield "convolution's padding mode", "model", ["padding_mode", "zeros", "reflect"], net, net.but(build=cnn(first=lambda: nn.Conv2d(2, 4, 3, padding=1, padding_mode="reflect")))
    yield "dilation for padding", "model", ["dilation", "padding"], net, net.but(build=cnn(first=lambda: nn.Conv2d(2, 4, 3, padding=2, dilation=2)))
    yield "average against largest in the pool", "model", ["3 is MaxPool2d in the first and AvgPool2d in the second"], net, net.but(build=cnn(pool=lambda: nn.AvgPool2d(2)))
    yield "layout transposed before flatten", "model", ["the same numbers, in another order"], net, net.but(build=cnn(flat=lambda: Fn(lambda x: x.permute(0, 2, 3, 1).reshape(len(x), -1))))
    yield "dropout active in one", "model", ["4 is in evaluation in the first, in training in the second"], net.but(build=lambda: without(cnn(drop=lambda: nn.Dropout(0.5))())), net.but(build=cnn(drop=lambda: nn.Dropout(0.5)))
    yield "dropout by F.dropout, always on", "model", ["dropout is active in the second alone", "0.5"], net.but(build=cnn(drop=lambda: Fn(lambda x: F.dropout(x, 0.5, False)))), net.but(build=cnn(drop=lambda: Fn(lambda x: F.dropout(x, 0.5))))
    yield "dropout's p", "model", ["p of 4 is 0.2 in the first and 0.5"], net.but(build=cnn(drop=lambda: nn.Dropout(0.2))), net.but(build=cnn(drop=lambda: nn.Dropout(0.5)))
    yield "dropout from another seed", "model", ["dropout draws other elements"], net.but(build=cnn(drop=lambda: nn.Dropout(0.5))), net.but(build=cnn(drop=lambda: nn.Dropout(0.5)), before=lambda m, k: torch.randn(3) if k == 0 else None)
    yield "softmax in the model and in the loss", "model", ["softmax is applied to it in the second alone"], net.but(build=cnn(end=nn.Identity)), net.but(build=cnn(end=lambda: nn.Softmax(1)))
    yield "softmax over the batch", "model", ["dim", "1", "0"], net.but(build=cnn(end=lambda: nn.Softmax(1))), net.but(build=cnn(end=lambda: nn.Softmax(0)))
    yield "log-softmax against softmax", "model", ["log-softmax in the first, softmax in the second"], net.but(build=cnn(end=lambda: nn.LogSoftmax(1)), loss=lambda p, y: F.nll_loss(p, y)), net.but(build=cnn(end=lambda: nn.Softmax(1)), loss=lambda p, y: F.nll_loss(p, y))
    yield "outputs not divided by the root of the width", "model", ["2 times the first's"], fit.but(build=mlp(act=lambda: Fn(lambda x: x / 2))), fit.but(build=mlp(act=lambda: Fn(lambda x: x)))
    yield "a bias added twice", "model", ["plus 0.5"], fit.but(build=mlp(end=nn.Identity)), fit.but(build=lambda: twice(mlp(end=nn.Identity)()))
    yield "LayerNorm ε", "model", ["eps", "1E-05", "0.01"], fit.but(build=mlp(norm=lambda: nn.LayerNorm(8))), fit.but(build=mlp(norm=lambda: nn.LayerNorm(8, eps=1e-2)))
    yield "output of (n) against (n, 1)", "model", ["(n, 1) against (n) broadcast"], fit.but(build=mlp(end=nn.Identity)), fit.but(build=mlp(end=lambda: Fn(lambda x: x.squeeze(1))))
    yield "inference: running statistics", "model", ["the buffer 1.running_mean starts otherwise"], net.but(infer=lambda m: None), net.but(infer=strangers)
    yield "inference: evaluation forgotten", "model", ["1 is in evaluation in the first, in training in the second"], net.but(infer=lambda m: None), net.but(infer=lambda m: m.train())
    yield "inference: equal", "none", ["equal in every number"], net.but(infer=lambda m: None), net.but(infer=lambda m: None)

    yield "(n, 1) against (n) in the loss", "loss", ["broadcast"], wide, wide.but(loss=lambda p, y: ((p - y.squeeze(1)) ** 2).mean())
    yield "softmax twice, in the loss", "loss", ["cross-entropy of a softmax"], net, net.but(loss=lambda p, y: F.cross_entropy(F.softmax(p, 1), y))
    yield "a softmax without its logarithm", "loss", ["without its logarithm"], net, net.but(loss=lambda p, y: F.nll_loss(F.softmax(p, 1), y))
    yield "labels smoothed", "loss", ["smoothed by 0.1"], net, net.but(loss=nn.CrossEntropyLoss(label_smoothing=0.1))
    yield "squares against absolute values", "loss", ["mean of squares in the first", "absolute values"], fit, fit.but(loss=nn.L1Loss())
    yield "squares against Huber's", "loss", ["mean of squares in the first", "Huber"], fit, fit.but(loss=nn.HuberLoss())
    yield "root of the mean of squares", "loss", ["the root of the mean of squares in the second"], fit, fit.but(loss=lambda p, y: mse(p, y).sqrt())
    yield "sigmoid in the model and in the loss", "loss", ["the sigmoid is applied twice in the second"], prob, prob.but(loss=nn.BCEWithLogitsLoss())
    yield "the sum for the mean", "loss", ["the batch's sum in the second, its mean in the first"], fit, fit.but(loss=nn.MSELoss(reduction="sum"))
    yield "a factor ½", "loss", ["half the first's"], fit, fit.but(loss=lambda p, y: mse(p, y) / 2)
    yield "the sum of cross-entropies", "loss", ["the batch's sum in the second"], net, net.but(loss=nn.CrossEntropyLoss(reduction="sum"))
    yield "an L2 penalty in the loss", "loss", ["plus 0.1·x"], fit, fit.but(before=grads(lambda g, p, k: g + 0.1 * p.detach()))

    yield "another shuffle", "data", ["a different shuffle"], fit, fit.but(rows=lambda k: slice((7 - k) * 16, (8 - k) * 16))
    yield "labels of another order", "data", ["targets differ"], fit, fit.but(labels=lambda k: slice((7 - k) * 16, (8 - k) * 16))
    yield "other data", "data", ["a different batch"], fit, fit.but(see=lambda x: x + 0.5)
    yield "images not scaled", "data", ["a different batch"], net, net.but(see=lambda x: x * 255)
    yield "other initial parameters", "data", ["initial parameter"], fit, fit.but(start=lambda m: m[0].weight.mul_(2))
    yield "one bias starts at 0", "data", ["0.bias"], fit, fit.but(start=lambda m: m[0].bias.zero_())
    yield "the same samples in another order", "none", ["rounding"], fit, fit.but(rows=lambda k: torch.arange(k * 16, k * 16 + 16).flip(0))

    yield "gradients not zeroed", "loop", ["not zeroed"], fit, fit.but(zero=False)
    yield "gradients not zeroed, and clipped in both", "loop", ["not zeroed"], fit.but(before=clip(norm=0.5)), fit.but(zero=False, before=clip(norm=0.5))
    yield "one parameter not zeroed", "loop", ["not zeroed", "0.bias alone"], fit, fit.but(before=kept(1))
    yield "clipping left out", "loop", ["clipped to a norm of 0.5 in the first"], fit.but(before=clip(norm=0.5)), fit
    yield "clipping by value", "loop", ["clipped to ±0.1 in the second"], fit, fit.but(before=clip(value=0.1))
    yield "doubled gradients behind clipping", "loop", ["twice the first's"], fit.but(before=clip(norm=0.1)), fit.but(before=clip(norm=0.1), loss=lambda p, y: 2 * mse(p, y))
    yield "accumulation without the division", "loop", ["4 calls of backward()"], fit.but(parts=4, scale=0.25), fit.but(parts=4)
    yield "a schedule one step late", "loop", ["1 step late"], *shifted(1)
    yield "a schedule stepped per batch", "loop", ["once a batch"], *per_batch()
    yield "one group's rate", "loop", ["learning rate"], fit.but(optimizer=groups(0.05, 0.05)), fit.but(optimizer=groups(0.05, 0.01))
    yield "a parameter that is not optimised", "loop", ["does not reach", "0.bias"], by("SGD"), hand(lambda p, g, s, t, i: sgd(p, g, s, t, i) if i != 1 else None)
    yield "weights that decay in one", "loop", ["weight decay"], by("SGD"), by("SGD", weight_decay=0.1)

    yield "Adam against plain descent", "rule", ["Adam in the first, plain gradient descent"], by("Adam"), hand(sgd)
    yield "RMSprop against plain descent", "rule", ["RMSProp in the first, plain gradient descent"], by("RMSprop"), hand(sgd)
    yield "Adagrad against plain descent", "rule", ["AdaGrad in the first, plain gradient descent"], by("Adagrad"), hand(sgd)
    yield "Adam against AdamW", "rule", ["decay"], by("Adam", weight_decay=0.1), by("AdamW", weight_decay=0.1)
    yield "Adam by hand, rightly", "none", ["rounding"], by("Adam"), hand(adam())
    yield "ε before the correction", "rule", ["before the bias correction"], by("Adam", eps=1e-3), hand(adam(eps=1e-3, early=True))
    yield "ε inside the root", "rule", ["root"], by("Adam", eps=1e-3), hand(adam(eps=1e-3, inside=True))
    yield "the value of ε", "rule", ["ε"], by("Adam"), hand(adam(eps=1e-3))
    yield "the root left out", "rule", ["no root"], by("Adam"), hand(adam(root=False))
    yield "no bias correction", "rule", ["correct"], by("Adam"), hand(adam(corrected=False))
    yield "t counts parameters", "rule", ["counts parameters"], by("Adam"), hand(adam(at=lambda t, i: (t - 1) * 4 + i + 1))
    yield "t begins at 2", "rule", ["t"], by("Adam"), hand(adam(at=lambda t, i: t + 1))
    yield "the state lost at step 5", "rule", ["lost before step 5"], by("Adam"), hand(adam(lost=5))
    yield "squares of m", "rule", ["squares of the first moment"], by("Adam"), hand(adam(squares=True))
    yield "β swapped", "rule", ["swapped"], by("Adam"), hand(adam(b1=0.999, b2=0.9))
    yield "another β₂", "rule", ["0.99"], by("Adam"), hand(adam(b2=0.99))
    yield "squares that start at 1e-6", "rule", ["1E-06"], by("Adam"), hand(adam(start=1e-6))
    yield "one parameter never updated", "rule", ["does not reach", "0.bias"], by("Adam"), hand(adam(skip=1))
    yield "decay through the gradient", "rule", ["decay"], by("AdamW", weight_decay=0.1), hand(adam(decay=0.1))
    yield "momentum left out", "rule", ["momentum 0.9 in the first, 0 in the second"], by("SGD", momentum=0.9), hand(sgd)
    yield "dampening", "rule", ["dampening"], by("SGD", momentum=0.9), by("SGD", momentum=0.9, dampening=0.9)
    yield "Nesterov", "rule", ["Nesterov"], by("SGD", momentum=0.9), by("SGD", momentum=0.9, nesterov=True)
    yield "Adam against RAdam", "rule", ["RAdam"], by("Adam"), by("RAdam")
    yield "Adam against NAdam", "rule", ["NAdam"], by("Adam"), by("NAdam")
    yield "Adam against Adamax", "rule", ["Adamax"], by("Adam"), by("Adamax")
    yield "centred RMSprop", "rule", ["not centered in the first"], by("RMSprop"), by("RMSprop", centered=True)
    yield "amsgrad", "rule", ["no amsgrad in the first"], by("Adam"), by("Adam", amsgrad=True)
    yield "Rprop against plain descent", "rule", ["Rprop"], by("SGD"), by("Rprop")


def frozen(net):
    net[1].train = lambda mode=True: net[1]
    net[1].training = False
    return net


def without(net):
    net[4].train = lambda mode=True: net[4]
    net[4].training = False
    return net


def twice(net):
    bias = net[2].bias
    net[3] = Fn(lambda x: x + 0.5)
    return net


def groups(one, other):
    def make(parameters):
        p = list(parameters)
        return torch.optim.SGD([{"params": p[:2], "lr": one}, {"params": p[2:], "lr": other}], lr=one)
    return make


def shifted(late):
    def schedule(shift):
        return fit.but(steps=12, optimizer=lambda p: torch.optim.SGD(p, lr=0.05), scheduler=lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda k: 0.9 ** max(0, k - shift)))
    return schedule(0), schedule(late)


def per_batch():
    run = fit.but(steps=12, scheduler=lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9))
    return run.but(when=lambda k: k % 4 == 3), run


def main(folder, command, cases):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    told = []
    for k, (name, place, words, original, port) in enumerate(cases):
        one, other = folder / f"{k:03}-a.npz", folder / f"{k:03}-b.npz"
        original.write(one)
        port.write(other)
        told.append({"name": name, "place": place, "words": words, "a": one.name, "b": other.name})
    (folder / "cases.json").write_text(json.dumps(told, ensure_ascii=False))
    if not command:
        return
    rows, counts = [], {"named": 0, "located": 0, "not explained": 0, "named otherwise": 0}
    for case in told:
        answer = subprocess.run([*command, str(folder / case["a"]), str(folder / case["b"]), "--json"], capture_output=True, text=True)
        said = json.loads(answer.stdout) if answer.returncode in (0, 1) else {"causes": [], "error": answer.stderr.strip()}
        causes = [c for c in said["causes"]]
        text = "; ".join(f"{c['text']} (from step {c['step']})" for c in causes) or said.get("error") or "equal in every number"
        told = all(word in text for word in case["words"])
        found = ("located" if told else "not explained") if "not explained" in text else "named" if told else "named otherwise"
        counts[found] += 1
        rows.append(f"| {case['name']} | {case['place']} | {text.replace('|', '/')} | {found} |")
    print(f"Of {len(rows)} pairs, {counts['named']} are named, {counts['located']} located but not explained, "
          f"{counts['not explained']} not explained, {counts['named otherwise']} named otherwise.\n")
    print("| slip | in the | said | |\n| --- | --- | --- | --- |")
    print("\n".join(rows))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:], cases())
