using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using D2lOptim.Chapter11.Commands.Bench;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands;

internal static class BenchCommand
{
    private const int Calls = 100_000;
    private const int Rounds = 7;

    internal static Command Create()
    {
        var command = new Command("bench",
            "Time the steps of all optimizers, the linear programs and the network, what one call of libtorch costs "
            + "from C#, Python and C++, and what traces cost.");
        var report = new Option<bool>("--report")
        {
            Description =
            "Write docs/performance.md, .json and .svg from all but the last two, and stop there (about 6 minutes)."
        };
        var steps = new Option<string[]>("--steps") { Hidden = true, AllowMultipleArgumentsPerToken = true };
        command.Options.Add(report);
        command.Options.Add(steps);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(steps) is not [var whose, var threads]) return Measure(parsed.GetValue(report));
            StepServer.Run(whose, int.Parse(threads, CultureInfo.InvariantCulture));
            return ExitCode.Done;
        });
        return command;
    }

    private static int Measure(bool report)
    {
        NativeLibraries.Load();
        var performance = Performance.Measure();
        if (report)
        {
            performance.Write(Path.Combine(Repository.Root, "docs"));
            return ExitCode.Done;
        }
        set_num_threads(1);
        var folder = Path.Combine(Repository.Root, "tests", "reference");
        var program = Path.Combine(Path.GetTempPath(), $"add_inplace.{Environment.ProcessId}");
        try
        {
            Output("g++", "-O2", "-std=c++17", "-o", program, Path.Combine(folder, "add_inplace.cpp"), "-ltorch_cpu",
                "-lc10");
            List<double> here = [], python = [], cpp = [];
            for (var round = 0; round < Rounds; round++)
            {
                here.Add(AddInPlace());
                python.Add(Number(PythonReference.Interpreter, Path.Combine(folder, "add_inplace.py"), $"{Calls}"));
                cpp.Add(Number(program, $"{Calls}"));
            }
            Console.WriteLine(
                $"add_ of a 5×1 tensor, µs a call, {Calls} calls, median (least) of {Rounds} rounds in turn:");
            foreach (var (name, times) in new[] { ("C#", here), ("Python", python), ("C++", cpp) })
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {name,-7} {Median.Of(times):F2} ({times.Min():F2})"));
        }
        finally
        {
            File.Delete(program);
        }
        TraceBench.Run();
        return ExitCode.Done;
    }

    private static double AddInPlace()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (zeros(5, 1), ones(5, 1));
        for (var k = 0; k < Calls; k++) x.add_(y);
        var clock = Stopwatch.StartNew();
        for (var k = 0; k < Calls; k++) x.add_(y);
        return clock.Elapsed.TotalMicroseconds / Calls;
    }

    internal static double Number(string program, params string[] arguments) =>
        double.Parse(Output(program, arguments), CultureInfo.InvariantCulture);

    internal static string Output(string program, params string[] arguments)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output
                : throw new BadInputException(
                $"{program} stopped with exit code {process.ExitCode}, see its message above");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BadInputException($"{program}: cannot be started: {e.Message}", e);
        }
    }
}
