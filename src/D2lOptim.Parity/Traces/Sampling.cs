namespace D2lOptim.Parity.Traces;

/// <summary>Which elements of a large array stand in a trace: the k-th of K is element ⌊k·n/K⌋ of n.</summary>
internal static class Sampling
{
    /// <summary>Arrays of more elements are written as some of them.</summary>
    internal const int Whole = 4096;

    /// <summary>As so many.</summary>
    internal const int Places = 1024;

    internal static long Place(long position, long count, long written) => position * count / written;

    /// <summary>Where an element that is written stands.</summary>
    internal static long Position(long place, long count, long written) => (place * written + count - 1) / count;

    /// <summary>The elements that a sample of so many would have.</summary>
    internal static double[] Take(double[] whole, long written)
    {
        var taken = new double[written];
        for (var k = 0L; k < written; k++) taken[k] = whole[Place(k, whole.Length, written)];
        return taken;
    }
}
