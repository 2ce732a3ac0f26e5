"""11.10 Adam and Yogi. torch.optim has no Yogi, so that one stands from scratch only."""

import torch

from ch11 import concise_run, scratch_run, zeros_like_model


# v <- beta1 * v + (1 - beta1) * g;  s <- beta2 * s + (1 - beta2) * g²
# x <- x - lr * v' / (sqrt(s') + eps), where v' = v / (1 - beta1^t), s' = s / (1 - beta2^t)
def adam(params, states, t, lr, beta1, beta2, eps):
    for p, (v, s) in zip(params, states):
        with torch.no_grad():
            v[:] = beta1 * v + (1 - beta1) * p.grad
            s[:] = beta2 * s + (1 - beta2) * torch.square(p.grad)
            corrected_step(p, v, s, t, lr, beta1, beta2, eps)
        p.grad.data.zero_()


# As Adam, but s <- s + (1 - beta2) * sign(g² - s) * g²
def yogi(params, states, t, lr, beta1, beta2, eps):
    for p, (v, s) in zip(params, states):
        with torch.no_grad():
            v[:] = beta1 * v + (1 - beta1) * p.grad
            s[:] = s + (1 - beta2) * torch.sign(torch.square(p.grad) - s) * torch.square(p.grad)
            corrected_step(p, v, s, t, lr, beta1, beta2, eps)
        p.grad.data.zero_()


def corrected_step(p, v, s, t, lr, beta1, beta2, eps):
    v_corrected = v / (1 - beta1 ** t)
    s_corrected = s / (1 - beta2 ** t)
    p[:] -= lr * v_corrected / (torch.sqrt(s_corrected) + eps)


def zero_moments():
    return list(zip(zeros_like_model(), zeros_like_model()))


def runs(settings):
    betas = {"lr": 0.01, "beta1": 0.9, "beta2": 0.999}
    yield scratch_run(settings, "11.10", "adam", adam, zero_moments(), {**betas, "eps": 1e-6})
    yield concise_run(settings, "11.10", "adam", torch.optim.Adam, {"lr": 0.01})
    yield scratch_run(settings, "11.10", "yogi", yogi, zero_moments(), {**betas, "eps": 1e-3})
