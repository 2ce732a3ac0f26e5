using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Optimizers;
using D2lOptim.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Training;

public class MemoryTests
{
    [Fact]
    public void Memory_and_live_tensors_stay_flat_over_20000_steps()
    {
        using var scope = NewDisposeScope();
        using var batches = MiniBatches.Of(Airfoil.Open(), 10, CPU);
        var model = LinearRegression.Random(Airfoil.Features, CPU);
        var trainer = new Sgd([model.W, model.B], new() { Lr = 0.05 });
        using var pass = batches.Shuffle();

        Steps(2_000);
        var (live, resident) = (DisposeScopeManager.Statistics.ThreadTotalLiveCount, ResidentMemory.Megabytes());
        Steps(18_000);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.InRange(ResidentMemory.Megabytes() - resident, double.NegativeInfinity, 5.0);

        void Steps(int count)
        {
            for (var k = 0; k < count; k++)
            {
                using var step = NewDisposeScope();
                var (X, y) = pass[k % batches.Count];
                model.SetGradients(X, y);
                trainer.Step();
            }
        }
    }
}
