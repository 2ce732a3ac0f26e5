using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using D2lOptim.Parity;
using D2lOptim.Plotting;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>Where a section prints, and where its runs and figures are collected. A test reads it as the console does.</summary>
/// <param name="section">The section's number, the first part of its keys.</param>
/// <param name="options">What the command line set.</param>
/// <param name="print">Takes a line of the page.</param>
/// <param name="progress">Is told which run is under way, and the part of it that is done.</param>
public sealed class Page(string section, ChapterOptions options, Action<string> print, Action<string, double>? progress = null)
{
    private readonly List<RunRecord> _runs = [];
    private readonly List<Figure> _figures = [];
    private readonly List<Figure> _animations = [];
    private readonly HashSet<string> _warm = [];
    private readonly Lazy<AirfoilData> _airfoil = new(() => Data.Airfoil.Open(options.Data, source: new AirfoilSource(Repository.Data)));

    private readonly Lazy<FashionMnist> _fashion = new(() => FashionMnist.Load(new FashionMnistSource(Repository.Data).Resolve(options.DataDir, options.Cancel)));

    /// <summary>The section's number, the first part of its keys.</summary>
    public string Section => section;

    /// <summary>What the command line set.</summary>
    public ChapterOptions Options => options;

    /// <summary>The images that networks learn; read when they are first asked for.</summary>
    public FashionMnist Fashion => _fashion.Value;

    /// <summary>What is trained on; read when it is first asked for.</summary>
    public AirfoilData Airfoil => _airfoil.Value;

    /// <summary>The runs so far.</summary>
    public IReadOnlyList<RunRecord> Runs => _runs;

    /// <summary>The figures so far.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>The figures so far that are to move.</summary>
    public IReadOnlyList<Figure> Animations => _animations;

    /// <summary>Begins a part of the section.</summary>
    public void Heading(string title) => print($"{Environment.NewLine}{title}");

    /// <summary>Prints a line.</summary>
    public void Print(FormattableString line) => print($"  {FormattableString.Invariant(line)}");

    /// <summary>Tells what is under way, and the part of it that is done.</summary>
    public void Progress(string what, double part) => progress?.Invoke(what, part);

    /// <summary>Where a run of this key is written down; null where none is.</summary>
    public CheckpointOptions? Checkpoints(string key) => options.Checkpoints is not { } all ? null : all with
    {
        Folder = Path.Combine(all.Folder, ChapterFigures.FileName(key)),
        Run = key,
        Note = note => Print($"{note}"),
    };

    /// <summary>A part that keeps no run: a measurement, or a table.</summary>
    public void Aside(string title, Action show)
    {
        if (options.RunsOnly) return;
        Heading(title);
        show();
    }

    /// <summary>Keeps a run for the run file.</summary>
    public void Record(RunRecord run) => _runs.Add(run);

    /// <summary>Keeps a figure to be drawn.</summary>
    public void Draw(Figure figure) => _figures.Add(figure);

    /// <summary>Keeps a figure to be drawn as one that moves.</summary>
    public void Animate(Figure figure) => _animations.Add(figure);

    /// <summary>Trains from scratch, and shows the loss as the book does.</summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="label">The end of the key.</param>
    /// <param name="optimizer">Makes the optimizer.</param>
    /// <param name="batchSize">Samples a step.</param>
    /// <param name="epochs">Passes, unless the command line says otherwise.</param>
    public LossCurve Scratch(string name, Label label, Func<IReadOnlyList<Tensor>, ScratchOptimizer> optimizer, int batchSize = 10, int epochs = 2) =>
        Train(name, "scratch", label, batchSize, epochs, o => TrainCh11.Run(optimizer, Airfoil, o));

    /// <summary>Trains by torch's own modules, and shows the loss as the book does.</summary>
    /// <inheritdoc cref="Scratch"/>
    public LossCurve Concise(string name, Label label, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, int batchSize = 10, int epochs = 4) =>
        Train(name, "concise", label, batchSize, epochs, o => TrainConciseCh11.Run(optimizer, Airfoil, o));

    /// <summary>Shows a descent in the plane over the lines of equal height of what it descends.</summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="label">The end of the key.</param>
    /// <param name="objective">What is descended.</param>
    /// <param name="positions">The positions, the start first.</param>
    public void Trace(string name, Label label, Objective objective, IReadOnlyList<(double X1, double X2)> positions)
    {
        var run = new RunRecord(section, name, "trace", label.Text)
        {
            Hyperparameters = label.Own,
            Lists = [new("x1", [.. positions.Select(p => p.X1)]), new("x2", [.. positions.Select(p => p.X2)])],
        };
        Record(run);
        Draw(ChapterFigures.Trace(run, objective));
        Print($"{name}, {label.Text}: step {positions.Count - 1}, x1 {positions[^1].X1:F6}, x2 {positions[^1].X2:F6}");
    }

    /// <summary>Shows a descent on a line, over the function that it descends.</summary>
    /// <inheritdoc cref="Trace(string, Label, Objective, IReadOnlyList{ValueTuple{double, double}})"/>
    public void Trace(string name, Label label, Objective1D objective, IReadOnlyList<double> positions)
    {
        var run = new RunRecord(section, name, "trace", label.Text) { Hyperparameters = label.Own, Lists = [new("x", positions)] };
        Record(run);
        Draw(ChapterFigures.Trace(run, objective));
        Print($"{name}, {label.Text}: step {positions.Count - 1}, x {positions[^1]:F6}");
    }

    /// <summary>Keeps a plotted function for the run file, and gives it as a line for a figure.</summary>
    /// <param name="name">The middle of the key.</param>
    /// <param name="label">The end of the key.</param>
    /// <param name="x">Where it is plotted.</param>
    /// <param name="f">The function.</param>
    public Curve Curve(string name, string label, IReadOnlyList<double> x, Func<double, double> f) => Curve(name, label, x, [.. x.Select(f)]);

    /// <summary>The same of a function that torch evaluates, in float32.</summary>
    public Curve Curve(string name, string label, Tensor x, Func<Tensor, Tensor> f) => Curve(name, label, Widen(x.data<float>().ToArray()), Widen(f(x).data<float>().ToArray()));

    private Curve Curve(string name, string label, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Record(new RunRecord(section, name, "curve", label) { Lists = [new("x", x), new("y", y)] });
        return new Curve(x, y) { Label = label.Replace("=", " = ") };
    }

    /// <summary>Ends a section: how far the two implementations part on the same gradients, under either convention.</summary>
    /// <param name="pairs">What is compared, and how each of the two is made.</param>
    public void ScratchAgainstConcise(params (string What, Func<IReadOnlyList<Tensor>, ScratchOptimizer> Scratch, Func<IEnumerable<Parameter>, optim.Optimizer> Concise)[] pairs)
    {
        Aside("From scratch against concise: largest |Δ| of a parameter, on the same float64 gradients", () =>
        {
            Print($"{"",-24} {"step 1",9} {"step 10",9} {"step 100",9} {"step 1000",9}");
            foreach (var (what, scratch, concise) in pairs)
            {
                var apart = Agreement.Measure(scratch, concise, Airfoil, 1000);
                Print($"{what,-24} {apart[0],9:G2} {apart[9],9:G2} {apart[99],9:G2} {apart[999],9:G2}");
            }
        });
    }

    private LossCurve Train(string name, string variant, Label label, int batchSize, int epochs, Func<TrainOptions, LossCurve> train)
    {
        epochs = options.Epochs ?? (options.Quick ? Math.Min(epochs, 2) : epochs);
        var run = new RunRecord(section, name, variant, label.Text) { Hyperparameters = label.Own, BatchSize = batchSize, Epochs = epochs };
        var settings = new TrainOptions { BatchSize = batchSize, Epochs = epochs, Seed = options.Seed, Device = options.Device };
        var report = progress is null ? null : new Reporter(part => progress(run.Key, part));
        LossCurve curve;
        try
        {
            // The first training of its kind compiles it; without this, the first curve's times would be the compiler's.
            if (_warm.Add(variant)) train(settings with { Epochs = 1 });
            curve = train(settings with { Progress = report, Checkpoints = Checkpoints(run.Key), Cancel = options.Cancel, Trace = options.Trace is { } trace && trace.Key == run.Key ? trace.Path : null });
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"{run.Key}: {e.Message}");
        }
        Record(run with
        {
            SecondsPerEpoch = curve.SecondsPerEpoch,
            Lists = [new("epoch", curve.Epoch), new("loss", curve.Loss), new("w", Widen(curve.Weights)), new("b", Widen(curve.Bias))],
        });
        if (curve.Loss.Count == 0)
        {
            Print($"{name}, {variant}, {label.Text}: no loss, which is recorded each time a multiple of 200 samples was seen; {curve.SecondsPerEpoch:F4} s/epoch");
            return curve;
        }
        Draw(ChapterFigures.Loss($"{section}-{name}-{variant}-{label.Text}", curve, epochs));
        Print($"{name}, {variant}, {label.Text}: loss {curve.Loss[^1]:F3}, {curve.SecondsPerEpoch:F4} s/epoch");
        return curve;
    }

    /// <summary>float32 numbers as the equal doubles.</summary>
    internal static double[] Widen(IReadOnlyList<float> values) => [.. values.Select(v => (double)v)];

    private sealed class Reporter(Action<double> act) : IProgress<double>
    {
        public void Report(double value) => act(value);
    }
}
