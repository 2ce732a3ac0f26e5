namespace D2lOptim.Chapter11.Commands.Conformance;

/// <summary>A row of a table in tests/reference/conformance: the same expression in C# and in Python.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="CSharp">How TorchSharp writes it.</param>
/// <param name="Python">How PyTorch writes it.</param>
internal sealed record Row(string Name, string CSharp, string Python)
{
    /// <summary>Reads a table: a name, then an indented line of C# and one of Python; `#` begins a comment.</summary>
    /// <exception cref="BadInputException">A row is not of this form, or two have one name.</exception>
    internal static IReadOnlyList<Row> Read(string path)
    {
        string[] lines = [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#')];
        Row[] rows = [.. lines.Chunk(3).Select(row => row is [[not ' ', ..], [' ', ..], [' ', ..]]
            ? new Row(row[0], row[1].Trim(), row[2].Trim())
            : throw new BadInputException(
                $"{path}: '{row[0]}': expected a name, then an indented line of C# and one of Python"))];
        return rows.GroupBy(row => row.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new BadInputException($"{path}: two rows are called '{twice.Key}'")
            : rows;
    }
}
