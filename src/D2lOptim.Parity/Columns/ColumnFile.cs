using System.Globalization;
using System.Text.Json;

namespace D2lOptim.Parity.Columns;

/// <summary>Named lists of numbers: what a program has logged of its training, in the form that it has.</summary>
/// <param name="Path">The file, as messages call it.</param>
/// <param name="Columns">The lists by name.</param>
public sealed record ColumnFile(string Path, IReadOnlyDictionary<string, IReadOnlyList<double>> Columns)
{
    /// <summary>Whether a file is of one of these forms.</summary>
    public static bool Is(string path) =>
        IsEvents(path) || System.IO.Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".json";

    /// <summary>Reads CSV with a line of names, JSON (a run file, an object of lists, or a list), or a TensorBoard
    /// event file, by the file's name.</summary>
    /// <exception cref="BadInputException">There is no such file, or it is of another form.</exception>
    public static ColumnFile Read(string path)
    {
        try
        {
            var columns = IsEvents(path) ? EventFile.Read(path)
                : path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Csv(path) : Json(path);
            return columns.Count > 0 ? new(path, columns)
                : throw new BadInputException($"{path}: no list of numbers, expected some");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static bool IsEvents(string path) =>
        System.IO.Path.GetFileName(path).Contains("tfevents", StringComparison.Ordinal);

    private static Dictionary<string, IReadOnlyList<double>> Csv(string path)
    {
        var lines = File.ReadAllLines(path).Where(line => line.Trim() != "").Select(line => line.Split(',')).ToList();
        if (lines.Count == 0)
            throw new BadInputException($"{path}: is empty, expected a line of names and lines of numbers");
        var named = !lines[0].All(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out _));
        string[] names = [.. lines[0].Select((cell, k) => named ? cell.Trim() : $"column {k + 1}")];
        if (names.Distinct().Count() < names.Length)
            throw new BadInputException($"{path}: two columns have one name, expected each once");
        var columns = names.ToDictionary(name => name, _ => new List<double>());
        foreach (var (row, cells) in lines.Skip(named ? 1 : 0).Index())
        {
            if (cells.Length != names.Length)
                throw new BadInputException($"{path}, row {row + 1}: {cells.Length} cells, expected {names.Length}");
            foreach (var (name, cell) in names.Zip(cells))
                columns[name].Add(double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number
                    : throw new BadInputException(
                    $"{path}, row {row + 1}, {name}: '{cell.Trim()}', expected a number"));
        }
        return columns.ToDictionary(c => c.Key, c => (IReadOnlyList<double>)c.Value);
    }

    private static Dictionary<string, IReadOnlyList<double>> Json(string path)
    {
        Dictionary<string, IReadOnlyList<double>> all = [];
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        Add("", document.RootElement);
        return all;

        void Add(string name, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                var key = value.TryGetProperty("key", out var k) && k.ValueKind == JsonValueKind.String
                    ? k.GetString()! : name;
                foreach (var entry in value.EnumerateObject())
                    Add(key == "" ? entry.Name : $"{key}/{entry.Name}", entry.Value);
            }
            else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
            {
                if (value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number))
                    all[name == "" ? "values" : name] = [.. value.EnumerateArray().Select(item => item.GetDouble())];
                else
                    foreach (var (k, item) in value.EnumerateArray().Index()) Add($"{name}[{k}]", item);
            }
        }
    }
}
