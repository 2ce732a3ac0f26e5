using System.Text.Json;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;

namespace D2lOptim.Tests;

/// <summary>The numbers that the Python programs of tests/reference gave.</summary>
internal static class Goldens
{
    internal static RunFile Runs(string name) => RunFile.Parse(File.ReadAllText(PathOf(name)), name);

    internal static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(PathOf(name))).RootElement;

    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests", "reference", "golden", name);
}
