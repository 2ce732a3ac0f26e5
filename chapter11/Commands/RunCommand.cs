using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Commands;

internal static class RunCommand
{
    internal static Command Create()
    {
        var arguments = new ChapterArguments();
        var quick = new Option<bool>("--quick") { Description = "At most two epochs a run, and small problems." };
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description =
            "The folder for the figures; by default plots where all sections are run, else out."
        };
        var json = new Option<FileInfo?>("--json") { Description = "Write every run's numbers to this file." };
        var checkpoint =
            new Option<DirectoryInfo?>("--checkpoint")
            {
                Description =
            "Write section 11.11's networks down in this folder as they train, "
                + "so that --resume can go on from there."
            };
        var every = new Option<int>("--checkpoint-every")
        {
            Description =
            "Steps between two checkpoints of a run; one more follows every epoch.",
            DefaultValueFactory = _ => 100
        };
        var keep = new Option<int>("--checkpoint-keep")
        {
            Description = "How many checkpoints of a run are kept.",
            DefaultValueFactory = _ => 3
        };
        var resume = new Option<bool>("--resume")
        {
            Description =
            "Go on from the newest whole checkpoints of --checkpoint; the rest is bit-identical to a run that was "
            + "never stopped."
        };
        var patience =
            new Option<int?>("--patience")
            {
                Description =
            "Hold out a tenth of section 11.11's images; stop a network when its loss on them has not fallen for so "
            + "many epochs, and keep the best epoch's weights."
            };
        var networks = new Option<FileInfo?>("--networks")
        {
            Description = "Take section 11.11's networks from this file, which --json wrote, and train only those that "
                + "it lacks."
        };
        ((Option)networks).Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !File.Exists(token.Value))
                result.AddError($"--networks {token.Value}: no such file");
        });
        ChapterArguments.RequirePositive(patience);
        ChapterArguments.RequirePositive(every);
        ChapterArguments.RequirePositive(keep);
        var command = new Command("run", "Run sections: print their numbers and draw their figures.") { quick, output,
            json, networks, patience, checkpoint, every, keep, resume };
        command.Validators.Add(result =>
        {
            if (result.GetValue(checkpoint) is not null) return;
            if (result.GetValue(resume)) result.AddError("--resume needs --checkpoint, the folder to go on from");
            if (result.GetResult(every) is { Implicit: false })
                result.AddError("--checkpoint-every needs --checkpoint, the folder to write to");
            if (result.GetResult(keep) is { Implicit: false })
                result.AddError("--checkpoint-keep needs --checkpoint, the folder to write to");
        });
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var sections = arguments.Sections(parsed);
            var options = arguments.Options(parsed, parsed.GetValue(quick))
                with
            { Patience = parsed.GetValue(patience) };
            if (options.Patience is not null && sections.All(section => section.Number != "11.11"))
                throw new BadInputException("--patience is for section 11.11, which is not among those that are run");
            if (parsed.GetValue(networks) is not null && sections.All(section => !section.HasCheckpoints))
                throw new BadInputException(
                    "--networks is for section 11.11, which is not among those that are run");
            var checkpoints = parsed.GetValue(checkpoint);
            if (checkpoints is not null && !sections.Any(section => section.HasCheckpoints))
                throw new BadInputException(
                    "--checkpoint is for section 11.11, whose networks train long; it is not among those that are run");
            using var stop = new Stop();
            options = options with
            {
                Known = parsed.GetValue(networks) is { } file ? NetworkRuns.Read(file.FullName) : options.Known,
                Checkpoints = checkpoints is null ? null
                    : new(checkpoints.FullName)
                    {
                        Every = parsed.GetValue(every),
                        Keep = parsed.GetValue(keep),
                        Resume = parsed.GetValue(resume)
                    },
                Cancel = stop.Token,
            };
            var folder = parsed.GetValue(output) ?? new(sections.Count == Section.All.Count ? "plots" : "out");
            return new SectionRun(options, folder.FullName, parsed.GetValue(json)?.FullName, stop).Run(sections);
        });
        return command;
    }
}
