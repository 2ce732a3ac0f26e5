using System.Security.Cryptography;
using System.Text.Json;
using D2lOptim.Models;
using static TorchSharp.torch;

namespace D2lOptim.Parity;

/// <summary>
/// What decides the last bits of a program's numbers: libtorch's version, and what fixed operations give there, in
/// parts, hashed. Where two are
/// equal, so must be the bits. Python's side is tests/reference/fingerprint.py, which does the same operations in the
/// same order.
/// </summary>
/// <param name="Libtorch">libtorch's version.</param>
/// <param name="Parts">The hashes, by the names of what was probed; a part that is missing is not known, and proves
/// nothing.</param>
public sealed record Fingerprint(string Libtorch, IReadOnlyDictionary<string, string> Parts)
{
    private static readonly Dictionary<string, (string Words, Func<IEnumerable<Tensor>> Probe)> s_probes = new()
    {
        ["elementwise"] = ("vector kernels and sums (the CPU's, or ATEN_CPU_CAPABILITY)", Elementwise),
        ["products"] = ("matrix products (BLAS)", Products),
        ["libm"] = ("the C library's functions", Libm),
        ["network"] = ("convolutions and products of whole batches (oneDNN, BLAS)", Network),
    };

    /// <summary>Probes this process, with the number of threads that is set. The part <c>network</c> seeds
    /// torch.</summary>
    /// <param name="parts">Which parts; those of a name unknown here are left out.</param>
    public static Fingerprint Here(IEnumerable<string> parts) =>
        new(RunFile.ThisLibtorch, parts.Where(s_probes.ContainsKey)
            .ToDictionary(part => part, part => Digest(s_probes[part].Probe)));

    /// <summary>What a document of a reference program tells of it, in the fields <c>libtorch</c> and <c>numerics</c>;
    /// older ones have no parts.</summary>
    public static Fingerprint Parse(JsonElement document) => new(
        document.GetProperty("libtorch").GetString()!,
        document.TryGetProperty("numerics", out var parts) ? parts.EnumerateObject()
            .ToDictionary(part => part.Name, part => part.Value.GetString()!) : []);

    /// <summary>A part in words.</summary>
    internal static string Words(string part) => s_probes.TryGetValue(part, out var probe) ? probe.Words : part;

    // From -4 to 4 in steps of 1/16, so that float32 holds them exactly.
    private static Tensor Exact(long[] shape, int shift = 0, ScalarType dtype = ScalarType.Float32)
    {
        var count = shape.Aggregate(1L, (product, n) => product * n);
        double[] values = [.. Enumerable.Range(0, (int)count).Select(i => ((37 * i + shift) % 129 - 64) / 16.0)];
        return tensor(values, shape, dtype: dtype);
    }

    private static IEnumerable<Tensor> Elementwise()
    {
        foreach (var dtype in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
            foreach (var n in (long[])[1, 5, 10, 37, 1500])
            {
                var (x, y) = (Exact([n], dtype: dtype), Exact([n], 50, dtype));
                var positive = x * x + 0.5;
                var root = positive.sqrt();
                yield return root;
                foreach (var result in (Tensor[])[(-positive).exp(), positive.log(), x.sin(), x.cos(), x.tanh(),
                    x.sinh(), x.cosh()]) yield return result;
                foreach (var result in (Tensor[])[x / root, (x / 3).pow(3), x.add(y, 0.1), (y * 0.9).add(x * 0.1)])
                    yield return result;
                yield return x.clone().addcmul_(x, y, 0.001);
                yield return x.clone().addcdiv_(y, root, -0.01);
                yield return x.lerp(y, tensor(0.1, dtype: dtype));
                foreach (var result in (Tensor[])[(x / 3).sum(), (x / 3).mean(), (x / 3).reshape(n, 1).sum(dim: 0)])
                    yield return result;
                using var generator = new Generator((ulong)n);
                yield return empty(n, dtype: dtype).normal_(0, 0.01, generator);
                yield return empty(n, dtype: dtype).uniform_(-0.2, 0.2, generator);
            }
    }

    private static IEnumerable<Tensor> Products()
    {
        var (w, b) = (Exact([5, 1]) / 7, Exact([1], 9) / 7);
        foreach (var n in (long[])[1, 10, 100, 1500])
        {
            var (X, e) = (Exact([n, 5]) / 3, Exact([n, 1], 50) / 3);
            foreach (var result in (Tensor[])[X.mm(w), X.t().mm(e), nn.functional.linear(X, w.t(), b), X.t().mm(X),
                e.t().mm(X)]) yield return result;
        }
    }

    private static IEnumerable<Tensor> Libm()
    {
        Func<double, double>[] functions = [Math.Exp, Math.Sin, Math.Cos, Math.Tanh, Math.Cosh];
        yield return tensor((double[])
        [
            .. from x in Enumerable.Range(-64, 129) from f in functions select f(x / 16.0),
            .. from b in (double[])[0.6, 0.7, 0.95] from x in Enumerable.Range(0, 40) select Math.Pow(b, x),
            .. from x in Enumerable.Range(1, 39) select Math.Pow(x, -0.5),
            .. from x in Enumerable.Range(1, 39) select Math.Log(x),
        ]);
    }

    private static IEnumerable<Tensor> Network()
    {
        using var net = LeNet.Create(0);
        var labels = tensor((long[])[.. Enumerable.Range(0, 256).Select(i => (long)(i % 10))]);
        var loss = nn.functional.cross_entropy(net.call(Exact([256, 1, 28, 28]) / 4), labels);
        loss.backward();
        yield return loss;
        foreach (var parameter in net.parameters()) yield return parameter.grad!;
    }

    private static string Digest(Func<IEnumerable<Tensor>> probe)
    {
        using var scope = NewDisposeScope();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var result in probe())
        {
            using var row = result.detach().contiguous();
            sha.AppendData(row.bytes);
        }
        return Convert.ToHexStringLower(sha.GetHashAndReset())[..16];
    }
}
