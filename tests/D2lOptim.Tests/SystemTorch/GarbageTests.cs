using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

public class GarbageTests
{
    // 400 tensors of 4 MB, forgotten outside of scopes and in scopes that nobody disposes: 1.6 GB if none were released.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_garbage_collector_releases_what_was_forgotten(bool inScopes)
    {
        var before = ResidentMemory.Megabytes();
        for (var k = 0; k < 400; k++)
        {
            var thread = new Thread(() => Forget(inScopes));
            thread.Start();
            thread.Join();
            if (k % 20 != 0) continue;
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.InRange(ResidentMemory.Megabytes() - before, double.NegativeInfinity, 800);

        static void Forget(bool inScopes)
        {
            if (inScopes) NewDisposeScope();
            zeros(1_000_000).fill_(1);
        }
    }
}
