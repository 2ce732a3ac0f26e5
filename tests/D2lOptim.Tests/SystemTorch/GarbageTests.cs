using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

public class GarbageTests
{
    // 400 tensors of 4 MB, forgotten outside of scopes and in scopes that nobody disposes: 1.6 GB if none were
    // released.
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

    [Fact]
    public void A_tensor_lives_until_its_elements_are_read()
    {
        using var done = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            // Back to back, collections can keep the other thread from ever allocating.
            for (; !done.IsCancellationRequested; Thread.Sleep(1)) GC.Collect();
        });
        collector.Start();
        for (var k = 0; k < 200; k++)
            Assert.All(zeros(100_000).fill_(k).data<float>().ToArray().Take(3), element => Assert.Equal(k, element));
        done.Cancel();
        collector.Join();
    }
}
