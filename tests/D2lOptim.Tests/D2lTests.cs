using D2lOptim.Data;
using D2lOptim.Training;
using TorchSharp;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Tests;

public class D2lTests
{
    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        var (first, again, other) = (Train(0), Train(0), Train(1));
        Assert.Equal(first.Loss, again.Loss);
        Assert.Equal(first.Weights, again.Weights);
        Assert.NotEqual(first.Loss, other.Loss);

        static LossCurve Train(long seed)
        {
            using var scope = NewDisposeScope();
            using var data_iter = get_data_ch11(batch_size: 10).data_iter;
            manual_seed(seed);
            return train_ch11<Tensor>(sgd, [], new() { ["lr"] = 0.05 }, data_iter, feature_dim: 5);
        }
    }

    [Fact]
    public void A_run_that_diverges_stops_and_says_what_to_try()
    {
        using var scope = NewDisposeScope();
        using var data_iter = get_data_ch11(batch_size: 10).data_iter;
        var scratch = Assert.Throws<DivergedException>(
            () => train_ch11<Tensor>(sgd, [], new() { ["lr"] = 1e20 }, data_iter, feature_dim: 5));
        Assert.Matches("^the loss at epoch 0.1333 is (NaN|Infinity): try a smaller learning rate, or a larger batch$",
            scratch.Message);
        var concise = Assert.Throws<DivergedException>(
            () => train_concise_ch11((p, h) => optim.SGD(p, h["lr"]), new() { ["lr"] = 1e20 }, data_iter));
        Assert.StartsWith("the loss at epoch 0.1333 is ", concise.Message);
    }

    [Fact]
    public void A_run_that_diverges_without_recording_a_loss_is_no_success()
    {
        using var scope = NewDisposeScope();
        using var data_iter = get_data_ch11(batch_size: 1499).data_iter;
        Assert.StartsWith("the weight at the end is ", Assert.Throws<DivergedException>(() =>
            train_concise_ch11((p, h) => optim.SGD(p, h["lr"]), new() { ["lr"] = 1e38 }, data_iter, num_epochs: 1))
                .Message);
    }

    [Theory]
    [InlineData(10, 15)]
    [InlineData(1, 15)]
    [InlineData(100, 15)]
    [InlineData(30, 5)]
    public void A_loss_is_recorded_at_every_200_samples(int batch_size, int records)
    {
        using var scope = NewDisposeScope();
        using var data_iter = get_data_ch11(batch_size).data_iter;
        var curve = train_ch11<Tensor>(sgd, [], new() { ["lr"] = 0.005 }, data_iter, feature_dim: 5);
        Assert.Equal(records, curve.Loss.Count);
        Assert.Equal(records, curve.Seconds.Count);
        Assert.Equal(2, curve.Epoch[^1], 1e-12);
        Assert.Equal(curve.Seconds.Order(), curve.Seconds);
    }

    [Fact]
    public void A_hook_is_told_of_every_step_before_the_update()
    {
        using var scope = NewDisposeScope();
        using var data_iter = get_data_ch11(batch_size: 100).data_iter;
        List<float> losses = [], biases = [];
        void Hook(Tensor loss, Tensor X, IReadOnlyList<Tensor> parameters)
        {
            Assert.Equal([100, 5], X.shape);
            losses.Add(loss.item<float>());
            biases.Add(parameters[1].detach().item<float>());
        }
        train_ch11<Tensor>(sgd, [], new() { ["lr"] = 0.1 }, data_iter, feature_dim: 5, num_epochs: 1, Hook);
        Assert.Equal(15, losses.Count);
        Assert.Equal(0, biases[0]);
        Assert.Equal(15, biases.Distinct().Count());
        train_concise_ch11((p, h) => optim.SGD(p, h["lr"]), new() { ["lr"] = 0.1 }, data_iter, num_epochs: 1, Hook);
        Assert.Equal(30, biases.Distinct().Count());
    }

    [Fact]
    public void A_timer_keeps_its_intervals()
    {
        var timer = new d2l.Timer();
        Thread.Sleep(20);
        var first = timer.stop();
        timer.start();
        var second = timer.stop();
        Assert.InRange(first, 0.015, 10);
        Assert.Equal([first, first + second], timer.cumsum());
        Assert.Equal((first + second, (first + second) / 2), (timer.sum(), timer.avg()));
    }

    [Fact]
    public void Memory_and_live_tensors_stay_flat_over_20000_steps()
    {
        using var scope = NewDisposeScope();
        using var data_iter = get_data_ch11(batch_size: 10).data_iter;
        List<(long Live, double Resident)> seen = [];
        train_ch11<Tensor>(sgd, [], new() { ["lr"] = 0.05 }, data_iter, feature_dim: 5, num_epochs: 134, (_, _, _) =>
            seen.Add((DisposeScopeManager.Statistics.ThreadTotalLiveCount, seen.Count % 1000 == 0
                ? ResidentMemory.Megabytes() : 0)));
        Assert.Equal(seen[2_000].Live, seen[20_000].Live);
        Assert.InRange(seen[20_000].Resident - seen[2_000].Resident, double.NegativeInfinity, 5.0);
    }
}
