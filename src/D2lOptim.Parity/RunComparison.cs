namespace D2lOptim.Parity;

/// <summary>How one run stands to another program's run of the same key.</summary>
/// <param name="Key">The key of both.</param>
/// <param name="LargestDifference">max |a − b| over all lists; infinite where their lengths differ or one is
/// missing.</param>
/// <param name="LargestRelative">max |a − b| / max(1, |b|).</param>
/// <param name="BitIdentical">Every number of every list is the same, bit for bit.</param>
public sealed record RunComparison(RunKey Key, double LargestDifference, double LargestRelative, bool BitIdentical)
{
    /// <summary>Compares every list that either run has.</summary>
    public static RunComparison Of(RunRecord run, RunRecord other)
    {
        var lists = run.Lists.ToDictionary();
        var others = other.Lists.ToDictionary();
        double difference = 0, relative = 0;
        var identical = true;
        foreach (var name in lists.Keys.Union(others.Keys))
        {
            if (!lists.TryGetValue(name, out var a) || !others.TryGetValue(name, out var b) || a.Count != b.Count)
                return new RunComparison(run.Key, double.PositiveInfinity, double.PositiveInfinity, false);
            for (var i = 0; i < a.Count; i++)
            {
                if (BitConverter.DoubleToInt64Bits(a[i]) == BitConverter.DoubleToInt64Bits(b[i])) continue;
                identical = false;
                var apart = double.IsNaN(a[i] - b[i]) ? double.PositiveInfinity : Math.Abs(a[i] - b[i]);
                difference = Math.Max(difference, apart);
                relative = Math.Max(relative, apart / Math.Max(1, Math.Abs(b[i])));
            }
        }
        return new RunComparison(run.Key, difference, relative, identical);
    }

    /// <summary>Whether the runs are as equal as they must be.</summary>
    public bool Holds(Demand demand) => BitIdentical || (!demand.Bits && LargestRelative <= Demand.Relative);
}
