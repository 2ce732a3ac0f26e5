using System.Security;
using System.Text.RegularExpressions;

namespace D2lOptim.Plotting;

/// <summary>Gives an SVG the title and description that screen readers and tooltips show.</summary>
public static partial class SvgCaption
{
    /// <summary>Replaces what the drawing program put there, if anything.</summary>
    public static string Embed(string svg, string title, string description)
    {
        string bare = OldCaption().Replace(svg, "");
        Match open = SvgTag().Match(bare);
        return bare.Insert(open.Index + open.Length,
            $"\n<title>{SecurityElement.Escape(title)}</title>\n<desc>{SecurityElement.Escape(description)}</desc>");
    }

    [GeneratedRegex(@"\s*<(title|desc)>.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex OldCaption();

    [GeneratedRegex(@"<svg\b[^>]*>")]
    private static partial Regex SvgTag();
}
