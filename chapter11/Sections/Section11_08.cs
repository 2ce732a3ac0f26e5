using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11;

/// <summary>11.8 RMSProp.</summary>
public static class Section11_08
{
    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.8.1 The algorithm: a gradient's part in s, x steps later");
        double[] steps = [.. Enumerable.Range(0, 40)];
        page.Draw(new Figure("11.8-weights", "(1 − γ)γᵗ for four γ",
            new Panel([.. new[] { 0.95, 0.9, 0.8, 0.7 }.Select(gamma => page.Curve("weights", FormattableString.Invariant($"gamma={gamma:F2}"), steps, x => (1 - gamma) * Math.Pow(gamma, x)))])
            {
                X = new("time"),
                Y = new("weight (1 − γ)γᵗ"),
            }));

        page.Heading("11.8.2 Implementation from scratch");
        page.Trace("rmsprop-2d", Label.Of(("eta", 0.4), ("gamma", 0.9)), new Quadratic(), Descent2D.Run(Descent2D.RmsProp(0.4, 0.9)));
        var o = new RmsProp.Options { Lr = 0.01, Gamma = 0.9 };
        page.Scratch("rmsprop", Label.Of(("lr", o.Lr), ("gamma", o.Gamma), ("eps", o.Eps)), p => new RmsProp(p, o));

        page.Heading("11.8.3 Concise implementation");
        var torch = o with { Convention = Convention.Torch };
        page.Concise("rmsprop", Label.Of(("lr", torch.Lr), ("alpha", torch.Gamma)), p => RmsProp.Concise(p, torch));

        page.ScratchAgainstConcise(
            ("torch's ε", p => new RmsProp(p, torch), p => RmsProp.Concise(p, torch)),
            ("d2l's ε", p => new RmsProp(p, o), p => RmsProp.Concise(p, torch)));
    }
}
