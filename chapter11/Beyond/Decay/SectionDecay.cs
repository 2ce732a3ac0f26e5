using System.Globalization;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>Adam with L2 against AdamW with decoupled decay, over decay × learning rate; beyond the book, after
/// Loshchilov and Hutter (2019).</summary>
public static class SectionDecay
{
    private const int Steps = 300;
    private static readonly (Decay Decay, string What)[] s_kinds =
        [(Decay.L2, "L2, λ"), (Decay.Decoupled, "decoupled, ηλ")];
    private static readonly double[] s_rates = [0.001, 0.003, 0.01, 0.03], s_quickRates = [0.003, 0.03];
    private static readonly double[] s_strengths = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2],
        s_quickStrengths = [1e-3, 1e-2];

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        var quick = page.Options.Quick;
        var (rates, strengths) = quick ? (s_quickRates, s_quickStrengths) : (s_rates, s_strengths);
        page.Heading($"Without a loss: what {Steps} steps of decay alone leave of a parameter");
        var alone = Grid(rates, strengths, (decay, lr, strength) => DecayStudy.Alone(decay, lr, strength, Steps));
        Table(page, rates, strengths, (decay, lr, strength) =>
            string.Create(CultureInfo.InvariantCulture, $"{alone[(decay, lr, strength)],6:F3}"));
        page.Draw(Figure("decay-alone",
            $"What {Steps} steps without a loss leave of a parameter: with L2 it depends on the rate, whatever the "
            + $"decay; decoupled, on the decay, whatever the rate",
            "part left", rates, strengths, alone));

        if (!page.Options.Networks) return;
        var epochs = page.Options.Epochs ?? (quick ? 4 : 30);
        page.Heading($"A network on 500 images, a third of them labelled wrongly, {epochs} epochs: norm of all "
            + $"parameters, and test accuracy");
        using var study = new DecayStudy(page.Fashion, epochs, page.Options.Seed, page.Options.Device);
        var (done, all) = (0, rates.Length * (1 + 2 * strengths.Length));
        Decayed Train(Decay decay, double lr, double strength)
        {
            var (name, what) = decay == Decay.L2 ? ("adam", "weight_decay") : ("adamw", "shrinkage");
            var run = new RunRecord("decay", name, "concise",
                Label.Of(("lr", lr), (what, strength)).Text)
            {
                Hyperparameters = [new("lr", lr), new(what, strength)],
                BatchSize = 50,
                Epochs = epochs
            };
            page.Progress(run.Key.ToString(), (double)done++ / all);
            var end = study.Train(decay, lr, strength, page.Options.Cancel);
            page.Record(run with { Lists = [new("norm", [end.Norm]), new("test_acc", [end.Accuracy])] });
            return end;
        }
        var without = rates.ToDictionary(lr => lr, lr => Train(Decay.L2, lr, 0));
        var ends = Grid(rates, strengths, Train);
        page.Print($"no decay: "
            + $"{string.Join(", ", rates.Select(lr => string.Create(CultureInfo.InvariantCulture,
            $"{without[lr].Norm:F1} and {without[lr].Accuracy:P1} at rate {lr}")))}");
        Table(page, rates, strengths,
            (decay, lr, strength) =>
            string.Create(CultureInfo.InvariantCulture,
            $"{ends[(decay, lr, strength)].Norm,5:F1} {ends[(decay, lr, strength)].Accuracy,5:P1}"));

        var left = ends.ToDictionary(end => end.Key, end => end.Value.Norm / without[end.Key.Lr].Norm);
        page.Print($"what a decay leaves of the norm differs between rates by at most a factor of "
            + $"{Spread(left, Decay.L2):F2} with L2, {Spread(left, Decay.Decoupled):F2} decoupled");
        foreach (var (decay, what) in s_kinds)
            page.Print($"best accuracy, {what}: "
                + $"{string.Join(", ", rates.Select(lr =>
                $"{Label.Number(strengths.MaxBy(strength => ends[(decay, lr, strength)].Accuracy))} at rate "
                    + $"{Label.Number(lr)}"))}");
        page.Draw(Figure("decay-norm",
            $"Norm of all trained parameters as a part of the norm without decay, over the decay at {rates.Length} "
            + $"rates: with L2 it depends on both, decoupled little on the rate",
            "norm / norm without decay", rates, strengths, left));
        page.Draw(Figure("decay-accuracy",
            $"Test accuracy over the decay at {rates.Length} rates; which decoupled decay is best depends on the rate",
            "test accuracy", rates, strengths, ends.ToDictionary(end => end.Key, end => end.Value.Accuracy)));
    }

    /// <summary>The largest factor, of all strengths, by which a number differs between rates.</summary>
    private static double Spread(Dictionary<(Decay Decay, double Lr, double Strength), double> values, Decay decay) =>
        values.Where(v => v.Key.Decay == decay).GroupBy(v => v.Key.Strength, v => v.Value)
            .Max(of => of.Max() / of.Min());

    private static Dictionary<(Decay Decay, double Lr, double Strength), T> Grid<T>(double[] rates, double[] strengths,
        Func<Decay, double, double, T> value) =>
        (from decay in Enum.GetValues<Decay>() from lr in rates from strength in strengths select (decay, lr, strength))
            .ToDictionary(cell => cell, cell => value(cell.decay, cell.lr, cell.strength));

    private static void Table(Page page, double[] rates, double[] strengths, Func<Decay, double, double, string> cell)
    {
        foreach (var (decay, what) in s_kinds)
        {
            page.Print($"{what,-16} {string.Join("  ", strengths.Select(strength => $"{Label.Number(strength),11}"))}");
            foreach (var lr in rates)
                page.Print($"{$"  rate {Label.Number(lr)}",-16} "
                + $"{string.Join("  ", strengths.Select(strength => $"{cell(decay, lr, strength),11}"))}");
        }
    }

    private static Figure Figure(string name, string alt, string y, double[] rates, double[] strengths,
        Dictionary<(Decay Decay, double Lr, double Strength), double> values)
    {
        // Both panels alike, with one legend.
        var shown = PanelLimits.Y(new(new Curve([], [.. values.Values])));
        Panel Panel(Decay decay, string title, string x) =>
            new([.. rates.Select((lr, k) =>
            new Curve(strengths, [.. strengths.Select(strength => values[(decay, lr, strength)])])
        {
            Label = $"η = {Label.Number(lr)}",
            Marks = Marks.LineAndPoints,
            Dash = (Dash)(k % 4),
        })])
            {
                Title = title,
                X = new(x, Log: true),
                Y = new(y, shown.Min, shown.Max),
                Legend = decay == Decay.L2
            ? LegendPlace.None : LegendPlace.Auto
            };
        return new(name, alt, Panel(Decay.L2, "Adam with L2", "λ"),
            Panel(Decay.Decoupled, "AdamW", "shrinkage a step, ηλ"));
    }
}
