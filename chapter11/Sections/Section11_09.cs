using D2lOptim.Optimizers;

namespace D2lOptim.Chapter11;

/// <summary>11.9 Adadelta.</summary>
public static class Section11_09
{
    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.9.2 Implementation");
        var o = new Adadelta.Options { Rho = 0.9 };
        page.Scratch("adadelta", Label.Of(("rho", o.Rho), ("eps", o.Eps)), p => new Adadelta(p, o));
        var torch = o with { Convention = Convention.Torch };
        page.Concise("adadelta", Label.Of(("rho", torch.Rho)), p => Adadelta.Concise(p, torch));

        page.ScratchAgainstConcise(
            ("torch's ε", p => new Adadelta(p, torch), p => Adadelta.Concise(p, torch)),
            ("d2l's ε", p => new Adadelta(p, o), p => Adadelta.Concise(p, torch)));
    }
}
