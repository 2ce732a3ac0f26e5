using System.Globalization;

namespace D2lOptim.Chapter11;

/// <summary>The hyperparameters of a run, as the end of its key: <c>lr=0.1,eps=1e-06</c>.</summary>
/// <param name="Own">The optimizer's own.</param>
/// <param name="More">What else the key names.</param>
public sealed record Label(IReadOnlyList<KeyValuePair<string, double>> Own, params (string Name, double Value)[] More)
{
    /// <summary>A label of the optimizer's own hyperparameters alone.</summary>
    public static Label Of(params (string Name, double Value)[] own) =>
        new([.. own.Select(h => KeyValuePair.Create(h.Name, h.Value))]);

    /// <summary>
    /// A label of what a function of the book's reads, without its count of steps, and of what else the key names.
    /// </summary>
    public static Label Of(Hyperparameters own, params (string Name, double Value)[] more) =>
        new([.. own.Where(h => h.Key != Hyperparameters.Step)], more);

    /// <summary>The end of the key, numbers as Python prints them.</summary>
    public string Text =>
        string.Join(",", Own.Select(h => (h.Key, h.Value)).Concat(More).Select(h => $"{h.Item1}={Number(h.Item2)}"));

    /// <summary>A number as Python prints it.</summary>
    // Python turns to an exponent below 10⁻⁴, .NET below 10⁻⁵; both write at least two digits of it.
    public static string Number(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return value != 0 && Math.Abs(value) < 1e-4 && !shortest.Contains('e')
            ? value.ToString("0.################e-00", CultureInfo.InvariantCulture)
            : shortest;
    }
}
