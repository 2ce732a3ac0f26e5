using System.Diagnostics;
using D2lOptim.Data;
using D2lOptim.Models;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>What the loss of a network looks like around its weights; beyond the book, after Li et al.
/// (2018).</summary>
public static class SectionLandscape
{
    private const int Images = 4096;
    private const int MeasuredImages = 512;
    private const int StepsPerSnapshot = 8;

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        Mlp(page);
        Skip(page);
        if (page.Options.Networks) LeNet(page);
    }

    private static void Mlp(Page page)
    {
        using var scope = NewDisposeScope();
        var epochs = page.Options.Epochs ?? (page.Options.Quick ? 2 : 40);
        manual_seed(page.Options.Seed);
        using var mlp = new Mlp(page.Airfoil, page.Options.Device, skip: false, 16, 16);
        page.Heading("A network of 5, 16, 16 and 1 units on the airfoil data, trained by momentum");
        var (snapshots, losses) = mlp.Train(epochs, batchSize: 50, lr: 0.02);
        page.Print($"{mlp.Parameters.Sum(p => p.numel())} weights, {epochs} epochs: loss {losses[0]:F4} at first, "
            + $"{losses[^1]:F4} at last");
        Around(page, "mlp", "", mlp.Parameters, mlp.Loss, snapshots, count: page.Options.Quick ? 7 : 51);
    }

    private static void LeNet(Page page)
    {
        using var scope = NewDisposeScope();
        var epochs = page.Options.Epochs ?? (page.Options.Quick ? 1 : 8);
        page.Heading("LeNet on Fashion-MNIST, trained by stochastic gradient descent");
        using var lenet = Models.LeNet.Create(page.Options.Seed);
        lenet.to(page.Options.Device);
        Tensor[] parameters = [.. lenet.parameters()];
        List<float[]> snapshots = [TrainingPath.Snapshot(parameters)];
        List<double> losses = [];
        TrainClassifier.Run(lenet, p => optim.SGD(p, 0.3), First(page.Fashion.Train, Images),
            First(page.Fashion.Test, MeasuredImages), new ClassifierOptions
            {
                BatchSize = 32,
                Epochs = epochs,
                Seed = page.Options.Seed,
                Device = page.Options.Device,
                Cancel = page.Options.Cancel,
                StepLoss = loss =>
                {
                    losses.Add(loss);
                    if (losses.Count % StepsPerSnapshot == 0) snapshots.Add(TrainingPath.Snapshot(parameters));
                },
            });
        page.Print($"{parameters.Sum(p => p.numel())} weights, {epochs} epochs of {Images} images: loss "
            + $"{losses[0]:F4} of the first batch, {losses[^1]:F4} of the last; measured on {MeasuredImages} images");
        using var seen = First(page.Fashion.Train, MeasuredImages).Batches(MeasuredImages, page.Options.Device);
        Around(page, "lenet", $" on {MeasuredImages} training images", parameters,
            () => TrainClassifier.Measure(lenet, seen).Loss, snapshots, count: page.Options.Quick ? 5 : 25);
    }

    private static ImageData First(ImageData images, int count) => images.Slice(0, Math.Min(count, images.Count));

    private static void Around(Page page, string network, string on, IReadOnlyList<Tensor> parameters,
        Func<double> loss, IReadOnlyList<float[]> snapshots, int count)
    {
        var landscape = new LossLandscape(parameters, loss);
        manual_seed(page.Options.Seed);
        Line(page, network, on, landscape, count);
        Plane(page, network, on, landscape, count);
        Path(page, network, on, landscape, TrainingPath.Of(parameters, snapshots), count);
    }

    private static void Line(Page page, string network, string on, LossLandscape landscape, int count)
    {
        page.Print($"Along three random directions, each filter of them as long as the network's own:");
        var alphas = new Interval(-1, 1).Spaced(count);
        List<Series> series = [];
        foreach (var k in new[] { 1, 2, 3 })
        {
            var loss = landscape.Along(landscape.RandomDirection(), alphas);
            page.Record(new RunRecord("landscape", network, "curve",
                $"direction={k}")
            { Lists = [new("x", alphas), new("y", loss)] });
            series.Add(new Curve(alphas, loss) { Label = $"direction {k}" });
            page.Print($"  direction {k}: loss {loss[0]:F4} at α = −1, {loss[count / 2]:F4} at 0, {loss[^1]:F4} at 1");
        }
        page.Draw(new Figure($"landscape-{network}-line",
            $"Loss of the trained network{on} along three filter-normalised random directions, through its own "
            + $"weights at 0", new Panel(series) { X = new("α", -1, 1), Y = new("loss", Log: true) }));
    }

    private static void Plane(Page page, string network, string on, LossLandscape landscape, int count)
    {
        var clock = Stopwatch.StartNew();
        var reach = new Interval(-1, 1);
        var grid = landscape.Plane(landscape.RandomDirection(), landscape.RandomDirection(), reach, reach, count);
        page.Print($"In the plane of two of them: {count} × {count} points in {clock.Elapsed.TotalSeconds:F2} s; "
            + $"loss {grid.Heights.Min:F4} to {grid.Heights.Max:F4}");
        page.Record(new RunRecord("landscape", network, "curve",
            $"plane={count}x{count}")
        { Lists = [new("z", [.. grid.Z.Cast<double>()])] });
        page.Draw(new Figure($"landscape-{network}-plane",
            $"Lines of equal loss{on}, evenly spaced in its logarithm, around the trained network's weights",
            new Panel([new Contours(grid) { Levels = Levels(grid) }, .. Marked(grid)])
            { X = new("α", -1, 1), Y = new("β", -1, 1), EqualScales = true }));
        page.Draw(new Figure($"landscape-{network}-surface",
            $"The same loss{on} as a surface, its logarithm as height", new Panel(
            new Surface(grid with { Z = Map(grid.Z, Math.Log10) })
            { Mark = (0, 0, Math.Log10(grid.Z[count / 2, count / 2])) })
            { X = new("α", -1, 1), Y = new("β", -1, 1), Z = new("log₁₀ loss") }));
    }

    private static void Path(Page page, string network, string on, LossLandscape landscape, TrainingPath path,
        int count)
    {
        var (x, y) = (Around(path.Positions.Select(p => p.X1)), Around(path.Positions.Select(p => p.X2)));
        var clock = Stopwatch.StartNew();
        var grid = landscape.Plane(path.First, path.Second, x, y, count);
        page.Print($"The way that training went: its first two principal directions hold {path.Explained.First:P1} "
            + $"and {path.Explained.Second:P1} of its variance; {count} × {count} points in "
            + $"{clock.Elapsed.TotalSeconds:F2} s");
        double[] x1 = [.. path.Positions.Select(p => p.X1)], x2 = [.. path.Positions.Select(p => p.X2)];
        page.Record(new RunRecord("landscape", network, "trace",
            "principal")
        { Lists = [new("x1", x1), new("x2", x2)] });
        page.Draw(new Figure($"landscape-{network}-path",
            $"The way from the first weights to the last, over the loss{on} in the plane of its first two principal "
            + $"directions", new Panel([
            new Contours(grid) { Levels = Levels(grid) },
            new Curve(x1, x2) { Marks = Marks.LineAndPoints, Label = "training" },
            new Marker(x1[0], x2[0], Sign.Start) { Label = "first weights" },
            .. Marked(grid)])
            {
                X = new(FormattableString.Invariant($"first direction ({path.Explained.First:P0})"), x.Min, x.Max),
                Y = new(FormattableString.Invariant($"second direction ({path.Explained.Second:P0})"), y.Min, y.Max),
            }));
    }

    // The weights that training ended with stand at 0, 0; its noise keeps them off the lowest point.
    private static IEnumerable<Series> Marked(Grid grid)
    {
        var (low, at) = (double.PositiveInfinity, (X: 0.0, Y: 0.0));
        foreach (var (row, y) in grid.Y.Index())
            foreach (var (column, x) in grid.X.Index())
                if (grid.Z[row, column] < low) (low, at) = (grid.Z[row, column], (x, y));
        return [new Marker(at.X, at.Y, Sign.Minimum) { Label = "lowest of the grid" },
            new Marker(0, 0, Sign.End) { Label = "trained weights" }];
    }

    // Eight hidden layers: x ← relu(Wx + b), or x ← x + relu(Wx + b).
    private static void Skip(Page page)
    {
        var epochs = page.Options.Epochs ?? (page.Options.Quick ? 2 : 60);
        var count = page.Options.Quick ? 7 : 51;
        page.Heading("The same data, eight hidden layers of 16: with and without skip connections");
        List<(string Title, Grid Grid)> planes = [];
        foreach (var (title, skip) in new[] { ("without skip connections", false), ("with skip connections", true) })
        {
            using var scope = NewDisposeScope();
            manual_seed(page.Options.Seed);
            using var mlp = new Mlp(page.Airfoil, page.Options.Device, skip, 16, 16, 16, 16, 16, 16, 16, 16);
            var (_, losses) = mlp.Train(epochs, batchSize: 50, lr: 0.01);
            var landscape = new LossLandscape(mlp.Parameters, mlp.Loss);
            manual_seed(page.Options.Seed);
            var reach = new Interval(-1, 1);
            var grid = landscape.Plane(landscape.RandomDirection(), landscape.RandomDirection(), reach, reach, count);
            page.Record(new RunRecord("landscape", skip ? "skip" : "plain", "curve", $"plane={count}x{count}")
            { Lists = [new("z", [.. grid.Z.Cast<double>()])] });
            page.Print($"{title,-25} loss {losses[0]:F4} at first, {losses[^1]:F4} at last; around it "
                + $"{grid.Heights.Min:F4} to {grid.Heights.Max:F2}, on {Bent(grid):P0} of the grid bent downwards");
            planes.Add((title, grid with { Z = Map(grid.Z, Math.Log10) }));
        }
        page.Draw(new Figure("landscape-skip",
            "The loss of eight hidden layers around their trained weights, its logarithm as height: without skip "
            + "connections, and with",
            [.. planes.Select(plane => new Panel(new Surface(plane.Grid))
            { Title = plane.Title, X = new("α", -1, 1), Y = new("β", -1, 1), Z = new("log₁₀ loss") })]));
    }

    // The part of the inner points where the loss curves downwards along α or β, as no convex function does.
    private static double Bent(Grid grid)
    {
        var (rows, columns) = (grid.Y.Count, grid.X.Count);
        var places = from row in Enumerable.Range(1, rows - 2)
                     from column in Enumerable.Range(1, columns - 2)
                     select Math.Min(grid.Z[row - 1, column] + grid.Z[row + 1, column],
                         grid.Z[row, column - 1] + grid.Z[row, column + 1]) < 2 * grid.Z[row, column];
        return places.Average(bent => bent ? 1.0 : 0);
    }

    // Evenly spaced in the logarithm, since a loss spans powers of ten.
    private static double[] Levels(Grid grid) =>
        [.. new Interval(Math.Log10(grid.Heights.Min), Math.Log10(grid.Heights.Max)).Spaced(16)[1..^1]
            .Select(power => Math.Pow(10, power))];

    private static Interval Around(IEnumerable<double> values)
    {
        var held = Interval.Around(values)!.Value;
        var by = Math.Max(0.25 * held.Length, 1e-3);
        return new(held.Min - by, held.Max + by);
    }

    private static double[,] Map(double[,] z, Func<double, double> f)
    {
        var mapped = new double[z.GetLength(0), z.GetLength(1)];
        for (var i = 0; i < mapped.GetLength(0); i++)
            for (var j = 0; j < mapped.GetLength(1); j++) mapped[i, j] = f(z[i, j]);
        return mapped;
    }
}
