using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using D2lOptim.Chapter11.Commands.Conformance;
using D2lOptim.Parity;

namespace D2lOptim.Chapter11.Commands;

/// <summary>The commands under the name by which they are called, <c>./d2l</c>.</summary>
internal static class CommandLine
{
    internal static Command Create()
    {
        var root = new Command("./d2l",
            "The optimization chapter of Dive into Deep Learning, "
                + "from scratch and by torch.optim, held against Python.")
        {
            RunCommand.Create(), ListCommand.Create(), CompareCommand.Create(), BenchCommand.Create(),
                Stress.StressCommand.Create(),
            BookCommand.Create(), ExerciseCommand.Create(), SweepCommand.Create(), GradeCommand.Create(),
                ConformanceCommand.Create(),
            new HelpOption { Recursive = true },
            new Option<bool>("--version") { Description = "Tell the versions of this program and of its libtorch.",
                Action = new TellVersion() },
        };
        foreach (var option in root.Subcommands.SelectMany(command => command.Options))
            option.HelpName ??= Placeholder(option.ValueType);
        return root;
    }

    private static string? Placeholder(Type type) =>
        type == typeof(DirectoryInfo) ? "DIR" : type == typeof(FileInfo) ? "FILE"
        : (Nullable.GetUnderlyingType(type) ?? type) is var bare && (bare == typeof(int) || bare == typeof(long)) ? "N"
            : null;

    /// <summary>A command as a user types it.</summary>
    internal static string Words(Command command) =>
        string.Join(' ', command.Parents.OfType<Command>().Append(command).Select(c => c.Name));

    /// <summary>A mistake in the command line, without the names of .NET's types.</summary>
    internal static string Message(ParseError error)
    {
        var result = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (result is not { Tokens: [.., var token], Option: var option }
            || !error.Message.Contains("as expected type", StringComparison.Ordinal)) return error.Message;
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        return $"{option.Name} must be a {(type == typeof(double) ? "" : "whole ")}number, was '{token.Value}'";
    }

    private sealed class TellVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            NativeLibraries.Load();
            var version = typeof(CommandLine).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            Console.WriteLine(
                $"D2lOptim {version.Split('+')[0]}, backend {RunFile.ThisBackend}, libtorch {RunFile.ThisLibtorch}");
            return ExitCode.Done;
        }
    }
}
