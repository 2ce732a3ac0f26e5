using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>torch.optim has no Yogi, so the library's is held against a computation that shares nothing with
/// it.</summary>
public class YogiTests
{
    [Theory]
    [InlineData(0.01, 0.9, 0.999, 1e-3, 0)]
    [InlineData(0.02, 0.5, 0.9, 1e-6, 0.1)]
    [InlineData(0.3, 0, 0, 0.5, 0)]
    public void It_follows_the_paper_number_by_number(double lr, double beta1, double beta2, double eps, double decay)
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(tensor([2.0, -1.0, 0.5]));
        using var yogi = fused.Yogi([x], lr, beta1, beta2, eps, decay);
        double[] w = [2, -1, 0.5], m = new double[3], s = new double[3];
        for (var t = 1; t <= 300; t++)
        {
            double[] g = [.. w.Select((_, i) => Math.Sin(t * (i + 1)) * (i + 1))];
            x.grad = tensor(g);
            yogi.step();
            for (var i = 0; i < 3; i++)
            {
                var gi = g[i] + decay * w[i];
                m[i] = beta1 * m[i] + (1 - beta1) * gi;
                s[i] -= (1 - beta2) * Math.Sign(s[i] - gi * gi) * gi * gi;
                w[i] -= lr * (m[i] / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(s[i] / (1 - Math.Pow(beta2, t))) + eps);
            }
            Near.Relative(w, x.Doubles(), 1e-12, $"step {t}");
        }
    }
}
