using D2lOptim.Chapter11;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Optimizers;

/// <summary>The book's functions, as the sections have them, and the library's optimizers under the book's ε: the same
/// bits on the same gradients.</summary>
public class BookTests
{
    [Fact]
    public void Sgd() => RequireSame<Tensor>(d2l.sgd, _ => [], new() { ["lr"] = 0.05 }, p => fused.SGD(p, 0.05));

    [Fact]
    public void Momentum() =>
        RequireSame(Section11_06.sgd_momentum, Section11_06.init_momentum_states,
        new() { ["lr"] = 0.02, ["momentum"] = 0.5 },
        p => fused.SGD(p, 0.02, 0.5));

    [Fact]
    public void AdaGrad() =>
        RequireSame(Section11_07.adagrad, Section11_07.init_adagrad_states, new() { ["lr"] = 0.1, ["eps"] = 1e-6 },
        p => fused.Adagrad(p, 0.1, eps: 0, eps_root: 1e-6));

    [Fact]
    public void RmsProp() =>
        RequireSame(Section11_08.rmsprop, Section11_08.init_rmsprop_states,
        new() { ["lr"] = 0.01, ["gamma"] = 0.9, ["eps"] = 1e-6 },
        p => fused.RMSProp(p, 0.01, 0.9, eps: 0, eps_root: 1e-6));

    [Fact]
    public void Adadelta() =>
        RequireSame(Section11_09.adadelta, Section11_09.init_adadelta_states, new() { ["rho"] = 0.9, ["eps"] = 1e-5 },
        p => fused.Adadelta(p, 1, 0.9, 1e-5));

    [Fact]
    public void Adam() => RequireSame(Section11_10.adam, Section11_10.init_adam_states,
        new() { ["lr"] = 0.01, ["beta1"] = 0.9, ["beta2"] = 0.999, ["eps"] = 1e-6, ["t"] = 1 }, p =>
            fused.Adam(p, 0.01, eps: 1e-6));

    [Fact]
    public void Yogi() => RequireSame(Section11_10.yogi, Section11_10.init_adam_states,
        new() { ["lr"] = 0.01, ["beta1"] = 0.9, ["beta2"] = 0.999, ["eps"] = 1e-3, ["t"] = 1 }, p =>
            fused.Yogi(p, 0.01));

    private static void RequireSame<TState>(
        Action<Tensor[], TState[], Hyperparameters> book, Func<int, TState[]> init_states, Hyperparameters h,
        Func<IEnumerable<Parameter>, OptimizerBase> library)
    {
        foreach (var dtype in (ScalarType[])[float32, float64])
        {
            using var scope = NewDisposeScope();
            Tensor[] x = [arange(1, 6, 1, float32).reshape(5, 1).to(dtype) / 8, zeros(1, dtype: dtype)];
            Parameter[] y = [.. x.Select(p => new Parameter(p.clone()))];
            var states = BookState.Map(init_states(5), s => s.to(dtype));
            var own = new Hyperparameters(h);
            using var ours = library(y);
            for (var t = 1; t <= 300; t++)
            {
                using var step = NewDisposeScope();
                for (var k = 0; k < x.Length; k++)
                {
                    var g = x[k] - tensor(Math.Sin(t + k)).to(dtype);
                    (x[k].grad, y[k].grad) = (g.clone(), g);
                }
                book(x, states, own);
                ours.step();
                for (var k = 0; k < x.Length; k++) Compare(x[k], y[k], dtype, t);
            }
        }
    }

    // Where libtorch's roots are not IEEE's (MKL's are not), they miss by a unit in the last place, and a step by as
    // much of the rate.
    private static void Compare(Tensor book, Tensor library, ScalarType dtype, int t)
    {
        if (PythonTrajectoryTests.RootsAreExact) Near.Same(book.Doubles(), library.Doubles(), $"{dtype}, step {t}");
        else Near.Relative(book.Doubles(), library.Doubles(), dtype == float32 ? 1e-6 : 1e-13, $"{dtype}, step {t}");
    }
}
