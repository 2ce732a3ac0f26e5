using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using D2lOptim.Data;
using D2lOptim.Parity;
using TorchSharp;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>The page, its JSON, and what the console shows.</summary>
internal sealed class ConformanceReport(ConformanceRun run, TimeSpan took)
{
    private static readonly Class[] s_classes = Enum.GetValues<Class>();

    /// <summary>The package whose assembly is loaded.</summary>
    internal static string TorchSharpVersion { get; } =
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
        .Split('+')[0];

    private int Quantities => run.Entries.Sum(e => e.Verdicts.Count);

    /// <summary>A line a part, then one for each difference.</summary>
    internal IEnumerable<string> Lines()
    {
        yield return $"{"part",-12} {"rows",6} {string.Join(' ', s_classes.Select(c => $"{Word(c),9}"))}";
        foreach (var part in run.Entries.GroupBy(e => e.Part))
            yield return $"{part.Key,-12} {part.Sum(e => e.Verdicts.Count),6} "
                + $"{string.Join(' ', s_classes.Select(c =>
                $"{part.Sum(e => e.Verdicts.Count(v => v.Class == c)),9}"))}";
        foreach (var entry in run.Entries.Where(e => e.Wrong))
            yield return $"{Word(entry.Class)} {entry.Name}: "
                + $"{entry.Worst.Detail}{(run.CauseOf(entry) is { } cause ? $" [{cause.Name}]" : "")}";
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{Quantities} rows in {run.Entries.Count} cases in {took.TotalSeconds:F0} s: TorchSharp "
            + $"({RunFile.ThisBackend}) on libtorch {RunFile.ThisLibtorch}");
    }

    internal void Write(string path)
    {
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Markdown())));
        AtomicFile.Write(Path.ChangeExtension(path, ".json"), stream => stream.Write(Encoding.UTF8.GetBytes(Json())));
    }

    private static string Word(Class c) => c.ToString().ToLowerInvariant();

    private string Json()
    {
        var options = new JsonSerializerOptions
        {
            Encoder =
            System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
        };
        string Each<T>(IEnumerable<T> all) =>
            string.Join(",\n", all.Select(one => JsonSerializer.Serialize(one, options)));
        return $$"""
            {"version":1,"torchsharp":"{{TorchSharpVersion}}","backend":"{{RunFile.ThisBackend}}","libtorch":"{{RunFile.ThisLibtorch}}",
            "rows":[
            {{Each(run.Entries.SelectMany(e => e.Verdicts.Select(v => new { part = e.Part, row = v.Quantity, @class = Word(v.Class), ulp = double.IsFinite(v.Ulp) ? v.Ulp : (double?)null, step = v.Step, detail = v.Detail, golden = e.Golden })))}}
            ],"causes":[
            {{Each(run.Causes.Select(c => new { name = c.Cause.Name, rows = run.Entries.Where(e => e.Class > Class.Rounding && run.CauseOf(e) == c.Cause).Select(e => e.Name), why = c.Cause.Why, proof = c.Cause.Proof, proven = c.Proof is { } p ? Word(p.Class) : null, right = c.Cause.Right }))}}
            ],"programs":[
            {{Each(run.Entries.Where(e => e is { Wrong: true, Case: not null }).Select(e => new { row = e.Name, csharp = Programs.WholeCSharp(e.Case!.CSharp(e.Worst.Step ?? 0)), python = Programs.WholePython(e.Case.Python(e.Worst.Step ?? 0)) }))}}
            ]}

            """;
    }

    private string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # TorchSharp held against PyTorch

            TorchSharp {TorchSharpVersion} on libtorch {RunFile.ThisLibtorch}: {Quantities} rows in {run.Entries.Count} cases. `./d2l conformance` made this page in {took.TotalSeconds:F0} s,
            and [conformance.json](conformance.json) beside it, in which every row is a line.

            | part | rows | {string.Join(" | ", s_classes.Select(Word))} |
            | --- | ---: | {string.Join(" | ", s_classes.Select(_ => "---:"))} |

            """);
        foreach (var part in run.Entries.GroupBy(e => e.Part))
            text.Append(CultureInfo.InvariantCulture,
                $"| {part.Key} | {part.Sum(e => e.Verdicts.Count)} | "
                + $"{string.Join(" | ", s_classes.Select(c =>
                    part.Sum(e => e.Verdicts.Count(v => v.Class == c))))} |\n");
        text.Append("""

            ## How to read

            A case is one expression, the same in C# and in Python; it gives one or more quantities (a layer: parameters, outputs, gradients, buffers), a row each.

            - **equal**: equal bits, or both libraries refuse.
            - **rounding**: the first difference is one of the last digits, and it stays one: at most 64 units in the last place (ulp), 1000 after the steps of an optimizer
              or a scheduler, of the largest number so far. PyTorch's Adam interpolates (`lerp`) where TorchSharp multiplies and adds; other libtorch, other kernels.
            - **absent**: TorchSharp has no such function, parameter or quantity; the compiler's words are given.
            - **differs**: other numbers, and the first that is other.
            - **throws**, **aborts**: an exception, or the end of the process, where PyTorch gives numbers or an exception.

            Goldens are of PyTorch on libtorch 2.10.0 where the last column says so, else of Debian's PyTorch 1.13.1 with PyTorch 2's averages
            ([tests/reference/conformance](../tests/reference/conformance)); where the Python here has the same libtorch, its own numbers are taken.
            `optim60` runs 60 steps (`f32` in float32; `resumed` and `saved` go on from a state in memory or in a file), `sched120` 120 steps with two groups.
            `ours` are D2lOptim's optimizers, `fused.AdamW(…)` for `optim.AdamW(…)`, held to PyTorch's numbers of the `optim` (`ours50`) and `optim60` rows: PyTorch's
            defaults, and its sign under `maximize`. RAdam, NAdam and ASGD, which TorchSharp has otherwise, compute by tensors in PyTorch's order and are PyTorch's to the
            bit. The others step in one pass over memory, each operation rounded by itself as in the book's code, and differ by rounding: torch's kernels multiply and
            add with one rounding (FMA), and MKL's roots, which the package has, are not always the nearest number. TorchSharp's LBFGS is PyTorch's once `lr: 1` is given.
            `./d2l conformance --show ROW` prints the programs of any row. Those below run as they stand: `dotnet run FILE.cs`, `python3 FILE.py`.

            ## What differs, and why


            """);
        foreach (var (cause, proof) in run.Causes) Append(text, cause, proof);
        var unexplained = run.Entries.Where(e => e is { Wrong: true, Case: not null } && run.CauseOf(e) is null)
            .ToArray();
        if (unexplained.Length > 0)
        {
            text.Append("### No cause is known\n\n");
            foreach (var entry in unexplained) AppendPrograms(text, entry);
        }
        foreach (var part in run.Entries.GroupBy(e => e.Part))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {part.Key}\n\n| case | | rows equal | worst | golden |\n| --- | --- | ---: | --- | --- |\n");
            foreach (var e in part)
                text.Append(CultureInfo.InvariantCulture,
                    $"| `{Cell(e.Name)}` | {(e.Class == Class.Equal ? "equal" : $"**{Word(e.Class)}**")} | "
                    + $"{e.Verdicts.Count(v => v.Class == Class.Equal)} of {e.Verdicts.Count} | "
                    + $"{Cell(e.Worst.Detail)}{(e.Wrong && run.CauseOf(e) is { } cause ? $" ({cause.Name})" : "")} "
                    + $"| {e.Golden} |\n");
        }
        return text.ToString();
    }

    private void Append(StringBuilder text, Cause cause, Verdict? proof)
    {
        Entry[] entries = [.. run.Entries.Where(e => e.Class > Class.Rounding && run.CauseOf(e) == cause)];
        if (entries.Length == 0) return;
        text.Append(CultureInfo.InvariantCulture,
            $"### {cause.Name}\n\nCause: {cause.Why}\n\nCases: "
            + $"{string.Join(", ", entries.Select(e => $"`{e.Name}`"))}.\n\n");
        if (cause.Right is { } right)
            text.Append(CultureInfo.InvariantCulture,
                $"This C# in place of the row's own gives PyTorch's numbers in `{cause.Proof}` "
                + $"({(proof is null ? "not tried" : proof.Class == Class.Equal ? "equal bits"
                : proof.Detail)}):\n\n```csharp\n{right}\n```\n\n");
        if (entries.FirstOrDefault(e => e.Wrong) is { } first) AppendPrograms(text, first);
    }

    private static void AppendPrograms(StringBuilder text, Entry entry)
    {
        var program = entry.Case!;
        text.Append(CultureInfo.InvariantCulture,
            $"<details><summary><code>{entry.Name}</code>: {entry.Worst.Detail}</summary>\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"```csharp\n{Programs.WholeCSharp(program.CSharp(entry.Worst.Step ?? 0))}\n```\n\n"
                + $"```python\n{Programs.WholePython(program.Python(entry.Worst.Step ?? 0))}\n```\n\n");
        text.Append("</details>\n\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
