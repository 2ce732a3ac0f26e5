namespace D2lOptim.Tests;

/// <summary>Tests that measure the process, and so have it to themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class Alone
{
    public const string Name = "alone";

    /// <summary>Resident memory of the process after a full garbage collection.</summary>
    public static double ResidentMegabytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet / 1048576.0;
    }
}
