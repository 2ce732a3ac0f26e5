using System.IO.Compression;
using D2lOptim.Parity.Causes;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

public class HostileTraceTests
{
    [Fact]
    public void NaN_in_both_traces_is_equal_and_the_first_one_is_named_with_where_it_came_from()
    {
        static PlantedRun Lost()
        {
            var k = 0;
            return new PlantedRun { Loss = (p, y, _) => (p - y).pow(2).sum() * (++k == 3 ? double.NaN : 1) };
        }
        var (comparison, _) = PlantedRun.Compare(Lost(), Lost());
        Assert.Null(comparison.First);
        var note = Assert.Single(comparison.Notes);
        Assert.StartsWith(
            "in both traces the first number that is not finite is step 3, loss: NaN; the model or the loss made it "
            + "of finite parameters", note);
    }

    // Yogi's sign of NaN ended the program.
    [Fact]
    public void NaN_in_one_trace_is_the_divergence_and_every_rule_that_is_tried_bears_it()
    {
        var (comparison, causes) =
            PlantedRun.Compare(new PlantedRun { Optimizer = p => optim.Adam(p, 0.01) }, new PlantedRun
            {
                Optimizer = p => optim.Adam(p, 0.01),
                Before = (k, p) => _ = k == 2 ? p[0].grad!.mul_(double.NaN) : null,
            });
        Assert.Equal((2L, "gradient"), (comparison.Beyond!.Step, comparison.Beyond.Quantity));
        Assert.Contains(comparison.Notes,
            note => note.StartsWith(
            "in the second trace the first number that is not finite is step 2, gradient of w[0, 0]: NaN; "
            + "backward() made it"));
        Assert.NotEmpty(causes);
    }

    [Fact]
    public void A_change_of_any_byte_of_an_entry_is_refused_or_changes_no_number()
    {
        using var folder = new TemporaryFolder();
        new PlantedRun { Steps = 2 }.Record(folder["whole.npz"]);
        var whole = File.ReadAllBytes(folder["whole.npz"]);
        var numbers = Numbers(folder["whole.npz"]);
        var refused = 0;
        for (var k = 0; k < whole.Length; k += 3)
        {
            var bytes = whole.ToArray();
            bytes[k] ^= 0x41;
            File.WriteAllBytes(folder["t.npz"], bytes);
            try
            {
                Assert.Equal(numbers, Numbers(folder["t.npz"]));
            }
            catch (BadInputException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, whole.Length / 6, whole.Length);
    }

    private static byte[] Numbers(string path)
    {
        using var trace = new TraceReader(path);
        return [.. trace.Steps().SelectMany(step => step.Data.ToArray())];
    }

    public static TheoryData<string, string, Action<string>> Damages => new()
    {
        { "without a step", "step 3 found, expected 2",
            path => Edit(path, zip => zip.GetEntry("step/2.npy")!.Delete()) },
        { "with another entry", "an entry 'step/x.npy' found",
            path => Edit(path, zip => zip.CreateEntry("step/x.npy").Open().Dispose()) },
        { "without a learning rate", "learning rate has 0 numbers, expected 1",
            path => Edit(path, zip => Rewrite(zip, "lr", [0], 0)) },
        { "of a loss of three", "loss has 3 numbers, expected 1",
            path => Edit(path, zip => Rewrite(zip, "loss", [3], 3)) },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void A_trace_that_no_recorder_writes_is_refused(string _, string message, Action<string> damage)
    {
        using var folder = new TemporaryFolder();
        new PlantedRun { Steps = 3 }.Record(folder["t.npz"]);
        damage(folder["t.npz"]);
        Assert.Contains(message, Assert.Throws<BadInputException>(() => Numbers(folder["t.npz"])).Message);
    }

    private static void Edit(string path, Action<ZipArchive> edit)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        edit(zip);
    }

    private static void Rewrite(ZipArchive zip, string array, long[] shape, int count)
    {
        zip.GetEntry("step/3.npy")!.Delete();
        using var entry = zip.CreateEntry("step/3.npy").Open();
        entry.Write(TraceLayout.Of([(array, "<f8", shape)]).ToHead());
        entry.Write(new byte[8 * count]);
    }

    [Fact]
    public void A_recorder_refuses_what_it_could_not_read()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var w = ones(2);
        TracedOptimizer Own(Action step) => TracedOptimizer.Of(null, step, () => double.NaN);
        foreach (var name in (string[])["it's", "a\\b", "a\nb", ""])
            Assert.Contains("cannot be recorded",
                Assert.Throws<ArgumentException>(() =>
                new TraceRecorder(folder["t.npz"], [(name, w)], Own(() => { }))).Message);
        Assert.Contains("called w",
            Assert.Throws<ArgumentException>(() =>
            new TraceRecorder(folder["t.npz"], [("w", w), ("w", ones(1))], Own(() => { }))).Message);

        // A loss of three numbers, and a step that throws, are not recorded; the steps after them are. A rate of NaN is
        // a rate.
        var throws = false;
        using (var trace =
            new TraceRecorder(folder["t.npz"], [("w", w)],
            Own(() => _ = throws ? throw new InvalidOperationException() : w.add_(1))))
        {
            trace.Step(tensor(1f));
            Assert.Throws<ArgumentException>(() => trace.Step(ones(3)));
            throws = true;
            Assert.Throws<InvalidOperationException>(() => trace.Step(tensor(2f)));
            throws = false;
            trace.Step(tensor(3f));
            Assert.Equal(2, trace.Steps);
        }
        using var read = new TraceReader(folder["t.npz"]);
        Assert.Equal([0, 1, 2], read.Numbers);
        Assert.Equal(double.NaN, read.Header.OptionsOf("w")["lr"]);
        Assert.Equal([1.0, 3.0], read.Steps().Skip(1).Select(step => step.At(step.Layout.ByName["loss"], 0)).ToArray());
    }
}
