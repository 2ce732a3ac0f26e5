using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

// Each of these ended the process once, hung, or was taken without a word.
public class HostileArgumentTests
{
    private static readonly (string Name, Func<Parameter[], double, OptimizerHelper> Make)[] s_optimizers =
    [
        ("SGD", (p, lr) => optim.SGD(p, lr, momentum: 0.9)), ("Adam", (p, lr) => optim.Adam(p, lr)),
            ("AdamW", (p, lr) => optim.AdamW(p, lr)),
        ("Adagrad", (p, lr) => optim.Adagrad(p, lr)), ("RMSProp", (p, lr) => optim.RMSProp(p, lr)),
            ("Adadelta", (p, lr) => optim.Adadelta(p, lr)),
        ("Adamax", (p, lr) => optim.Adamax(p, lr)),
    ];

    public static TheoryData<string> Optimizers => [.. s_optimizers.Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_disposed_optimizer_is_refused_by_every_member(string name)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        var make = s_optimizers.Single(o => o.Name == name).Make;
        using var other = make([new Parameter(ones(2))], 0.1);
        var optimizer = make([parameter], 0.1);
        parameter.grad = ones(2);
        optimizer.step();
        optimizer.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => optimizer.step());
        // What stands in C# goes on from a state that it is given.
        if (name is "Adadelta" or "Adamax") return;
        Assert.Throws<ObjectDisposedException>(optimizer.zero_grad);
        Assert.Throws<ObjectDisposedException>(() => optimizer.state_dict());
        Assert.Throws<ObjectDisposedException>(() => optimizer.load_state_dict(other.state_dict()));
        Assert.Throws<ObjectDisposedException>(() =>
            optimizer.load_state_dict(new BinaryReader(new MemoryStream(Saved(other)))));
        Assert.Throws<ObjectDisposedException>(() =>
            optimizer.add_param_group(new ParamGroup { Parameters = [new Parameter(ones(1))] }));
        optimizer.Dispose();
    }

    [Theory]
    [InlineData(99)]
    [InlineData(-1)]
    [InlineData(8)]
    public void A_type_that_there_is_not_is_refused(int type)
    {
        using var x = zeros(2);
        Assert.Contains($"{type}", Assert.Throws<ArgumentException>(() => x.to((ScalarType)type)).Message);
        Assert.Throws<ArgumentException>(() => zeros(2, dtype: (ScalarType)type));
        Assert.Throws<ArgumentException>(() => new Device((DeviceType)type));
    }

    [Fact]
    public void A_null_beside_a_number_is_refused() =>
        Assert.Contains("null", Assert.Throws<ExternalException>(() => 2.0 - (Tensor)null!).Message);

    [Fact]
    public void More_threads_than_any_machine_has_are_refused() =>
        Assert.Contains("was 1000000", Assert.Throws<ExternalException>(() => set_num_threads(1_000_000)).Message);

    [Fact]
    public void A_gradient_of_another_shape_or_type_is_refused_as_in_Python()
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(ones(2, 3));
        void Refused(string message, Tensor gradient) =>
            Assert.Contains(message, Assert.Throws<ExternalException>(() => x.grad = gradient).Message);
        Refused("different size: [3, 2], expected [2, 3]", ones(3, 2));
        Refused("different type", ones([2, 3], float64));
        Refused("its own grad", x);
        Assert.Null(x.grad);
        x.grad = ones(2, 3);
        x.grad = null;
    }

    // TorchSharp refuses what is negative; what is not finite is refused here too.
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_rate_that_is_negative_or_not_finite_is_refused(string name)
    {
        using var scope = NewDisposeScope();
        var make = s_optimizers.Single(o => o.Name == name).Make;
        Parameter[] parameters = [new(ones(2))];
        foreach (var lr in (double[])[-1, double.NaN, double.PositiveInfinity])
            Assert.Contains("Invalid learning rate",
                Assert.Throws<ArgumentException>(() => make(parameters, lr)).Message);
        using var optimizer = make(parameters, 0.1);
        Assert.Contains("NaN",
            Assert.Throws<ArgumentException>(() => optimizer.ParamGroups.Single().LearningRate = double.NaN).Message);
        Assert.Equal(0.1, optimizer.ParamGroups.Single().LearningRate);
    }

    public static TheoryData<string, Action<Parameter[]>> BadOptions => new()
    {
        { "momentum", p => optim.SGD(p, 0.1, momentum: -0.1) },
        { "Nesterov", p => optim.SGD(p, 0.1, nesterov: true) },
        { "beta1", p => optim.Adam(p, beta1: 1) },
        { "beta2", p => optim.AdamW(p, beta2: double.NaN) },
        { "eps", p => optim.Adamax(p, eps: -1) },
        { "beta1", p => optim.Adamax(p, beta1: 1.1) },
        { "rho", p => optim.Adadelta(p, rho: 1.1) },
        { "weight_decay", p => optim.Adadelta(p, weight_decay: double.PositiveInfinity) },
        { "alpha", p => optim.RMSProp(p, alpha: -0.5) },
        { "lr_decay", p => optim.Adagrad(p, lr_decay: -1) },
        { "initial_accumulator_value", p => optim.Adagrad(p, initial_accumulator_value: -1) },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void An_option_out_of_its_range_is_refused_by_name(string option, Action<Parameter[]> make)
    {
        using var scope = NewDisposeScope();
        Assert.Contains(option, Assert.Throws<ArgumentException>(() => make([new Parameter(ones(2))])).Message);
    }

    [Fact]
    public void A_module_cannot_be_a_part_of_its_part()
    {
        using var inner = nn.Linear(1, 1);
        using var outer = nn.Sequential(inner);
        Assert.Throws<ArgumentException>(() => inner.register_module("around", outer));
        Assert.Throws<ArgumentException>(() => inner.register_module("itself", inner));
    }

    public static TheoryData<string, byte[]> DamagedTensors => new()
    {
        { "type 99", [99, 1, 2] },
        { "dimensions", [6, 200, 1] },
        { "only 3 bytes", [6, 1, 8, 0, 0, 0] },
        { "only 0 bytes", [6, 2, 255, 255, 255, 255, 7, 255, 255, 255, 255, 7] },
    };

    [Theory]
    [MemberData(nameof(DamagedTensors))]
    public void A_damaged_tensor_is_refused_before_anything_is_allocated(string message, byte[] content)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        Assert.Contains(message,
            Assert.Throws<InvalidDataException>(() => TensorExtensionMethods.Load(reader)).Message);
    }

    [Fact]
    public void A_state_of_another_shape_is_refused_and_the_old_one_stays()
    {
        using var scope = NewDisposeScope();
        using var three = optim.Adam([new Parameter(ones(3))]);
        using var two = optim.Adam([new Parameter(ones(2))]);
        Assert.Contains("shape",
            Assert.Throws<ArgumentException>(() =>
            two.load_state_dict(new BinaryReader(new MemoryStream(Saved(three))))).Message);
        Assert.Equal([2L], ((Adam.State)two.state_dict().State[0]).exp_avg.shape);
    }

    private static byte[] Saved(OptimizerHelper optimizer)
    {
        using var content = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(content));
        return content.ToArray();
    }
}
