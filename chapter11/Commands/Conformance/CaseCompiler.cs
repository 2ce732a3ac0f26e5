using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>Compiles programs with the SDK's compiler against the TorchSharp that this program runs on; one that names
/// what TorchSharp lacks is left out.</summary>
internal static partial class CaseCompiler
{
    internal const string Class = "Cases", Table = "All";

    /// <summary>Compiles one method a program into one library.</summary>
    /// <returns>What the compiler says of each program that does not compile, by its place.</returns>
    /// <exception cref="BadInputException">There is no SDK, or the compiler fails for another reason than a
    /// program.</exception>
    internal static IReadOnlyDictionary<int, string> Compile(IReadOnlyList<string> programs, string library)
    {
        SortedDictionary<int, string> absent = [];
        while (true)
        {
            var said = Csc(Source(programs, absent), library, "-target:library");
            if (said.Length == 0) return absent;
            var before = absent.Count;
            foreach (Match error in CaseError().Matches(said))
                absent.TryAdd(int.Parse(error.Groups[1].Value, CultureInfo.InvariantCulture),
                error.Groups[2].Value.Trim());
            if (absent.Count == before)
                throw new BadInputException($"the programs of the report do not compile: {said}");
        }
    }

    /// <summary>Compiles one whole program as it is printed; `dotnet run FILE.cs` imports the same
    /// namespaces.</summary>
    /// <returns>What the compiler says against it, empty where nothing.</returns>
    internal static string CompileWhole(string program, string library) => Csc(program, library, "-target:exe");

    private static string Source(IReadOnlyList<string> programs, SortedDictionary<int, string> absent)
    {
        var source = new StringBuilder("""
            using TorchSharp; using TorchSharp.Modules; using static TorchSharp.torch;

            """);
        int[] present = [.. Enumerable.Range(0, programs.Count).Where(i => !absent.ContainsKey(i))];
        source.Append(CultureInfo.InvariantCulture,
            $"public static class {Class} {{ public static readonly Dictionary<int, Action<Action<string, Tensor>>> "
            + $"{Table} = new() {{ {string.Concat(present.Select(i => $"[{i}] = C{i}, "))} }};\n");
        foreach (var i in present)
            source.Append(CultureInfo.InvariantCulture,
            $"static void C{i}(Action<string, Tensor> emit) {{\n"
                + $"#line 1 \"case{i}\"\n{programs[i]}\n#line default\n}}\n");
        return source.Append("}\n").ToString();
    }

    private static string Csc(string source, string library, string target)
    {
        var text = Path.ChangeExtension(library, ".cs");
        var arguments = Path.ChangeExtension(library, ".rsp");
        File.WriteAllText(text, source);
        var imports = Path.ChangeExtension(library, ".imports.cs");
        File.WriteAllText(imports,
            "global using System; global using System.Collections.Generic; global using System.IO; global using "
            + "System.Linq;");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(File.Exists);
        File.WriteAllLines(arguments,
            [$"-out:\"{library}\"", target, "-features:FileBasedProgram", "-nologo", "-warn:0", "-optimize+",
            "-nullable:disable", "-utf8output", .. references.Select(path => $"-r:\"{path}\""), $"\"{text}\"",
            $"\"{imports}\""]);
        using var process =
            Process.Start(new ProcessStartInfo("dotnet",
            ["exec", Compiler(), "-noconfig", $"@{arguments}"])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.UTF8
            })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : said;
    }

    private static string Compiler()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Directory.EnumerateDirectories(Path.Combine(root, "sdk"))
            .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Where(File.Exists)
            .Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new BadInputException(
                $"{root}: there is no SDK here, and the report compiles programs: "
                + "https://dotnet.microsoft.com/download");
    }

    [GeneratedRegex(@"case(\d+)\(\d+,\d+\): error CS\d+: (.*)")]
    private static partial Regex CaseError();
}
