using System.Text.Json;
using D2lOptim.Chapter11.Commands.Bench;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11;

/// <summary>The page of ./d2l bench, made from numbers that are known.</summary>
public class PerformanceTests
{
    private static readonly Performance s_performance = new(
        [
            new("Adam", 1, 10_000_000, 1, Ours: 0.005, TorchSharp: 0.05, Python: null, Memory: 0.004,
                Bytes: 280_000_000),
            new("Adam", 1, 10_000_000, Environment.ProcessorCount, Ours: 0.0025, TorchSharp: 0.03, Python: 0.02,
                Memory: 0.002, Bytes: 280_000_000),
        ],
        [new(10_000, 1, 1e-5, 4e-5), new(100_000, 1, 1e-4, 9e-4)],
        [new("SGD from scratch", 20_000)], new(Fused: 4000, ByHand: 8000),
        new(2, 12_345, new Dictionary<string, double> { ["batch"] = 0.01, ["backward"] = 0.99 }));

    public static TheoryData<string> Names => [.. Contender.All.Select(contender => contender.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_contender_reads_and_writes_as_much_as_its_state_says(string name)
    {
        var contender = Contender.All.Single(contender => contender.Name == name);
        using var parameter = new Parameter(zeros(3));
        using var gradient = parameter.grad = ones(3);
        using var optimizer = contender.Ours([parameter]);
        optimizer.step();
        Assert.Equal(contender.Streams, 3 + 2 * optimizer.StateOf(parameter).Count());
    }

    [Fact]
    public void The_page_has_what_was_measured()
    {
        var folder = Directory.CreateTempSubdirectory("d2l-performance-").FullName;
        try
        {
            s_performance.Write(folder);
            var page = File.ReadAllText(Path.Combine(folder, "performance.md"));
            Assert.Contains("| Adam | **5.000** | 50.000 | 10.0 | — | — | 4.000 | 70 | 80 % |", page);
            Assert.Contains("| 100,000 | 1 | 0.100 | 0.900 | 1.000 |", page);
            Assert.Contains("| SGD from scratch | 20,000 |", page);
            Assert.Contains("4,000 whole runs a second", page);
            Assert.Contains("| batch | 1.0 % |", page);
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "performance.json")));
            Assert.Equal(0.005, json.RootElement.GetProperty("rows")[0].GetProperty("ours").GetDouble());
            Assert.Contains("</svg>", File.ReadAllText(Path.Combine(folder, "performance.svg")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
