using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using D2lOptim.Chapter11.Sweeps;
using D2lOptim.Data;

namespace D2lOptim.Chapter11.Commands;

internal static class SweepCommand
{
    internal static Command Create()
    {
        var spec = new Argument<string>("SPEC")
        {
            Description = "A JSON file that says what to run; docs/sweeps/README.md tells what stands in it.",
        };
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description = "The folder for runs.parquet and its parts; by default out/sweeps/ and the spec's name.",
        };
        var threads = new Option<int?>("--threads")
        {
            Description = "Runs at a time; by default as many as there are processors.",
        };
        var shard = new Option<string?>("--shard")
        {
            HelpName = "I/N",
            Description = "Make only every N-th part, from I on, counted from 0; for job arrays.",
        };
        var merge = new Option<DirectoryInfo[]>("--merge")
        {
            HelpName = "DIR",
            Description = "Make no run; put the parts of these folders together, or of --out's.",
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var slurm = new Option<int?>("--slurm")
        {
            Description = "Make no run; write the batch script of a job array of Slurm of so many tasks.",
        };
        var report = new Option<FileInfo?>("--report")
        {
            Description = "Write the report here, with its figures beside it; by default report.md in --out.",
        };
        ChapterArguments.RequirePositive(threads);
        ChapterArguments.RequirePositive(slurm);
        var command = new Command("sweep",
            "Run optimizers × rates × schedules × batch sizes × seeds, and report medians, ranks and which differences "
            + "are none. Stopped, the same command goes on.") { spec, output, threads, shard, merge, slurm, report };
        command.Validators.Add(result =>
        {
            Option[] modes = [shard, merge, slurm];
            if (modes.Count(mode => result.GetResult(mode) is { Implicit: false }) > 1)
                result.AddError("--shard, --merge and --slurm are each for a call of their own");
        });
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(spec);
            NativeLibraries.Load();
            TorchSharp.torch.set_num_threads(1);
            var read = SweepSpec.Read(file);
            var folder = Path.GetFullPath(
                parsed.GetValue(output)?.FullName ?? Path.Combine("out", "sweeps", read.Name));
            var sweep = new Sweep(read, folder);
            if (parsed.GetValue(slurm) is { } tasks) return Slurm(read, file, folder, tasks);
            var own = parsed.GetValue(shard) is { } text ? Shard.Parse(text) : null;
            if (parsed.GetResult(merge) is not { Implicit: false })
            {
                using var stop = new Stop();
                try
                {
                    Make(sweep, file, folder, own ?? Shard.All,
                        parsed.GetValue(threads) ?? Environment.ProcessorCount, stop.Token);
                }
                catch (OperationCanceledException) when (stop.Code != 0)
                {
                    Console.WriteLine("stopped; the same command goes on");
                    return stop.Code;
                }
                if (own is not null) return ExitCode.Done;
            }
            string[] folders = [.. (parsed.GetValue(merge) ?? []).Select(dir => dir.FullName)];
            sweep.Merge(folders.Length == 0 ? [folder] : folders, Console.WriteLine);
            var page = parsed.GetValue(report)?.FullName ?? Path.Combine(folder, "report.md");
            SweepReport.Write(read, file, SweepFile.Read(sweep.File).Runs, page);
            Console.WriteLine($"all runs in {sweep.File}, the report in {page}");
            return ExitCode.Done;
        });
        return command;
    }

    private static int Slurm(SweepSpec spec, string file, string folder, int tasks)
    {
        var script = Path.Combine(folder, $"{spec.Name}.sbatch");
        var program = typeof(SweepCommand).Assembly.Location;
        AtomicFile.Write(script, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(
            SlurmScript.Of(spec.Name, Path.GetFullPath(file), folder, tasks, program))));
        Console.WriteLine($"sbatch {script}");
        Console.WriteLine($"and when it has run: ./d2l sweep {file} --out {folder} --merge");
        return ExitCode.Done;
    }

    private static void Make(
        Sweep sweep, string file, string folder, Shard shard, int threads, CancellationToken cancel)
    {
        AtomicFile.RequireWritableFolder(folder);
        var clock = Stopwatch.StartNew();
        var (made, there) = (0, 0);
        Terminal.WithProgress((_, progress) => (made, there) = threads > 1 && sweep.Plan.OwnProcess
            ? SweepProcesses.Make(sweep, file, folder, shard, threads, progress, cancel)
            : sweep.Make(shard, threads, progress, cancel));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{made:N0} runs in {clock.Elapsed.TotalSeconds:F1} s, {there:N0} were there"));
    }
}
