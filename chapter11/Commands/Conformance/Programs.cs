using System.Text.RegularExpressions;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>Makes the programs of each kind of row; what is measured and what is shown are the same text.</summary>
internal static partial class Programs
{
    internal static readonly IReadOnlyList<string> Kinds =
        ["optim", "ours", "schedulers", "init", "layers", "losses", "random"];

    /// <summary>All cases of one kind.</summary>
    internal static IEnumerable<Case> Of(string kind, string folder)
    {
        IEnumerable<Case> Each(string table, Func<Row, IEnumerable<Case>> cases) =>
            Row.Read(Path.Combine(folder, table)).SelectMany(cases);
        return kind switch
        {
            "optim" => Each("optim.rows", row => [Optimizer(row, "optim/" + row.Name, 50)])
                .Concat(Each("optim60.rows", row => ((string[])["", " f32", " resumed", " saved"])
                    .Select(variant => Optimizer(row, $"optim60/{row.Name}{variant}", 60, variant.Trim())))),
            "ours" => Each("optim.rows", row => Ours().IsMatch(row.CSharp)
                    ? [Optimizer(row with { CSharp = OursOf(row.CSharp) }, "ours50/" + row.Name, 50)] : [])
                .Concat(Each("optim60.rows", row => Ours().IsMatch(row.CSharp)
                    ? ((string[])["", " f32", " resumed", " saved"])
                        .Select(variant => Optimizer(row with { CSharp = OursOf(row.CSharp) },
                            $"ours/{row.Name}{variant}", 60, variant.Trim()))
                    : [])),
            "schedulers" => Each("schedulers.rows", row => [Scheduler(row, "sched/" + row.Name, 100)])
                .Concat(Each("schedulers120.rows", row => [Scheduler(row, "sched120/" + row.Name, 120, groups: true)])),
            "init" => Each("init.rows", Initialiser),
            "layers" => Each("layers.rows", row => [Layer(row)])
                .Concat(Each("functions.rows", row => [Function(row, "nn/")])),
            "losses" => Each("losses.rows", row => [Function(row, "loss/")]),
            "random" => Each("random.rows", row => [Random(row)]),
            _ => throw new BadInputException($"{kind}: expected one of {string.Join(", ", Kinds)}"),
        };
    }

    // Two parameters, a loss with squares, fourth powers and a product across both.
    private static Case Optimizer(Row row, string name, int steps, string variant = "")
    {
        IReadOnlyList<int> emitted =
            [.. Enumerable.Range(1, steps).Where(step => steps == 50 || step <= 10 || step % 10 == 0)];
        var (closure, type, resumed) =
            (row.Python.Contains("LBFGS", StringComparison.Ordinal), variant == "f32" ? "float32" : "float64",
            variant is "resumed" or "saved");
        // PyTorch's numbers for D2lOptim's optimizers are those of TorchSharp's.
        var golden = name.Replace("ours50/", "optim/", StringComparison.Ordinal)
            .Replace("ours/", "optim60/", StringComparison.Ordinal);
        string CSharp(int shown)
        {
            var step = closure ? "o.step(() => { o.zero_grad(); var l = loss(); l.backward(); return l; });"
                : "o.zero_grad(); loss().backward(); o.step();";
            var again = variant switch
            {
                "resumed" => $"if (step == 31) {{ var state = o.state_dict(); o = {row.CSharp}; "
                    + $"o.load_state_dict(state); }}",
                "saved" => $"if (step == 31) {{ var file = new MemoryStream(); o.save_state_dict(new "
                    + $"BinaryWriter(file)); o = {row.CSharp}; file.Position = 0; o.load_state_dict(new "
                    + $"BinaryReader(file)); }}",
                _ => "",
            };
            return Lines(
                $"Parameter[] p = [new Parameter((arange(0, 12, 1, dtype: {type}) * 0.37 - 2.0).reshape(3, 4)), new "
                    + $"Parameter(arange(0, 5, 1, dtype: {type}) * -0.21 + 0.9)];",
                $"Tensor c1 = (arange(0, 12, 1, dtype: {type}) * 0.11 + 0.3).reshape(3, 4), c2 = arange(0, 5, 1, "
                    + $"dtype: {type}) * 0.25 + 0.2;",
                "Tensor loss() => (c1 * p[0] * p[0]).sum() + (c2 * p[1] * p[1] * p[1] * p[1]).sum() + p[0][0][0] * "
                    + "p[1][1] + p[1].sum() * 0.125;",
                Statements(row.CSharp) is var (first, last) ? Lines(first, $"var o = {last};") : "",
                $"for (var step = 1; step <= {(shown == 0 ? steps : shown)}; step++)",
                "{",
                again.Length == 0 ? "" : "    " + again,
                "    " + step,
                shown == 0 ? $"    if ({(steps == 50 ? "true" : "step <= 10 || step % 10 == 0")}) emit(\"{name}\", "
                    + $"cat([p[0].detach().flatten(), p[1].detach()]));" : "",
                "}",
                shown == 0 ? "" : $"emit(\"{name}\", cat([p[0].detach().flatten(), p[1].detach()]));");
        }
        string Python(int shown) => Lines(
            $"p = [nn.Parameter((torch.arange(12, dtype=torch.{type}) * 0.37 - 2.0).reshape(3, 4)), "
                + $"nn.Parameter(torch.arange(5, dtype=torch.{type}) * -0.21 + 0.9)]",
            $"c1, c2 = (torch.arange(12, dtype=torch.{type}) * 0.11 + 0.3).reshape(3, 4), torch.arange(5, "
                + $"dtype=torch.{type}) * 0.25 + 0.2",
            "loss = lambda: (c1 * p[0] * p[0]).sum() + (c2 * p[1] * p[1] * p[1] * p[1]).sum() + p[0][0][0] * "
                + "p[1][1] + p[1].sum() * 0.125",
            $"o = {row.Python}",
            closure ? "def closure(): o.zero_grad(); l = loss(); l.backward(); return l" : "",
            $"for step in range(1, {(shown == 0 ? steps : shown) + 1}):",
            resumed ? $"    if step == 31: state = o.state_dict(); o = {row.Python}; o.load_state_dict(state)" : "",
            closure ? "    o.step(closure)" : "    o.zero_grad(); loss().backward(); o.step()",
            shown == 0 ? $"    if {(steps == 50 ? "True" : "step <= 10 or step % 10 == 0")}: emit(\"{golden}\", "
                + $"torch.cat([p[0].detach().flatten(), p[1].detach()]))" : "",
            shown == 0 ? "" : $"emit(\"{golden}\", torch.cat([p[0].detach().flatten(), p[1].detach()]))");
        return new(name, row, CSharp, Python, emitted)
        {
            Golden = resumed ? golden[..^(variant.Length + 1)] : golden,
            With = csharp => Optimizer(row with { CSharp = csharp }, name, steps, variant),
        };
    }

    // The rate before the first step and after each; of both groups where there are two.
    private static Case Scheduler(Row row, string name, int steps, bool groups = false)
    {
        var ((scheduler, extra), (pythonScheduler, pythonExtra)) = (Split(row.CSharp), Split(row.Python));
        var momentum = extra == "momentum";
        var metric = !momentum && extra.Length > 0;
        var m = momentum ? ", momentum: 0.9" : "";
        string CSharp(int shown)
        {
            string Emit(string rate, string quantity) => $"emit(\"{name}{quantity}\", tensor({rate}, dtype: float64));";
            var emit = (groups ? "foreach (var g in o.ParamGroups) " + Emit("g.LearningRate", "")
                : Emit("o.ParamGroups.First().LearningRate", ""))
                + (momentum ? " " + Emit("((SGD.ParamGroup)o.ParamGroups.First()).Momentum", " (momentum)") : "");
            return Lines(
                "Parameter[] p = [new Parameter(zeros(3)), new Parameter(zeros(2))];",
                groups ? $"var o = optim.SGD([new SGD.ParamGroup([p[0]], new() {{ LearningRate = 0.1 }}), new "
                    + $"SGD.ParamGroup([p[1]], new() {{ LearningRate = 0.02 }})], 0.1{m});"
                    : $"var o = optim.SGD(p, 0.1{m});",
                Statements(scheduler) is var (first, last) ? Lines(first, $"var s = {last};") : "",
                shown == 0 ? emit : "",
                $"for (var i = 0; i < {(shown == 0 ? steps : shown)}; i++)",
                "{",
                $"    o.step(); s.step({(metric ? extra : "")});",
                shown == 0 ? "    " + emit : "",
                "}",
                shown == 0 ? "" : emit);
        }
        string Python(int shown)
        {
            string Emit(string rate, string quantity) =>
                $"emit(\"{name}{quantity}\", torch.tensor({rate}, dtype=torch.float64))";
            var emit = (groups ? Emit("[g[\"lr\"] for g in o.param_groups]", "")
                : Emit("o.param_groups[0][\"lr\"]", ""))
                + (momentum ? "; " + Emit("o.param_groups[0][\"momentum\"]", " (momentum)") : "");
            var m = momentum ? ", momentum=0.9" : "";
            return Lines(
                "p = [nn.Parameter(torch.zeros(3)), nn.Parameter(torch.zeros(2))]",
                groups ? $"o = optim.SGD([dict(params=[p[0]], lr=0.1), dict(params=[p[1]], lr=0.02)], 0.1{m})"
                    : $"o = optim.SGD(p, 0.1{m})",
                $"s = {pythonScheduler}",
                shown == 0 ? emit : "",
                $"for i in range({(shown == 0 ? steps : shown)}):",
                $"    o.step(); s.step({(metric ? pythonExtra : "")})",
                shown == 0 ? "    " + emit : "",
                shown == 0 ? "" : emit);
        }
        return new(name, row, CSharp, Python, [.. Enumerable.Range(0, steps + 1)])
        {
            With = csharp =>
            Scheduler(row with { CSharp = csharp }, name, steps, groups)
        };
    }

    private static IEnumerable<Case> Initialiser(Row row)
    {
        var ((shape, call), (pythonShape, pythonCall)) = (Split(row.CSharp), Split(row.Python));
        Func<string, Case> With(int place) => csharp => Initialiser(row with { CSharp = csharp }).ElementAt(place);
        if (call.Length == 0)
        {
            yield return Plain("init/" + row.Name, row, With(0),
                $"emit(\"init/{row.Name}\", tensor({row.CSharp}, dtype: float64));",
                $"emit(\"init/{row.Name}\", torch.tensor([{row.Python}], dtype=torch.float64))");
            yield break;
        }
        foreach (var bits in (string[])["32", "64"])
        {
            var name = $"init/{row.Name} f{bits}";
            yield return Plain(name, row, With(bits == "32" ? 0 : 1),
                Lines("manual_seed(7);", $"var t = zeros([{shape}], dtype: float{bits});",
                    $"using (no_grad()) {call};", $"emit(\"{name}\", t);"),
                Lines("torch.manual_seed(7)", $"t = torch.zeros({pythonShape}, dtype=torch.float{bits})",
                    $"with torch.no_grad(): {pythonCall}", $"emit(\"{name}\", t)"));
        }
    }

    // Initial parameters under a seed, outputs, gradients of the sum of the outputs' squares, buffers.
    private static Case Layer(Row row)
    {
        var ((make, run), (pythonMake, pythonRun)) = (Split(row.CSharp), Split(row.Python));
        var ((first, last), (pythonFirst, pythonLast)) = (Statements(run), Statements(pythonRun));
        var name = "nn/" + row.Name;
        return Plain(name, row, csharp => Layer(row with { CSharp = csharp }),
            Lines(
                InputsCSharp(row.CSharp),
                $"manual_seed(11); var m = {make};",
                $"foreach (var (n, q) in m.named_parameters()) emit($\"{name}/param {{n}}\", q);",
                $"manual_seed(12); {first}",
                $"Tensor[] y = [{last}];",
                $"for (var k = 0; k < y.Length; k++) emit($\"{name}/out{{k}}\", y[k]);",
                "if (y.Where(v => v.requires_grad).Select(v => (v * v).sum()).ToArray() is [_, ..] squares) "
                    + "squares.Aggregate((a, b) => a + b).backward();",
                $"foreach (var (n, q) in m.named_parameters()) if (q.grad is {{ }} g) emit($\"{name}/grad {{n}}\", g);",
                row.CSharp.Contains("Norm", StringComparison.Ordinal)
                    ? $"foreach (var (n, b) in m.named_buffers()) emit($\"{name}/buffer {{n}}\", b);" : ""),
            Lines(
                InputsPython(row.Python),
                $"torch.manual_seed(11); m = {pythonMake}",
                $"for n, q in m.named_parameters(): emit(f\"{name}/param {{n}}\", q)",
                $"torch.manual_seed(12); {pythonFirst}".Trim().TrimEnd(';'),
                $"y = [{pythonLast}]",
                $"for k, v in enumerate(y): emit(f\"{name}/out{{k}}\", v)",
                "squares = [(v * v).sum() for v in y if v.requires_grad]",
                "if squares: sum(squares[1:], squares[0]).backward()",
                "for n, q in m.named_parameters():",
                $"    if q.grad is not None: emit(f\"{name}/grad {{n}}\", q.grad)",
                row.CSharp.Contains("Norm", StringComparison.Ordinal)
                    ? $"for n, b in m.named_buffers(): emit(f\"{name}/buffer {{n}}\", b)" : ""));
    }

    // The value at z and the gradient of its sum.
    private static Case Function(Row row, string prefix) =>
        Plain(prefix + row.Name, row, csharp => Function(row with { CSharp = csharp }, prefix),
        Lines(
            InputsCSharp("X("), InputsCSharp(row.CSharp.Replace("X(", "", StringComparison.Ordinal)),
            "Tensor z = X(6, 4).requires_grad_(), tg = X(6, 4) * 0.3 + 0.1, lab = tensor(new long[] { 0, 1, 2, 3, "
                + "0, 1 });",
            $"{(prefix == "nn/" ? "manual_seed(3); " : "")}var l = {row.CSharp};",
            $"emit(\"{prefix}{row.Name}\", l); l.sum().backward();",
            $"emit(\"{prefix}{row.Name}/grad\", z.grad);"),
        Lines(
            InputsPython("X("), InputsPython(row.Python.Replace("X(", "", StringComparison.Ordinal)),
            "z, tg, lab = X(6, 4).requires_grad_(), X(6, 4) * 0.3 + 0.1, torch.tensor([0, 1, 2, 3, 0, 1])",
            $"{(prefix == "nn/" ? "torch.manual_seed(3); " : "")}l = {row.Python}",
            $"emit(\"{prefix}{row.Name}\", l); l.sum().backward()",
            $"emit(\"{prefix}{row.Name}/grad\", z.grad)"));

    private static Case Random(Row row)
    {
        var ((first, last), (pythonFirst, pythonLast)) = (Statements(row.CSharp), Statements(row.Python));
        return Plain("rand/" + row.Name, row, csharp => Random(row with { CSharp = csharp }),
            Lines(InputsCSharp(row.CSharp), $"manual_seed(3); {first}".TrimEnd(),
                $"emit(\"rand/{row.Name}\", {last});"),
            Lines(InputsPython(row.Python), $"torch.manual_seed(3); {pythonFirst}".Trim().TrimEnd(';'),
                $"emit(\"rand/{row.Name}\", {pythonLast})"));
    }

    /// <summary>The helpers that a row's text calls: inputs, indices, all parts of a tuple.</summary>
    private static string InputsCSharp(string text) => Lines(
        text.Contains("X(", StringComparison.Ordinal)
            ? "Tensor X(params long[] s) => (arange(0, s.Aggregate(1L, (a, b) => a * b), 1, dtype: float32) * "
            + "0.7310585).sin().reshape(s);" : "",
        text.Contains("L(", StringComparison.Ordinal) ? "Tensor L(params long[] v) => tensor(v);" : "",
        text.Contains("All(", StringComparison.Ordinal)
            ? "Tensor[] All(System.Runtime.CompilerServices.ITuple t) => [.. Enumerable.Range(0, t.Length).Select(i "
            + "=> t[i]).OfType<Tensor>().Where(v => !v.IsInvalid)];" : "");

    private static string InputsPython(string text) => Lines(
        text.Contains("X(", StringComparison.Ordinal)
            ? "X = lambda *s: (torch.arange(math.prod(s), dtype=torch.float32) * 0.7310585).sin().reshape(s)" : "",
        text.Contains("L(", StringComparison.Ordinal) ? "L = lambda *v: torch.tensor(v)" : "",
        text.Contains("All(", StringComparison.Ordinal)
            ? "All = lambda t: [t] if torch.is_tensor(t) else [y for x in t if x is not None for y in All(x)]" : "");

    private static Case Plain(string name, Row row, Func<string, Case> with, string csharp, string python) =>
        new(name, row, _ => csharp, _ => python, []) { With = with };

    private static (string First, string Second) Split(string text) =>
        text.Split(" | ") is [var first, var second] ? (first, second) : (text, "");

    // All statements but the last, and the last, which is an expression; they are lines, or stand in one line.
    private static (string First, string Last) Statements(string text) =>
        text.LastIndexOf(text.Contains('\n', StringComparison.Ordinal) ? "\n" : "; ",
            StringComparison.Ordinal) is >= 0 and var at ? (text[..(at + 1)].TrimEnd(), text[(at + 1)..].Trim())
            : ("", text);

    private static string Lines(params IEnumerable<string> lines) =>
        string.Join('\n', lines.Where(line => line.Length > 0));

    /// <summary>A whole program of C#, for `dotnet run FILE.cs`.</summary>
    internal static string WholeCSharp(string body) => Lines(
        $"#:package TorchSharp-cpu@{ConformanceReport.TorchSharpVersion}",
        "using TorchSharp; using TorchSharp.Modules; using static TorchSharp.torch;",
        body,
        "void emit(string name, Tensor t) => Console.WriteLine($\"{name}: {string.Join(' ', "
            + "t.detach().to(float64).flatten().data<double>().ToArray())}\");");

    /// <summary>A whole program of Python.</summary>
    internal static string WholePython(string body) => Lines(
        "import math, torch; from torch import nn, optim; from torch.optim import lr_scheduler",
        "def emit(name, t): print(f\"{name}:\", *t.detach().double().flatten().tolist())",
        body);

    // Those that compute by tensors have groups of their own, the others TorchSharp's.
    private static string OursOf(string csharp) =>
        OursGroups().Replace(Ours().Replace(csharp, "D2lOptim.fused."), "new D2lOptim.Optimizers.Fused.");

    // The optimizers that D2lOptim makes too, under the same names and options.
    [GeneratedRegex(@"optim\.(?=(SGD|Adam|AdamW|Adagrad|Adadelta|RMSProp|Adamax|RAdam|NAdam|ASGD)\()")]
    private static partial Regex Ours();

    [GeneratedRegex(@"new (?=(RAdam|NAdam|ASGD)\.)")]
    private static partial Regex OursGroups();
}
