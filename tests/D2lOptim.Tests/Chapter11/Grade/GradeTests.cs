using D2lOptim.Chapter11.Grade;
using D2lOptim.Parity.Causes;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Chapter11.Grade;

/// <summary>Readers' optimizers: right ones pass, wrong ones are told why, and what does not end, throws or ends the
/// program gets an answer.</summary>
public class GradeTests
{
    private const string First = "v[i] = beta1 * v[i] + (1 - beta1) * g[i];",
        Second = "s[i] = beta2 * s[i] + (1 - beta2) * g[i] * g[i];", VHat = "v[i] / (1 - Math.Pow(beta1, t))",
        SHat = "s[i] / (1 - Math.Pow(beta2, t))", Update = "lr * vHat / (Math.Sqrt(sHat) + eps)";

    // Ten wrong Adams: what is written for what, and what it must be called.
    private static readonly Dictionary<string, (string For, string Written, CauseKind Cause)> s_wrongAdams = new()
    {
        ["no bias correction"] = ($"{VHat};\n        var sHat = {SHat}", "v[i];\n        var sHat = s[i]",
            CauseKind.BiasCorrection),
        ["the second moment not corrected"] = (SHat, "s[i]", CauseKind.BiasCorrection),
        ["the correction a step ahead"] = ($"{VHat};\n        var sHat = {SHat}",
            $"{VHat.Replace("t)", "t + 1)")};\n        var sHat = {SHat.Replace("t)", "t + 1)")}",
            CauseKind.BiasCorrection),
        ["ε within the root"] = ("(Math.Sqrt(sHat) + eps)", "Math.Sqrt(sHat + eps)", CauseKind.EpsPlace),
        ["ε outside of the division"] = (Update, "(lr / Math.Sqrt(sHat) + eps) * vHat", CauseKind.EpsPlace),
        ["another ε"] = ("+ eps)", "+ 1e-3)", CauseKind.EpsValue),
        ["uphill"] = ("x[i] -= lr", "x[i] += lr", CauseKind.Target),
        ["g for g²"] = (Second, "s[i] = beta2 * s[i] + (1 - beta2) * Math.Abs(g[i]);", CauseKind.History),
        ["the decay rates exchanged"] = (First, "v[i] = beta2 * v[i] + (1 - beta2) * g[i];", CauseKind.Momentum),
        ["the second moment never kept"] = (Second, "s[i] = (1 - beta2) * g[i] * g[i];", CauseKind.History),
    };

    public static TheoryData<string> Kinds => [.. GradedKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_right_answer_passes_and_the_template_does_not(string name)
    {
        var kind = GradedKind.Find(name);
        Assert.Equal((true, "all 60 steps are the right ones"), Grade(kind.Solution) is var right
            ? (right.Right, right.Lines.Single()) : default);
        Assert.False(Grade(kind.Template).Right);
    }

    [Fact]
    public void Of_ten_wrong_Adams_nine_are_told_their_cause()
    {
        var solution = GradedKind.Find("adam").Solution;
        List<string> missed = [];
        foreach (var (name, (right, written, cause)) in s_wrongAdams)
        {
            Assert.Contains(right, solution);
            var verdict = Grade(solution.Replace(right, written));
            Assert.False(verdict.Right, name);
            if (verdict.Causes.All(c => c.Kind != cause)) missed.Add($"{name}: {string.Join("; ", verdict.Lines)}");
        }
        Assert.True(missed.Count <= 1, string.Join("\n", missed));
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "static void sgd(double[] x, double[] g, double lr)\n{\n    x[0] -= lr * h[0];\n}", "line 3: The name 'h'" },
        { "static void sgd(double[] x) { while (true) { } }", "does not come to an end: stopped after 3 s in step 1" },
        { "static void sgd(double[] x, int t) { x[0] = t; if (t == 3) throw new Exception(\"no\"); }",
            "throws in step 3: Exception: no" },
        { "static void sgd(double[] x) { x[5] = 1; x[6] = 0; }", "throws in step 1: IndexOutOfRangeException" },
        { "static void sgd(double[] x, double[] g) { x[0] = 0.0 / (g[0] - g[0]); }", "w is NaN after step 1" },
        { "static void sgd(double[] x, int t) { x[0] = t; if (t == 2) Environment.Exit(0); }",
            "ends the program in step 2, with exit code 0" },
        { "static void sgd(int t) => sgd(t + 1 - 1);", "step 1" },
        { "static void sgd(int t) { var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 24]); }",
            "throws in step 1: OutOfMemoryException" },
        { "static void sgd(double[] x, double beta3) { }", "sgd is given no 'beta3'; there are x, g, t, lr" },
        { "static void sgd(float[] x) { }", "sgd's x must be double[], was Single[]" },
        { "static void other() { }", "there is no static method sgd, momentum" },
        { "static void sgd() { }\nstatic void adam() { }", "expected one method to be graded, found" },
        { "static void sgd() { }", "it does not change x in the first step" },
        { "", "does not compile" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_cannot_be_graded_gets_a_clear_answer(string source, string message)
    {
        var verdict = Grade(source, source.Contains("true) { }") || source.Contains("=> sgd") ? 3 : 60);
        Assert.False(verdict.Right);
        Assert.Contains(message, string.Join("\n", verdict.Lines));
    }

    [Fact]
    public void It_may_stand_in_a_class_with_its_own_imports() => Assert.True(Grade("""
        using static System.Math;

        public static class Mine
        {
            public static void adagrad(double[] g, double[] s, double eps, double lr, double[] x)
            {
                foreach (var i in Enumerable.Range(0, x.Length))
                {
                    s[i] += Pow(g[i], 2);
                    x[i] -= lr * g[i] / Sqrt(s[i] + eps);
                }
            }

            private static void Main() { }
        }
        """).Right);

    private static Verdict Grade(string source, int seconds = 60)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mine.cs"], source);
        return Grader.Grade(folder["mine.cs"], TimeSpan.FromSeconds(seconds));
    }
}
