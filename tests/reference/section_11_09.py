"""11.9 Adadelta."""

import torch

from ch11 import concise_run, scratch_run, zeros_like_model


# s <- rho * s + (1 - rho) * g²;  g' = sqrt(delta + eps) / sqrt(s + eps) * g
# x <- x - g';  delta <- rho * delta + (1 - rho) * g'²
def adadelta(params, states, t, rho, eps):
    for p, (s, delta) in zip(params, states):
        with torch.no_grad():
            s[:] = rho * s + (1 - rho) * torch.square(p.grad)
            g = (torch.sqrt(delta + eps) / torch.sqrt(s + eps)) * p.grad
            p[:] -= g
            delta[:] = rho * delta + (1 - rho) * g * g
        p.grad.data.zero_()


def runs(settings):
    states = list(zip(zeros_like_model(), zeros_like_model()))
    yield scratch_run(settings, "11.9", "adadelta", adadelta, states, {"rho": 0.9, "eps": 1e-5})
    yield concise_run(settings, "11.9", "adadelta", torch.optim.Adadelta, {"rho": 0.9})
