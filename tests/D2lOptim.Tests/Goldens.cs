using System.Collections.Concurrent;
using System.Text.Json;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;
using TorchSharp;

namespace D2lOptim.Tests;

/// <summary>The numbers that the Python programs of tests/reference gave, on libtorch 1.13 and on 2.10.</summary>
internal static class Goldens
{
    private const string Older = "1.13", Newer = "2.10";

    private static readonly string s_set = Version.Parse(RunFile.ThisLibtorch).Major >= 2 ? Newer : Older;

    private static readonly ConcurrentDictionary<string, string> s_here = new();

    internal static RunFile Runs(string name) => RunFile.Parse(Read(name), name);

    internal static JsonElement Json(string name) => JsonDocument.Parse(Read(name)).RootElement;

    /// <summary>How equal this process' numbers, of one thread, must be to a golden's.</summary>
    internal static Demand Demand(Fingerprint golden)
    {
        torch.set_num_threads(1);
        var here = golden.Parts.Keys.ToDictionary(part => part,
            part => s_here.GetOrAdd(part, _ => Fingerprint.Here([part]).Parts.GetValueOrDefault(part, "unknown")));
        return D2lOptim.Parity.Demand.Between(new(RunFile.ThisLibtorch, here), golden);
    }

    /// <inheritdoc cref="Demand(Fingerprint)"/>
    internal static Demand Demand(JsonElement golden) => Demand(Fingerprint.Parse(golden));

    // NASA's own table was run on the older libtorch alone.
    private static string Read(string name)
    {
        var folder = Path.Combine(Repository.Root, "tests", "reference", "golden");
        var path = Path.Combine(folder, s_set, name);
        return File.ReadAllText(File.Exists(path) ? path : Path.Combine(folder, Older, name));
    }
}
