using System.Globalization;

namespace D2lOptim.Training;

/// <summary>A training run whose loss is no longer finite: its message names the place and what to try.</summary>
public sealed class DivergedException(string message) : Exception(message)
{
    /// <summary>That a quantity is not finite somewhere.</summary>
    internal static DivergedException At(string what, double value, string where) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the {what} {where} is {value}: try a smaller learning rate, or a larger batch"));
}
