using System.CommandLine;

namespace D2lOptim.Chapter11.Commands;

internal static class ListCommand
{
    internal static Command Create()
    {
        var command = new Command("list", "List the sections of the chapter.");
        command.SetAction(_ =>
        {
            foreach (var section in Section.All) Console.WriteLine($"{section.Number,-12} {section.Title}");
            return ExitCode.Done;
        });
        return command;
    }
}
