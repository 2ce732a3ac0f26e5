using D2lOptim.Parity.Traces;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>Records the steps of a training loop of the book's in a file.</summary>
internal static class TrainingTrace
{
    /// <summary>
    /// With a function of the book's, under the names that torch.optim has for the same algorithm and its state.
    /// </summary>
    internal static TraceRecorder Of<TState>(
        string path, string name, IReadOnlyList<Tensor> parameters, TState[] states, Hyperparameters hyperparams)
    {
        var (optimizer, kinds) = InTorch(name);
        var options = hyperparams.Where(h => h.Key != Hyperparameters.Step)
            .ToDictionary(h => h.Key, h => (object)h.Value);
        // The book's ε stands within the root here.
        if (name is "adagrad" or "rmsprop") (options["eps_root"], options["eps"]) = (options["eps"], 0.0);
        return new TraceRecorder(path, [("w", parameters[0]), ("b", parameters[1])], TracedOptimizer.Of(
            optimizer, null, () => hyperparams.GetValueOrDefault("lr", 1), options,
            () => states.SelectMany(
                (state, i) => BookState.Tensors(state).Select((tensor, k) => (kinds[k], i, tensor)))));
    }

    /// <summary>With an optimizer of torch.optim's kind.</summary>
    internal static TraceRecorder Of(string path, IReadOnlyList<Tensor> parameters, optim.Optimizer optimizer) =>
        new(path, [("0.weight", parameters[0]), ("0.bias", parameters[1])], TracedOptimizer.Of(optimizer));

    private static (string Optimizer, string[] State) InTorch(string name) => name switch
    {
        "minibatch-sgd" => ("SGD", []),
        "momentum" => ("SGD", ["momentum_buffer"]),
        "adagrad" => ("Adagrad", ["sum"]),
        "rmsprop" => ("RMSprop", ["square_avg"]),
        "adadelta" => ("Adadelta", ["square_avg", "acc_delta"]),
        "adam" => ("Adam", ["exp_avg", "exp_avg_sq"]),
        "yogi" => ("Yogi", ["exp_avg", "exp_avg_sq"]),
        _ => throw new ArgumentException($"torch.optim has no name for '{name}'", nameof(name)),
    };
}
