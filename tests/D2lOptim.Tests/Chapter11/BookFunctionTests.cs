using System.Text.Json;
using D2lOptim.Chapter11;
using D2lOptim.Tests.Optimizers;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11;

/// <summary>
/// The book's functions, as the sections have them, against the same in Python: 100 steps in double, and the state
/// after the last.
/// </summary>
public class BookFunctionTests
{
    // Of float64, grown over 100 steps, on other numerics than the golden's.
    private const double Rounding = 1e-12;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var group in Book().GroupBy(c => c.GetProperty("optimizer").GetString()!))
                for (var k = 0; k < group.Count(); k++) cases.Add(group.Key, k);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_function_of_the_book_walks_as_Pythons_does(string name, int number)
    {
        var golden = Book().Where(c => c.GetProperty("optimizer").GetString() == name).ElementAt(number);
        var hyperparams = new Hyperparameters();
        foreach (var option in golden.GetProperty("options")
            .EnumerateObject()) hyperparams[option.Name] = option.Value.GetDouble();
        switch (name)
        {
            case "sgd": Walk(golden, d2l.sgd, _ => zeros(0), hyperparams); break;
            case "momentum": Walk(golden, Section11_06.sgd_momentum, Zero, hyperparams); break;
            case "adagrad": Walk(golden, Section11_07.adagrad, Zero, hyperparams); break;
            case "rmsprop": Walk(golden, Section11_08.rmsprop, Zero, hyperparams); break;
            case "adadelta": Walk(golden, Section11_09.adadelta, Pair, hyperparams); break;
            case "adam": Walk(golden, Section11_10.adam, Pair, WithSteps(hyperparams)); break;
            case "yogi": Walk(golden, Section11_10.yogi, Pair, WithSteps(hyperparams)); break;
            default: Assert.Fail($"no function of the book for {name}"); break;
        }
    }

    private static void Walk<TState>(
        JsonElement golden, Action<Tensor[], TState[], Hyperparameters> trainer_fn, Func<Tensor, TState> zero,
        Hyperparameters h)
    {
        using var scope = NewDisposeScope();
        var x = Trajectories.Ring.Tensors(float64);
        var states = Array.ConvertAll(x, p => zero(p));
        var t = 0;
        foreach (var expected in golden.GetProperty("params").EnumerateArray())
        {
            using var step = NewDisposeScope();
            Trajectories.Ring.SetGradients(x, x, ++t);
            trainer_fn(x, states, h);
            Assert.All(x, p => Assert.Equal(0, p.grad!.abs().sum().item<double>()));
            Compare(Trajectories.Numbers(expected), [.. x.SelectMany(p => p.Doubles())], $"step {t}");
        }
        Assert.Equal(100, t);
        foreach (var (place, state) in golden.GetProperty("state").EnumerateObject().Index())
            for (var k = 0; k < x.Length; k++)
                Compare(Trajectories.Numbers(state.Value[k]), BookState.Tensors(states[k])[place].Doubles(),
                    $"final {state.Name} of parameter {k}");
    }

    private static void Compare(double[] expected, double[] actual, FormattableString where)
    {
        if (Trajectories.Demand.Bits) Near.Same(expected, actual, where);
        else Near.Relative(expected, actual, Rounding, where);
    }

    private static IEnumerable<JsonElement> Book() =>
        Trajectories.Golden.GetProperty("cases").EnumerateArray()
            .Where(c => c.GetProperty("variant").GetString() == "d2l");

    private static (Tensor, Tensor) Pair(Tensor p) => (zeros_like(p), zeros_like(p));

    private static Tensor Zero(Tensor p) => zeros_like(p);

    private static Hyperparameters WithSteps(Hyperparameters h)
    {
        h[Hyperparameters.Step] = 1;
        return h;
    }
}
