using System.Diagnostics;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Tests.Chapter11;

/// <summary>./d2l prints help from files, so that it needs no build; the files say what the program says.</summary>
public class HelpTests
{
    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var command in CommandLine.Create().Subcommands) files.Add($"{command.Name} --help", command.Name);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_says_what_the_program_says(string arguments, string name)
    {
        var file = Path.Combine(Repository.Root, "chapter11", "help", $"{name}.txt");
        var (code, output, _) = CommandLineTests.Chapter11(arguments);
        Assert.Equal(ExitCode.Done, code);
        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings() == output.ReplaceLineEndings(),
            $"{file} is out of date: dotnet {typeof(Section).Assembly.Location} {arguments} >{file}");
    }

    [Fact]
    public void The_script_lists_the_sections_as_the_program_does()
    {
        if (OperatingSystem.IsWindows()) return;
        using var script =
            Process.Start(new ProcessStartInfo("bash",
            [Path.Combine(Repository.Root, "d2l"), "list"])
            { RedirectStandardOutput = true })!;
        Assert.Equal(CommandLineTests.Chapter11("list").Output, script.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void The_first_page_names_every_command()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "chapter11", "help", "d2l.txt"));
        foreach (var command in CommandLine.Create().Subcommands) Assert.Contains($"\n  {command.Name} ", page);
    }
}
