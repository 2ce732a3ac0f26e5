using System.CommandLine;
using D2lOptim.Data;

namespace D2lOptim.Chapter11.Commands;

internal static class DataCommand
{
    internal static Command Create()
    {
        var rows = new Option<int>("--rows")
        {
            Description = "How many rows.",
            DefaultValueFactory = _ => AirfoilStyle.DefaultRows
        };
        var seed = new Option<int>("--seed")
        {
            Description = "The same seed gives the same file.",
            DefaultValueFactory = _ => AirfoilStyle.DefaultSeed
        };
        var output = new Option<FileInfo>("--out") { Description = "The file to write.", Required = true };
        var command = new Command("data",
            "Generate airfoil-style data: trailing-edge noise after Brooks, Pope and Marcolini (1989).") { rows, seed,
            output };
        command.SetAction((parsed, cancel) =>
        {
            var path = parsed.GetRequiredValue(output).FullName;
            AirfoilStyle.Write(path, parsed.GetValue(rows), parsed.GetValue(seed), cancel);
            Console.WriteLine($"{path}: {parsed.GetValue(rows)} rows");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
