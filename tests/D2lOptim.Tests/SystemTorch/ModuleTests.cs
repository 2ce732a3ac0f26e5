using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

public class ModuleTests
{
    [Fact]
    public void Parameters_are_named_by_their_place()
    {
        using var net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1, hasBias: false));
        Assert.Equal(["0.weight", "0.bias", "1.weight"], net.named_parameters().Select(p => p.name));
        Assert.All(net.parameters(), p => Assert.True(p.requires_grad && p.is_leaf));
    }

    [Fact]
    public void Parameters_outlive_the_scope_they_were_made_in()
    {
        Linear linear;
        using (NewDisposeScope()) linear = nn.Linear(3, 2);
        Assert.False(linear.weight.IsInvalid);
        linear.Dispose();
        Assert.True(linear.weight.IsInvalid);
    }

    [Fact]
    public void Zero_grad_of_an_optimizer_zeroes_in_place()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Linear(2, 1);
        using var sgd = optim.SGD(net.parameters(), 0.1);
        net.call(ones(4, 2)).sum().backward();
        var gradient = net.weight.grad!;
        Assert.Equal([4f, 4f], gradient.data<float>().ToArray());
        sgd.zero_grad();
        Assert.Equal([0f, 0f], gradient.data<float>().ToArray());
    }

    [Fact]
    public void A_schedulers_learning_rate_reaches_libtorch()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Linear(1, 1);
        using var sgd = optim.SGD(net.parameters(), 0.1);
        net.call(ones(1, 1)).sum().backward();
        var before = net.bias!.item<float>();
        sgd.ParamGroups.Single().LearningRate = 0.5;
        sgd.step();
        Assert.Equal(before - 0.5f, net.bias!.item<float>());
    }
}
