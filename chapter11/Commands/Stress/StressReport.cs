using System.Text;
using D2lOptim.Data;

namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>A page of parts, each written by a command of its own; a command replaces its part, and leaves the
/// others.</summary>
internal static class StressReport
{
    private const string Title = "# Reliability\n", Mark = "\n## ";

    /// <summary>Replaces a part, or puts it behind the others.</summary>
    internal static void Write(string path, string title, IEnumerable<string> lines)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : Title;
        var parts = text.Split(Mark).Skip(1)
            .Select(part => part.Split('\n', 2) is [var head, var rest] ? (head, rest.Trim()) : (part, "")).ToList();
        var own = (title, string.Join('\n', lines).Trim());
        var at = parts.FindIndex(part => part.Item1 == title);
        if (at < 0) parts.Add(own);
        else parts[at] = own;
        var page = text.Split(Mark)[0].TrimEnd() + "\n"
            + string.Concat(parts.Select(part => $"{Mark}{part.Item1}\n{part.Item2}\n"));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }
}
