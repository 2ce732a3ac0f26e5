using System.Globalization;
using System.Text.RegularExpressions;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Schedules;
using D2lOptim.Training;

namespace D2lOptim.Tests;

/// <summary>What holds the house together: who may import whom, and how lines and numbers are written.</summary>
public class HouseTests
{
    private const int Columns = 120;

    // From the bottom up.
    private static readonly string[] s_floors =
        ["Numerics", "Data", "Objectives", "Schedules", "Optimizers", "Models", "Descent", "Training"];

    public static TheoryData<string, string[]> Projects => new()
    {
        { "src/SystemTorch/SystemTorch.csproj", [] },
        { "src/D2lOptim/D2lOptim.csproj", ["SystemTorch"] },
        { "src/D2lOptim.Plotting/D2lOptim.Plotting.csproj", ["D2lOptim"] },
        { "src/D2lOptim.Parity/D2lOptim.Parity.csproj", ["D2lOptim"] },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_those_below_it_only(string project, string[] allowed)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, project));
        var found = Regex.Matches(text, "ProjectReference Include=\"[^\"]*/([^/\"]+)\\.csproj\"")
            .Select(m => m.Groups[1].Value);
        Assert.Empty(found.Except(allowed));
    }

    [Fact]
    public void A_folder_imports_those_below_it_only()
    {
        List<string> wrong = [];
        foreach (var (floor, folder) in s_floors.Index())
        {
            var files = Sources($"src/D2lOptim/{folder}").ToArray();
            Assert.NotEmpty(files);
            var above = string.Join('|', [.. s_floors[(floor + 1)..], "Plotting", "Parity", "Chapter11"]);
            var import = new Regex($@"^using (static )?(\w+ = )?D2lOptim\.({above})\b");
            wrong.AddRange(Lines(files).Where(l => import.IsMatch(l.Text)).Select(l => l.Where));
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_library_names_no_command_line_option() => Assert.Empty(
        // Gnuplot's own options are gnuplot's.
        Lines(Sources("src").Where(file => !file.Contains("Gnuplot")))
            .Where(l => !l.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
            && Regex.IsMatch(l.Text, "\"[^\"]*(\\./d2l|(?<=[\" ])--[a-z])")).Select(l => l.Where));

    [Fact]
    public void No_line_is_longer_than_120_columns()
    {
        string[] folders = ["src", "chapter11", "tests", "tools", "build"];
        Assert.Empty(Lines(folders.SelectMany(Sources)).Where(l => l.Text.Length > Columns).Select(l => l.Where));
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal("0,5", $"{0.5}");
            var negative = Assert.Throws<ArgumentOutOfRangeException>(() => new Cosine { Lr = -0.5 });
            Assert.Contains("-0.5", negative.Message);
            Assert.Contains("1.5", DivergedException.At("loss", 1.5, "here").Message);
            Assert.Contains("0.3", ByValue.Of(new Cosine { Lr = 0.3 }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories);

    // Raw strings are data, and stand as they are.
    private static IEnumerable<(string Where, string Text)> Lines(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var raw = false;
            foreach (var (i, text) in File.ReadLines(file).Index())
            {
                var quotes = Regex.Count(text, "\"{3}");
                if (!raw && quotes == 0) yield return ($"{Path.GetRelativePath(Repository.Root, file)}:{i + 1}", text);
                raw ^= quotes % 2 == 1;
            }
        }
    }
}
