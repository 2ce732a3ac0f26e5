using System.Text.Json;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>Whether SystemTorch, where it has a function, stands to PyTorch as docs/conformance.json says that
/// TorchSharp does.</summary>
/// <param name="Refused">What SystemTorch refuses and says so, and in how many rows.</param>
/// <param name="Differing">Rows in which it gives other numbers than PyTorch where TorchSharp does not.</param>
internal sealed record SystemTorchReport(IReadOnlyList<string> Refused, IReadOnlyList<string> Differing)
{
    internal static SystemTorchReport Of(ConformanceRun run, string json)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        HashSet<string> wrong =
            [.. document.RootElement.GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("class").GetString() is "differs" or "throws" or "aborts")
            .Select(row => row.GetProperty("row").GetString()!)];
        Verdict[] only =
            [.. run.Entries.SelectMany(e => e.Verdicts)
            .Where(v => v.Class > Class.Absent && !wrong.Contains(v.Quantity))];
        return new(
            [.. only.Where(v => v.Class == Class.Throws).GroupBy(v => v.Detail)
                .Select(refused => $"{refused.Count()} rows: {refused.Key}")],
            [.. only.Where(v => v.Class != Class.Throws).Select(v => $"{v.Quantity}: {v.Detail}")]);
    }

    internal IEnumerable<string> Lines()
    {
        yield return Differing.Count == 0
            ? "SystemTorch gives other numbers than PyTorch nowhere but where TorchSharp does too."
            : $"SystemTorch alone gives other numbers than PyTorch in {Differing.Count} rows:";
        foreach (var row in Differing) yield return $"FAILED {row}";
        if (Refused.Count > 0) yield return "It refuses what TorchSharp does in";
        foreach (var refused in Refused) yield return $"  {refused}";
    }
}
