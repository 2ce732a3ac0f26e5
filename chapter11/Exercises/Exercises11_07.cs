using D2lOptim.Numerics;
using D2lOptim.Plotting;
using MathNet.Numerics.LinearAlgebra;

namespace D2lOptim.Chapter11.Exercises;

/// <summary>AdaGrad.</summary>
internal static class Exercises11_07
{
    internal static void Orthogonal(Work work)
    {
        var random = work.Random();
        double off = 0, notOrthogonal = 0;
        for (var k = 0; k < 1000; k++)
        {
            var A = Matrix<double>.Build.Dense(5, 5, (_, _) => random.Gaussian());
            var U = A.QR().Q;
            var (c, d) = (Vector<double>.Build.Dense(5, _ => random.Gaussian()),
                Vector<double>.Build.Dense(5, _ => random.Gaussian()));
            off = Math.Max(off, Math.Abs((c - d).L2Norm() / (U * c - U * d).L2Norm() - 1));
            notOrthogonal = Math.Max(notOrthogonal, (A * c - A * d).L2Norm() / (c - d).L2Norm());
        }
        work.Value("off", off);
        work.Value("stretch", notOrthogonal);
        work.Check("1,000 random orthogonal U keep the length of c − δ, to rounding", off < 1e-13);
        work.Check("matrices that are not orthogonal stretch it", notOrthogonal > 2);
    }

    // AdaGrad, η = 2, 20 steps.
    internal static void Turned(Work work)
    {
        var straight = Plane.Run(Plane.Valley, 2, 20, Plane.AdaGrad);
        var turned = Plane.Run(Plane.Turned, 2, 20, Plane.AdaGrad);
        work.Value("x1", straight[^1].X1);
        work.Value("x2", straight[^1].X2);
        work.Value("t1", turned[^1].X1);
        work.Value("t2", turned[^1].X2);
        work.Check("on the axes both coordinates end within 0.003 of the minimum",
            Math.Max(Math.Abs(straight[^1].X1), Math.Abs(straight[^1].X2)) < 0.003);
        work.Check("turned it ends at (−1.05, −1.05), to 0.01",
            Math.Abs(turned[^1].X1 + 1.05) < 0.01 && Math.Abs(turned[^1].X2 + 1.05) < 0.01);
        var first = Plane.Turned.Gradient(-5, -2);
        work.Check("the steep slope is in both gradients, and s is as large for both coordinates, to a tenth",
            Math.Abs(first.X1 / first.X2) is > 0.7 and < 1.4);
        work.Draw(Plane.Both("exercise-11.7.2",
            "20 steps of AdaGrad, η = 2, on the book's valley and on the valley turned by 45°", straight, turned));
    }

    // Every eigenvalue lies in a disc around some Mⱼⱼ whose radius is the sum of the other |Mⱼₖ|.
    internal static void Gershgorin(Work work)
    {
        var random = work.Random();
        int outside = 0, empty = 0;
        Matrix<double>? shown = null;
        for (var k = 0; k < 1000; k++)
        {
            var M = Matrix<double>.Build.Dense(5, 5, (i, j) => (i == j ? 4 : 1) * random.Gaussian());
            shown ??= M;
            foreach (var value in M.Evd().EigenValues)
                if (!Enumerable.Range(0, 5).Any(j => (value - M[j, j]).Magnitude <= Radius(M, j) + 1e-9)) outside++;
            if (Enumerable.Range(0, 5).Any(j =>
                M.Evd().EigenValues.All(v => (v - M[j, j]).Magnitude > Radius(M, j)))) empty++;
        }
        work.Value("empty", empty);
        work.Check("all 5,000 eigenvalues of 1,000 random matrices lie in a disc", outside == 0);
        work.Check("yet not every disc holds one", empty > 0);
        var circle = new Interval(0, 2 * Math.PI).Spaced(121);
        work.Draw(new Figure("exercise-11.7.3",
            "The eigenvalues of a random matrix, as crosses, and Gershgorin's discs",
            new Panel([.. Enumerable.Range(0, 5).Select(j => new Curve(
                    [.. circle.Select(a => shown![j, j] + Radius(shown, j) * Math.Cos(a))],
                    [.. circle.Select(a => Radius(shown!, j) * Math.Sin(a))]) { Style = j, Dash = Dash.Solid }),
                .. shown!.Evd().EigenValues.Select(v => new Marker(v.Real, v.Imaginary, Sign.Minimum))])
            { X = new("real part"), Y = new("imaginary part"), EqualScales = true }));
    }

    private static double Radius(Matrix<double> M, int row) =>
        Enumerable.Range(0, M.ColumnCount).Where(k => k != row).Sum(k => Math.Abs(M[row, k]));

    // D^(−½)·M·D^(−½) has 1 on its diagonal.
    internal static void Preconditioned(Work work)
    {
        var random = work.Random();
        var outside = 0;
        List<double> scaled = [], even = [];
        for (var k = 0; k < 2000; k++)
        {
            var gains = k < 1000 ? scaled : even;
            var A = Matrix<double>.Build.Dense(4, 4,
                (i, _) => (k < 1000 ? Math.Pow(10, i / 2.0) : 1) * random.Gaussian());
            var M = A * A.Transpose() + 0.01 * Matrix<double>.Build.DenseIdentity(4);
            var N = Matrix<double>.Build.Dense(4, 4, (i, j) => M[i, j] / Math.Sqrt(M[i, i] * M[j, j]));
            var radius = Enumerable.Range(0, 4).Max(j => Radius(N, j));
            var (before, after) = (Eigenvalues(M), Eigenvalues(N));
            if (after.Any(v => v < 1 - radius - 1e-9 || v > Math.Min(1 + radius, 4) + 1e-9)) outside++;
            gains.Add(before[^1] / before[0] / (after[^1] / after[0]));
        }
        work.Value("gain", scaled.Order().ElementAt(500));
        work.Value("worse", even.Count(gain => gain < 1));
        work.Check("all eigenvalues lie within 1 ± the largest row's sum off the diagonal, and below 4, their sum",
            outside == 0);
        work.Check("where rows are scaled by 1 to 31 the condition number falls in over 900 of 1,000 cases",
            scaled.Count(gain => gain > 1) > 900 && work.Values["gain"] > 10);
        work.Check("where they are not it rises in some", work.Values["worse"] > 0);
    }

    private static IReadOnlyList<double> Eigenvalues(Matrix<double> M) => SymmetricEigen.Of(M.ToArray()).Values;

    internal static void LeNet(Work work)
    {
        var adagrad = Networks.Best(work, [0.003, 0.01, 0.03], (p, lr) => fused.Adagrad(p, lr));
        var sgd = Networks.Best(work, [0.03, 0.1, 0.3], (p, lr) => fused.SGD(p, lr));
        work.Value("adagrad", adagrad.Accuracy);
        work.Value("adagradRate", adagrad.Lr);
        work.Value("sgd", sgd.Accuracy);
        work.Value("sgdRate", sgd.Lr);
        work.Check("AdaGrad learns: over 70 % of the test images are right", adagrad.Accuracy > 0.7);
        work.Check("and in so few steps it is ahead of plain SGD, each at its best of three rates",
            adagrad.Accuracy > sgd.Accuracy);
    }

    // With s ← s + g² and g constant the rate is η/(g√t). With the p-th root instead it falls as t^(−1/p).
    internal static void LessAggressive(Work work)
    {
        double Rest(Func<double, double, double> rule) =>
            Math.Abs(Plane.Run(Plane.Valley, 0.4, 100, rule)[^1].X1);
        work.Value("adagrad", Rest(Plane.AdaGrad));
        work.Value("leaky", Rest(Plane.RMSProp(0.99)));
        work.Value("window", Rest((s, g) => 0.9 * s + 0.1 * g * g));
        var (s, rates) = (0.0, new List<double>());
        for (var t = 1; t <= 10_000; t++)
        {
            s += 1;
            if (t is 100 or 10_000) rates.Add(1 / Math.Sqrt(s));
        }
        work.Value("fall", rates[0] / rates[1]);
        work.Check("with gradients of 1 AdaGrad's rate falls by 10 from step 100 to step 10,000",
            Math.Abs(rates[0] / rates[1] - 10) < 1e-9);
        work.Check("a mean that forgets keeps it, and comes nearer in 100 steps at η = 0.4",
            work.Values["leaky"] < work.Values["adagrad"] / 10);
    }
}
