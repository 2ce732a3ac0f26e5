using System.Globalization;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>One model, two optimizers: AdaGrad for a sparse embedding table, AdamW for the network on it; beyond the
/// book.</summary>
public static class SectionHybrid
{
    // Bins of how often a test sample's rarest id was seen, each four times as far as the one before.
    private static readonly int[] s_edges = [0, 4, 16, 64, 256, int.MaxValue];

    private sealed record Entry(ClickMethod Method, string Rates, ClickRun Run)
    {
        public double Milliseconds { get; init; }
    }

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        var quick = page.Options.Quick;
        var split = ClickSplit.Draw(steps: quick ? 40 : 200, batchSize: 512, judged: quick ? 2_000 : 20_000, ids: quick
            ? 500 : 25_000, page.Options.Seed);
        var always = split.Train.Labels.Average();
        page.Heading($"Clicks: {split.Options.Fields} fields of {split.Options.Ids} ids by Zipf's law, "
            + $"{split.Options.Features} dense features; one pass over {split.Train.Count} samples in batches of "
            + $"{split.BatchSize}");
        page.Print($"a batch has "
            + $"{split.Train.Rows.Chunk(split.BatchSize * split.Options.Fields).Average(rows => rows.Distinct()
            .Count()):F0} of the table's {split.Options.Fields * split.Options.Ids} rows");
        page.Print($"log loss on {split.Test.Count} test samples, nats: "
            + $"{split.Test.Labels.Average(y => -Math.Log(y == 1 ? always : 1 - always)):F4} by the rate of clicks "
            + $"alone, {split.Test.Floor:F4} by the planted model itself");

        page.Heading($"{ClickContest.Methods[0].Trials.Count} trials each, under one schedule; log loss on "
            + $"{split.Validation.Count} validation samples");
        Entry[] best = [.. Best(page, split)];
        page.Heading("The best of each on the test samples");
        page.Print($"{"",-17} {"rates",-20} {"log loss",8} {"over the floor",14} {"against hybrid",20} "
            + $"{"step, ms",9} {"of hybrid's",11}");
        foreach (var entry in best)
        {
            var (difference, error) = Difference(entry.Run.TestLosses, best[0].Run.TestLosses);
            var against = entry == best[0] ? ""
                : string.Create(CultureInfo.InvariantCulture, $"{difference:+0.0000;-0.0000;0.0000} ± {error:F4}");
            page.Print($"{entry.Method.Name,-17} {entry.Rates,-20} {entry.Run.Loss[^1],8:F4} "
                + $"{entry.Run.Loss[^1] - split.Test.Floor,14:F4} {against,20} {entry.Milliseconds,9:F2} "
                + $"{entry.Milliseconds / best[0].Milliseconds,11:F2}");
        }
        page.Print($"± is one standard error of the difference over the test samples; a step is the median of all "
            + $"trials'");
        Draw(page, split, best);
        Frequency(page, split, best);
        page.Aside("Median step by the size of the table, ms", () => Size(page));
    }

    private static IEnumerable<Entry> Best(Page page, ClickSplit split)
    {
        // In turn, so that what else the machine does falls on all of them.
        var trials = ClickContest.Methods[0].Trials.Count;
        List<Entry> entries = [];
        for (var k = 0; k < trials; k++)
            foreach (var (m, method) in ClickContest.Methods.Index())
            {
                page.Progress($"{method.Name}, trial {k + 1}",
                    (double)(ClickContest.Methods.Count * k + m) / (ClickContest.Methods.Count * trials));
                entries.Add(Train(page, split, method, k));
            }
        foreach (var own in entries.GroupBy(entry => entry.Method))
        {
            page.Print($"{own.Key.Name,-17} "
                + $"{string.Join("  ", own.Select(entry => string.Create(CultureInfo.InvariantCulture,
                $"{entry.Rates}: {entry.Run.Validation:F4}")))}");
            var chosen = own.MinBy(entry => entry.Run.Validation)!;
            yield return chosen
                with
            { Milliseconds = 1000 * Median.Of(own.SelectMany(entry => entry.Run.StepSeconds)) };
        }
    }

    private static Entry Train(Page page, ClickSplit split, ClickMethod method, int trial)
    {
        var (rates, make) = method.Trials[trial];
        var label = new Label(rates).Text;
        var record = new RunRecord("hybrid", method.Key, method.Sparse ? "scratch" : "concise",
            label)
        { Hyperparameters = rates, BatchSize = split.BatchSize, Epochs = 1 };
        try
        {
            var run = TrainClicks.Run(make, ClickContest.Schedule(split.Steps), method.Sparse, split,
                page.Options.Seed, page.Options.Device);
            page.Record(record
                with
            {
                SecondsPerEpoch = run.StepSeconds.Sum(),
                Lists = [new("step", [.. run.Step.Select(step => (double)step)]), new("loss", run.Loss)]
            });
            return new(method, label, run);
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"{record.Key}: {e.Message}");
        }
    }

    private static void Draw(Page page, ClickSplit split, Entry[] best)
    {
        var floor = split.Test.Floor;
        Panel Losses(Axis x, IEnumerable<Entry> entries, Func<Entry, int, double> at) => new([
            .. entries.Select((entry, i) =>
                Line(entry, i, [.. entry.Run.Step.Select(step => at(entry, step))], entry.Run.Loss)), new Guide(floor)])
        {
            X = x,
            Y = new("test log loss, nats", floor - 0.02, best.Max(entry => entry.Run.Loss[0]) + 0.01),
            Legend = LegendPlace.TopRight
        };

        // Three lines that nearly coincide: what parts them stands below.
        page.Draw(new Figure("hybrid-steps",
            "Test log loss against step of the hybrid, of AdaGrad and of AdamW alone, above the planted model's "
            + "own, dashed; below, how far the two are from the hybrid",
            Losses(new("step", 0, split.Steps), Apart(best), (_, step) => step),
            new Panel([.. Apart(best).Skip(1).Select((entry, i) => Line(entry, i + 1,
                [.. entry.Run.Step.Select(step => (double)step)],
                [.. entry.Run.Loss.Zip(best[0].Run.Loss, (loss, hybrid) => loss - hybrid)])), new Guide(0)])
            { X = new("step", 0, split.Steps), Y = new("log loss − hybrid's", -0.02, 0.06) })
        { Columns = 1 });
        page.Draw(new Figure("hybrid-time",
            "The same against training time, each step counted as its optimizer's median step; and AdaGrad alone "
            + "with a sparse table",
            Losses(new("training time, s", 0), best, (entry, step) => step * entry.Milliseconds / 1000)));
    }

    // AdaGrad's curves with and without a sparse table are one.
    private static IEnumerable<Entry> Apart(Entry[] best) => best[..^1];

    private static void Frequency(Page page, ClickSplit split, Entry[] best)
    {
        var (seen, planted) = (split.RarestSeen(), split.Test.LogLosses.ToArray());
        var bins = s_edges.Zip(s_edges.Skip(1))
            .Select(bin => Enumerable.Range(0, seen.Count).Where(i => seen[i] >= bin.First && seen[i] < bin.Second)
            .ToList()).Where(bin => bin.Count > 0).ToList();
        double[] middle = [.. bins.Select(bin => bin.Average(i => Math.Log(1 + seen[i]))).Select(Math.Exp)];
        page.Heading("Log loss over the planted model's, by how often the rarest id of a test sample stood in the "
            + "training samples");
        page.Print($"{"seen",-17} "
            + $"{string.Join(" ", bins.Select(bin => string.Create(CultureInfo.InvariantCulture,
            $"{$"{bin.Min(i => seen[i])} to {bin.Max(i => seen[i])}",12}")))}");
        page.Print($"{"test samples",-17} "
            + $"{string.Join(" ", bins.Select(bin =>
                string.Create(CultureInfo.InvariantCulture, $"{bin.Count,12}")))}");
        List<Series> series = [new Guide(0)];
        foreach (var (i, entry) in best.Index())
        {
            double[] over = [.. bins.Select(bin => bin.Average(i => entry.Run.TestLosses[i] - planted[i]))];
            page.Print($"{entry.Method.Name,-17} "
                + $"{string.Join(" ", over.Select(loss => string.Create(CultureInfo.InvariantCulture,
                $"{loss,12:F4}")))}");
            if (i == 0 || !Apart(best).Contains(entry)) continue;
            var differences = bins.Select(bin => Difference([.. bin.Select(k => entry.Run.TestLosses[k])],
                [.. bin.Select(k => best[0].Run.TestLosses[k])])).ToList();
            // Each a little aside, so that the bars do not hide one another.
            double[] x = [.. middle.Select(at => at * (1 + 0.08 * (i - 1)))];
            series.Add(Line(entry, i, x, [.. differences.Select(d => d.Mean)]) with { Marks = Marks.LineAndPoints });
            foreach (var (at, d) in x.Zip(differences))
                series.Add(new Curve([at, at], [d.Mean - 2 * d.Error, d.Mean + 2 * d.Error])
                { Style = i, Dash = Dash.Solid });
        }
        page.Draw(new Figure("hybrid-frequency",
            "Test log loss less the hybrid's, by how often the rarest id of a sample was seen in training; bars of two "
            + "standard errors",
            new Panel(series)
            {
                X = new("1 + times the rarest id was seen", Log: true),
                Y = new("log loss − hybrid's, nats"),
                Legend = LegendPlace.TopRight,
            }));
    }

    private static void Size(Page page)
    {
        int[] sizes = page.Options.Quick ? [100, 200] : [500, 2_000, 8_000, 32_000];
        ClickSplit[] splits =
            [.. sizes.Select(ids => ClickSplit.Draw(steps: 20, batchSize: 512, judged: 512, ids, page.Options.Seed))];
        ClickMethod[] methods = [ClickContest.Methods[0], ClickContest.Methods[2]];
        // In turn, as the trials.
        var seconds = (from round in Enumerable.Range(0, 3)
                       from split in splits
                       from method in methods
                       from second in TrainClicks.Run(method.Trials[0].Make, ClickContest.Schedule(split.Steps),
                           method.Sparse, split, page.Options.Seed, page.Options.Device).StepSeconds
                       select (Key: (method, split), second)).ToLookup(step => step.Key, step => step.second);
        double[] rows = [.. splits.Select(split => (double)split.Options.Fields * split.Options.Ids)];
        var times = methods.ToDictionary(method => method,
            method => splits.Select(split => 1000 * Median.Of(seconds[(method, split)])).ToList());
        page.Print($"{"rows",-17} {string.Join(" ", rows.Select(count => $"{count,9}"))}");
        foreach (var method in methods)
            page.Print($"{method.Name,-17} "
            + $"{string.Join(" ", times[method].Select(time => string.Create(CultureInfo.InvariantCulture,
            $"{time,9:F2}")))}");
        page.Draw(new Figure("hybrid-size",
            "Median step of the hybrid and of AdamW alone against the rows of the table: the one's depends on the "
            + "batch, the other's on the table",
            new Panel(methods
                .Select((method, i) =>
                (Series)new Curve(rows, times[method])
                {
                    Label = method.Name,
                    Style = 2 * i,
                    Marks = Marks.LineAndPoints
                }).ToList())
            {
                X = new("rows of the table", Log: true),
                Y = new("median step, ms", Log: true),
                Legend = LegendPlace.TopLeft
            }));
    }

    private static Curve Line(Entry entry, int style, IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        new(x, y) { Label = entry.Method.Name, Style = style };

    private static (double Mean, double Error) Difference(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double[] d = [.. a.Zip(b, (x, y) => x - y)];
        var mean = d.Average();
        return (mean, Math.Sqrt(d.Average(x => (x - mean) * (x - mean)) / d.Length));
    }
}
