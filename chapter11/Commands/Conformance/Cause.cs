using System.IO.Enumeration;

namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>Why some rows differ, and C# that is right there: that it gives PyTorch's numbers proves the
/// cause.</summary>
/// <param name="Name">A few words.</param>
/// <param name="Rows">Names of cases or quantities, with `*`.</param>
/// <param name="Why">The cause, in a sentence or two.</param>
/// <param name="Proof">The case in which <paramref name="Right"/> is tried, null where there is nothing right to
/// call.</param>
/// <param name="Right">What stands there instead of the row's own C#.</param>
internal sealed record Cause(string Name, IReadOnlyList<string> Rows, string Why, string? Proof, string? Right)
{
    internal bool Covers(string name) =>
        Rows.Any(row => FileSystemName.MatchesSimpleExpression(row, name, ignoreCase: false));

    /// <summary>Reads blocks `## NAME`, `rows: …; …`, `why: …`, and perhaps `proof: CASE` and indented C#.</summary>
    /// <exception cref="BadInputException">A block is not of this form.</exception>
    internal static IReadOnlyList<Cause> Read(string path)
    {
        List<Cause> causes = [];
        foreach (var block in File.ReadAllText(path).Split("## ").Skip(1))
        {
            var lines = block.Split('\n');
            string? Field(string field) =>
                lines.FirstOrDefault(line =>
                line.StartsWith(field + ": ", StringComparison.Ordinal))?[(field.Length + 2)..].Trim();
            var right = string.Join('\n', lines.Where(line => line.StartsWith("    ", StringComparison.Ordinal))
                .Select(line => line[4..]));
            if (Field("rows") is not { } rows || Field("why") is not { } why
                || Field("proof") is null != (right.Length == 0))
                throw new BadInputException(
                    $"{path}: '{lines[0]}': expected rows: and why:, and proof: with indented C# or neither");
            causes.Add(new(lines[0].Trim(), [.. rows.Split(';', StringSplitOptions.TrimEntries)], why, Field("proof"),
                right.Length == 0 ? null : right));
        }
        return causes;
    }
}
