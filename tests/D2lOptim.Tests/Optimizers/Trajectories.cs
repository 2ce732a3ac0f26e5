using System.Text.Json;
using D2lOptim.Parity;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>The problem of tests/reference/trajectories.py, and what Python computed there.</summary>
internal static class Trajectories
{
    internal static JsonElement Golden { get; } = Goldens.Json("trajectories.json");

    internal static Problem Ring { get; } =
        new("ring", [.. Golden.GetProperty("shapes").EnumerateArray().Select(Numbers<long>)],
        [.. Golden.GetProperty("start").EnumerateArray().Select(Numbers<double>)], RingGradient);

    /// <summary>How equal to Python's the numbers must be.</summary>
    internal static Demand Demand { get; } = Goldens.Demand(Golden);

    internal static double[] Numbers(JsonElement array) => Numbers<double>(array);

    internal static T[] Numbers<T>(JsonElement array) => [.. array.EnumerateArray().Select(n => n.Deserialize<T>()!)];

    // g[i] = (3 + i mod 3)·x[i] − (x[i−1] + x[i+1]) + ((i + 1)·t mod 7 − 3) / 8, from left to right as in Python
    private static double[] RingGradient(double[] x, int k, int t)
    {
        var n = x.Length;
        return [.. x.Select((_, i) =>
            (3 + i % 3) * x[i] - (x[(i + n - 1) % n] + x[(i + 1) % n]) + ((i + 1) * t % 7 - 3) / 8.0)];
    }
}
