using D2lOptim.Data;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Parity;

/// <summary>How far an optimizer from scratch and torch's own part when both are given the same gradients.</summary>
public static class Agreement
{
    /// <summary>
    /// Steps both, in double, with the gradients of linear regression on batches of 10 in the file's order, taken where the one from
    /// scratch stands.
    /// </summary>
    /// <param name="scratch">Makes the one from scratch.</param>
    /// <param name="concise">Makes torch's own.</param>
    /// <param name="data">Whose gradients.</param>
    /// <param name="steps">How many.</param>
    /// <returns>max |Δ| over all parameters, after each step.</returns>
    public static IReadOnlyList<double> Measure(
        Func<IReadOnlyList<Tensor>, ScratchOptimizer> scratch, Func<IEnumerable<Parameter>, optim.Optimizer> concise, AirfoilData data, int steps)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var X = tensor(data.Features, [data.Rows, Airfoil.Features]).to(float64);
        var y = tensor(data.Labels).to(float64).reshape(-1, 1);
        Tensor[] parameters = [zeros(Airfoil.Features, 1, dtype: float64), zeros(1, dtype: float64)];
        Parameter[] twins = [.. parameters.Select(p => new Parameter(p.clone()))];
        using var one = scratch(parameters);
        using var other = concise(twins);
        var apart = new double[steps];
        for (var k = 0; k < steps; k++)
        {
            using var step = NewDisposeScope();
            var start = k * 10 % (data.Rows - 9);
            var batch = X.narrow(0, start, 10);
            var e = (batch.mm(parameters[0]) + parameters[1] - y.narrow(0, start, 10)) / 10;
            Tensor[] gradients = [batch.t().mm(e), e.sum(dim: 0)];
            for (var i = 0; i < parameters.Length; i++) (parameters[i].grad, twins[i].grad) = (gradients[i].clone(), gradients[i]);
            one.Step();
            other.step();
            apart[k] = parameters.Zip(twins, (a, b) => (a - b).abs().max().item<double>()).Max();
        }
        return apart;
    }
}
