using System.Text;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;
using D2lOptim.Plotting;

namespace D2lOptim.Chapter11;

/// <summary>The pictures that the project keeps: each once, PNG if it stands still and SVG if it moves, and a page that
/// shows them.</summary>
public static class Gallery
{
    /// <summary>Whether figures written to a folder are the project's own.</summary>
    public static bool Is(string folder) =>
        Path.GetFullPath(folder) == Path.GetFullPath(Path.Combine(Repository.Data, "..", "plots"));

    private const string Title = "# Every figure of the chapter\n";

    /// <summary>Replaces a section's part of the page, or puts it where the book has it.</summary>
    public static void Show(string folder, Section section, IEnumerable<(string File, Figure Figure)> pictures)
    {
        var path = Path.Combine(folder, "README.md");
        var parts = File.Exists(path) ? File.ReadAllText(path).Split("\n## ").Skip(1)
            .ToDictionary(part => part.Split(' ')[0], part => part.Trim()) : [];
        parts[section.Number] = $"{section.Number} {section.Title}\n\n"
            + string.Join("\n\n", pictures.Select(p => $"![{p.Figure.Alt}]({p.File})\n\n{p.Figure.Alt}"));
        var order = Section.All.Select(s => s.Number).ToList();
        var text = Title
            + string.Concat(parts.OrderBy(part => order.IndexOf(part.Key)).Select(part => $"\n## {part.Value}\n"));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
