using System.Numerics;
using System.Runtime.InteropServices;
using D2lOptim.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim;

// Gradients clipped as torch.nn.utils does, those of the CPU in one loop over memory on torch's threads.
#pragma warning disable CS8981 // Lower case, as torch.optim is.
public static partial class fused
#pragma warning restore CS8981
{
    /// <summary>Scales the gradients so that the norm of all of them together is at most
    /// <paramref name="max_norm"/>.</summary>
    /// <remarks><code>
    /// n = √Σg²,  in double over all elements of all gradients
    /// g ← g·max_norm / (n + 10⁻⁶)  where that is smaller
    /// </code></remarks>
    /// <param name="parameters">Those that have no gradient are passed over.</param>
    /// <param name="max_norm">≥ 0.</param>
    /// <param name="norm_type">2, or +∞ for the greatest |g|.</param>
    /// <param name="error_if_nonfinite">Whether a norm that is no number is an error; else the gradients become what
    /// arithmetic gives.</param>
    /// <returns>The norm, before the gradients were scaled.</returns>
    /// <exception cref="ArgumentOutOfRangeException">max_norm is not in its range, or the norm is another.</exception>
    /// <exception cref="InvalidOperationException">The norm is not finite, and was to be; nothing was
    /// changed.</exception>
    public static double clip_grad_norm_(
        IEnumerable<Parameter> parameters, double max_norm, double norm_type = 2, bool error_if_nonfinite = false)
    {
        Require.NonNegative(max_norm, "max_norm");
        if (norm_type != 2 && !double.IsPositiveInfinity(norm_type))
            throw new ArgumentOutOfRangeException(nameof(norm_type),
                FormattableString.Invariant($"norm_type must be 2 or +∞, was {norm_type}"));
        using var noGrad = no_grad();
        using var gradients = new Gradients(parameters);
        var norm = norm_type == 2 ? Math.Sqrt(gradients.Fold(new Squares())) : gradients.Fold(new Greatest());
        if (error_if_nonfinite && !double.IsFinite(norm))
            throw new InvalidOperationException(
                FormattableString.Invariant($"the norm of the gradients is {norm}, no gradient was changed"));
        var factor = max_norm / (norm + 1e-6);
        if (!(factor >= 1)) gradients.Change(new Scale(factor));
        return norm;
    }

    /// <summary>Brings every element of the gradients into [−<paramref name="clip_value"/>,
    /// <paramref name="clip_value"/>]; NaN stays.</summary>
    /// <param name="parameters">Those that have no gradient are passed over.</param>
    /// <param name="clip_value">≥ 0.</param>
    public static void clip_grad_value_(IEnumerable<Parameter> parameters, double clip_value)
    {
        Require.NonNegative(clip_value, "clip_value");
        using var noGrad = no_grad();
        using var gradients = new Gradients(parameters);
        gradients.Change(new Clamp(clip_value));
    }

    /// <summary>A number for all elements of a gradient.</summary>
    private interface IFold
    {
        double Of<T>(ReadOnlySpan<T> elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

        double Of(Tensor gradient);

        double Join(double a, double b);
    }

    /// <summary>A change of every element of a gradient.</summary>
    private interface IChange
    {
        void To<T>(Span<T> elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

        void To(Tensor gradient);
    }

    private readonly struct Squares : IFold
    {
        public double Of<T>(ReadOnlySpan<T> elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Vector<double> a = default, b = default;
            var done = 0;
            if (typeof(T) == typeof(float))
            {
                foreach (var lane in MemoryMarshal.Cast<T, Vector<float>>(elements))
                {
                    Vector.Widen(lane, out var low, out var high);
                    (a, b) = (a + low * low, b + high * high);
                    done += Vector<float>.Count;
                }
            }
            else
            {
                foreach (var lane in MemoryMarshal.Cast<T, Vector<double>>(elements)) a += lane * lane;
                done = elements.Length - elements.Length % Vector<double>.Count;
            }
            var sum = Vector.Sum(a + b);
            foreach (var g in elements[done..]) sum += double.CreateTruncating(g) * double.CreateTruncating(g);
            return sum;
        }

        public double Of(Tensor gradient) => gradient.to(float64).square().sum().item<double>();

        public double Join(double a, double b) => a + b;
    }

    private readonly struct Greatest : IFold
    {
        public double Of<T>(ReadOnlySpan<T> elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Vector<T> greatest = default;
            var lanes = MemoryMarshal.Cast<T, Vector<T>>(elements);
            foreach (var lane in lanes) greatest = Vector.Max(greatest, Vector.Abs(lane));
            var result = 0.0;
            for (var k = 0; k < Vector<T>.Count; k++) result = Math.Max(result, double.CreateTruncating(greatest[k]));
            foreach (var g in elements[(lanes.Length * Vector<T>.Count)..])
                result = Math.Max(result, Math.Abs(double.CreateTruncating(g)));
            return result;
        }

        public double Of(Tensor gradient) =>
            gradient.numel() == 0 ? 0 : gradient.to(float64).abs().max().item<double>();

        public double Join(double a, double b) => Math.Max(a, b);
    }

    private readonly struct Scale(double factor) : IChange
    {
        private readonly double _factor = factor;

        public void To<T>(Span<T> elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var factor = T.CreateTruncating(_factor);
            var lanes = MemoryMarshal.Cast<T, Vector<T>>(elements);
            foreach (ref var lane in lanes) lane *= factor;
            foreach (ref var g in elements[(lanes.Length * Vector<T>.Count)..]) g *= factor;
        }

        public void To(Tensor gradient) => gradient.mul_(_factor);
    }

    private readonly struct Clamp(double bound) : IChange
    {
        private readonly double _bound = bound;

        public void To<T>(Span<T> elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (low, high) = (new Vector<T>(T.CreateTruncating(-_bound)), new Vector<T>(T.CreateTruncating(_bound)));
            var lanes = MemoryMarshal.Cast<T, Vector<T>>(elements);
            foreach (ref var lane in lanes) lane = Vector.Min(Vector.Max(lane, low), high);
            foreach (ref var g in elements[(lanes.Length * Vector<T>.Count)..]) g = T.Min(T.Max(g, low[0]), high[0]);
        }

        public void To(Tensor gradient) => gradient.clamp_(-_bound, _bound);
    }

    /// <summary>The gradients of parameters: those that memory can be walked through, and the others.</summary>
    private sealed class Gradients : IDisposable
    {
        private readonly List<(Tensor Gradient, nint Address, bool Double)> _dense = [];
        private readonly List<Tensor> _others = [];

        internal Gradients(IEnumerable<Parameter> parameters)
        {
            foreach (var parameter in parameters)
            {
                if (parameter.grad is not { } g) continue;
                if (!g.is_sparse && g.dtype is ScalarType.Float32 or ScalarType.Float64
                    && g.is_contiguous() && g.device.type == DeviceType.CPU)
                    _dense.Add((g, Lanes.Address(g.bytes), g.dtype == ScalarType.Float64));
                else _others.Add(g);
            }
        }

        internal double Fold<TFold>(TFold fold) where TFold : struct, IFold
        {
            double[] parts = [];
            var work = Pieces((piece, number, begin, end) => parts[piece] = _dense[number].Double
                ? fold.Of<double>(Elements<double>(number, begin, end))
                : fold.Of<float>(Elements<float>(number, begin, end)));
            parts = new double[work.Count];
            work.Run();
            // In the order of the pieces, whichever thread was first.
            var all = parts.Aggregate(0.0, fold.Join);
            using var scope = NewDisposeScope();
            foreach (var g in _others) all = fold.Join(all, fold.Of(Values(g)));
            return all;
        }

        internal void Change<TChange>(TChange change) where TChange : struct, IChange
        {
            Pieces((_, number, begin, end) =>
            {
                if (_dense[number].Double) change.To(Elements<double>(number, begin, end));
                else change.To(Elements<float>(number, begin, end));
            }).Run();
            using var scope = NewDisposeScope();
            foreach (var g in _others) change.To(Values(g));
        }

        public void Dispose()
        {
            foreach (var (g, _, _) in _dense) g.Dispose();
            foreach (var g in _others) g.Dispose();
        }

        private Work Pieces(Action<int, int, nint, nint> run)
        {
            var work = new Work(run);
            foreach (var (number, (g, _, _)) in _dense.Index()) work.Add(number, g.bytes.Length);
            return work;
        }

        private unsafe Span<T> Elements<T>(int number, nint begin, nint end) where T : unmanaged =>
            new((T*)(_dense[number].Address + begin), (int)(end - begin) / sizeof(T));

        // A sparse gradient may have a row twice: its values are not its elements.
        private static Tensor Values(Tensor g) => !g.is_sparse ? g

            : throw new NotSupportedException(
                "gradients are clipped where they are dense: make the embedding with sparse: false");
    }
}
