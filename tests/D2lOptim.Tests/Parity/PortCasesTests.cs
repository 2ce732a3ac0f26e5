using System.Text.Json;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Parity;

/// <summary>Pairs of Python's runs, the second with one slip in model, loss, data, loop or update rule.</summary>
public class PortCasesTests
{
    [PythonFact]
    public void The_slip_of_nearly_every_port_is_named_and_none_falsely() => Require("port_cases.py", 80, 0.95);

    // Written before the comparison was run on them: docs/port-cases.md.
    [PythonFact]
    public void Of_slips_that_were_not_seen_before_most_are_named_or_located_and_none_falsely() =>
        Require("unseen_cases.py", 50, 0.85);

    private static void Require(string program, int least, double named)
    {
        using var folder = new TemporaryFolder();
        PythonFactAttribute.Run(program, folder.Root);
        var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Root, "cases.json"))).RootElement
            .EnumerateArray().ToList();
        List<string> missed = [];
        foreach (var @case in cases)
        {
            using TraceReader a = new(Path.Combine(folder.Root, @case.GetProperty("a").GetString()!)),
                b = new(Path.Combine(folder.Root, @case.GetProperty("b").GetString()!));
            var text = string.Join("\n", TraceReport.Of(a, b, new NameMap()).Lines());
            var last = text[(text.LastIndexOf("first divergence", StringComparison.Ordinal) is >= 0 and var at ? at
                : 0)..];
            if (!@case.GetProperty("words").EnumerateArray()
                .All(word => last.Contains(word.GetString()!, StringComparison.Ordinal)))
                missed.Add($"{(last.Contains("not explained", StringComparison.Ordinal) ? ""
                    : "FALSE ")}{@case.GetProperty("name").GetString()}: {last}");
        }
        Assert.True(cases.Count >= least && missed.Count <= (1 - named) * cases.Count
            && !missed.Exists(m => m.StartsWith("FALSE", StringComparison.Ordinal)),
            $"{cases.Count} cases, missed {missed.Count}:\n{string.Join("\n\n", missed)}");
    }
}
