using D2lOptim.Tests.Data;
using D2lOptim.Training;

namespace D2lOptim.Tests.Training;

public class CheckpointTests
{
    [Fact]
    public void The_newest_checkpoint_is_restored_and_only_the_last_ones_are_kept()
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions(folder.Root) { Every = 10, Keep = 2 };
        using (var checkpoints = new Checkpoints(options, "settings"))
        {
            for (var step = 1; step <= 45; step++) checkpoints.Save(step, new Number { Value = step });
            checkpoints.Save(47, new Number { Value = 47 }, now: true);
        }
        Assert.Equal(["000000000040.checkpoint", "000000000047.checkpoint"], Directory.EnumerateFiles(folder.Root)
            .Select(Path.GetFileName).Order());
        Assert.Equal(47, Restore(options, "settings", out _));
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "its checksum differs", bytes => [.. bytes[..20], (byte)(bytes[20] ^ 1), .. bytes[21..]] },
        { "its checksum differs", bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] },
        { "bytes of state found", bytes => bytes[..^5] },
        { "bytes of state found", bytes => [.. bytes, 0] },
        { "not a checkpoint", bytes => [] },
        { "not a checkpoint", bytes => [.. new byte[bytes.Length]] },
        { "version 1 of the checkpoint, expected 2", bytes => [.. bytes[..8], 1, .. bytes[9..]] },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void A_damaged_checkpoint_is_refused_by_name_and_the_one_before_it_is_used(string message,
        Func<byte[], byte[]> damage)
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions(folder.Root) { Every = 1 };
        Save(options, "settings", 1, 2);
        var newest = folder["000000000002.checkpoint"];
        File.WriteAllBytes(newest, damage(File.ReadAllBytes(newest)));
        Assert.Equal(1, Restore(options, "settings", out var notes));
        Assert.Contains(notes, note => note.StartsWith($"refused: {newest}: ") && note.Contains(message));
    }

    [Fact]
    public void What_is_saved_after_a_damaged_one_of_a_larger_number_is_kept()
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions(folder.Root) { Every = 1, Keep = 1 };
        Save(options, "settings", 9);
        File.WriteAllText(folder["000000000009.checkpoint"], "damaged");
        using (var checkpoints = new Checkpoints(options with { Resume = true }, "settings"))
        {
            Assert.False(checkpoints.TryRestore(new Number()));
            for (var step = 1; step <= 3; step++) checkpoints.Save(step, new Number { Value = step });
        }
        Assert.Equal(3, Restore(options, "settings", out var notes));
        Assert.StartsWith("refused", notes[0]);
    }

    [Fact]
    public void Where_nothing_whole_is_found_it_is_said()
    {
        using var folder = new TemporaryFolder();
        var heard = new List<string>();
        using var checkpoints =
            new Checkpoints(new CheckpointOptions(folder["not/there"]) { Resume = true, Note = heard.Add }, "settings");
        Assert.False(checkpoints.TryRestore(new Number()));
        Assert.Equal($"no whole checkpoint in {folder["not/there"]}, so the run begins at its start",
            Assert.Single(heard));
    }

    [Fact]
    public void Two_runs_in_one_folder_are_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions(folder.Root);
        using (new Checkpoints(options, "settings"))
            Assert.Contains("expected a writable folder that no other run is using",
                Assert.Throws<BadInputException>(() => new Checkpoints(options, "settings")).Message);
        Assert.Empty(folder.Entries);
        new Checkpoints(options, "settings").Dispose();
    }

    [Fact]
    public void A_run_with_other_settings_and_one_that_does_not_resume_are_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions(folder.Root) { Every = 1 };
        Save(options, "seed 0", 1);
        Assert.Contains("made by a run with seed 0; this one has seed 1",
            Assert.Throws<BadInputException>(() => Restore(options, "seed 1", out _)).Message);
        Assert.Contains("there are checkpoints already",
            Assert.Throws<BadInputException>(() => new Checkpoints(options, "seed 0")).Message);
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_neither_read_nor_kept()
    {
        using var folder = new TemporaryFolder();
        var options = new CheckpointOptions(folder.Root) { Every = 1 };
        Save(options, "settings", 1);
        File.WriteAllText(folder[".000000000002.checkpoint.0123.tmp"], "half");
        Assert.Equal(1, Restore(options, "settings", out _));
        Save(options with { Resume = true }, "settings", 2);
        Assert.DoesNotContain(folder.Entries, path => path.EndsWith(".tmp"));
    }

    private static void Save(CheckpointOptions options, string settings, params int[] steps)
    {
        using var checkpoints = new Checkpoints(options, settings);
        foreach (var step in steps) checkpoints.Save(step, new Number { Value = step });
    }

    private static int Restore(CheckpointOptions options, string settings, out List<string> notes)
    {
        var heard = notes = [];
        var number = new Number();
        using var checkpoints = new Checkpoints(options with { Resume = true, Note = heard.Add }, settings);
        Assert.True(checkpoints.TryRestore(number));
        return number.Value;
    }

    private sealed class Number : IResumable
    {
        public int Value { get; set; }

        public void Save(BinaryWriter writer) => writer.Write(Value);

        public void Load(BinaryReader reader) => Value = reader.ReadInt32();
    }
}
