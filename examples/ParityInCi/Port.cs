using TorchSharp;
using static TorchSharp.torch;

/// <summary>The port of original.py.</summary>
public sealed class Port : IDisposable
{
    private readonly Tensor _x, _y;

    public Port()
    {
        var k = arange(240);
        _x = stack([(37 * k % 101).to(float32) / 50 - 1, (53 * k % 103).to(float32) / 51 - 1], 1);
        _y = (_x * _x).sum(1, keepdim: true).lt(0.5).to(float32);
        Net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1), nn.Sigmoid());
        Optimizer = optim.Adam(Net.parameters(), 0.01);
    }

    public TorchSharp.Modules.Sequential Net { get; }

    public optim.Optimizer Optimizer { get; }

    /// <param name="step">Makes the optimizer's step, given the loss and the inputs.</param>
    public void Train(Action<Tensor, Tensor> step)
    {
        for (var epoch = 0; epoch < 5; epoch++)
            foreach (var (inputs, targets) in _x.split(24).Zip(_y.split(24)))
            {
                using var scope = NewDisposeScope();
                Optimizer.zero_grad();
                var loss = nn.functional.binary_cross_entropy(Net.call(inputs), targets);
                loss.backward();
                step(loss, inputs);
            }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Net.Dispose();
        _x.Dispose();
        _y.Dispose();
    }
}
