using D2lOptim.Chapter11.Commands;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace D2lOptim.Tests.Build;

/// <summary>.github/workflows/ci.yml against the parts of GitHub's workflow syntax that it uses: a key that GitHub does
/// not know stops a workflow.</summary>
public class WorkflowTests
{
    private static readonly string s_path = Path.Combine(Repository.Root, ".github", "workflows", "ci.yml");

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["workflow"] = ["name", "run-name", "on", "permissions", "env", "defaults", "concurrency", "jobs"],
        ["event"] = ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore", "types"],
        ["job"] = ["name", "needs", "permissions", "runs-on", "environment", "concurrency", "outputs", "env",
            "defaults", "if", "steps",
            "timeout-minutes", "strategy", "continue-on-error", "container", "services"],
        ["strategy"] = ["matrix", "fail-fast", "max-parallel"],
        ["step"] = ["id", "if", "name", "uses", "run", "working-directory", "shell", "with", "env",
            "continue-on-error", "timeout-minutes"],
    };

    [Fact]
    public void The_workflow_keeps_to_the_syntax() => Assert.Empty(Problems(File.ReadAllText(s_path)));

    [Fact]
    public void Both_backends_and_the_three_systems_are_tested()
    {
        var matrix = Map(Map(Map(Map(Parse(File.ReadAllText(s_path)), "jobs"), "test"), "strategy"), "matrix");
        var legs = List(matrix, "include").Cast<Dictionary<object, object?>>()
            .Select(leg => $"{leg["os"]} {leg["backend"]}").ToList();
        Assert.Equal(["macos-latest nuget", "ubuntu-22.04 nuget", "ubuntu-latest nuget", "ubuntu-latest system",
            "windows-latest nuget"],
            legs.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string> Slips => new()
    {
        { "    timeout-minutes: 60", "    timeout: 60" },
        { "      - name: Tests\n        run:", "      - name: Tests\n        runs:" },
        { "      - uses: actions/checkout@v4\n", "      - uses: actions/checkout\n" },
        { "      fail-fast: false", "      failfast: false" },
        { "    runs-on: ${{ matrix.os }}\n", "" },
        { "${{ matrix.backend }} on", "${{ matrix.backen }} on" },
        { "on:\n  push:", "on:\n  pushes:" },
        { "        run: ./d2l test", "        run: ./d2l test\n        uses: actions/checkout@v4" },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void A_slip_is_found(string right, string wrong)
    {
        var text = File.ReadAllText(s_path).ReplaceLineEndings("\n");
        Assert.Contains(right, text);
        Assert.NotEmpty(Problems(text.Replace(right, wrong)));
    }

    [Fact]
    public void A_key_given_twice_is_refused() => Assert.ThrowsAny<YamlException>(() => Parse("jobs: {}\njobs: {}\n"));

    private static List<string> Problems(string text)
    {
        var problems = new List<string>();
        var workflow = Parse(text);
        void Known(string kind, string where, Dictionary<object, object?> map) =>
            problems.AddRange(map.Keys.Where(key => !s_allowed[kind].Contains(key))
                .Select(key => $"{where}: '{key}' is no key of a {kind}"));

        Known("workflow", "ci.yml", workflow);
        string[] events = ["push", "pull_request", "workflow_dispatch", "schedule"];
        foreach (var (name, value) in Map(workflow, "on"))
        {
            if (!events.Contains(name)) problems.Add($"on: '{name}' is no event that is expected");
            if (value is Dictionary<object, object?> filters) Known("event", $"on.{name}", filters);
        }
        foreach (var (name, value) in Map(workflow, "jobs"))
        {
            if (value is not Dictionary<object, object?> job)
            {
                problems.Add($"jobs.{name} is no map");
                continue;
            }
            Known("job", $"jobs.{name}", job);
            if (!job.ContainsKey("runs-on")) problems.Add($"jobs.{name} has no runs-on");
            if (job.ContainsKey("strategy")) Known("strategy", $"jobs.{name}", Map(job, "strategy"));
            foreach (var step in List(job, "steps").Cast<Dictionary<object, object?>>())
            {
                Known("step", $"jobs.{name}.steps", step);
                if (step.ContainsKey("uses") == step.ContainsKey("run"))
                    problems.Add($"jobs.{name}: a step has either uses or run");
                if (step.TryGetValue("uses", out var uses) && !$"{uses}".Contains('@'))
                    problems.Add($"jobs.{name}: {uses} has no version");
            }
        }
        var legs = System.Text.RegularExpressions.Regex.Matches(text, @"\bmatrix\.(\w+)")
            .Select(match => match.Groups[1].Value).Distinct();
        problems.AddRange(legs.Where(leg => !text.Contains($" {leg}: ", StringComparison.Ordinal))
            .Select(leg => $"matrix.{leg} is not in the matrix"));
        return problems;
    }

    private static Dictionary<object, object?> Parse(string text) =>
        new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<object, object?>>(text);

    private static Dictionary<object, object?> Map(Dictionary<object, object?> parent, string key) =>
        parent.GetValueOrDefault(key) as Dictionary<object, object?> ?? [];

    private static List<object?> List(Dictionary<object, object?> parent, string key) =>
        parent.GetValueOrDefault(key) as List<object?> ?? [];
}
