using System.Diagnostics;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Build;

/// <summary>The choice of a backend, by MSBuild itself, in a package folder and an artifacts folder of its
/// own.</summary>
public class BackendTests
{
    // Package source mapping: TorchSharp's and ScottPlot's packages from an empty folder, everything else from nowhere
    // that is asked.
    private const string Lacking = """
        <configuration>
          <packageSources><clear /><add key="empty" value="EMPTY" /></packageSources>
          <packageSourceMapping><clear /><packageSource key="empty"><package pattern="*" /></packageSource></packageSourceMapping>
        </configuration>
        """;

    [Fact]
    public void Where_the_feed_lacks_the_packages_system_serves_every_way_of_building()
    {
        using var folder = new TemporaryFolder();
        var (code, said) = MSBuild(folder, Path.Combine("build", "Backend.targets"), "-t:ChooseBackend");
        Assert.Equal((0, "system"), (code, File.ReadAllText(folder["backend"]).Trim()));
        Assert.Contains("Backend: system, since this feed does not serve ", said);
        Assert.Contains("TorchSharp", said);
        Assert.Contains("TorchBackend=nuget overrides", said);
        // What every project reads: ./d2l, dotnet build and an IDE alike.
        Assert.Equal("system",
            MSBuild(folder, Path.Combine("src", "D2lOptim", "D2lOptim.csproj"), "-getProperty:TorchBackend").Said
            .Trim());
    }

    [Theory]
    [InlineData("-p:TorchBackend=nuget", "TorchSharp", "TorchBackend=system")]
    [InlineData("-p:Cuda=true", "TorchSharp-cuda-", "Without -p:Cuda=true")]
    public void Packages_that_are_demanded_and_absent_are_one_error_with_the_remedy(string option, string missing,
        string remedy)
    {
        using var folder = new TemporaryFolder();
        var (code, said) = MSBuild(folder, Path.Combine("src", "D2lOptim", "D2lOptim.csproj"), "-t:Restore", option);
        Assert.NotEqual(0, code);
        var error = Assert.Single(said.Split('\n'), line => line.Contains("error ", StringComparison.Ordinal));
        Assert.Contains("D2L002", error);
        Assert.Contains(missing, error);
        Assert.Contains(remedy, error);
    }

    private static (int Code, string Said) MSBuild(TemporaryFolder folder, string project, params string[] options)
    {
        var config = folder["nuget.config"];
        File.WriteAllText(config, Lacking.Replace("EMPTY", Directory.CreateDirectory(folder["empty"]).FullName));
        string[] arguments = ["msbuild", Path.Combine(Repository.Root, project), "-nologo", "-tl:off", "-v:minimal",
            $"-p:ArtifactsRoot={folder.Root}/", $"-p:RestoreConfigFile={config}", .. options];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        foreach (var name in new[] { "TorchBackend", "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath" })
            start.Environment.Remove(name);
        start.Environment["NUGET_PACKAGES"] = folder["packages"];
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
