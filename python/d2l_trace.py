"""Records a training run, step by step, for `d2l compare`. Needs torch and numpy alone: copy it beside your program.

    from d2l_trace import record
    with record(model, optimizer, "python.npz"):    # around the training loop, which stays as it is
        ...

The loss is what backward() is called on, the batch what the model is called with, the targets what a loss of torch.nn
is called with (of another loss: trace.targets(y)). Of a module, every named part's output, the gradient at it, its mode
and its buffers are recorded too, and which samples a DataLoader drew (of another loop: trace.rows(indices)). Of an array
with more than WHOLE elements, PLACES of them and the norm are written.
Where no step was made, the first forward pass is recorded alone. An update that is no torch.optim optimizer is recorded
by hand; without it nothing else changes:

    with record({"w": w, "b": b}, None, "python.npz") as trace:
        ...
            with trace.step(lr=lr, loss=loss, batch=X, state={"momentum_buffer": [vw, vb]}):
                my_update([w, b])

The file is a NumPy .npz: header.json, initial.npy, and an entry a recorded step, each a structured scalar:
    steps = numpy.load("python.npz"); steps["step/7"]["gradient/0.weight"]
docs/traces.md has the format.
"""

import collections
import contextlib
import functools
import hashlib
import io
import json
import re
import types
import zipfile

import numpy as np
import torch

FORMAT = "d2loptim-trace"
VERSION = 2
WHOLE, PLACES = 4096, 1024  # of a larger array than the one, so many elements are written
CALLS = 32  # of one module in a step
ITERATION = torch.utils.data.dataloader._BaseDataLoaderIter

# Their output is their last part's.
CONTAINERS = ("Sequential", "ModuleList", "ModuleDict")
SETTINGS = ("in_features out_features in_channels out_channels kernel_size stride padding dilation groups padding_mode eps momentum "
            "affine track_running_stats negative_slope p dim ceil_mode num_features normalized_shape num_groups num_embeddings "
            "embedding_dim hidden_size num_layers batch_first bidirectional approximate start_dim end_dim output_size "
            "count_include_pad alpha scale_factor mode align_corners upscale_factor").split()


class Recorder:
    """Writes the trace. Make it with record()."""

    def __init__(self, model, optimizer, path, every=1):
        self._is_module = isinstance(model, torch.nn.Module)
        named = model.named_parameters() if self._is_module else model.items()
        self.parameters = [(name, p) for name, p in named if isinstance(p, torch.Tensor)]
        if not self.parameters:
            raise ValueError("the model has no parameters to record")
        if every < 1:
            raise ValueError(f"every must be at least 1, was {every}")
        self.model, self.optimizer, self.path, self.every = model, optimizer, path, every
        self.modules = [(name or "model", m) for name, m in model.named_modules()
                        if type(m).__name__ not in CONTAINERS] if self._is_module else []
        self.steps = 0
        self._layout = self._head = None
        self._hooks, self._trained, self._drawn = [], False, None
        self._forget()

    def __enter__(self):
        self._zip = zipfile.ZipFile(self.path, "w", zipfile.ZIP_STORED)
        # The first forward pass moves them, before the first step.
        self._start = [(f"buffer/{name}", np.array(array(b))) for name, b in self._buffers()]
        if self._is_module:
            self._hooks = [self.model.register_forward_pre_hook(self._called)]
            self._hooks += [m.register_forward_hook(functools.partial(self._left, name)) for name, m in self.modules]
            self._hooks.append(torch.nn.modules.module.register_module_forward_pre_hook(self._judged))
        self._backward = torch.Tensor.backward
        recorder = self

        def backward(tensor, *args, **kwargs):
            recorder._loss = tensor.detach()
            recorder._backward(tensor, *args, **kwargs)
            if recorder._wanted():
                recorder._raw = {name: sampled(f"raw/{name}", p.grad, norm=False) for name, p in recorder.parameters
                                 if p.grad is not None and not p.grad.is_sparse}

        torch.Tensor.backward = backward
        self._watch_loaders()
        if self.optimizer is not None:
            self._step = self.optimizer.step

            @functools.wraps(self._step)  # a scheduler marks the function whose calls it counts
            def step(optimizer, closure=None, **kwargs):
                if closure is not None:  # its gradients are wanted before the step, so the first evaluation is this one
                    with torch.enable_grad():
                        loss = closure()
                    first = [loss]
                    again = closure
                    closure = lambda: first.pop() if first else again()
                with recorder.step():
                    return recorder._step(closure, **kwargs) if closure else recorder._step(**kwargs)

            self.optimizer.step = types.MethodType(step, self.optimizer)
        return self

    def __exit__(self, *_):
        torch.Tensor.backward = self._backward
        ITERATION._next_index, ITERATION.__next__ = self._next_index, self._next
        for hook in self._hooks:
            hook.remove()
        if self.optimizer is not None:
            self.optimizer.step = self._step
        if self.steps == 0 and self._inside:
            with self.step():  # a forward pass alone
                pass
        elif self.steps == 0:
            self._begin({})
        self._zip.close()

    def targets(self, targets):
        """Tells what the model's answers are held against, for a loss that is no module of torch.nn."""
        self._targets = targets.detach()

    def rows(self, indices):
        """Tells which samples the batch holds, where no DataLoader draws them."""
        self._indices += [int(i) for i in indices]

    @contextlib.contextmanager
    def step(self, lr=None, loss=None, batch=None, state=None):
        """Around one update. state: name -> tensors, one a parameter; a call is made for it after the update where it is a function."""
        wanted = self._wanted()
        self.steps += 1
        if self.steps == 1:
            self._begin({} if lr is None else {"lr": lr})
        if not wanted:
            yield
            self._forget()
            return
        loss = self._loss if loss is None else loss
        batch = self._batch if batch is None else (batch,)
        fields = []
        if loss is not None:
            fields.append(("loss", array(loss)))
        rates = [g["lr"] for g in self.optimizer.param_groups] if self.optimizer is not None else [] if lr is None else [lr]
        if rates:
            fields.append(("lr", np.array([float(rate) for rate in rates])))
        if batch:
            fields.append(("batch", np.uint64(fingerprint(batch))))
            fields.append(("rows", np.int64(batch[0].shape[0] if batch[0].dim() else 1)))
        if self._indices:
            fields.append(("indices", np.array(self._indices, dtype=np.int64)))
        if self._targets is not None:
            fields += [field for field in shaped("target", self._targets)]
        fields += [field for part in self._inside.values() for field in part]
        for name, p in self.parameters:
            if p.grad is None:
                continue
            if p.grad.is_sparse:
                raise ValueError(f"the gradient of {name} is sparse, which a trace cannot hold; expected a dense one")
            now = sampled(f"gradient/{name}", p.grad)
            raw = self._raw.get(name)
            if raw and raw[0][1].tobytes() != now[0][1].tobytes():
                fields += raw
            fields += now
        # A view would change with the step, so the gradients' bytes are taken now.
        before = [(name, a.dtype, a.shape, a.tobytes()) for name, a in fields]
        yield
        self._forget()
        after = [field for kind, name, value in self._state(state) for field in sampled(f"state/{kind}/{name}", value, norm=False)]
        after += [field for name, b in self._buffers() for field in sampled(f"buffer/{name}", b)]
        after += [field for name, p in self.parameters for field in sampled(f"parameter/{name}", p)]
        self._write(f"step/{self.steps}.npy", before + [(name, a.dtype, a.shape, a.tobytes()) for name, a in after])

    def _begin(self, options):
        groups = [{"parameters": [name for name, _ in self.parameters], "options": options}]
        if self.optimizer is not None:
            names = {id(p): name for name, p in self.parameters}
            groups = [{"parameters": [names[id(p)] for p in group["params"] if id(p) in names],
                       "options": {k: plain(v) for k, v in group.items() if k != "params" and plain(v) is not None}}
                      for group in self.optimizer.param_groups]
        header = {"format": FORMAT, "version": VERSION, "program": "python",
                  "libtorch": re.match(r"[0-9.]+", torch.__version__).group().rstrip("."), "every": self.every,
                  "optimizer": type(self.optimizer).__name__ if self.optimizer is not None else None, "groups": groups,
                  "parameters": [{"name": name, "shape": list(p.shape)} for name, p in self.parameters],
                  "whole": WHOLE, "places": PLACES, "after_backward": True,
                  "modules": [{"name": name, "type": type(m).__name__, "options": settings(m)} for name, m in self.modules]}
        self._zip.writestr(zipfile.ZipInfo("header.json"), json.dumps(header))
        fields = [(f"parameter/{name}", array(p)) for name, p in self.parameters]
        fields += [(f"state/{kind}/{name}", array(value)) for kind, name, value in self._state(None)]
        fields += [(f"state/step/{name}", np.float64(steps)) for name, steps in self._made()]
        fields += self._start
        self._write("initial.npy", [(name, a.dtype, a.shape, a.tobytes()) for name, a in fields])

    def _buffers(self):
        return self.model.named_buffers() if self._is_module else []

    def _state(self, given):
        if callable(given):
            given = given()
        if given is not None:
            return [(kind, name, t) for kind, tensors in given.items() for (name, _), t in zip(self.parameters, tensors) if t is not None]
        if self.optimizer is None:
            return []
        known = self.optimizer.state
        return [(kind, name, value) for name, p in self.parameters if p in known
                for kind, value in known[p].items() if isinstance(value, torch.Tensor) and kind != "step"]

    # Steps that the optimizer made before, which another run that begins here counts on.
    def _made(self):
        known = self.optimizer.state if self.optimizer is not None else {}
        made = [(name, float(known[p].get("step", 0))) for name, p in self.parameters if p in known]
        return [(name, steps) for name, steps in made if steps]

    def _watch_loaders(self):
        self._next_index, self._next = ITERATION._next_index, ITERATION.__next__
        recorder = self

        def next_index(loader):  # workers draw ahead of what they give
            drawn = recorder._next_index(loader)
            loader.__dict__.setdefault("_d2l_drawn", collections.deque()).append(drawn)
            return drawn

        def following(loader):
            data = recorder._next(loader)
            waiting = loader.__dict__.get("_d2l_drawn")
            drawn = waiting.popleft() if waiting else None
            recorder._drawn = [drawn] if isinstance(drawn, int) else drawn
            return data

        ITERATION._next_index, ITERATION.__next__ = next_index, following

    def _write(self, entry, fields):
        layout = [field[:3] for field in fields]
        if layout != self._layout:
            descr = [(name, dtype.str, shape) if shape else (name, dtype.str) for name, dtype, shape in layout]
            head = io.BytesIO()
            np.lib.format.write_array_header_2_0(head, {"descr": descr, "fortran_order": False, "shape": ()})
            self._layout, self._head = layout, head.getvalue()
        self._zip.writestr(zipfile.ZipInfo(entry), b"".join([self._head, *(data for *_, data in fields)]))

    def _wanted(self):
        return self.steps % self.every == 0

    def _forget(self):
        self._loss = self._batch = self._targets = None
        self._inside, self._calls, self._raw, self._indices = {}, {}, {}, []

    # Under no_grad a pass is an evaluation and no part of a step; it is kept as long as there is nothing else.
    def _counts(self):
        if torch.is_grad_enabled() and not self._trained:
            self._forget()
            self._trained = True
        return torch.is_grad_enabled() or not (self._trained or self.steps)

    def _called(self, _, inputs):
        if not self._counts():
            return
        if self._batch is None:
            self._batch = tuple(x.detach() for x in inputs if isinstance(x, torch.Tensor))
        if self._drawn and all(isinstance(i, int) for i in self._drawn):
            self._indices += self._drawn
        self._drawn = None

    def _left(self, name, module, _, output):
        output = output[0] if isinstance(output, (tuple, list)) and output else output
        if not (self._wanted() and self._counts() and isinstance(output, torch.Tensor) and output.is_floating_point()):
            return
        call = self._calls[name] = self._calls.get(name, 0) + 1
        if call > CALLS:
            return
        if call > 1:
            name = f"{name}:{call}"
        self._inside[f"output/{name}"] = [(f"training/{name}", np.int64(module.training)), *shaped(f"output/{name}", output)]
        if output.requires_grad:
            output.register_hook(lambda g: self._inside.__setitem__(f"outgrad/{name}", sampled(f"outgrad/{name}", g)))

    def _judged(self, module, inputs):
        if self._targets is None and type(module).__name__.endswith("Loss") and len(inputs) > 1 and isinstance(inputs[1], torch.Tensor):
            self._targets = inputs[1].detach()


def record(model, optimizer, path, every=1):
    """A context manager around a training loop.

    model: an nn.Module, or a dict of tensors. optimizer: any of torch.optim, or None (see Recorder.step).
    every: records steps 1, 1 + every, 1 + 2·every, …
    """
    return Recorder(model, optimizer, path, every)


def fingerprint(tensors):
    """The first 64 bits, little-endian, of SHA-256 over the elements in row-major order."""
    digest = hashlib.sha256()
    for tensor in tensors:
        plain = tensor.detach().cpu().contiguous()
        digest.update((plain.view(torch.int16) if plain.dtype is torch.bfloat16 else plain).numpy().tobytes())  # NumPy has no bfloat16
    return int.from_bytes(digest.digest()[:8], "little")


def array(tensor):
    """A tensor as NumPy has it, in float32 or float64."""
    if not isinstance(tensor, torch.Tensor):
        return np.asarray(tensor, dtype=np.float64)
    if tensor.requires_grad:
        tensor = tensor.detach()
    if tensor.dtype is not torch.float32 and tensor.dtype is not torch.float64:
        tensor = tensor.float() if tensor.is_floating_point() else tensor.double()
    return (tensor if tensor.is_cpu else tensor.cpu()).numpy()


def sampled(name, tensor, norm=True):
    """The fields of an array: itself, or some of its elements and its norm, which reads all of it."""
    if not isinstance(tensor, torch.Tensor) or tensor.numel() <= WHOLE:
        return [(name, np.array(array(tensor)))]
    flat = tensor.detach().reshape(-1)
    flat = flat if flat.is_floating_point() else flat.double()
    some = [(name, array(flat[places(flat.numel(), flat.device)]))]
    return [*some, (f"norm/{name}", np.float64(torch.linalg.vector_norm(flat).item()))] if norm else some


def shaped(name, tensor):
    """The fields of an array whose sizes no header tells."""
    return [(f"shape/{name}", np.array(tensor.shape, dtype=np.int64)), *sampled(name, tensor)]


@functools.lru_cache(maxsize=None)
def places(count, device):
    return torch.tensor([k * count // PLACES for k in range(PLACES)], device=device)


def settings(module):
    """What a module was made with, as far as it is a number, a switch, a word or some numbers; and whether it has a bias."""
    found = {name: getattr(module, name) for name in SETTINGS if hasattr(module, name)}
    found = {name: v if isinstance(v, str) else plain(v) for name, v in found.items() if isinstance(v, str) or plain(v) is not None}
    if "weight" in module._parameters and "bias" in module._parameters:
        found["bias"] = module.bias is not None
    return found


def plain(value):
    """A number, a switch or a pair of numbers of an optimizer's options as JSON has it; None for all else."""
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (tuple, list)) and all(isinstance(v, (int, float)) for v in value):
        return list(value)
    return None
