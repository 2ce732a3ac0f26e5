"""More pairs as those of port_cases.py, written whole before the comparison was run on any of them.

    unseen_cases.py FOLDER                        # writes NNN-a.npz, NNN-b.npz and cases.json
    unseen_cases.py FOLDER COMMAND… >TABLE.md     # and compares each pair by COMMAND A B --json; the table is Markdown
"""

import copy
import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

from port_cases import LR, Fn, adam, by, clip, cnn, entropy, fit, grads, groups, hand, images, main, mlp, mse, net, prob, table

WORDS, WIDTH, LENGTH = 11, 8, 6


def text():
    torch.manual_seed(7)
    X = torch.randint(WORDS, (200, LENGTH))
    return X, X.roll(-1, 1)


def tokens(p, y):
    return F.cross_entropy(p.reshape(-1, p.shape[-1]), y.reshape(-1))


class Attention(nn.Module):
    def __init__(self, scale=True, mask=True, dim=-1):
        super().__init__()
        self.q, self.k, self.v, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.scores = Fn(lambda qk: qk[0] @ qk[1].transpose(1, 2) / (math.sqrt(WIDTH) if scale else 1))
        self.hide = Fn(lambda s: s.masked_fill(torch.ones(LENGTH, LENGTH).triu(1).bool(), -1e9) if mask else s)
        self.weights = nn.Softmax(dim)

    def forward(self, x):
        weights = self.weights(self.hide(self.scores((self.q(x), self.k(x)))))
        return self.out(weights @ self.v(x))


class Transformer(nn.Module):
    def __init__(self, attention={}, places=True, post=False, skip=True, act=nn.GELU, drop=0.0, eps=1e-5, stop=False, flip=False):
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.start = Fn(lambda x: self.words(x) + (self.places(torch.arange(LENGTH)) if places else 0 * self.places(torch.arange(LENGTH))))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=eps), nn.LayerNorm(WIDTH, eps=eps)
        self.attention, self.act, self.drop = Attention(**attention), act(), nn.Dropout(drop)
        self.wide, self.narrow, self.head = nn.Linear(WIDTH, 16), nn.Linear(16, WIDTH), nn.Linear(WIDTH, WORDS)
        self.post, self.skip, self.stop, self.flip = post, skip, stop, flip
        self.first, self.second = Fn(lambda x: x), Fn(lambda x: x)

    def forward(self, x):
        x = self.start(x)
        if self.post:
            x = self.first(self.norm1(x + self.attention(x)))
        else:
            x = self.first((x.detach() if self.stop else x) + self.attention(self.norm1(x)))
        y = self.drop(self.narrow(self.act(self.wide(self.norm2(x)))))
        x = self.second(x + y if self.skip else y)
        return self.head(x)


class Recurrent(nn.Module):
    """An LSTM by hand, so that the port's can differ; carried keeps the state from batch to batch."""

    def __init__(self, order="ifgo", carried=False, forget=0.0):
        super().__init__()
        self.words, self.x, self.h, self.head = nn.Embedding(WORDS, WIDTH), nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(WIDTH, WORDS)
        self.gates, self.cell = Fn(lambda xh: xh[0] + xh[1]), Fn(self.next)
        self.order, self.carried, self.forget, self.state = order, carried, forget, None

    def next(self, gatesc):
        gates, c = gatesc
        part = dict(zip(self.order, gates.chunk(4, 1)))
        c = torch.sigmoid(part["f"] + self.forget) * c + torch.sigmoid(part["i"]) * torch.tanh(part["g"])
        return torch.sigmoid(part["o"]) * torch.tanh(c), c

    def forward(self, x):
        h = c = torch.zeros(len(x), WIDTH)
        if self.carried and self.state is not None:
            h, c = (s.detach() for s in self.state)
        out = []
        for k in range(LENGTH):
            h, c = self.cell((self.gates((self.x(self.words(x[:, k])), self.h(h))), c))
            out.append(h)
        self.state = h, c
        return self.head(torch.stack(out, 1))


class Vae(nn.Module):
    def __init__(self, half=True, seed=3, sample=True):
        super().__init__()
        self.encode, self.mean, self.spread, self.decode = nn.Linear(6, 8), nn.Linear(8, 2), nn.Linear(8, 2), nn.Linear(2, 6)
        self.act, self.std = nn.ReLU(), Fn(lambda s: torch.exp(0.5 * s if half else s))
        self.draw = Fn(lambda ms: ms[0] + ms[1] * torch.randn(ms[0].shape, generator=self.random) if sample else ms[0])
        self.random = torch.Generator().manual_seed(seed)

    def forward(self, x):
        h = self.act(self.encode(x))
        self.mu, self.log = self.mean(h), self.spread(h)
        return self.decode(self.draw((self.mu, self.std(self.log))))


class Residual(nn.Module):
    """A block of a ResNet, and what stands around it."""

    def __init__(self, skip=True, late=False, count=True, ceil=False, norm=nn.BatchNorm2d, stop=False, mode="bilinear", corners=False):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)
        self.norm1, self.norm2 = norm(4), norm(4)
        self.act1, self.act2, self.add = nn.ReLU(), nn.ReLU(), Fn(lambda ab: ab[0] + ab[1] if skip else ab[0])
        self.up = Fn(lambda x: F.interpolate(x, scale_factor=2, mode=mode, **({} if mode == "nearest" else {"align_corners": corners})))
        self.pool = nn.AvgPool2d(3, 2, padding=1, count_include_pad=count, ceil_mode=ceil)
        self.flat, self.head, self.late, self.stop = nn.Flatten(), nn.Linear(4 * 8 * 8, 4), late, stop

    def forward(self, x):
        x = self.act1(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(x))
        x = self.add((self.act2(y), x)) if self.late else self.act2(self.add((y, x)))
        return self.head(self.flat(self.pool(self.up(x))))


class Linear(nn.Linear):
    def forward(self, x):
        return F.linear(x, self.weight.t(), self.bias)


class Biased(nn.BatchNorm2d):
    """Keeps the variance of n, not that of n − 1."""

    def forward(self, x):
        before, n = self.running_var.clone(), x.numel() / x.shape[1]
        out = super().forward(x)
        if self.training:
            with torch.no_grad():
                self.running_var.data.copy_(before * (1 - self.momentum) + (self.running_var - before * (1 - self.momentum)) * (n - 1) / n)
        return out


Biased.__name__ = "BatchNorm2d"


def elbo(weight=1.0, mean=False, sign=1):
    def loss(model):
        kl = -0.5 * (1 + model.log - model.mu ** 2 - model.log.exp())
        return sign * weight * (kl.mean() if mean else kl.sum(1).mean())
    return loss


class VaeRun(type(fit)):
    """The loss has a part that only the model knows."""

    def __init__(self, kl, **changes):
        self.kl, model = kl, []

        def build():
            model[:] = [changes.pop("model", Vae)()]
            return model[0]
        super().__init__(build, lambda p, y: mse(p, y) + kl(model[0]), lambda: (table()[0], table()[0]), **{k: v for k, v in changes.items() if k != "model"})


def vae(model=Vae, kl=elbo()):
    return VaeRun(kl, model=model)


def square(kind):
    return fit.but(build=lambda: nn.Sequential(nn.Linear(6, 8), nn.Tanh(), kind(8, 8), nn.Tanh(), nn.Linear(8, 1)))


gpt = net.but(build=Transformer, loss=tokens, data=text)
rnn = net.but(build=Recurrent, loss=tokens, data=text)
res = net.but(build=Residual)


def freeze(name):
    def act(model):
        dict(model.named_parameters())[name].requires_grad_(False)
    return act


def evaluated(at):
    def act(model, optimizer, k):
        if k + 1 == at:
            model.eval()
    return act


def each(limit):
    def act(model, k):
        for p in model.parameters():
            nn.utils.clip_grad_norm_([p], limit)
    return act


def warm(first):
    return fit.but(steps=12, optimizer=lambda p: torch.optim.SGD(p, lr=0.05), scheduler=lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda k: min(1, (k + first) / 6)))


def cosine(steps):
    return fit.but(steps=12, optimizer=lambda p: torch.optim.SGD(p, lr=0.05), scheduler=lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, steps))


def belief(b1=0.9, b2=0.999, eps=1e-8):
    def rule(p, g, s, t, i):
        s["m"] = s.get("m", torch.zeros_like(g)) * b1 + (1 - b1) * g
        s["s"] = s.get("s", torch.zeros_like(g)) * b2 + (1 - b2) * (g - s["m"]) ** 2
        p -= LR * (s["m"] / (1 - b1 ** t)) / ((s["s"] / (1 - b2 ** t)).sqrt() + eps)
    return rule


def lion(b1=0.9, b2=0.99):
    def rule(p, g, s, t, i):
        m = s.get("m", torch.zeros_like(g))
        p -= LR * torch.sign(b1 * m + (1 - b1) * g)
        s["m"] = b2 * m + (1 - b2) * g
    return rule


def heavy(keras=False, nesterov=False, decay=0.9):
    def rule(p, g, s, t, i):
        lr = LR if t < 4 else LR / 10
        if keras:
            s["v"] = 0.9 * s.get("v", torch.zeros_like(g)) - lr * g
            p += 0.9 * s["v"] - lr * g if nesterov else s["v"]
        else:
            s["v"] = 0.9 * s.get("v", torch.zeros_like(g)) + g
            p -= lr * s["v"]
    return rule


def grown(start):
    def rule(p, g, s, t, i):
        s["s"] = s.get("s", torch.full_like(g, start)) + g * g
        p -= LR * g / (s["s"].sqrt() + 1e-10)
    return rule


def undecayed(p, g, s, t, i):
    p -= 0.1 * p
    adam()(p, g, s, t, i)


def decayed(biases):
    def make(parameters):
        p = list(parameters)
        return torch.optim.AdamW([{"params": [q for q in p if q.dim() > 1], "weight_decay": 0.1}, {"params": [q for q in p if q.dim() == 1], "weight_decay": 0.1 if biases else 0.0}], lr=LR)
    return make


def lbfgs(parameters):
    return Closed(parameters)


class Closed(torch.optim.LBFGS):
    """Steps by the gradients that it finds, as this harness calls it."""

    def __init__(self, parameters):
        super().__init__(parameters, lr=0.1, max_iter=1)

    def step(self, closure=None):
        return super().step(lambda: torch.zeros(()))


Closed.__name__ = "LBFGS"


def noisy(model, k):
    for p in model.parameters():
        p.grad += 0.001 * torch.randn(p.shape)


# Each: what it is, where the slip is, what must be said, the original, the port.
def cases():
    yield "attention not divided by the root of the width", "model", ["attention.scores", "2.828"], gpt, gpt.but(build=lambda: Transformer({"scale": False}))
    yield "the causal mask left out", "model", ["attention.hide"], gpt, gpt.but(build=lambda: Transformer({"mask": False}))
    yield "attention's softmax over the queries", "model", ["attention.weights", "dim"], gpt, gpt.but(build=lambda: Transformer({"dim": 1}))
    yield "places left out", "model", ["start"], gpt, gpt.but(build=lambda: Transformer(places=False))
    yield "normalised after, not before", "model", ["norm1"], gpt, gpt.but(build=lambda: Transformer(post=True))
    yield "the skip connection left out", "model", ["second"], gpt, gpt.but(build=lambda: Transformer(skip=False))
    yield "ReLU in a transformer's GELU", "model", ["act", "GELU in the first, ReLU in the second"], gpt, gpt.but(build=lambda: Transformer(act=nn.ReLU))
    yield "LayerNorm's ε of a transformer", "model", ["norm1", "eps"], gpt, gpt.but(build=lambda: Transformer(eps=1e-3))
    yield "a transformer's dropout", "model", ["drop", "0.1"], gpt, gpt.but(build=lambda: Transformer(drop=0.1))
    yield "the gradient stopped at a skip connection", "model", ["output of start"], gpt, gpt.but(build=lambda: Transformer(stop=True))
    yield "an LSTM's gates in another order", "model", ["cell"], rnn, rnn.but(build=lambda: Recurrent("igfo"))
    yield "an LSTM's state carried over", "model", [" h ", "step 2"], rnn, rnn.but(build=lambda: Recurrent(carried=True))
    yield "a forget gate's bias of 1", "model", ["cell"], rnn, rnn.but(build=lambda: Recurrent(forget=1.0))
    yield "a VAE's exp of the whole logarithm", "model", ["std"], vae(), vae(lambda: Vae(half=False))
    yield "a VAE's noise from another seed", "model", ["draw"], vae(), vae(lambda: Vae(seed=4))
    yield "a VAE that does not draw", "model", ["draw"], vae(), vae(lambda: Vae(sample=False))
    yield "a VAE's divergence as a mean", "loss", ["loss"], vae(), vae(kl=elbo(mean=True))
    yield "a VAE's divergence with the wrong sign", "loss", ["loss"], vae(), vae(kl=elbo(sign=-1))
    yield "a block's skip left out", "model", ["add"], res, res.but(build=lambda: Residual(skip=False))
    yield "a block's activation before the sum", "model", ["add"], res, res.but(build=lambda: Residual(late=True))
    yield "padding counted in an average", "model", ["pool"], res, res.but(build=lambda: Residual(count=False))
    yield "nearest for bilinear", "model", ["up"], res, res.but(build=lambda: Residual(mode="nearest"))
    yield "corners aligned", "model", ["up"], res, res.but(build=lambda: Residual(corners=True))
    yield "InstanceNorm for BatchNorm", "model", ["norm1", "InstanceNorm2d"], res, res.but(build=lambda: Residual(norm=lambda n: nn.InstanceNorm2d(n, affine=True)))
    yield "the running variance of n", "model", ["running_var", "n − 1"], net, net.but(build=cnn(norm=lambda: Biased(4)))
    yield "a weight used untransposed", "model", ["2 (Linear", "transposed"], square(nn.Linear), square(Linear)
    yield "a layer frozen", "model", ["2.bias", "none in the second"], fit, fit.but(start=freeze("2.bias"))
    yield "evaluation never left", "model", ["evaluation in the second", "step 4"], net, net.but(after=evaluated(3))

    yield "channels in another order", "data", ["a different batch"], net, net.but(see=lambda x: x.flip(1))
    yield "pixels reshaped for transposed", "data", ["a different batch"], net, net.but(see=lambda x: x.permute(0, 2, 3, 1).reshape(x.shape))
    yield "labels one too high", "data", ["targets differ"], net, net.but(data=lambda: (images()[0], (images()[1] + 1) % 4))
    yield "the same order in every epoch", "data", ["a different shuffle", "step 5"], fit.but(rows=lambda k: slice(k * 16, (k + 1) * 16)), fit.but(rows=lambda k: slice(k % 4 * 16, (k % 4 + 1) * 16))

    yield "classes weighted", "loss", ["weight"], net, net.but(loss=nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 1.0, 1.0])))
    yield "one class ignored", "loss", ["ignore"], net, net.but(loss=nn.CrossEntropyLoss(ignore_index=0))
    yield "focal for cross-entropy", "loss", ["loss"], net, net.but(loss=lambda p, y: ((1 - F.softmax(p, 1).gather(1, y[:, None])[:, 0]) ** 2 * F.cross_entropy(p, y, reduction="none")).mean())
    yield "an L1 penalty", "loss", ["sign"], fit, fit.but(before=grads(lambda g, p, k: g + 0.01 * p.detach().sign()))

    yield "clipping of each parameter", "loop", ["clipped", "each"], fit.but(before=clip(norm=0.1)), fit.but(before=each(0.1))
    yield "a warm-up that starts at 0", "loop", ["1 step late"], warm(1), warm(0)
    yield "a cosine of another length", "loop", ["learning rate"], cosine(12), cosine(6)
    yield "gradients zeroed every second step", "loop", ["not zeroed", "step 2"], fit, fit.but(before=lambda m, k: [setattr(p, "grad", p.grad + p.kept) if k % 2 else setattr(p, "kept", p.grad.clone()) for p in m.parameters()] and None)
    yield "noise in the gradients", "loop", ["gradient"], fit, fit.but(before=noisy)
    yield "the optimizer of another model", "loop", ["does not reach"], by("SGD"), hand(lambda p, g, s, t, i: None)
    yield "biases that decay too", "loop", ["weight decay", "bias"], fit.but(optimizer=decayed(False)), fit.but(optimizer=decayed(True))

    yield "Adam against AdaBelief", "rule", ["AdaBelief"], by("Adam"), hand(belief())
    yield "Adam against Lion", "rule", ["Lion"], by("Adam"), hand(lion())
    yield "descent against ASGD", "rule", ["ASGD"], by("SGD"), by("ASGD")
    yield "NAdam against RAdam", "rule", ["NAdam in the first, RAdam in the second"], by("NAdam"), by("RAdam")
    yield "Adam against Rprop", "rule", ["Rprop"], by("Adam"), by("Rprop")
    yield "descent against LBFGS", "rule", ["LBFGS"], by("SGD"), fit.but(optimizer=lbfgs)
    yield "RMSprop's α", "rule", ["0.99", "0.9 "], by("RMSprop"), by("RMSprop", alpha=0.9)
    yield "RMSprop with momentum", "rule", ["momentum"], by("RMSprop"), by("RMSprop", momentum=0.9)
    yield "Adadelta's ρ", "rule", ["0.95"], by("Adadelta", lr=1.0), by("Adadelta", lr=1.0, rho=0.95)
    yield "Adagrad's sum starts at 0.1", "rule", ["0.1"], by("Adagrad"), hand(grown(0.1))
    yield "velocity in Keras's form, and the rate changes", "rule", ["velocity"], hand(heavy()), hand(heavy(keras=True))
    yield "decay not times the rate", "rule", ["decay"], by("AdamW", weight_decay=0.1), hand(undecayed)
    yield "only the squares corrected", "rule", ["correct"], by("Adam"), hand(half_corrected)


def half_corrected(p, g, s, t, i):
    s["m"] = s.get("m", torch.zeros_like(g)) * 0.9 + 0.1 * g
    s["v"] = s.get("v", torch.zeros_like(g)) * 0.999 + 0.001 * g * g
    p -= LR * s["m"] / ((s["v"] / (1 - 0.999 ** t)).sqrt() + 1e-8)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:], cases())
