using System.Globalization;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>How a quantity of TorchSharp's stands to PyTorch's, from best to worst.</summary>
internal enum Class
{
    /// <summary>Equal bits, or both refuse.</summary>
    Equal,

    /// <summary>The first difference is a matter of the last digits, and it stays so.</summary>
    Rounding,

    /// <summary>TorchSharp has no such function, parameter or quantity.</summary>
    Absent,

    /// <summary>Other numbers.</summary>
    Differs,

    /// <summary>An exception where PyTorch gives numbers.</summary>
    Throws,

    /// <summary>The process ends.</summary>
    Aborts,
}

/// <summary>The class of one quantity, and what shows it.</summary>
/// <param name="Quantity">Its name.</param>
/// <param name="Class">How it stands.</param>
/// <param name="Ulp">The largest difference in units of the last place of the largest number up to its step.</param>
/// <param name="Detail">Where and how much, or the message; empty where equal.</param>
/// <param name="Step">The first step that differs, where there are steps.</param>
internal sealed record Verdict(string Quantity, Class Class, double Ulp, string Detail, int? Step = null)
{
    // Rounding begins with the last digits of one operation or of a sum of some hundred terms, and 60 steps of an
    // optimizer let it grow.
    private const double FirstUlp = 64, GrownUlp = 1000;

    /// <summary>All quantities of one case: those that PyTorch has, then those that it lacks.</summary>
    internal static IEnumerable<Verdict> Of(Case @case, Outcome outcome, IReadOnlyDictionary<string, Quantity> golden)
    {
        string Named(string name) => @case.Golden + name[@case.Name.Length..];
        bool Own(string name) => name == @case.Golden || name.StartsWith(@case.Golden + "/", StringComparison.Ordinal)
            || name == $"{@case.Golden} (momentum)";
        string[] expected = [.. golden.Keys.Where(Own)];
        if (golden.TryGetValue(@case.Golden, out var refusal) && refusal.Type == "err")
        {
            yield return outcome.Failure switch
            {
                "throws" => new(@case.Name, Class.Equal, 0, ""),
                null => new(@case.Name, Class.Differs, double.PositiveInfinity,
                    $"gives numbers where PyTorch refuses: {refusal.Bits}"),
                var failure => new(@case.Name, Failed(failure), double.PositiveInfinity, outcome.Message ?? ""),
            };
            yield break;
        }
        if (outcome.Failure is { } ended)
        {
            yield return new(@case.Name, Failed(ended), double.PositiveInfinity, outcome.Message ?? "");
            yield break;
        }
        // A gradient that cancels to little carries the rounding of the large ones it is made with.
        var gradients = expected.Where(name => name.Contains("/grad", StringComparison.Ordinal))
            .SelectMany(name => golden[name].Values).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        foreach (var name in expected)
        {
            var own = @case.Name + name[@case.Golden.Length..];
            yield return outcome.Quantities.TryGetValue(own, out var here)
                ? Of(own, here, golden[name], @case, name.Contains("/grad", StringComparison.Ordinal) ? gradients : 0)
                : new(own, Class.Absent, double.PositiveInfinity, "TorchSharp does not give it");
        }
        foreach (var name in outcome.Quantities.Keys.Where(name => !expected.Contains(Named(name))))
            yield return new(name, Class.Differs, double.PositiveInfinity, expected.Length == 0 ? "there is no golden"
                : "PyTorch does not give it");
    }

    private static Class Failed(string failure) =>
        failure switch { "absent" => Class.Absent, "throws" => Class.Throws, _ => Class.Aborts };

    /// <summary>One quantity against its golden.</summary>
    /// <param name="scale">A number that the differences are small beside where they are rounding; the quantity's own
    /// are taken too.</param>
    internal static Verdict Of(string name, Quantity here, Quantity golden, Case @case, double scale = 0)
    {
        if (here.Type == golden.Type && here.Bits == golden.Bits) return new(name, Class.Equal, 0, "");
        if (here.Values.Count != golden.Values.Count)
            return new(name, Class.Differs, double.PositiveInfinity,
            $"{here.Values.Count} numbers instead of {golden.Values.Count}");
        if (here.Values.SequenceEqual(golden.Values))
            return here.Type == golden.Type ? new(name, Class.Equal, 0, "")
            : new(name, Class.Differs, 0, $"{here.Type} instead of {golden.Type}, the numbers are equal");
        var (count, epsilon) =
            (golden.Values.Count, golden.Type switch { "f32" => Math.Pow(2, -23), "f64" => Math.Pow(2, -52), _ => 0 });
        var block = @case.Steps.Count > 0 ? count / @case.Steps.Count : count;
        var (first, firstUlp, beyond, worst) = (-1, 0.0, -1, 0.0);
        for (var i = 0; i < count; i += block)
        {
            scale = golden.Values.Skip(i).Take(block).Where(double.IsFinite).Select(Math.Abs).Append(scale).Max();
            for (var j = i; j < i + block; j++)
            {
                var (a, b) = (here.Values[j], golden.Values[j]);
                if (a.Equals(b)) continue;
                var ulp = double.IsFinite(a) && double.IsFinite(b) && scale > 0 && epsilon > 0
                    ? Math.Abs(a - b) / (scale * epsilon) : double.PositiveInfinity;
                if (first < 0) (first, firstUlp) = (j, ulp);
                if (beyond < 0 && ulp > FirstUlp) beyond = j;
                worst = Math.Max(worst, ulp);
            }
        }
        if (first < 0) return new(name, Class.Equal, 0, "");
        if (firstUlp <= FirstUlp && worst <= (@case.Steps.Count > 0 ? GrownUlp : FirstUlp))
        {
            var from = @case.StepOf(first, count);
            return new(name, Class.Rounding, worst,
                string.Create(CultureInfo.InvariantCulture,
                $"{(worst < 1 ? "under 1" : $"{worst:F0}")} ulp{(from is null ? "" : $", from step {from}")}"), from);
        }
        var (at, step) = (beyond, @case.StepOf(beyond, count));
        var where = (step is null ? "" : $"step {step}, ") + $"value {at % block}";
        return new(name, Class.Differs, worst,
            string.Create(CultureInfo.InvariantCulture,
            $"{where}: {Text(here.Values[at], golden.Values[at])} instead of "
                + $"{Text(golden.Values[at], here.Values[at])}"), step);
    }

    // As many digits as tell the two apart.
    private static string Text(double value, double other)
    {
        foreach (var format in (string[])["G6", "G9", "G13"])
            if (value.ToString(format, CultureInfo.InvariantCulture) is var text
                && text != other.ToString(format, CultureInfo.InvariantCulture)) return text;
        return value.ToString("R", CultureInfo.InvariantCulture);
    }
}
