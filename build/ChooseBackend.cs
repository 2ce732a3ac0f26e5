#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

/// <summary>Finds out whether the packages of the nuget backend restore and load here, and writes down the backend that
/// follows.</summary>
public sealed class ChooseBackend : Microsoft.Build.Utilities.Task
{
    // Where a feed serves newer versions only, the libtorch that its TorchSharp asks for; Directory.Packages.props
    // reads it.
    private const string Drifted = "versions.props";

    /// <summary>The checkout.</summary>
    [Required]
    public string Root { get; set; } = "";

    /// <summary>The folder of everything that is built.</summary>
    [Required]
    public string Artifacts { get; set; } = "";

    /// <summary>The file that holds the answer, <c>nuget</c> or <c>system</c>.</summary>
    [Required]
    public string Answer { get; set; } = "";

    /// <summary>Whether the caller chose nuget: then packages that are not served are an error.</summary>
    public bool Demanded { get; set; }

    /// <summary>Options of MSBuild that a restore needs as well.</summary>
    public string[] Options { get; set; } = new string[0];

    /// <inheritdoc/>
    public override bool Execute()
    {
        Directory.CreateDirectory(Artifacts);
        var refusal = Refusal(out var versions);
        if (Demanded)
        {
            if (refusal != null)
                Log.LogError("", "D2L002", "", "", 0, 0, 0, 0, "The `nuget` backend cannot be built: {0}. {1}",
                    refusal, Remedy);
            else File.WriteAllText(Answer, "nuget\n");
            return refusal == null;
        }
        File.WriteAllText(Answer, refusal == null ? "nuget\n" : "system\n");
        Log.LogMessage(MessageImportance.High, refusal == null
            ? $"Backend: nuget, since {versions} restore and load here (TorchBackend=system overrides)."
            : $"Backend: system, since {refusal} (TorchBackend=nuget overrides; without {Answer} it is chosen again).");
        return true;
    }

    private string Remedy => Options.Contains("-p:Cuda=true")
        ? "Without -p:Cuda=true the packages for the CPU serve."
        : "Use the distribution's libtorch instead: install libtorch-dev, g++, cmake, make and gnuplot-nox, and set "
            + "TorchBackend=system.";

    // Why the packages do not serve; null where they do.
    private string? Refusal(out string versions)
    {
        versions = "";
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && RuntimeInformation.OSArchitecture != Architecture.X64)
            return $"TorchSharp has no package for Linux on {RuntimeInformation.OSArchitecture}";
        File.Delete(Path.Combine(Artifacts, Drifted));
        Log.LogMessage(MessageImportance.High, "Restoring TorchSharp, libtorch and ScottPlot (1 GB the first time) …");
        if (Restore() is { } missing) return missing;
        if (!NamedLibtorch(out var torchSharp, out var libtorch)) return "its restore names no TorchSharp";
        versions = $"TorchSharp {torchSharp} and libtorch {libtorch}";
        if (Demanded) return null;
        // A compiler's error is not the packages'; the build that follows tells it.
        if (Run(out _, "build", "--no-restore") != 0) return null;
        var program = Path.Combine(Artifacts, "nuget", "bin", "chapter11", "release", "chapter11.dll");
        return Run(out var said, program, "--version") == 0 ? null : said.Trim();
    }

    // With the libtorch that the restored TorchSharp names, where that is not the one pinned.
    private string? Restore()
    {
        if (Run(out var said, "restore") != 0) return Missing(said);
        if (!NamedLibtorch(out _, out var libtorch)) return null;
        var pinned = Regex.Match(File.ReadAllText(Path.Combine(Root, "Directory.Packages.props")),
            "<LibtorchVersion>(.+)</").Groups[1].Value;
        if (libtorch == pinned) return null;
        File.WriteAllText(Path.Combine(Artifacts, Drifted),
            $"<Project><PropertyGroup><LibtorchVersion>{libtorch}</LibtorchVersion></PropertyGroup></Project>\n");
        return Run(out said, "restore") == 0 ? null : Missing(said);
    }

    // TorchSharp's package tells the libtorch that it was made for in its description alone.
    private bool NamedLibtorch(out string torchSharp, out string libtorch)
    {
        var assets = File.ReadAllText(Path.Combine(Artifacts, "nuget", "obj", "chapter11", "project.assets.json"));
        torchSharp = Regex.Match(assets, "\"TorchSharp/([^\"]+)\"").Groups[1].Value;
        var folders = Regex.Match(assets, "\"packageFolders\": \\{(.*?)\\}\\s*,\\s*\"project\"",
            RegexOptions.Singleline).Groups[1].Value;
        foreach (Match folder in Regex.Matches(folders, "\"(.+?)\": \\{"))
        {
            var nuspec = Path.Combine(Regex.Unescape(folder.Groups[1].Value), "torchsharp", torchSharp,
                "torchsharp.nuspec");
            if (!File.Exists(nuspec)) continue;
            libtorch = Regex.Match(File.ReadAllText(nuspec), @"version (\d+\.\d+\.\d+)").Groups[1].Value;
            return libtorch.Length > 0;
        }
        libtorch = "";
        return false;
    }

    // What NuGet says of each package and project, once: NU1100 to NU1102 are packages that no source has.
    private static string Missing(string said)
    {
        var absent = Regex.Matches(said, @"error NU110[0-2]:.*?(?:package |resolve ')([\w-]+(?:\.[\w-]+)*)")
            .Cast<Match>()
            .Select(match => match.Groups[1].Value).Distinct().ToList();
        if (absent.Count > 0) return $"this feed does not serve {string.Join(", ", absent)}";
        var first = Regex.Match(said, @"error (\w+: .+)");
        return $"the packages cannot be restored ({(first.Success ? first.Groups[1].Value : said).Trim()})";
    }

    private int Run(out string said, params string[] arguments)
    {
        var project = Path.Combine(Root, "chapter11", "chapter11.csproj");
        IEnumerable<string> all = arguments[0].EndsWith(".dll", StringComparison.Ordinal) ? arguments
            : new[] { arguments[0], project, "-nologo", "-v:quiet", "-p:TorchBackend=nuget", "-p:Choosing=true" }
                .Concat(arguments[0] == "build" ? new[] { "-c:Release" } : new string[0]).Concat(arguments.Skip(1))
                    .Concat(Options);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            string.Join(" ", all.Select(a => $"\"{a}\"")))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.EnvironmentVariables["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using (var process = Process.Start(start))
        {
            var error = process!.StandardError.ReadToEndAsync();
            said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            said = error.Result + said;
            return process.ExitCode;
        }
    }
}
