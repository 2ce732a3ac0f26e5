using D2lOptim.Descent;
using D2lOptim.Objectives;
using D2lOptim.Optimizers;
using D2lOptim.Plotting;
using D2lOptim.Training;

namespace D2lOptim.Chapter11;

/// <summary>11.7 AdaGrad.</summary>
public static class Section11_07
{
    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Aside("11.7.1 Sparse features and learning rates", () => SparseFeatures(page));

        page.Heading("11.7.3 The algorithm: f = 0.1x₁² + 2x₂²");
        foreach (var eta in new[] { 0.4, 2 })
            page.Trace("adagrad-2d", Label.Of(("eta", eta)), new Quadratic(), Descent2D.Run(Descent2D.AdaGrad(eta)));

        page.Heading("11.7.4 Implementation from scratch");
        var o = new AdaGrad.Options { Lr = 0.1 };
        page.Scratch("adagrad", Label.Of(("lr", o.Lr), ("eps", o.Eps)), p => new AdaGrad(p, o));

        page.Heading("11.7.5 Concise implementation");
        var torch = o with { Convention = Convention.Torch };
        page.Concise("adagrad", Label.Of(("lr", torch.Lr)), p => AdaGrad.Concise(p, torch));

        page.ScratchAgainstConcise(
            ("torch's ε", p => new AdaGrad(p, torch), p => AdaGrad.Concise(p, torch)),
            ("d2l's ε", p => new AdaGrad(p, o), p => AdaGrad.Concise(p, torch)));
    }

    private static void SparseFeatures(Page page)
    {
        var steps = page.Options.Quick ? 100 : 500;
        var problem = new SparseRegression(Features: 1000, BatchSize: 32);
        double[] rates = [0.1, 0.2, 0.5, 1, 2];
        page.Print($"{problem.Features} features, of which the k-th occurs in a sample with probability 1/k; {steps} batches of {problem.BatchSize}; error ½(w − w*)² by rank, at each one's best learning rate:");
        List<Series> series = [];
        foreach (var (name, make) in new (string, Func<double, Func<TorchSharp.torch.Tensor, ScratchOptimizer>>)[]
        {
            ("SGD", lr => w => new Sgd([w], new() { Lr = lr })),
            ("AdaGrad", lr => w => new AdaGrad([w], new() { Lr = lr })),
        })
        {
            var (lr, errors) = rates.Select(lr => (lr, Errors: problem.Train(make(lr), steps, page.Options.Seed))).Where(run => run.Errors.All(double.IsFinite)).MinBy(run => run.Errors.Average());
            page.Print($"  {name,-8} lr {lr,4}: the 10 most frequent {errors.Take(10).Average():F4}, ranks 11 to 100 {errors.Skip(10).Take(90).Average():F4}, the 900 rare ones {errors.Skip(100).Average():F4}");
            int[] edges = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
            var bins = edges.Zip(edges.Skip(1)).ToList();
            series.Add(new Curve([.. bins.Select(b => Math.Sqrt((b.First + 1.0) * b.Second))], [.. bins.Select(b => errors.Skip(b.First).Take(b.Second - b.First).Average())]) { Label = $"{name}, lr {lr}", Marks = Marks.LineAndPoints });
        }
        page.Draw(new Figure("11.7-sparse", "Error of the weights by how rare their feature is, SGD against AdaGrad at their best learning rates",
            new Panel(series) { X = new("rank of the feature", 1, 1000, Log: true), Y = new("½(w − w*)²", Log: true) }));
    }
}
