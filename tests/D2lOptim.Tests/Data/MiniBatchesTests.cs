using D2lOptim.Data;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Data;

public class MiniBatchesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Batches_come_in_the_order_of_Pythons_DataLoader(int seed)
    {
        var golden = Goldens.Json("batches.json").GetProperty("seeds").EnumerateArray()
            .Single(run => run.GetProperty("seed").GetInt32() == seed && run.GetProperty("variant")
                .GetString() == "scratch");
        using var scope = NewDisposeScope();
        using var batches = MiniBatches.Of(Airfoil.Open(), 10, CPU);
        manual_seed(seed);
        var w = empty(Airfoil.Features, 1).normal_(0, 0.01);
        Assert.Equal(golden.GetProperty("w").EnumerateArray().Select(v => (float)v.GetDouble()), w.data<float>()
            .ToArray());
        foreach (var order in golden.GetProperty("passes").EnumerateArray())
        {
            using var pass = batches.Shuffle();
            Assert.Equal(order.EnumerateArray().Select(row => row.GetInt64()), pass.Order);
        }
    }

    [Fact]
    public void A_pass_holds_every_row_once_with_its_label()
    {
        using var scope = NewDisposeScope();
        using var batches = new MiniBatches(arange(0, 7, 1, float32).reshape(7, 1), arange(0, 7, 1, float32), 3);
        using var pass = batches.Shuffle();
        Assert.Equal(3, batches.Count);
        var seen = Enumerable.Range(0, batches.Count).SelectMany(k =>
        {
            var (X, y) = pass[k];
            Assert.Equal(X.data<float>().ToArray(), y.data<float>().ToArray());
            return y.data<float>().ToArray();
        });
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], seen.Order());
    }

    [Fact]
    public void Features_and_labels_must_be_as_many()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("3 rows of features do not go with 2 labels",
            Assert.Throws<ArgumentException>(() => new MiniBatches(zeros(3, 1), zeros(2), 1)).Message);
    }
}
