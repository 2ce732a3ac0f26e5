using System.Diagnostics;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Build;

public class NativeLibrariesTests
{
    [Theory]
    [InlineData("run 11.5")]
    [InlineData("--version")]
    public async Task A_library_that_cannot_be_loaded_is_one_sentence_with_the_remedy(string arguments)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory)
            .Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, folder[Path.GetFileName(file)]);
        var start = new ProcessStartInfo("dotnet", $"{folder["chapter11.dll"]} {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Root,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(ExitCode.BadInput, process.ExitCode);
        var line = Assert.Single((await error).TrimEnd().Split('\n'));
        Assert.StartsWith("error: a native library cannot be loaded (", line);
        Assert.Contains("TorchBackend=", line);
    }

    [Fact]
    public void Other_failures_are_not_taken_for_it()
    {
        Assert.Null(NativeLibraries.Refusal(new InvalidOperationException("no", new IOException("nor this"))));
        Assert.Null(NativeLibraries
            .Refusal(new TypeInitializationException("D2lOptim.Something", new FormatException())));
    }
}
