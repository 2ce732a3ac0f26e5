namespace TorchSharp.Modules;

/// <summary>A tensor that a module counts among its parameters.</summary>
public class Parameter : torch.Tensor
{
    /// <summary>Takes over the reference of <paramref name="data"/>, which is empty afterwards.</summary>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.with_requires_grad(requires_grad).MoveHandle())
    {
    }
}
