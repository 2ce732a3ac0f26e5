using System.IO.Compression;
using System.Runtime.InteropServices;
using D2lOptim.Data;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Reads damaged files of every kind. One that has a checksum must be refused, or be read as if it were
/// whole.</summary>
internal sealed class FileTries
{
    private static readonly Lazy<byte[]> s_images = new(() => SmallImages.Packed([20, 28, 28], 256)),
        s_trace = new(Trace), s_checkpoint = new(Checkpoint);

    private static readonly (string Kind, Func<byte[]> Whole, Func<string, byte[], Outcome> Read)[] s_kinds =
    [
        ("data file", () => File.ReadAllBytes(new AirfoilSource("").Resolve(AirfoilSource.Bundled)), ReadTable),
        ("IDX file", () => s_images.Value, ReadImages),
        ("trace", () => s_trace.Value, ReadTrace),
        ("checkpoint", () => s_checkpoint.Value, ReadCheckpoint),
        .. Optimizers.Select<(string, Func<Parameter[], OptimizerHelper>),
            (string, Func<byte[]>, Func<string, byte[], Outcome>)>(o =>
            ($"state file of {o.Item1}", () => State(o.Item2), (path, _) => ReadState(o.Item2, path))),
    ];

    // TorchSharp reads its state files itself, and what it does with a damaged one is its own affair.
    private static IEnumerable<(string Name, Func<Parameter[], OptimizerHelper> Make)> Optimizers =>
        !DoorFuzz.Applies ? [] :
    [
        ("SGD", p => optim.SGD(p, 0.1, momentum: 0.9)), ("Adam", p => optim.Adam(p, amsgrad: true)),
            ("AdamW", p => optim.AdamW(p)),
        ("Adagrad", p => optim.Adagrad(p)), ("RMSProp", p => optim.RMSProp(p, momentum: 0.9, centered: true)),
            ("Adadelta", p => optim.Adadelta(p)),
        ("Adamax", p => optim.Adamax(p)),
    ];

    /// <summary>In a child: <paramref name="count"/> damaged files, made in <paramref name="folder"/>.</summary>
    internal static void Run(int seed, int count, string folder)
    {
        for (var k = 0; k < count; k++)
        {
            var (kind, whole, read) = s_kinds[(seed + k) % s_kinds.Length];
            var random = new Random(HashCode(seed, k));
            var path = Path.Combine(folder, "damaged");
            File.WriteAllBytes(path, Mutation.Of(whole(), random));
            Child.Try($"{kind}#{k}", () => Attempt(path, whole(), read));
        }
    }

    private static Outcome Attempt(string path, byte[] whole, Func<string, byte[], Outcome> read)
    {
        try
        {
            return read(path, whole);
        }
        catch (BadInputException e) when (e.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal))
        {
            return Outcome.Refused;
        }
        catch (Exception e) when (e is not StressException)
        {
            var kept = $"{path}-{Guid.NewGuid():N}";
            File.Copy(path, kept);
            throw new StressException($"{e.GetType().Name} {e.Message} ({kept})");
        }
    }

    // The same on every machine and in every process.
    private static int HashCode(int seed, int k) => unchecked((seed * 486187739) + (k * 31));

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new StressException(what);
    }

    private static Outcome ReadTable(string path, byte[] whole)
    {
        var data = Airfoil.Load(path);
        Require(data.Features.All(float.IsFinite) && data.Labels.All(float.IsFinite),
            "a number that is not finite was taken");
        return Outcome.Held;
    }

    private static Outcome ReadImages(string path, byte[] whole)
    {
        var (sizes, elements) = Idx.Read(path, 3);
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(whole), CompressionMode.Decompress)) gzip.CopyTo(content);
        Require(sizes.SequenceEqual([20, 28, 28]) && elements.AsSpan().SequenceEqual(content.ToArray().AsSpan(16)),
            "damaged images were taken for whole");
        return Outcome.Held;
    }

    private static byte[] Trace()
    {
        var path = Path.GetTempFileName();
        using var scope = NewDisposeScope();
        using var net = nn.Linear(3, 2);
        using var optimizer = optim.Adam(net.parameters());
        using (var trace = new TraceRecorder(path, net, optimizer))
            for (var step = 0; step < 5; step++)
            {
                var x = ones(4, 3) * step;
                using var loss = net.call(x).sum();
                optimizer.zero_grad();
                loss.backward();
                trace.Step(loss, x);
            }
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static Outcome ReadTrace(string path, byte[] whole)
    {
        var original = $"{path}.whole";
        File.WriteAllBytes(original, whole);
        using TraceReader one = new(original), other = new(path);
        Require(one.Header.ToJson() == other.Header.ToJson(), "a damaged header was taken for whole");
        Require(one.Numbers.SequenceEqual(other.Numbers), "a trace without all of its steps was taken for whole");
        foreach (var (a, b) in one.Steps().Select(s => (s.Number, s.Data.ToArray()))
            .Zip(other.Steps().Select(s => (s.Number, s.Data.ToArray()))))
            Require(a.Number == b.Number && a.Item2.AsSpan().SequenceEqual(b.Item2),
                $"step {a.Number}: damaged numbers were taken for whole");
        return Outcome.Held;
    }

    private static byte[] Checkpoint()
    {
        var path = Path.GetTempFileName();
        CheckpointFile.Write(path, writer => writer.Write(new byte[3000]));
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static Outcome ReadCheckpoint(string path, byte[] whole)
    {
        using var reader = CheckpointFile.Read(path);
        Require(File.ReadAllBytes(path).AsSpan().SequenceEqual(whole), "a damaged checkpoint was taken for whole");
        return Outcome.Held;
    }

    private static Parameter[] Weights() => [new(zeros(2, 3).fill_(1)), new(zeros(3).fill_(2))];

    private static byte[] State(Func<Parameter[], OptimizerHelper> make)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Stepped(make(Weights()));
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        optimizer.save_state_dict(writer);
        return content.ToArray();
    }

    private static OptimizerHelper Stepped(OptimizerHelper optimizer)
    {
        foreach (var p in optimizer.parameters()) p.grad = zeros_like(p).add_(0.5);
        optimizer.step();
        return optimizer;
    }

    // It has no checksum, so that other numbers are read as they stand.
    private static Outcome ReadState(Func<Parameter[], OptimizerHelper> make, string path)
    {
        using var scope = NewDisposeScope();
        using var optimizer = make(Weights());
        using var reader = new BinaryReader(new MemoryStream(File.ReadAllBytes(path)));
        try
        {
            optimizer.load_state_dict(reader);
            Stepped(optimizer);
            return Outcome.Held;
        }
        // The last one from the step, where an option was read that it cannot have.
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IOException
            or FormatException or ExternalException)
        {
            return Outcome.Refused;
        }
    }
}
