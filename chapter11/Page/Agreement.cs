using D2lOptim.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>A function of the book's beside an optimizer of torch.optim's kind.</summary>
/// <param name="What">What is compared, for the page.</param>
/// <param name="Measure">
/// Steps both so many times, in double, with the gradients of linear regression on batches of 10 in the file's order,
/// taken where the book's
/// function stands: max |Δ| over all parameters, after each step.
/// </param>
public sealed record Agreement(string What, Func<AirfoilData, int, IReadOnlyList<double>> Measure)
{
    /// <summary>Of these two.</summary>
    public static Agreement Of<TState>(
        string what, Action<Tensor[], TState[], Hyperparameters> trainer_fn, Func<int, TState[]> init_states,
        Hyperparameters hyperparams,
        Func<IEnumerable<Parameter>, Hyperparameters, optim.Optimizer> concise) =>
        new(what, (data, steps) => Apart(
            trainer_fn, BookState.Map(init_states(Airfoil.Features), s => s.to(float64)), new(hyperparams),
            p => concise(p, hyperparams), data, steps));

    private static double[] Apart<TState>(
        Action<Tensor[], TState[], Hyperparameters> trainer_fn, TState[] states, Hyperparameters hyperparams,
        Func<IEnumerable<Parameter>, optim.Optimizer> concise, AirfoilData data, int steps)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var X = tensor(data.Features, [data.Rows, Airfoil.Features]).to(float64);
        var y = tensor(data.Labels).to(float64).reshape(-1, 1);
        Tensor[] parameters = [zeros(Airfoil.Features, 1, dtype: float64), zeros(1, dtype: float64)];
        Parameter[] twins = [.. parameters.Select(p => new Parameter(p.clone()))];
        using var optimizer = concise(twins);
        var apart = new double[steps];
        for (var k = 0; k < steps; k++)
        {
            using var step = NewDisposeScope();
            var start = k * 10 % (data.Rows - 9);
            var batch = X.narrow(0, start, 10);
            var e = (batch.mm(parameters[0]) + parameters[1] - y.narrow(0, start, 10)) / 10;
            Tensor[] gradients = [batch.t().mm(e), e.sum(dim: 0)];
            for (var i = 0; i < parameters.Length; i++)
                (parameters[i].grad, twins[i].grad) = (gradients[i].clone(), gradients[i]);
            trainer_fn(parameters, states, hyperparams);
            optimizer.step();
            apart[k] = parameters.Zip(twins, (a, b) => (a - b).abs().max().item<double>()).Max();
        }
        return apart;
    }
}
