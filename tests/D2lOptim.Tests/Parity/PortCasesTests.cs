using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Parity;

/// <summary>Pairs of Python's runs, the second with one slip in model, loss, data, loop or update rule.</summary>
public class PortCasesTests
{
    [PythonFact]
    public void The_slip_of_nearly_every_port_is_named_and_none_falsely() => Require("port_cases.py", 80, 0.95);

    // Written before the comparison was first run on them: docs/port-cases.md.
    [PythonFact]
    public void Of_slips_that_were_not_seen_before_nearly_all_are_named_and_none_falsely() =>
        Require("unseen_cases.py", 50, 0.94);

    [Fact]
    public void Of_the_cases_of_the_page_95_in_a_hundred_are_named() =>
        Assert.True(s_told.Sum(t => t.Named) >= 0.95 * s_told.Sum(t => t.Of) && s_told.Sum(t => t.Of) >= 140);

    // What the page says of its two tables.
    private static readonly (int Of, int Named)[] s_told =
        [.. Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "port-cases.md")),
            @"Of (\d+) pairs, (\d+) are named").Select(m => (Number(m.Groups[1]), Number(m.Groups[2])))];

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    private static void Require(string program, int least, double named)
    {
        using var folder = new TemporaryFolder();
        PythonFactAttribute.Run(program, folder.Root);
        var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Root, "cases.json"))).RootElement
            .EnumerateArray().ToList();
        List<string> missed = [];
        var explained = 0;
        foreach (var @case in cases)
        {
            using TraceReader a = new(Path.Combine(folder.Root, @case.GetProperty("a").GetString()!)),
                b = new(Path.Combine(folder.Root, @case.GetProperty("b").GetString()!));
            var report = TraceReport.Of(a, b, new NameMap());
            var text = string.Join("\n", report.Lines());
            var last = text[(text.LastIndexOf("first divergence", StringComparison.Ordinal) is >= 0 and var at ? at
                : 0)..];
            if (report.Causes.All(cause => cause.Kind != CauseKind.NotExplained)) explained++;
            if (!@case.GetProperty("words").EnumerateArray()
                .All(word => last.Contains(word.GetString()!, StringComparison.Ordinal)))
                missed.Add($"{(last.Contains("not explained", StringComparison.Ordinal) ? ""
                    : "FALSE ")}{@case.GetProperty("name").GetString()}: {last}");
        }
        Assert.Contains((cases.Count, explained), s_told);
        Assert.True(cases.Count >= least && explained >= named * cases.Count
            && missed.Count <= (1 - named) * cases.Count
            && !missed.Exists(m => m.StartsWith("FALSE", StringComparison.Ordinal)),
            $"{cases.Count} cases, missed {missed.Count}:\n{string.Join("\n\n", missed)}");
    }
}
