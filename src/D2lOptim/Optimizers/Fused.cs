namespace D2lOptim.Optimizers;

/// <summary>
/// The library's optimizers; <see cref="D2lOptim.fused"/> makes them. Those that change each element by itself make a
/// step in one pass over memory, RAdam, NAdam and ASGD by tensors in PyTorch's order. They stand within a class because
/// their names are torch's, which state files carry, and must not collide with TorchSharp's.
/// </summary>
public static partial class Fused;
