"""Records a training run, step by step, for `d2l compare`. Needs torch and numpy alone: copy it beside your program.

    from trace import record
    with record(model, optimizer, "python.npz"):    # around the training loop, which stays as it is
        ...

The loss is what backward() is called on, the batch what the model is called with. An update that is no
torch.optim optimizer is recorded by hand; without it nothing else changes:

    with record({"w": w, "b": b}, None, "python.npz") as trace:
        ...
            with trace.step(lr=lr, loss=loss, batch=X, state={"momentum_buffer": [vw, vb]}):
                my_update([w, b])

The file is a NumPy .npz: header.json, initial.npy, and an entry a recorded step, each a structured scalar:
    steps = numpy.load("python.npz"); steps["step/7"]["gradient/0.weight"]
docs/traces.md has the format.
"""

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
VERSION = 1


class Recorder:
    """Writes the trace. Make it with record()."""

    def __init__(self, model, optimizer, path, every=1):
        named = model.named_parameters() if isinstance(model, torch.nn.Module) else model.items()
        self.parameters = [(name, p) for name, p in named if isinstance(p, torch.Tensor)]
        if not self.parameters:
            raise ValueError("the model has no parameters to record")
        if every < 1:
            raise ValueError(f"every must be at least 1, was {every}")
        self.model, self.optimizer, self.path, self.every = model, optimizer, path, every
        self.steps = 0
        self._loss = self._batch = self._layout = self._head = None

    def __enter__(self):
        self._zip = zipfile.ZipFile(self.path, "w", zipfile.ZIP_STORED)
        if isinstance(self.model, torch.nn.Module):
            self._hook = self.model.register_forward_pre_hook(self._called)
        self._backward = torch.Tensor.backward
        recorder = self

        def backward(tensor, *args, **kwargs):
            recorder._loss = tensor.detach()
            return recorder._backward(tensor, *args, **kwargs)

        torch.Tensor.backward = backward
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
        if isinstance(self.model, torch.nn.Module):
            self._hook.remove()
        if self.optimizer is not None:
            self.optimizer.step = self._step
        if self.steps == 0:
            self._begin({})
        self._zip.close()

    @contextlib.contextmanager
    def step(self, lr=None, loss=None, batch=None, state=None):
        """Around one update. state: name -> tensors, one a parameter; a call is made for it after the update where it is a function."""
        self.steps += 1
        if self.steps == 1:
            self._begin({} if lr is None else {"lr": lr})
        if (self.steps - 1) % self.every:
            yield
            self._loss = self._batch = None
            return
        loss = self._loss if loss is None else loss
        batch = self._batch if batch is None else (batch,)
        fields = []
        if loss is not None:
            fields.append(("loss", self._array(loss)))
        rates = [g["lr"] for g in self.optimizer.param_groups] if self.optimizer is not None else [] if lr is None else [lr]
        if rates:
            fields.append(("lr", np.array([float(rate) for rate in rates])))
        if batch:
            fields.append(("batch", np.uint64(fingerprint(batch))))
            fields.append(("rows", np.int64(batch[0].shape[0] if batch[0].dim() else 1)))
        for name, p in self.parameters:
            if p.grad is not None and p.grad.is_sparse:
                raise ValueError(f"the gradient of {name} is sparse, which a trace cannot hold; expected a dense one")
        fields += [(f"gradient/{name}", self._array(p.grad)) for name, p in self.parameters if p.grad is not None]
        # A view would change with the step, so the gradients' bytes are taken now.
        before = [(name, a.dtype, a.shape, a.tobytes()) for name, a in fields]
        yield
        self._loss = self._batch = None
        after = [(f"state/{kind}/{name}", value) for kind, name, value in self._state(state)]
        after += [(f"parameter/{name}", self._array(p)) for name, p in self.parameters]
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
                  "parameters": [{"name": name, "shape": list(p.shape)} for name, p in self.parameters]}
        self._zip.writestr(zipfile.ZipInfo("header.json"), json.dumps(header))
        fields = [(f"parameter/{name}", self._array(p)) for name, p in self.parameters]
        fields += [(f"state/{kind}/{name}", value) for kind, name, value in self._state(None)]
        self._write("initial.npy", [(name, a.dtype, a.shape, a.tobytes()) for name, a in fields])

    def _state(self, given):
        if callable(given):
            given = given()
        if given is not None:
            return [(kind, name, self._array(t)) for kind, tensors in given.items() for (name, _), t in zip(self.parameters, tensors) if t is not None]
        if self.optimizer is None:
            return []
        known = self.optimizer.state
        return [(kind, name, self._array(value)) for name, p in self.parameters if p in known
                for kind, value in known[p].items() if isinstance(value, torch.Tensor) and kind != "step"]

    def _write(self, entry, fields):
        layout = [field[:3] for field in fields]
        if layout != self._layout:
            descr = [(name, dtype.str, shape) if shape else (name, dtype.str) for name, dtype, shape in layout]
            head = io.BytesIO()
            np.lib.format.write_array_header_2_0(head, {"descr": descr, "fortran_order": False, "shape": ()})
            self._layout, self._head = layout, head.getvalue()
        self._zip.writestr(zipfile.ZipInfo(entry), b"".join([self._head, *(data for *_, data in fields)]))

    def _called(self, _, inputs):
        # Evaluation runs without gradients and is no part of a step.
        if torch.is_grad_enabled() and self._batch is None:
            self._batch = tuple(x.detach() for x in inputs if isinstance(x, torch.Tensor))

    @staticmethod
    def _array(tensor):
        if not isinstance(tensor, torch.Tensor):
            return np.asarray(tensor, dtype=np.float64)
        if tensor.requires_grad:
            tensor = tensor.detach()
        if tensor.dtype is not torch.float32 and tensor.dtype in (torch.float16, torch.bfloat16):
            tensor = tensor.float()
        return (tensor if tensor.is_cpu else tensor.cpu()).numpy()


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


def plain(value):
    """A number, a switch or a pair of numbers of an optimizer's options as JSON has it; None for all else."""
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (tuple, list)) and all(isinstance(v, (int, float)) for v in value):
        return list(value)
    return None
