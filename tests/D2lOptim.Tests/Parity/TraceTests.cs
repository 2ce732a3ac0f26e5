using System.IO.Compression;
using System.Text;
using D2lOptim.Optimizers;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Parity;

public class TraceTests
{
    [Fact]
    public void A_trace_comes_back_as_it_was_recorded()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "t.npz");
        List<byte[]> losses = [];
        var seen = new Dictionary<string, byte[]>();
        new PlantedRun
        {
            Steps = 10,
            Every = 4,
            Optimizer = p => optim.Adam(p, 0.01),
            Loss = (yHat, y, _) =>
            {
                var loss = nn.functional.mse_loss(yHat, y);
                losses.Add(loss.bytes.ToArray());
                return loss;
            },
            Before = (k, p) =>
            {
                if (k == 5) (seen["gradient/w"], seen["gradient/b"]) =
                    (p[0].grad!.bytes.ToArray(), p[1].grad!.bytes.ToArray());
            },
            After = (k, o) =>
            {
                if (k == 5) (seen["parameter/w"], seen["parameter/b"]) =
                    (o.parameters().First().bytes.ToArray(), o.parameters().Last().bytes.ToArray());
            },
        }.Record(path);
        seen["loss"] = losses[4];
        using var trace = new TraceReader(path);
        Assert.Equal([0, 1, 5, 9], trace.Numbers);
        Assert.Equal(("Adam", 4), (trace.Header.Optimizer, trace.Header.Every));
        Assert.Equal(0.999, trace.Header.OptionsOf("w")["beta2"]);
        var step = trace.Steps().ElementAt(2);
        string[] expected =
            ["loss", "lr", "batch", "rows", "gradient/w", "gradient/b", "state/exp_avg/w", "state/exp_avg_sq/w",
            "state/exp_avg/b", "state/exp_avg_sq/b", "parameter/w", "parameter/b"];
        Assert.Equal(expected, step.Layout.Arrays.Select(a => a.Name));
        Assert.Equal(0.01, step.At(step.Layout.ByName["lr"], 0));
        foreach (var (name, bytes) in seen) Assert.Equal(bytes, step.Bytes(step.Layout.ByName[name]).ToArray());
    }

    [Fact]
    public void A_hybrid_is_recorded_with_the_state_and_options_of_its_parts()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "t.npz");
        new PlantedRun
        {
            Steps = 3,
            Optimizer = p =>
            {
                Parameter[] all = [.. p];
                return new HybridOptimizer(all, fused.Adagrad(all[..1], 0.1), fused.AdamW(all[1..], 0.01));
            },
        }.Record(path);
        using var trace = new TraceReader(path);
        var step = trace.Steps().Last();
        Assert.Equal(["state/sum/w", "state/exp_avg/b", "state/exp_avg_sq/b"],
            step.Layout.Arrays.Select(a => a.Name).Where(n => n.StartsWith("state/", StringComparison.Ordinal)));
        Assert.Equal(0.01, trace.Header.OptionsOf("b")["weight_decay"]);
        Assert.Equal([0.1, 0.01], Enumerable.Range(0, 2).Select(k => step.At(step.Layout.ByName["lr"], k)));
    }

    [Fact]
    public void A_trace_without_a_step_holds_the_start_and_one_of_a_view_its_elements_in_order()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var w = arange(0, 6, 1, float32).reshape(2, 3).t();
        w.requires_grad_();
        // An update of one's own may differentiate again.
        var traced = TracedOptimizer.Of(null, () => Assert.True(is_grad_enabled()), () => 0.1);
        using (new TraceRecorder(folder["t.npz"], [("w", w)], traced)) { }
        using (var trace = new TraceReader(folder["t.npz"])) Assert.Equal([0], trace.Numbers);
        using (var recorder = new TraceRecorder(folder["t.npz"], [("w", w)], traced))
        {
            (w * w).sum().backward();
            recorder.Step();
        }
        using (var trace = new TraceReader(folder["t.npz"]))
        {
            var step = trace.Steps().Last();
            Assert.Equal([0, 3, 1, 4, 2, 5], step.Doubles(step.Layout.ByName["parameter/w"]));
            Assert.Equal([0, 6, 2, 8, 4, 10], step.Doubles(step.Layout.ByName["gradient/w"]));
        }
    }

    [Fact]
    public void Groups_and_state_belong_to_their_parameters_in_any_order()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "t.npz");
        new PlantedRun
        {
            Steps = 1,
            Optimizer = p => optim.SGD([Group(p.Last(), 0, 0.05), Group(p.First(), 0.1, 0.02)], 0.05)
        }.Record(path);
        using (var trace = new TraceReader(path))
        {
            Assert.Equal(["b", "w"], trace.Header.Groups.SelectMany(group => group.Parameters));
            Assert.Equal((0.1, 0.0),
                (trace.Header.OptionsOf("w")["weight_decay"], trace.Header.OptionsOf("b")["weight_decay"]));
            var step = trace.Steps().Last();
            Assert.Equal([0.05, 0.02], step.Doubles(step.Layout.ByName["lr"]));
            Assert.Equal(5, step.Layout.ByName["state/momentum_buffer/w"].Count);
            Assert.Equal(step.Doubles(step.Layout.ByName["gradient/b"]),
                step.Doubles(step.Layout.ByName["state/momentum_buffer/b"]));
        }

        var head = new PlantedRun { Steps = 1, Optimizer = p => optim.SGD([p.Last()], 0.05, momentum: 0.9) };
        head.Record(path);
        using (var trace = new TraceReader(path))
        {
            Assert.Equal(["b"], trace.Header.Groups.Single().Parameters);
            Assert.Equal((null, 0), (trace.Header.GroupOf("w"), trace.Header.GroupOf("b")));
            Assert.Empty(trace.Header.OptionsOf("w"));
            Assert.Equal(["state/momentum_buffer/b"], trace.Steps()
                .Last().Layout.ByName.Keys.Where(name => name.StartsWith("state/", StringComparison.Ordinal)));
        }
        (head with { Optimizer = p => optim.SGD([new Parameter(zeros(7)), .. p], 0.05, momentum: 0.9) }).Record(path);
        using (var trace = new TraceReader(path)) Assert.Equal(["w", "b"], trace.Header.Groups.Single().Parameters);
        Assert.Contains("none of the parameters",
            Assert.Throws<ArgumentException>(() =>
            (head with { Optimizer = _ => optim.SGD([new Parameter(zeros(7))], 0.05) }).Record(path)).Message);

        static SGD.ParamGroup Group(Parameter parameter, double decay, double lr) =>
            new([parameter], new SGD.Options { weight_decay = decay, momentum = 0.9, LearningRate = lr });
    }

    [Fact]
    public void A_sparse_gradient_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var table = nn.Embedding(4, 2, sparse: true);
        using var adaGrad = optim.Adagrad(table.parameters(), 0.1);
        using var trace = new TraceRecorder(folder["t.npz"], table, adaGrad);
        table.call(tensor(new long[] { 1, 2 })).sum().backward();
        Assert.Contains("gradient of weight is sparse",
            Assert.Throws<NotSupportedException>(() => trace.Step()).Message);
    }

    [PythonFact]
    public void NumPy_reads_a_trace_of_CSharp()
    {
        using var folder = new TemporaryFolder();
        using (var scope = NewDisposeScope())
        {
            var w = new Parameter(arange(1, 7, 1, float32).reshape(2, 3) / 8);
            using var sgd = optim.SGD([w], 0.25);
            using var trace = new TraceRecorder(folder["t.npz"], [("w", w)], TracedOptimizer.Of(sgd));
            for (var k = 0; k < 3; k++)
            {
                sgd.zero_grad();
                var loss = w.square().sum();
                loss.backward();
                trace.Step(loss, arange(0, 3, 1, float32));
            }
        }
        PythonFactAttribute.Run("trace_check.py", folder["t.npz"]);
    }

    [Fact]
    public void A_truncated_trace_says_how_far_it_goes()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "t.npz");
        new PlantedRun { Steps = 20 }.Record(path);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        var message = Assert.Throws<BadInputException>(() => new TraceReader(path)).Message;
        Assert.Matches("t.npz: truncated after step \\d+, expected the table of contents", message);
        File.WriteAllText(path, "no trace");
        Assert.Contains("no trace, expected", Assert.Throws<BadInputException>(() => new TraceReader(path)).Message);
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "bytes of numbers, expected", step => [.. step, 0, 0, 0, 0] },
        { "bytes of numbers, expected", step => step[..^4] },
        { "not a NumPy array of format 2.0", step => step[..5] },
        { "expected a head of 65547", step => [.. step[..8], 255, 255, 0, 0, .. step[12..]] },
        { "expected a head of 11", step => [.. step[..8], 255, 255, 255, 255, .. step[12..]] },
        { "not a NumPy array of format 2.0", step => [.. step[..6], 1, .. step[7..]] },
        { "does not describe a step",
            step => [.. step[..12], (byte)'#', .. step[13..].Select(b => b == '(' ? (byte)'[' : b)] },
        { "expected arrays of <f4|<f8|<i8|<u8, each once", step => Text(step, "'gradient/b'", "'gradient/w'") },
        { "bytes of numbers, expected", step => Text(step, "'loss', '<f4'", "'loss', '<f2'") },
        { "bytes of numbers, expected", step => Text(step, "(5, 1)", "(5  1)") },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void A_damaged_step_is_bad_input_and_named(string message, Func<byte[], byte[]> damage)
    {
        using var folder = new TemporaryFolder();
        new PlantedRun { Steps = 2 }.Record(folder["t.npz"]);
        using (var zip = ZipFile.Open(folder["t.npz"], ZipArchiveMode.Update))
        {
            using var stream = zip.GetEntry("step/2.npy")!.Open();
            using var whole = new MemoryStream();
            stream.CopyTo(whole);
            stream.SetLength(0);
            stream.Write(damage(whole.ToArray()));
        }
        using var trace = new TraceReader(folder["t.npz"]);
        var thrown = Assert.Throws<BadInputException>(() => trace.Steps().ToList()).Message;
        Assert.StartsWith($"{folder["t.npz"]}, step 2: ", thrown);
        Assert.Contains(message, thrown);
    }

    private static byte[] Text(byte[] step, string part, string instead) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(step).Replace(part, instead));

    [Fact]
    public void A_file_that_cannot_be_read_is_bad_input_and_named()
    {
        using var folder = new TemporaryFolder();
        new PlantedRun { Steps = 1 }.Record(folder["t.npz"]);
        using var held = new FileStream(folder["t.npz"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.StartsWith($"{folder["t.npz"]}: cannot be read: ",
            Assert.Throws<BadInputException>(() => new TraceReader(folder["t.npz"])).Message);
    }

    [Fact]
    public void Parameters_that_do_not_match_are_refused_with_advice()
    {
        using var folder = new TemporaryFolder();
        string Record(string name, long[] shape, string called)
        {
            var path = Path.Combine(folder.Root, name);
            using var scope = NewDisposeScope();
            manual_seed(1);
            var w = new Parameter(randn(6).reshape(shape));
            using var sgd = optim.SGD([w], 0.1);
            using var trace = new TraceRecorder(path, [(called, w)], TracedOptimizer.Of(sgd));
            for (var k = 0; k < 3; k++)
            {
                sgd.zero_grad();
                w.square().sum().backward();
                trace.Step();
            }
            return path;
        }
        var (a, b, c) = (Record("a.npz", [2, 3], "w"), Record("b.npz", [2, 3], "weight"), Record("c.npz", [3, 2], "w"));
        Assert.Contains("no parameter 'w', expected one of shape (2, 3)", Message(a, b));
        Assert.Contains("try the map w=weight", Message(a, b));
        Assert.Contains("parameter 'w' has shape (3, 2), expected (2, 3)", Message(a, c));
        Assert.Contains("try the map w=w,transposed", Message(a, c));
        Assert.Contains("has no parameter 'v'", Message(a, b, "v=weight"));
        Assert.Contains("expected first=second", Message(a, b, "w"));
        Assert.Contains("'w' is mapped already", Message(a, b, "w=weight", "w=v"));
        Assert.Contains("another parameter is mapped to 'weight' already", Message(a, b, "w=weight", "v=weight"));
        Assert.Null(PlantedRun.Compare(a, b, "w=weight").Comparison.First);
    }

    private static string Message(string a, string b, params string[] map) =>
        Assert.Throws<BadInputException>(() => PlantedRun.Compare(a, b, map)).Message;

    [Fact]
    public void A_renamed_and_transposed_parameter_is_the_same()
    {
        using var folder = new TemporaryFolder();
        string Record(string name, bool transposed)
        {
            var path = Path.Combine(folder.Root, name);
            using var scope = NewDisposeScope();
            manual_seed(1);
            var start = randn(2, 3);
            var w = new Parameter(transposed ? start.t().contiguous() : start);
            using var adam = optim.Adam([w], 0.1);
            using var trace = new TraceRecorder(path, [(transposed ? "kernel" : "w", w)], TracedOptimizer.Of(adam));
            for (var k = 0; k < 3; k++)
            {
                adam.zero_grad();
                w.square().sum().backward();
                trace.Step();
            }
            return path;
        }
        Assert.Null(PlantedRun.Compare(Record("a.npz", false), Record("b.npz", true),
            "w=kernel,transposed").Comparison.First);
    }

    [Fact]
    public void NaN_in_one_trace_is_the_divergence()
    {
        var lost = new PlantedRun { Loss = (p, y, _) => (p - y).pow(2).sum() * double.NaN };
        var (comparison, _) = PlantedRun.Compare(new PlantedRun(), lost);
        Assert.Equal((1, "loss"), (comparison.Beyond!.Step, comparison.Beyond.Array));
        Assert.True(double.IsNaN(comparison.Beyond.B));
    }

    [Fact]
    public void Traces_of_other_lengths_are_compared_as_far_as_both_go()
    {
        var (comparison, _) =
            PlantedRun.Compare(new PlantedRun { Steps = 20 }, new PlantedRun { Steps = 12, Every = 3 });
        Assert.Equal(4, comparison.Steps);
        Assert.Null(comparison.First);
        Assert.Contains(comparison.Notes, note => note.Contains("20 steps up to 20"));
    }

    [Fact]
    public void State_that_one_trace_lacks_is_noted_once()
    {
        var (comparison, _) =
            PlantedRun.Compare(new PlantedRun(), new PlantedRun { Optimizer = p => optim.Adam(p, 0.05) });
        Assert.Equal(["state exp_avg of w and of one other parameter is only in the second trace, from step 1",
            "state exp_avg_sq of w and of one other parameter is only in the second trace, from step 1"],
            comparison.Notes);
    }

    [Fact]
    public void What_rounding_allows_grows_with_the_steps_and_with_how_far_apart_parameters_were()
    {
        using var folder = new TemporaryFolder();
        string Record(string name, Func<int, double> w, Func<int, double> loss, Func<int, double> rate)
        {
            using var scope = NewDisposeScope();
            var (x, k) = (ones(1), 1);
            using var trace =
                new TraceRecorder(folder[name], [("w", x)],
                TracedOptimizer.Of(null, () => x.fill_(w(k)), () => rate(k)));
            for (; k <= 100; k++) trace.Step(tensor((float)loss(k)));
            return folder[name];
        }
        static double One(int k) => 1;
        var one = Record("one.npz", One, One, One);
        long? Beyond(Func<int, double> w, Func<int, double> loss, Func<int, double> rate) =>
            PlantedRun.Compare(one, Record("other.npz", w, loss, rate)).Comparison.Beyond?.Step;
        // A rate may have been a float32 number in one program: half of 2⁻²³, 6e-8, at any step.
        Assert.Equal(1, Beyond(One, One, k => k == 1 ? 1 + 1e-7 : 1));
        Assert.Equal(100, Beyond(One, One, k => k == 100 ? 1 + 1e-7 : 1));
        Assert.Null(Beyond(One, One, k => k == 1 ? 1 + 5e-8 : 1));
        // Two units of a float in a parameter, 2.4e-7, allow a hundredfold in every loss after them.
        double Drift(int k) => k == 3 ? 1 + Math.Pow(2, -22) : 1;
        Assert.Equal(3, Beyond(Drift, k => k == 3 ? 1 + 1e-5 : 1, One));
        Assert.Null(Beyond(Drift, k => k == 6 ? 1 + 1e-5 : 1, One));
        Assert.Equal(6, Beyond(Drift, One, k => k == 6 ? 1 + 1e-5 : 1));
    }

    [Fact]
    public void All_that_a_model_is_called_with_is_the_batch()
    {
        using var folder = new TemporaryFolder();
        ulong? Fingerprint(params Tensor[] batch)
        {
            var w = new Parameter(zeros(1));
            using var sgd = optim.SGD([w], 0.1);
            using (var trace = new TraceRecorder(folder["t.npz"], [("w", w)], TracedOptimizer.Of(sgd)))
                trace.Step(null, batch);
            using var reader = new TraceReader(folder["t.npz"]);
            var step = reader.Steps().Last();
            Assert.Equal(batch[0].Dimensions == 0 ? 1 : 6, step.At(step.Layout.ByName["rows"], 0));
            return step.Bits("batch");
        }
        using var scope = NewDisposeScope();
        var x = arange(0, 12, 1, float32).reshape(6, 2);
        Assert.Equal(Fingerprint(x), Fingerprint(x.t().contiguous().t()));
        Assert.NotEqual(Fingerprint(x), Fingerprint(x, zeros(1)));
        Assert.NotEqual(Fingerprint(x, ones(1)), Fingerprint(x, zeros(1)));
        Assert.NotEqual(Fingerprint(tensor(1f)), Fingerprint(tensor(2f)));
    }

    [Theory]
    [InlineData(1.0, 1.00000012, "<f4", 1)]
    [InlineData(-0.0, 0.0, "<f4", 0)]
    [InlineData(-1.4e-45, 1.4e-45, "<f4", 2)]
    [InlineData(1.0, 1.0000000000000002, "<f8", 1)]
    [InlineData(1.0, double.NaN, "<f8", double.PositiveInfinity)]
    public void Distances_are_counted_in_representable_numbers(double a, double b, string type, double expected) =>
        Assert.Equal(expected, Ulp.Distance(a, b, type));
}
