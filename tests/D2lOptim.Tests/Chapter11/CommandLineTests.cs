using System.Diagnostics;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Tests.Data;
using D2lOptim.Tests.Parity;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11;

public class CommandLineTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "Required command was not provided" },
        { "run 12.1", "there is no section '12.1'" },
        { "compare race landscape", "none of these sections is in Python" },
        { "compare all a.npz", "all: expected a trace, or the key of a training run" },
        { "compare race a.npz", "race: expected a trace, or the key of a training run" },
        { "compare a.npz", "expected two traces or logs, or a trace and a run" },
        { "compare no.npz such.npz", "no.npz: no such file, expected a trace" },
        { "compare 11.5 --map w=v", "--map is for two traces" },
        { "run 11.5 --epochs 0", "--epochs must be ≥ 1" },
        { "run 11.5 --epochs many", "--epochs must be a whole number, was 'many'" },
        { "run 11.5 --seed 1.5", "--seed must be a whole number, was '1.5'" },
        { "stress --minutes long", "--minutes must be a number, was 'long'" },
        { "compare 11.5 --data /dev/stdin", "/dev/stdin: a pipe or a device, and both C# and Python are to read it" },
        { "run 11.5 --out /proc/there", "/proc/there: cannot be written to, expected a writable folder" },
        { "run 11.11 --patience 0", "--patience must be ≥ 1, was 0" },
        { "run 11.11 --patience long", "--patience must be a whole number, was 'long'" },
        { "run 11.5 --patience 3", "--patience is for section 11.11" },
        { "run 11.11 --networks no/such.json", "--networks no/such.json: no such file" },
        { "run 11.5 --networks /etc/passwd", "--networks is for section 11.11" },
        { "run 11.11 --networks /etc/passwd", "/etc/passwd" },
        { "run 11.5 --checkpoint work", "--checkpoint is for section 11.11" },
        { "run 11.11 --checkpoint there --checkpoint-every 0", "--checkpoint-every must be ≥ 1, was 0" },
        { "run 11.11 --checkpoint there --checkpoint-keep 0", "--checkpoint-keep must be ≥ 1, was 0" },
        { "run 11.11 --resume", "--resume needs --checkpoint" },
        { "run 11.11 --checkpoint-every 5", "--checkpoint-every needs --checkpoint" },
        { "run 11.11 --checkpoint-keep 5", "--checkpoint-keep needs --checkpoint" },
        { "compare 11.5 --rounds 0", "--rounds must be ≥ 1, was 0" },
        { "compare a.npz b.npz --report table.md", "--report is for sections" },
        { "run 11.5 --threads -1", "--threads must be ≥ 1" },
        { "run 11.5 --threads 100000", "--threads must be at most" },
        { "run 11.5 --device tpu", "'tpu' not recognized" },
        { "run 11.5 --device cuda", "sees no CUDA device" },
        { "run 11.5 --data no/such/file", "no/such/file: no such file" },
        { "run 11.5 --bogus", "there is no option '--bogus'" },
        { "run 11.5 --out /dev/null", "/dev/null" },
        { "run 11.5 --json /dev/full", "a device, expected a file" },
        { "run 11.9 --data /etc/passwd", "/etc/passwd" },
        { "exercise", "Required argument missing" },
        { "exercise 11.7.2 11.7.9", "there is no exercise '11.7.9'" },
        { "grade", "no file to grade" },
        { "grade no/such.cs", "no/such.cs: no such file" },
        { "grade --template adma", "there is no optimizer 'adma'" },
        { "sweep", "Required argument missing" },
        { "sweep no/such.json", "no/such.json: no such file" },
        { "sweep a.json --shard 1/2 --merge b", "are each for a call of their own" },
        { "sweep a.json --slurm 0", "--slurm must be ≥ 1" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Bad_usage_exits_with_2_and_says_what_was_wrong(string arguments, string message)
    {
        var (code, _, error) = Chapter11(arguments);
        Assert.Contains(message, error);
        Assert.DoesNotContain("System.", error);
        Assert.DoesNotContain(".tmp", error);
        Assert.Equal(ExitCode.BadInput, code);
    }

    [Fact]
    public void Data_that_comes_through_a_pipe_is_read_once_for_all_sections()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        var data = new AirfoilSource("").Resolve(AirfoilSource.Bundled);
        using (var made = Process.Start("mkfifo", folder["pipe"])) made.WaitForExit();
        using var writer = Process.Start("sh", ["-c", $"cat {data} > {folder["pipe"]}"]);
        string Loss(string from, string to) => string.Join(",",
            Chapter11($"run 11.5 11.6 --quick --data {from} --out {folder.Root} --json {folder[to]}").Code == 0
                ? RunFile.Parse(File.ReadAllText(folder[to]), to).Runs.Select(run => run.Lists[1].Value[^1]) : []);
        var piped = Loss(folder["pipe"], "piped");
        writer.WaitForExit();
        Assert.NotEmpty(piped);
        Assert.Equal(Loss(data, "plain"), piped);
    }

    [Fact]
    public void Run_draws_the_figures_and_writes_the_numbers()
    {
        using var folder = new TemporaryFolder();
        var json = Path.Combine(folder.Root, "runs.json");
        var (code, output, error) = Chapter11($"run 11.5 --quick --seed 3 --out {folder.Root} --json {json}");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("6 runs and 8 figures", output);
        Assert.Equal(8, Directory.GetFiles(folder.Root, "*.png").Length);
        Assert.Equal(8, Directory.GetFiles(folder.Root, "*.svg").Length);
        var file = RunFile.Parse(File.ReadAllText(json), json);
        Assert.Equal((3L, "airfoil-style", 6), (file.Seed, file.Data, file.Runs.Count));
    }

    [Fact]
    public void Compare_of_two_traces_exits_with_0_where_they_are_equal_and_1_where_they_diverge()
    {
        using var folder = new TemporaryFolder();
        var (a, b, slower) = (folder["a.npz"], folder["b.npz"], folder["slower.npz"]);
        new PlantedRun().Record(a);
        new PlantedRun { Names = ("weight", "bias") }.Record(b);
        new PlantedRun { Optimizer = p => optim.SGD(p, 0.025) }.Record(slower);

        var (code, output, error) = Chapter11($"compare {a} {b} --map w=weight --map b=bias");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.EndsWith("the traces are equal in every number", output.TrimEnd());
        (code, output, _) = Chapter11($"compare {a} {slower}");
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("cause: ", output);
        (code, _, error) = Chapter11($"compare {a} {b}");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("try the map w=weight", error);
    }

    [Fact]
    public void The_beginning_of_a_runs_key_stands_for_its_trace()
    {
        using var folder = new TemporaryFolder();
        set_num_threads(1);
        var page = new Page("11.6",
            new ChapterOptions
            {
                RunsOnly = true,
                Epochs = 1,
                Trace = (RunKey.Parse("11.6/momentum/scratch/lr=0.005,momentum=0.9"), folder["run.npz"])
            },
            print: _ => { });
        Section11_06.Run(page);
        var (code, output, error) = Chapter11($"compare {folder["run.npz"]} 11.6/momentum/scratch/lr=0.005 --epochs 1");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("second: 11.6/momentum/scratch/lr=0.005, ", output);
        Assert.EndsWith("the traces are equal in every number", output.TrimEnd());
        (code, _, error) = Chapter11($"compare {folder["run.npz"]} 11.6/momentum/scratch --epochs 1");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("11.6/momentum/scratch: not one training run", error);
    }

    [Theory]
    [InlineData("raise RuntimeError('lost')", "stopped with: RuntimeError: lost; to see all of it: echo '")]
    [InlineData("import no_such_module", "No module named 'no_such_module'; it must have torch and numpy")]
    [InlineData("import os; os._exit(3)", "stopped without a word, exit code 3; to see all of it: echo '")]
    [InlineData("import sys; sys.stdin.readline(); print('{}'); sys.stdin.close(); 1 / 0",
        "tests/reference/reference.py")]
    public void A_Python_that_dies_is_told_in_a_sentence(string program, string message)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        var python = folder["python"];
        File.WriteAllText(python, $"#!/bin/sh\nexec /usr/bin/python3 -c \"{program}\"\n");
        File.SetUnixFileMode(python, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (code, _, error) = Chapter11("compare 11.5 --rounds 1 --epochs 1", ("PYTHON", python));
        Assert.Contains(message, error);
        Assert.DoesNotContain("Traceback", error);
        Assert.DoesNotContain("ipe is broken", error);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Equal(ExitCode.BadInput, code);
    }

    [Fact]
    public void Every_command_has_help()
    {
        foreach (var command in new[] { "", "run", "list", "compare", "bench" })
        {
            var (code, output, _) = Chapter11($"{command} --help");
            Assert.Equal(ExitCode.Done, code);
            Assert.Contains("Usage:", output);
        }
    }

    internal static (int Code, string Output, string Error) Chapter11(
        string arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet",
            $"{Path.Combine(AppContext.BaseDirectory, "chapter11.dll")} {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
