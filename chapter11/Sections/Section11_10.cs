using D2lOptim.Optimizers;

namespace D2lOptim.Chapter11;

/// <summary>11.10 Adam and Yogi, and the two that later texts add to them: AdamW and Adamax.</summary>
public static class Section11_10
{
    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.10.2 Adam");
        var adam = new Adam.Options { Lr = 0.01 };
        page.Scratch("adam", Label.Of(("lr", adam.Lr), ("beta1", adam.Beta1), ("beta2", adam.Beta2), ("eps", adam.Eps)), p => new Adam(p, adam));
        var torch = adam with { Convention = Convention.Torch };
        page.Concise("adam", Label.Of(("lr", torch.Lr)), p => Adam.Concise(p, torch));

        page.Heading("11.10.3 Yogi");
        var yogi = new Yogi.Options { Lr = 0.01 };
        page.Scratch("yogi", Label.Of(("lr", yogi.Lr), ("beta1", yogi.Beta1), ("beta2", yogi.Beta2), ("eps", yogi.Eps)), p => new Yogi(p, yogi));
        page.Concise("yogi", Label.Of(("lr", yogi.Lr)), p => Yogi.Concise(p, yogi));

        var adamax = new Adamax.Options();
        var adamW = new AdamW.Options();
        page.ScratchAgainstConcise(
            ("Adam, torch's ε", p => new Adam(p, torch), p => Adam.Concise(p, torch)),
            ("Adam, d2l's ε", p => new Adam(p, adam), p => Adam.Concise(p, torch)),
            ("Adamax", p => new Adamax(p, adamax), p => Adamax.Concise(p, adamax)),
            ("AdamW", p => new AdamW(p, adamW), p => AdamW.Concise(p, adamW)),
            ("Yogi", p => new Yogi(p, yogi), p => Yogi.Concise(p, yogi)));
    }
}
