"""11.2 Convexity: functions and one chord of each, in torch's float32."""

import math

import torch

from records import record


def curve_and_chord(name, end, function):
    x, segment = torch.arange(-2, 2, 0.01), torch.tensor([-1.5, 1])
    for suffix, points in (("", x), ("-seg", segment)):
        yield record("11.2", name, "curve", {}, end + suffix,
                     x=points.tolist(), y=function(points).tolist())


def runs(settings):
    yield from curve_and_chord("convex", "f", lambda x: 0.5 * x**2)
    yield from curve_and_chord("convex", "g", lambda x: torch.cos(math.pi * x))
    yield from curve_and_chord("convex", "h", lambda x: torch.exp(0.5 * x))
    yield from curve_and_chord("localmin", "f", lambda x: (x - 1) ** 2)
