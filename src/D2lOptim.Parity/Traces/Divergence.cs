using System.Globalization;

namespace D2lOptim.Parity.Traces;

/// <summary>A place where two traces differ.</summary>
/// <param name="Step">Counts from 1; 0 is the start.</param>
/// <param name="Array">The array's name in the first trace, as <c>gradient/0.weight</c>.</param>
/// <param name="Index">The element, in row-major order of the first trace.</param>
/// <param name="Shape">The array's sizes.</param>
/// <param name="A">The first trace's number.</param>
/// <param name="B">The second's.</param>
/// <param name="Ulps">How many representable numbers apart.</param>
public sealed record Divergence(long Step, string Array, long Index, IReadOnlyList<long> Shape, double A, double B,
    double Ulps)
{
    /// <summary><c>loss</c>, <c>lr</c>, <c>batch</c>, <c>gradient</c>, <c>state</c> or <c>parameter</c>.</summary>
    public string Quantity => Array.Split('/')[0];

    /// <summary>The parameter it belongs to; null for a loss and its like.</summary>
    public string? Parameter => NameMap.ParameterOf(Array);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Array == "batch") return Place;
        var size = double.IsInfinity(Ulps) ? "" : string.Create(CultureInfo.InvariantCulture, $", {Ulps:G4} ulp");
        return string.Create(CultureInfo.InvariantCulture, $"{Place}: {A:G9} against {B:G9}{size}");
    }

    /// <summary>The place in words.</summary>
    internal string Place
    {
        get
        {
            var what = new TraceArray(Array, "<f8", [], 0).Words;
            return $"{(Step == 0 ? $"at the start, initial {what}" : $"step {Step}, {what}")}{(Shape.Count == 0 ? ""
                : Subscript())}";
        }
    }

    private string Subscript()
    {
        var places = new long[Shape.Count];
        var rest = Index;
        for (var d = Shape.Count - 1; d >= 0; d--) (rest, places[d]) = Math.DivRem(rest, Shape[d]);
        return $"[{string.Join(", ", places)}]";
    }
}

/// <summary>The largest difference of one quantity over a whole run.</summary>
/// <param name="Quantity"><c>loss</c>, <c>gradient</c>, …</param>
/// <param name="Difference">max |a − b|; infinite where one is not finite.</param>
/// <param name="Where">The place of it; null where all are equal.</param>
/// <param name="Compared">How many numbers were compared.</param>
public sealed record QuantityDifference(string Quantity, double Difference, Divergence? Where, long Compared);
