using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>Is told of a training step after the gradients are there, right before the update.</summary>
/// <param name="loss">The mean loss over the batch.</param>
/// <param name="X">The batch's features.</param>
/// <param name="parameters">The parameters that the update will change, the same tensors at every step.</param>
public delegate void StepHook(Tensor loss, Tensor X, IReadOnlyList<Tensor> parameters);
