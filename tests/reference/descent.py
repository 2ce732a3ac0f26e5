"""Traces of 1-D and 2-D descent; a step sees whatever number type the last step returned."""

from records import floats, record


def trace_1d(step, x=10.0, steps=10):
    """step(x) -> x; returns all steps + 1 positions."""
    positions = [x]
    for _ in range(steps):
        x = step(x)
        positions.append(x)
    return floats(positions)


def trace_2d(step, steps=20):
    """step(x1, x2, s1, s2) -> the same four, s1 and s2 being the optimizer's own state."""
    x1, x2, s1, s2 = -5, -2, 0, 0
    positions = [(x1, x2)]
    for _ in range(steps):
        x1, x2, s1, s2 = step(x1, x2, s1, s2)
        positions.append((x1, x2))
    return [floats(axis) for axis in zip(*positions)]


def run_1d(section, name, hyperparameters, step):
    return record(section, name, "trace", hyperparameters, x=trace_1d(step))


def run_2d(section, name, hyperparameters, step, steps=20):
    x1, x2 = trace_2d(step, steps)
    return record(section, name, "trace", hyperparameters, x1=x1, x2=x2)
