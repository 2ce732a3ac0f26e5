namespace D2lOptim.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): a seed gives the same
/// numbers on every platform and with every version of .NET, which System.Random does not promise.
/// </summary>
internal sealed class SplitMix64(long seed)
{
    private const double Unit = 1.0 / (1L << 53);
    private ulong s = unchecked((ulong)seed);

    // s ← s + 0x9E3779B97F4A7C15;  z = s
    // z ← (z ⊕ z≫30)·0xBF58476D1CE4E5B9;  z ← (z ⊕ z≫27)·0x94D049BB133111EB;  result z ⊕ z≫31
    public ulong Next()
    {
        var z = s += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(((UInt128)Next() * (ulong)count) >> 64);

    /// <summary>A number in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * Unit;

    /// <summary>A standard normal number, by Box and Muller's transform.</summary>
    // z = √(−2·ln u)·cos 2πv,  u in (0, 1], v in [0, 1)
    public double Gaussian()
    {
        var u = ((Next() >> 11) + 1) * Unit;
        var v = Uniform();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }
}
