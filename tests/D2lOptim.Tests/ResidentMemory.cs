// torch's default generator and its number of threads are the process's, and so is the memory that some tests measure.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace D2lOptim.Tests;

internal static class ResidentMemory
{
    /// <summary>Of this process, after a full garbage collection.</summary>
    internal static double Megabytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet / 1048576.0;
    }
}
