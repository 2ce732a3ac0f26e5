using System.Text.RegularExpressions;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

/// <summary>A Python loop and its port, as docs/finding-a-bug.md tells it.</summary>
public class PortedLoopTests
{
    [PythonFact]
    public void A_planted_bug_of_a_port_is_named()
    {
        using var folder = new TemporaryFolder();
        var (python, csharp) = (Path.Combine(folder.Root, "python.npz"), Path.Combine(folder.Root, "csharp.npz"));
        PythonFactAttribute.Run("line_fit.py", python);

        Port(csharp, zeroGrad: false, nn.Reduction.Sum);
        Assert.Equal([(CauseKind.SumAgainstMean, 1L)],
            PlantedRun.Compare(python, csharp).Causes.Select(c => (c.Kind, c.Step)));
        RequireOnThePage(0, python, csharp);

        Port(csharp, zeroGrad: false, nn.Reduction.Mean);
        Assert.Equal([(CauseKind.ZeroGrad, 2L)],
            PlantedRun.Compare(python, csharp).Causes.Select(c => (c.Kind, c.Step)));
        RequireOnThePage(1, python, csharp);

        Port(csharp, zeroGrad: true, nn.Reduction.Mean);
        var (comparison, causes) = PlantedRun.Compare(python, csharp);
        Assert.Null(comparison.Beyond);
        Assert.All(causes, cause => Assert.Equal(CauseKind.Rounding, cause.Kind));
        if (Demand.Between(Fingerprint.Here(FingerprintTests.Python.Parts.Keys), FingerprintTests.Python).Bits)
            Assert.Null(comparison.First);
        RequireOnThePage(2, python, csharp);
    }

    // The page's numbers are those of the libtorch that it names, on both sides, and of the goldens' kernels.
    private static void RequireOnThePage(int block, string python, string csharp)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "finding-a-bug.md"));
        var printed = Regex.Matches(page, @"^\$ \./d2l compare python\.npz csharp\.npz\n(.*?)^```",
            RegexOptions.Multiline | RegexOptions.Singleline)[block].Groups[1].Value;
        using TraceReader a = new(python, "python.npz"), b = new(csharp, "csharp.npz");
        if (!new[] { a, b }
            .All(trace => printed.Contains($" {trace.Header.Program} on libtorch {trace.Header.Libtorch}, "))
            || !Goldens.Demand(Goldens.Runs("11.5.json").Fingerprint).Bits) return;
        Assert.Equal(printed.TrimEnd().Split('\n'), TraceReport.Of(a, b, new NameMap()).Lines());
    }

    [Theory]
    [InlineData("11.6/momentum/scratch/lr=0.005,momentum=0.9")]
    [InlineData("11.10/adam/concise/lr=0.01")]
    public void A_run_of_the_chapter_is_traced_without_changing_it(string key)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "run.npz");
        set_num_threads(1);
        var section = Section.Find([key.Split('/')[0]]).Single();
        Page Run(ChapterOptions options)
        {
            var page = new Page(section.Number, options with { RunsOnly = true, Epochs = 1 }, print: _ => { });
            section.Run(page);
            return page;
        }
        var (plain, traced) = (Run(new()), Run(new() { Trace = (RunKey.Parse(key), path) }));
        var b = traced.Runs.Single(run => $"{run.Key}" == key).Lists.ToDictionary()["b"].Single();
        Assert.Equal(plain.Runs.Single(run => $"{run.Key}" == key).Lists.ToDictionary()["b"].Single(), b);
        using var trace = new TraceReader(path);
        Assert.Equal(151, trace.Numbers.Count);
        var last = trace.Steps().Last();
        Assert.Equal(b, last.At(last.Layout.Arrays[^1], 0));
    }

    private static void Port(string path, bool zeroGrad, nn.Reduction reduction)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var x = tensor([.. Enumerable.Range(0, 12).Select(k => k / 2f)], [12, 1]);
        var y = tensor([.. Enumerable.Range(0, 12).Select(k => 2 - k / 4f + (5 * k % 7 - 3) / 8f)], [12, 1]);
        using var model = nn.Linear(1, 1);
        using var optimizer = optim.SGD(model.parameters(), 0.002);
        using var trace = new TraceRecorder(path, model, optimizer);
        for (var epoch = 0; epoch < 40; epoch++)
        {
            using var step = NewDisposeScope();
            var loss = nn.functional.mse_loss(model.call(x), y, reduction);
            if (zeroGrad) optimizer.zero_grad();
            loss.backward();
            trace.Step(loss, x);
        }
    }
}
