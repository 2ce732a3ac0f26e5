using D2lOptim.Optimizers;
using D2lOptim.Schedules;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace D2lOptim.Tests.Optimizers;

public class HybridOptimizerTests
{
    private static readonly ISchedule s_schedule =
        new WarmUp(new Cosine { Lr = 1, Steps = 15 }) { Steps = 5, Begin = 0.25 };

    [Fact]
    public void Every_part_steps_as_it_would_alone_at_its_own_rate_times_the_schedules_factor()
    {
        using var scope = NewDisposeScope();
        var (together, apart) = (Start(), Start());
        using var hybrid = Hybrid(together);
        var scheduler = optim.lr_scheduler.LambdaLR(hybrid, s_schedule.At);
        using var adagrad = fused.Adagrad([apart[0]], 0.5);
        using var adam = fused.Adam([apart[2]], 0.25);
        using var adamW = fused.AdamW([apart[1]], 0.125);
        for (var t = 0; t < 20; t++)
        {
            SetGradients(together, t);
            SetGradients(apart, t);
            hybrid.step();
            scheduler.step();
            foreach (var (alone, lr) in new (optim.Optimizer, double)[] { (adagrad, 0.5), (adamW, 0.125),
                (adam, 0.25) })
            {
                alone.ParamGroups.Single().LearningRate = lr * s_schedule.At(t);
                alone.step();
            }
            for (var k = 0; k < 3; k++)
                Near.Same(apart[k].Doubles(), together[k].Doubles(), $"step {t}, parameter {k}");
        }
        Assert.All(together.Zip(Start()), pair => Assert.NotEqual(pair.Second.Doubles(), pair.First.Doubles()));
    }

    [Fact]
    public void One_state_goes_over_and_the_run_goes_on_with_the_same_bits()
    {
        using var scope = NewDisposeScope();
        var first = Start();
        using var one = Hybrid(first);
        Walk(first, one, 0, 10);
        Parameter[] second = [.. first.Select(p => new Parameter(p.detach().clone()))];
        using var other = Hybrid(second);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        one.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        other.load_state_dict(reader);
        Assert.Equal(stream.Length, stream.Position);
        Walk(first, one, 10, 20);
        Walk(second, other, 10, 20);
        for (var k = 0; k < 3; k++) Near.Same(first[k].Doubles(), second[k].Doubles(), $"parameter {k}");

        static void Walk(Parameter[] x, HybridOptimizer optimizer, int from, int to)
        {
            for (var t = from; t < to; t++)
            {
                SetGradients(x, t);
                optimizer.step();
            }
        }
    }

    [Fact]
    public void The_state_of_other_optimizers_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = Start();
        using var hybrid = Hybrid(x);
        using var sgd = new HybridOptimizer(x, fused.SGD(x, 0.1));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        sgd.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Throws<ArgumentException>(() => hybrid.load_state_dict(reader));
    }

    [Fact]
    public void Zero_grad_reaches_every_parameter_whoever_steps_it()
    {
        using var scope = NewDisposeScope();
        var x = Start();
        using var hybrid = Hybrid(x);
        SetGradients(x, 0);
        hybrid.zero_grad();
        Assert.Equal(0, x[0].grad!.SparseValues.size(0));
        Assert.All(x[1..].SelectMany(p => p.grad!.Doubles()), g => Assert.Equal(0, g));
    }

    [Fact]
    public void A_parameter_in_none_in_two_or_not_the_models_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = Start();
        string Message(IEnumerable<Parameter> model, params OptimizerBase[] parts) =>
            Assert.Throws<ArgumentException>(() => new HybridOptimizer(model, [.. parts, fused.Adam([x[2]])])).Message;
        var (first, second) = (fused.Adagrad([x[0]]), fused.AdamW([x[1]]));
        Assert.StartsWith("every parameter must stand in one optimizer, but parameter 1, of shape [3], stands in none",
            Message(x, first));
        Assert.StartsWith(
            "every parameter must stand in one optimizer, but parameter 2, of shape [2, 2], "
            + "stands in AdamW and in Adam",
            Message(x, first, fused.AdamW([x[1], x[2]])));
        Assert.StartsWith("Adam has a parameter of shape [2, 2], which is none of the model's 2",
            Message(x[..2], first, second));
    }

    [Fact]
    public void A_step_happens_in_all_of_its_parts_or_in_none()
    {
        using var scope = NewDisposeScope();
        var x = Start();
        using var hybrid = Hybrid(x);
        SetGradients(x, 0);
        x[2].grad = x[0].grad!;
        Assert.Throws<NotSupportedException>(() => hybrid.step());
        for (var k = 0; k < 3; k++) Near.Same(Start()[k].Doubles(), x[k].Doubles(), $"parameter {k}");
        Assert.All(hybrid.state_dict().State.SelectMany(D2lOptim.Parity.Traces.TracedOptimizer.Tensors),
            s => Assert.All(s.Tensor.Doubles(), value => Assert.Equal(0, value)));
    }

    [Fact]
    public void A_parameter_that_the_model_lists_twice_is_one()
    {
        using var scope = NewDisposeScope();
        var x = Start();
        using var hybrid = Hybrid([.. x, x[1]]);
        SetGradients(x, 0);
        hybrid.step();
        Assert.Equal(3, hybrid.parameters().Count());
    }

    [Fact]
    public void Disposed_it_frees_the_state_of_all()
    {
        using var scope = NewDisposeScope();
        var x = Start();
        SetGradients(x, 0);
        Step();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            using var hybrid = Hybrid(x);
            hybrid.step();
        }
    }

    private static Parameter[] Start() =>
        [new(tensor([1, 2, 3, 4.0], [2, 2])), new(tensor([0.5, -1, 2])), new(tensor([4, 3, 2, 1.0], [2, 2]))];

    private static HybridOptimizer Hybrid(Parameter[] x) =>
        new(x, fused.Adagrad([x[0]], 0.5), fused.AdamW([x[1]], 0.125), fused.Adam([x[2]], 0.25));

    private static void SetGradients(Parameter[] x, int t)
    {
        x[0].grad = sparse_coo_tensor(tensor([t % 2, 0L]).unsqueeze(0),
            tensor([Math.Sin(t), 1, 0.5, Math.Cos(t)], [2, 2]), [2, 2]);
        x[1].grad = x[1].detach() + Math.Sin(2 * t);
        x[2].grad = x[2].detach() * 2;
    }
}
