using D2lOptim.Parity.Traces;
using static D2lOptim.Parity.Causes.UpdateRule;

namespace D2lOptim.Parity.Causes;

/// <summary>Finds why two traces part, by trying what each alternative would have given.</summary>
public static class CauseFinder
{
    // Steps after the first divergence, which tell alternatives apart that look alike at first.
    private const int MoreSteps = 12;
    private const string OtherBatch = "a different batch: another shuffle, or other data";

    /// <summary>The causes, the first to show first; none where the traces are equal.</summary>
    /// <param name="a">The first trace.</param>
    /// <param name="b">The second.</param>
    /// <param name="map">The parameters that are called otherwise in the second.</param>
    /// <param name="comparison">Of the two, under the same map.</param>
    /// <exception cref="BadInputException">A step of a trace is damaged.</exception>
    public static IReadOnlyList<Cause> Find(TraceReader a, TraceReader b, NameMap map, TraceComparison comparison)
    {
        if (comparison.First is null) return [];
        if (comparison.Beyond is not { } beyond)
            return [new Cause(CauseKind.Rounding, comparison.First.Step, comparison.First.Array,
            "rounding only: the difference stays as small as rounding makes it")];
        var thinned = a.Header.Every > 1 || b.Header.Every > 1;
        if (thinned && beyond.Step > 1)
            return [beyond.Quantity switch
            {
                "batch" => new Cause(CauseKind.Batch, beyond.Step, beyond.Array, OtherBatch),
                "lr" => RateCause.Of(a, b, map, beyond),
                _ => new Cause(CauseKind.NotExplained, beyond.Step, beyond.Array,
                    $"not explained: every {Math.Max(a.Header.Every, b.Header.Every)}th step alone was recorded, "
                    + $"and replaying needs all steps up to here; record {beyond.Step} steps with every = 1"),
            }];

        var (one, other) = SampledRun.Read(a, b, map, beyond, thinned ? 1 : beyond.Step + MoreSteps);
        List<Cause> causes = [];
        void Add(CauseKind kind, string text) => causes.Add(new Cause(kind, beyond.Step, beyond.Array, text));
        if (beyond.Quantity == "buffer")
        {
            var (kind, text) = Buffers(a, b, beyond);
            return [new Cause(kind, beyond.Step, beyond.Array, text)];
        }
        switch (beyond.Quantity)
        {
            case "parameter" or "state" when beyond.Step == 0:
                causes.AddRange(StartCause.Of(one, other));
                break;
            case "batch":
                Add(CauseKind.Batch, Batch(one, other, beyond.Step));
                break;
            case "lr":
                causes.Add(RateCause.Of(a, b, map, beyond));
                break;
            case "target":
                Add(CauseKind.Batch, "the targets differ: other labels, another shuffle of them, or another scale");
                break;
            case "output":
                var weights = LayerReplay.Before(a, beyond);
                AtStep(a, b, beyond.Step, (x, y) =>
                    causes.Add(ModuleCause.Of(a.Header, b.Header, map, beyond, x, y, weights)));
                break;
            case "loss" or "outgrad" or "raw" or "gradient":
                var byLoss = beyond.Quantity == "loss" ? LossOf(a, b, beyond.Step) : null;
                if (OfGradients(a, b, map, beyond, one, other) is { } gradient
                    && (byLoss is null || gradient.Kind != CauseKind.Scaled)) Add(gradient.Kind, gradient.Text);
                else if ((byLoss ?? DivergenceOf(a, b, map, beyond.Step)) is { } loss) Add(loss.Kind, loss.Text);
                else if (beyond.Quantity == "outgrad")
                    AtStep(a, b, beyond.Step, (x, y) =>
                    {
                        var (kind, text) = BackwardCause.Of(x, y, new ModuleMap(a.Header, b.Header, map), beyond.Array);
                        Add(kind, text);
                    });
                else if (beyond.Quantity == "loss" && SameGradients(one, other, (int)beyond.Step))
                    Add(CauseKind.ReportedLoss, Reported(one, other, (int)beyond.Step));
                break;
            default:
                if (NullAgainstZero(one, other, beyond) is { } absent) Add(CauseKind.NullGradient, absent);
                break;
        }
        if (causes.Count == 0 && WithoutGradient(one, other, beyond) is { } missing)
            Add(CauseKind.NullGradient, missing);
        if (beyond.Quantity != "lr" && OtherRate(one, other, beyond.Step) is { } rate)
            causes.Add(RateCause.Of(a, b, map, rate));
        if (beyond.Quantity is not ("output" or "outgrad") && causes.All(c => c.Kind is not CauseKind.NullGradient))
            causes.AddRange(RuleCause.Of(one, other, beyond)
                .Where(c => c.Kind != CauseKind.Init || causes.All(known => known.Kind != CauseKind.Init)));
        if (causes.All(c => c.Kind is CauseKind.NotExplained or CauseKind.LearningRate)
            && beyond is { Quantity: "lr" or "state" or "parameter", Step: > 0 }
            && (beyond.Quantity != "lr" || causes.Exists(c => c.Kind == CauseKind.NotExplained))
            && OtherClasses(a.Header, b.Header) is { } classes)
            causes = [.. causes.Where(c => c.Kind != CauseKind.NotExplained),
                new Cause(CauseKind.Algorithm, beyond.Step, beyond.Array, classes)];
        if (causes.Count == 0 && GrownRounding.Of(one, other, comparison) is { } grown) Add(grown.Kind, grown.Text);
        if (causes.Count == 0) Add(CauseKind.NotExplained, $"not explained: {Unexplained(one, other, beyond)}");
        return causes;
    }

    // What backward() left comes first, as clipping may hide what it was.
    private static (CauseKind Kind, string Text)? OfGradients(TraceReader a, TraceReader b, NameMap map,
        Divergence beyond, SampledRun one, SampledRun other)
    {
        var step = (int)beyond.Step;
        if (!a.Header.AfterBackward || !b.Header.AfterBackward || beyond.Quantity == "gradient")
            return GradientCause.Of(one, other, step);
        var (raw, otherRaw) = SampledRun.Read(a, b, map, beyond, beyond.Step, afterBackward: true);
        return GradientCause.Of(raw, otherRaw, step) ?? GradientCause.Of(one, other, step);
    }

    private static (CauseKind Kind, string Text)? LossOf(TraceReader a, TraceReader b, long step)
    {
        (CauseKind Kind, string Text)? found = null;
        AtStep(a, b, step, (x, y) => found = LossCause.Of(x, y));
        return found;
    }

    private static (CauseKind Kind, string Text)? DivergenceOf(TraceReader a, TraceReader b, NameMap map, long step)
    {
        (CauseKind Kind, string Text)? found = null;
        AtStep(a, b, step, (x, y) => found = DivergenceTerm.Of(new ModuleMap(a.Header, b.Header, map), x, y));
        return found;
    }

    private static (CauseKind Kind, string Text) Buffers(TraceReader a, TraceReader b, Divergence beyond)
    {
        double[]? before = null, x = null, y = null;
        double[]? Values(TraceStep step) =>
            step.Layout.ByName.TryGetValue(beyond.Array, out var array) ? step.Doubles(array) : null;
        if (beyond.Step > 0) AtStep(a, b, beyond.Step - 1, (one, _) => before = Values(one));
        AtStep(a, b, beyond.Step, (one, other) => (x, y) = (Values(one), Values(other)));
        return beyond.Step == 0 || x is null || y is null
            ? (CauseKind.Init, $"the buffer {beyond.Array["buffer/".Length..]} starts otherwise")
            : BufferCause.Of(beyond, a.Header, before, x, y);
    }

    private static void AtStep(TraceReader a, TraceReader b, long step, Action<TraceStep, TraceStep> act)
    {
        foreach (var (x, y) in TraceComparison.Pairs(a, b))
        {
            if (x.Number < step) continue;
            if (x.Number == step) act(x, y);
            return;
        }
    }

    // Beside another batch or start, which come before it.
    private static Divergence? OtherRate(SampledRun a, SampledRun b, long step) =>
        a.Steps.Count > 0 && a.Steps[(int)Math.Max(0, step - 1)].Rates is [var one]
            && b.Steps[(int)Math.Max(0, step - 1)].Rates is [var other] && Math.Abs(one - other) > 1e-9 * one
            ? new Divergence(Math.Max(1, step), "lr", 0, [], one, other, Ulp.Distance(one, other, "<f8"))
            : null;

    private static string Unexplained(SampledRun a, SampledRun b, Divergence beyond)
    {
        if (!double.IsFinite(beyond.A) || !double.IsFinite(beyond.B))
            return $"the {(double.IsFinite(beyond.A) ? "second" : "first")}'s number is lost here, and what it was "
            + $"made of is equal in both";
        if (beyond.Quantity is "loss" or "raw" or "gradient")
            return "parameters and batch are equal so far, and no factor, sum or penalty that is tried makes one "
            + "gradient of the other; look at the model and the loss";
        string[] unknown =
            [.. new[] { a, b }.Where(run => run.Parameters.Any(p => DeclaredRule.Of(run.Header, p.Own) is null))
            .Select(run => run.Header.Optimizer ?? "an update of its own").Distinct()];
        if (unknown.Length > 0)
            return $"the steps of {string.Join(" and ", unknown)} cannot be replayed here, the notes tell which "
            + $"options differ";
        if (a.StartsWarm || b.StartsWarm)
            return "the optimizer had made steps before the recording began; record from its first";
        return "none of the alternatives gives the second's numbers";
    }

    private static string Batch(SampledRun a, SampledRun b, long step)
    {
        var same = a.Steps.FindIndex(s => s.Batch == b.Steps[(int)step - 1].Batch);
        return same >= 0
            ? $"a different shuffle: the second's batch is the first's of step {same + 1}"
            : OtherBatch;
    }

    private static bool SameGradients(SampledRun a, SampledRun b, int k) => a.Parameters.Zip(b.Parameters).All(p =>
        (p.First.Gradients[k], p.Second.Gradients[k]) is ({ } g, { } h) ? g.Zip(h)
            .All(x => Math.Abs(x.First - x.Second) <= 256 * Ulp.Epsilon(p.First.Type) * g.Max(Math.Abs))
            : p.First.Gradients[k] == p.Second.Gradients[k]);

    private static string Reported(SampledRun a, SampledRun b, int k) =>
        $"the losses that are reported differ by a factor of {Number(b.Steps[k - 1].Loss / a.Steps[k - 1].Loss)}, "
            + $"the gradients do not";

    // What both say of themselves, where their steps tell no more.
    private static string? OtherClasses(TraceHeader a, TraceHeader b) =>
        a.Optimizer is { } one && b.Optimizer is { } other && !one.Equals(other, StringComparison.OrdinalIgnoreCase)
        ? $"the optimizer is {one} in the first, {other} in the second" : null;

    private static string? WithoutGradient(SampledRun a, SampledRun b, Divergence beyond)
    {
        if (beyond.Quantity is not ("outgrad" or "raw" or "gradient" or "state" or "parameter") || beyond.Step < 1)
            return null;
        var step = (int)beyond.Step;
        var missing = a.Parameters.Zip(b.Parameters)
            .Select(p => (p.First.Name, A: p.First.Gradients[step], B: p.Second.Gradients[step]))
            .Where(p => (p.A is null) != (p.B is null) && Array.Exists((p.A ?? p.B)!, x => x != 0)).ToList();
        if (missing.Count == 0) return null;
        var (with, without) = missing[0].B is null ? ("first", "second") : ("second", "first");
        var others = missing.Count switch { 1 => "", 2 => " and one other", _ => $" and {missing.Count - 1} others" };
        return $"{missing[0].Name}{others} {(missing.Count == 1 ? "has" : "have")} a gradient in the {with} and none "
            + $"in the {without}: a detach(), no_grad() or requires_grad = false there, or a part that the loss does "
            + $"not reach";
    }

    private static string? NullAgainstZero(SampledRun a, SampledRun b, Divergence beyond)
    {
        foreach (var (one, other) in a.Parameters.Zip(b.Parameters))
        {
            if (beyond.Parameter is { } p && p != one.Name) continue;
            var (g, h) = (one.Gradients[(int)beyond.Step], other.Gradients[(int)beyond.Step]);
            if (g is null && h is not null && h.All(x => x == 0))
                return $"{one.Name} has no gradient in the first and one of zeros in the second, which moves it by "
                + $"momentum or decay";
            if (h is null && g is not null && g.All(x => x == 0))
                return $"{one.Name} has a gradient of zeros in the first, which moves it by momentum or decay, and "
                + $"none in the second";
        }
        return null;
    }
}
