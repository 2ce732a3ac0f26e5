using D2lOptim.Numerics;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>
/// Synthetic clicks, as a recommender learns from: categorical ids, a few frequent and most rare, and dense features.
/// The logistic model
/// behind the labels is known, and so is the log loss that no other can beat but by luck.
/// </summary>
/// <param name="Rows">Numbers of table rows, (count, fields) in row-major order: that of id k in field f is f·ids +
/// k.</param>
/// <param name="Dense">Dense features, (count, features) in row-major order.</param>
/// <param name="Labels">1 for a click, else 0.</param>
/// <param name="Probability">The planted model's p of a click.</param>
public sealed record Clicks(long[] Rows, float[] Dense, float[] Labels, double[] Probability)
{
    /// <summary>What is drawn, and from which seed.</summary>
    public sealed record Options
    {
        /// <summary>Samples, at least 1.</summary>
        public required int Count { get; init => field = Require.Positive(value); }

        /// <summary>Categorical fields of a sample, at least 1.</summary>
        public int Fields { get; init => field = Require.Positive(value); } = 4;

        /// <summary>Ids of each field, at least 1.</summary>
        public int Ids { get; init => field = Require.Positive(value); } = 25_000;

        /// <summary>Dense features of a sample, at least 1.</summary>
        public int Features { get; init => field = Require.Positive(value); } = 4;

        /// <summary>The same seed gives the same samples on every platform; more of them begin with fewer.</summary>
        public long Seed { get; init; }
    }

    private const double Zipf = 1.1, Bias = -1, IdDeviation = 1, FeatureDeviation = 0.5;

    /// <summary>How many samples.</summary>
    public int Count => Labels.Length;

    /// <summary>The planted model's own log loss on these labels, nats a sample.</summary>
    public double Floor => LogLosses.Average();

    /// <summary>−ln of the probability that the planted model gives to each label, nats.</summary>
    public IEnumerable<double> LogLosses => Probability.Zip(Labels, (p, y) => -Math.Log(y == 1 ? p : 1 - p));

    /// <summary>What its log loss is on average over all labels that it could have drawn, its entropy, nats a
    /// sample.</summary>
    public double Entropy => Probability.Average(p => -p * Math.Log(p) - (1 - p) * Math.Log(1 - p));

    /// <summary>Draws samples.</summary>
    // P(id = k) ∝ 1/(k + 1)^1.1,  x ~ N(0, 1)
    // z = −1 + Σ_f u[f, id_f] + Σ_j v_j·x_j + x₀·x_last,  u ~ N(0, 1), v ~ N(0, 0.5²)
    // p = 1 / (1 + e⁻ᶻ),  y = 1 with probability p
    public static Clicks Draw(Options o)
    {
        var random = new SplitMix64(o.Seed);
        double[] u = [.. Enumerable.Range(0, o.Fields * o.Ids).Select(_ => IdDeviation * random.Gaussian())];
        double[] v = [.. Enumerable.Range(0, o.Features).Select(_ => FeatureDeviation * random.Gaussian())];
        var upTo = UpTo(o.Ids);
        var clicks = new Clicks(new long[o.Count * o.Fields], new float[o.Count * o.Features], new float[o.Count],
            new double[o.Count]);
        var x = new double[o.Features];
        for (var i = 0; i < o.Count; i++)
        {
            var z = Bias;
            for (var f = 0; f < o.Fields; f++)
            {
                var found = Array.BinarySearch(upTo, random.Uniform() * upTo[^1]);
                // The product may round up to the whole sum.
                var row = f * o.Ids + Math.Min(found < 0 ? ~found : found + 1, o.Ids - 1);
                clicks.Rows[i * o.Fields + f] = row;
                z += u[row];
            }
            for (var j = 0; j < o.Features; j++)
            {
                x[j] = random.Gaussian();
                clicks.Dense[i * o.Features + j] = (float)x[j];
                z += v[j] * x[j];
            }
            z += x[0] * x[^1];
            clicks.Probability[i] = 1 / (1 + Math.Exp(-z));
            clicks.Labels[i] = random.Uniform() < clicks.Probability[i] ? 1 : 0;
        }
        return clicks;
    }

    /// <summary>So many samples from <paramref name="start"/> on.</summary>
    public Clicks Slice(int start, int count)
    {
        var (fields, features) = (Rows.Length / Count, Dense.Length / Count);
        return new(Rows[(start * fields)..((start + count) * fields)],
            Dense[(start * features)..((start + count) * features)], Labels[start..(start + count)],
            Probability[start..(start + count)]);
    }

    // Σ of 1/(k + 1)^a up to each id.
    private static double[] UpTo(int ids)
    {
        var sums = new double[ids];
        var sum = 0.0;
        for (var k = 0; k < ids; k++) sums[k] = sum += Math.Pow(k + 1, -Zipf);
        return sums;
    }
}
