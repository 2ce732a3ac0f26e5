namespace D2lOptim.Parity.Traces;

/// <summary>How far rounding alone can have taken two runs apart, from what was seen of them so far.</summary>
/// <param name="tolerance">Of an array's largest number, in the place of what rounding makes; null where that is what
/// counts.</param>
internal sealed class RoundingBound(double? tolerance = null)
{
    private const double Ulps = 16;
    private const double Amplification = 100;

    // A rate that was a float32 tensor in one program is rounded by half a unit of 2⁻²³.
    private const double RateTolerance = 6e-8;

    private readonly Dictionary<string, double> _scale = [];
    private double _drift, _nextDrift;

    /// <summary>Whether one of the numbers was not finite.</summary>
    internal bool SawLost { get; private set; }

    /// <summary>The largest number of an array so far.</summary>
    internal double Scale(string array, params ReadOnlySpan<double[]> values)
    {
        var largest = _scale.GetValueOrDefault(array);
        foreach (var list in values)
            foreach (var value in list)
            {
                if (double.IsFinite(value)) largest = Math.Max(largest, Math.Abs(value));
                else SawLost = true;
            }
        return _scale[array] = largest;
    }

    /// <summary>What rounding in a sum as large as this leaves.</summary>
    internal static double Noise(string type, double scale) => Ulps * Ulp.Epsilon(type) * scale;

    /// <summary>What a step rounds adds up over steps at random, and gradients answer to where the parameters already
    /// are; parameters and learning rates do not.</summary>
    internal double Allowed(long step, string quantity, string type, double scale) =>
        quantity == "lr" || tolerance is null ? Rounding(step, quantity, type, scale) : tolerance.Value * scale;

    private double Rounding(long step, string quantity, string type, double scale) =>
        quantity == "lr" ? RateTolerance * scale
            : Ulps * Ulp.Epsilon(type) * Math.Sqrt(Math.Max(1, step)) * scale
            + (quantity is "parameter" ? 0 : Amplification * _drift * scale);

    /// <summary>Two parameters of the step are this far apart, of their scale.</summary>
    internal void Drifted(double relative) => _nextDrift = Math.Max(_nextDrift, relative);

    /// <summary>Ends a step.</summary>
    internal void NextStep() => (_drift, _nextDrift) = (Math.Max(_drift, _nextDrift), 0);
}
