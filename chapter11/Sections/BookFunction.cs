using D2lOptim.Objectives;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>
/// A function of section 11.3 with its derivatives, as the book writes them. Where the book keeps a constant as a
/// float32 tensor, all is
/// computed in float32.
/// </summary>
/// <param name="Name">Its formula.</param>
/// <param name="f">The function.</param>
/// <param name="f_grad">f′.</param>
/// <param name="f_hess">f″.</param>
/// <param name="Type">What it is computed in.</param>
internal sealed record BookFunction(
    string Name, Func<Tensor, Tensor> f, Func<Tensor, Tensor> f_grad, Func<Tensor, Tensor> f_hess, ScalarType Type)
{
    /// <summary>Its minima from −10 to 10, the lowest first.</summary>
    internal IReadOnlyList<double> Minima { get; init; } = [];

    /// <summary>The same in plain numbers, to be drawn.</summary>
    internal Objective1D Objective =>
        new(Name, x => At(f, x), x => At(f_grad, x), x => At(f_hess, x)) { Minima = Minima };

    private double At(Func<Tensor, Tensor> function, double x)
    {
        using var scope = NewDisposeScope();
        return function(tensor(x, Type)).to(float64).item<double>();
    }
}
