using System.Globalization;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Objectives;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;
using D2lOptim.Plotting;
using D2lOptim.Training;
using TorchSharp.Modules;
using static D2lOptim.d2l;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>
/// Where a section prints, and where its runs and figures are collected. A test reads it as the console does.
/// </summary>
/// <param name="section">The section's number, the first part of its keys.</param>
/// <param name="options">What the command line set.</param>
/// <param name="print">Takes a line of the page.</param>
/// <param name="progress">Is told which run is under way, and the part of it that is done.</param>
public sealed class Page(
    string section, ChapterOptions options, Action<string> print, Action<string, double>? progress = null)
{
    private readonly List<RunRecord> _runs = [];
    private readonly List<RunKey> _trainings = [];
    private readonly List<Figure> _figures = [];
    private readonly List<Figure> _animations = [];
    private readonly HashSet<string> _warm = [];
    private double? _leastLoss;
    private readonly Lazy<FashionMnist> _fashion = new(
        () => FashionMnist.Load(new FashionMnistSource(Repository.Data).Resolve(options.DataDir, options.Cancel)));

    /// <summary>The section's number, the first part of its keys.</summary>
    public string Section => section;

    /// <summary>What the command line set.</summary>
    public ChapterOptions Options => options;

    /// <summary>The images that networks learn; read when they are first asked for.</summary>
    public FashionMnist Fashion => _fashion.Value;

    /// <summary>What is trained on; read when it is first asked for.</summary>
    public AirfoilData Airfoil => options.Airfoil;

    /// <summary>The runs so far.</summary>
    public IReadOnlyList<RunRecord> Runs => _runs;

    /// <summary>The training runs so far, those that were not made too.</summary>
    public IReadOnlyList<RunKey> Trainings => _trainings;

    /// <summary>Notes that a training run begins.</summary>
    /// <returns>Whether it is to be made.</returns>
    public bool Begins(RunKey key)
    {
        _trainings.Add(key);
        return options.Only?.Invoke(key) != false;
    }

    /// <summary>The figures so far.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>The figures so far that are to move.</summary>
    public IReadOnlyList<Figure> Animations => _animations;

    /// <summary>The least loss that linear regression can have on this data.</summary>
    public double LeastLoss => _leastLoss ??= LeastSquares.Loss(Airfoil);

    /// <summary>Begins a part of the section.</summary>
    public void Heading(string title) => print($"{Environment.NewLine}{title}");

    /// <summary>Prints a line.</summary>
    public void Print(Invariant line) => print($"  {line.ToString()}");

    /// <summary>Tells what is under way, and the part of it that is done.</summary>
    public void Progress(string what, double part) => progress?.Invoke(what, part);

    /// <summary>Where a run of this key is written down; null where none is.</summary>
    public CheckpointOptions? Checkpoints(RunKey key) => options.Checkpoints is not { } all ? null : all with
    {
        Folder = Path.Combine(all.Folder, key.FileName),
        Run = key.ToString(),
        Note = note => Print($"{note}"),
    };

    /// <summary>A part that keeps no run: a measurement, or a table.</summary>
    public void Aside(string title, Action show)
    {
        if (options.RunsOnly) return;
        Heading(title);
        show();
    }

    /// <summary>A part that trains beside the book's runs; where those alone are made, it only tells what it
    /// trains.</summary>
    public void Beside(string title, Action show)
    {
        if (options.RunsOnly && options.Only is null) return;
        Heading(title);
        show();
    }

    /// <summary>Keeps a run for the run file.</summary>
    public void Record(RunRecord run) => _runs.Add(run);

    /// <summary>Keeps a figure to be drawn.</summary>
    public void Draw(Figure figure) => _figures.Add(figure);

    /// <summary>Keeps a figure to be drawn as one that moves.</summary>
    public void Animate(Figure figure) => _animations.Add(figure);

    /// <summary>Trains by a function of the book's, and shows the loss as the book does.</summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="trainer_fn">The update.</param>
    /// <param name="init_states">Makes its state for so many features; none where it has none.</param>
    /// <param name="hyperparams">The end of the key.</param>
    /// <param name="batch_size">Samples a step.</param>
    /// <param name="num_epochs">Passes, unless the command line says otherwise.</param>
    /// <param name="sizesInKey">Whether the key tells these two as well.</param>
    public LossCurve Scratch<TState>(
        string name, Action<Tensor[], TState[], Hyperparameters> trainer_fn, Func<int, TState[]> init_states,
        Hyperparameters hyperparams,
        int batch_size = 10, int num_epochs = 2, bool sizesInKey = false)
    {
        return Train(name, "scratch", hyperparams, batch_size, num_epochs, sizesInKey, (data_iter, epochs, watch) =>
        {
            var (states, h) = (BookState.Map(init_states(Data.Airfoil.Features), s => s.to(options.Device)),
                new Hyperparameters(hyperparams));
            TraceRecorder Recorder(string path, IReadOnlyList<Tensor> parameters) =>
                TrainingTrace.Of(path, name, parameters, states, h);
            return train_ch11(trainer_fn, states, h, data_iter, Data.Airfoil.Features, epochs, watch.Steps(Recorder));
        });
    }

    /// <inheritdoc cref="Scratch{TState}"/>
    public LossCurve Scratch(
        string name, Action<Tensor[], Tensor[], Hyperparameters> trainer_fn, Hyperparameters hyperparams,
        int batch_size = 10, int num_epochs = 2, bool sizesInKey = false) =>
        Scratch(name, trainer_fn, _ => Array.Empty<Tensor>(), hyperparams, batch_size, num_epochs, sizesInKey);

    /// <summary>Trains by torch's own modules, and shows the loss as the book does.</summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="trainer_fn">Makes the optimizer.</param>
    /// <param name="hyperparams">The end of the key.</param>
    /// <param name="batch_size">Samples a step.</param>
    /// <param name="num_epochs">Passes, unless the command line says otherwise.</param>
    /// <param name="sizesInKey">Whether the key tells these two as well.</param>
    public LossCurve Concise(
        string name, Func<IEnumerable<Parameter>, Hyperparameters, optim.Optimizer> trainer_fn,
        Hyperparameters hyperparams,
        int batch_size = 10, int num_epochs = 4, bool sizesInKey = false)
    {
        return Train(name, "concise", hyperparams, batch_size, num_epochs, sizesInKey, (data_iter, epochs, watch) =>
        {
            optim.Optimizer? optimizer = null;
            TraceRecorder Recorder(string path, IReadOnlyList<Tensor> parameters) =>
                TrainingTrace.Of(path, parameters, optimizer!);
            return train_concise_ch11(
                (p, h) => optimizer = trainer_fn(p, h), hyperparams, data_iter, epochs, watch.Steps(Recorder));
        });
    }

    /// <summary>
    /// Descends in the plane, and shows the positions over the lines of equal height of what is descended.
    /// </summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="trainer">The step.</param>
    /// <param name="hyperparams">The end of the key.</param>
    /// <param name="f">What is descended.</param>
    /// <param name="steps">How many steps.</param>
    public void Trace(string name, Trainer2D trainer, Hyperparameters hyperparams, Objective f, int steps = 20)
    {
        manual_seed(options.Seed);
        var results = train_2d(trainer, new(hyperparams), steps);
        var label = Label.Of(hyperparams);
        var run = new RunRecord(section, name, "trace", label.Text)
        {
            Hyperparameters = label.Own,
            Lists = [new("x1", [.. results.Select(p => p.X1)]), new("x2", [.. results.Select(p => p.X2)])],
        };
        Record(run);
        Draw(ChapterFigures.Trace(run, f));
        Print($"{name}, {label.Text}: step {results.Count - 1}, x1 {results[^1].X1:F6}, x2 {results[^1].X2:F6}");
    }

    /// <summary>Shows a descent on a line, over the function that it descends.</summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="label">The end of the key.</param>
    /// <param name="objective">What is descended.</param>
    /// <param name="positions">The positions, the start first.</param>
    public void Trace(string name, Label label, Objective1D objective, IReadOnlyList<double> positions)
    {
        var run = new RunRecord(section, name, "trace", label.Text)
        {
            Hyperparameters = label.Own,
            Lists = [new("x", positions)],
        };
        Record(run);
        Draw(ChapterFigures.Trace(run, objective));
        Print($"{name}, {label.Text}: step {positions.Count - 1}, x {positions[^1]:F6}");
    }

    /// <summary>Keeps a plotted function for the run file, and gives it as a line for a figure.</summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="label">The end of the key.</param>
    /// <param name="x">Where it is plotted.</param>
    /// <param name="f">The function.</param>
    public Curve Curve(string name, string label, IReadOnlyList<double> x, Func<double, double> f) =>
        Curve(name, label, x, [.. x.Select(f)]);

    /// <summary>The same of a function that torch evaluates, in float32.</summary>
    public Curve Curve(string name, string label, Tensor x, Func<Tensor, Tensor> f) =>
        Curve(name, label, Widen(x.data<float>().ToArray()), Widen(f(x).data<float>().ToArray()));

    private Curve Curve(string name, string label, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Record(new RunRecord(section, name, "curve", label) { Lists = [new("x", x), new("y", y)] });
        return new Curve(x, y) { Label = ChapterFigures.Written(label) };
    }

    /// <summary>How far a function of the book's and an optimizer, torch's or for Yogi ours, part on the same
    /// gradients.</summary>
    /// <param name="pairs">What is compared, and how each of the two is made.</param>
    public void BookAgainstTorch(params IReadOnlyList<Agreement> pairs)
    {
        const string title =
            "The book's function against the optimizer: largest |Δ| of a parameter, on the same float64 gradients";
        Aside(title, () =>
        {
            Print($"{"",-28} {"step 1",9} {"step 10",9} {"step 100",9} {"step 1000",9}");
            foreach (var pair in pairs)
            {
                var apart = pair.Measure(Airfoil, 1000);
                Print($"{pair.What,-28} {apart[0],9:G2} {apart[9],9:G2} {apart[99],9:G2} {apart[999],9:G2}");
            }
        });
    }

    /// <summary>All trainings of the section on the airfoil data in one figure, above the least loss.</summary>
    public void LossesTogether()
    {
        RunRecord[] made = [.. _runs.Where(run => run.Lists.Any(list => list.Key == "loss" && list.Value.Count > 0))];
        if (made.Length == 0) return;
        IReadOnlyList<double> List(RunRecord run, string name) => run.Lists.First(list => list.Key == name).Value;
        Print($"the least loss that is possible on this data is {LeastLoss:F5}");
        Draw(new Figure($"{section}-compare",
            string.Create(CultureInfo.InvariantCulture,
                $"Every training of {section} in one figure; dashed, the least loss that is possible: {LeastLoss:F5}"),
            new Panel([.. made.Select((run, i) => new Curve(List(run, "epoch"), List(run, "loss"))
            {
                Label = $"{ChapterFigures.Method(run)}, {Written(run.Variant)}",
                Style = i,
                Dash = (Dash)(i % 4),
            }), new Guide(LeastLoss)])
            {
                X = new("epoch", 0, made.Max(run => run.Epochs)),
                Y = new("loss", LeastLoss - 0.003, 0.3),
                Legend = LegendPlace.Below,
            }));
    }

    private static string Written(string variant) => variant == "scratch" ? "from scratch" : variant;

    private LossCurve Train(
        string name, string variant, Hyperparameters hyperparams, int batchSize, int epochs, bool sizesInKey,
        Func<MiniBatches, int, TrainingWatch, LossCurve> train)
    {
        var label = Label.Of(hyperparams, sizesInKey ? [("batch_size", batchSize), ("epochs", epochs)] : []);
        epochs = options.Epochs ?? (options.Quick ? Math.Min(epochs, 2) : epochs);
        var run = new RunRecord(section, name, variant, label.Text)
        {
            Hyperparameters = label.Own,
            BatchSize = batchSize,
            Epochs = epochs,
        };
        if (!Begins(run.Key)) return LossCurve.Empty;
        LossCurve curve;
        try
        {
            // The first training of its kind compiles it; without this, the first curve's times would be the
            // compiler's.
            if (_warm.Add(variant)) Once(1, new TrainingWatch());
            curve = Once(epochs, new TrainingWatch
            {
                Cancel = options.Cancel,
                Progress = progress is null ? null : part => progress($"{run.Key}", part),
                Trace = options.Trace is { } trace && trace.Key == run.Key ? trace.Path : null,
            });
            Progress($"{run.Key}", 1);
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"{run.Key}: {e.Message}");
        }
        Record(run with
        {
            SecondsPerEpoch = curve.SecondsPerEpoch,
            Lists =
            [
                new("epoch", curve.Epoch), new("loss", curve.Loss),
                new("w", Widen(curve.Weights)), new("b", Widen(curve.Bias)),
            ],
        });
        if (curve.Loss.Count == 0)
        {
            Print($"{name}, {variant}, {label.Text}: no loss, which is recorded each time a multiple of 200 samples "
                + $"was seen; {curve.SecondsPerEpoch:F4} s/epoch");
            return curve;
        }
        var axes = curve.Animator;
        Draw(new Figure(run.Key.FileName,
            $"Training loss of {ChapterFigures.Method(run)}, {Written(variant)}, over {epochs} epochs, above the least "
            + "that is possible",
            new Panel(new Curve(curve.Epoch, curve.Loss), new Guide(LeastLoss))
            {
                X = new(axes.XLabel, axes.XLim.Min, axes.XLim.Max),
                Y = new(axes.YLabel, axes.YLim.Min, axes.YLim.Max),
            }));
        Print($"{name}, {variant}, {label.Text}: loss {curve.Loss[^1]:F3}, {curve.SecondsPerEpoch:F4} s/epoch");
        return curve;

        LossCurve Once(int passes, TrainingWatch watch)
        {
            using var scope = NewDisposeScope();
            using var data_iter = MiniBatches.Of(Airfoil, batchSize, options.Device);
            using (watch)
            {
                watch.Count = (long)passes * data_iter.Count;
                manual_seed(options.Seed);
                return train(data_iter, passes, watch);
            }
        }
    }

    /// <summary>float32 numbers as the equal doubles.</summary>
    internal static double[] Widen(IReadOnlyList<float> values) => [.. values.Select(v => (double)v)];
}
