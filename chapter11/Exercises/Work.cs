using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Numerics;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>What an exercise is worked with, and what it finds.</summary>
/// <param name="options">What the command line set.</param>
public sealed class Work(ChapterOptions options)
{
    private readonly Dictionary<string, double> _values = [];
    private readonly List<(string Claim, bool Holds)> _checks = [];
    private readonly List<Figure> _figures = [];
    private readonly Lazy<AirfoilData> _airfoil = new(
        () => Data.Airfoil.Open(options.Data, source: new AirfoilSource(Repository.Data)));
    private readonly Lazy<FashionMnist> _fashion = new(
        () => FashionMnist.Load(new FashionMnistSource(Repository.Data).Resolve(options.DataDir, options.Cancel)));

    /// <summary>The seed that all random numbers follow from.</summary>
    public long Seed => options.Seed;

    /// <summary>The chapter's table.</summary>
    public AirfoilData Airfoil => _airfoil.Value;

    /// <summary>The images that networks learn.</summary>
    public FashionMnist Fashion => _fashion.Value;

    /// <summary>The numbers of the answer by their names in the text.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    /// <summary>What was claimed, and whether it holds.</summary>
    public IReadOnlyList<(string Claim, bool Holds)> Checks => _checks;

    /// <summary>The pictures.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Whether every claim holds.</summary>
    public bool Holds => _checks.All(check => check.Holds);

    /// <summary>A number of the answer.</summary>
    public double Value(string name, double value) => _values[name] = value;

    /// <summary>A claim of the answer.</summary>
    public void Check(string claim, bool holds) => _checks.Add((claim, holds));

    /// <summary>A picture.</summary>
    public void Draw(Figure figure) => _figures.Add(figure);

    /// <summary>Stops here if a signal asked for it.</summary>
    public void Pause() => options.Cancel.ThrowIfCancellationRequested();

    /// <summary>Random numbers, the same at every call.</summary>
    internal SplitMix64 Random() => new(Seed);
}
