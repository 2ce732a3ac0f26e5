using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace D2lOptim.Chapter11.Book;

/// <summary>Makes a renderer's SVG part of a page: names of its own, colours of the page's theme, fewer
/// digits.</summary>
public static partial class InlineSvg
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg", s_link = "http://www.w3.org/1999/xlink";

    // The renderers' colours that must follow the theme, as they write them once blanks are gone.
    private static readonly Dictionary<string, string> s_themed = new()
    {
        ["#ffffff"] = "var(--paper)",
        ["rgb(255,255,255)"] = "var(--paper)",
        ["white"] = "var(--paper)",
        ["#222222"] = "var(--ink)",
        ["rgb(34,34,34)"] = "var(--ink)",
        ["#222"] = "var(--ink)",
        ["#000000"] = "var(--ink)",
        ["rgb(0,0,0)"] = "var(--ink)",
        ["black"] = "var(--ink)",
        ["#dddddd"] = "var(--rule)",
        ["rgb(221,221,221)"] = "var(--rule)",
        ["#ddd"] = "var(--rule)",
        ["#2f6690"] = "var(--link)",
        ["rgb(47,102,144)"] = "var(--link)",
        ["#666666"] = "var(--soft)",
        ["rgb(102,102,102)"] = "var(--soft)",
        ["#666"] = "var(--soft)",
    };

    /// <summary>The picture as an <c>svg</c> element.</summary>
    /// <param name="svg">The file's text.</param>
    /// <param name="prefix">Put before every id, since ids must differ within a page.</param>
    /// <param name="alt">What a screen reader says.</param>
    /// <param name="translate">Gives the words of labels in the page's language.</param>
    public static string Of(string svg, string prefix, string alt, Func<string, string>? translate = null)
    {
        var root = XDocument.Parse(DocType().Replace(svg, "")).Root!;
        var (width, height) = (Number(root, "width"), Number(root, "height"));
        root.Descendants().Where(e => e.Name.LocalName is "title" or "desc" or "metadata").ToList()
            .ForEach(e => e.Remove());
        root.DescendantNodes().OfType<XComment>().ToList().ForEach(comment => comment.Remove());
        foreach (var element in root.DescendantsAndSelf().ToList())
        {
            element.Name = element.Name.LocalName;
            foreach (var attribute in element.Attributes().ToList()) Rewrite(element, attribute, prefix);
            foreach (var text in element.Nodes().OfType<XText>().ToList())
                if (string.IsNullOrWhiteSpace(text.Value) && element.Name.LocalName is not ("text" or "tspan"))
                    text.Remove();
                else if (translate is not null && element.Name.LocalName is "text" or "tspan")
                    text.Value = translate?.Invoke(text.Value) ?? text.Value;
        }
        // A renderer paints the paper first.
        root.Descendants("rect")
            .FirstOrDefault(r => (string?)r.Attribute("fill") == "var(--paper)" && Number(r, "width") >= width)
            ?.Remove();
        root.SetAttributeValue("viewBox", (string?)root.Attribute("viewBox")
            ?? string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
        foreach (var name in (string[])["width", "height", "version"]) root.SetAttributeValue(name, null);
        if (width > 1.8 * height) root.SetAttributeValue("class", "wide");
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-label", WebUtility.HtmlDecode(alt));
        Trim(root);
        return root.ToString(SaveOptions.DisableFormatting);
    }

    private static void Rewrite(XElement element, XAttribute attribute, string prefix)
    {
        if (attribute.IsNamespaceDeclaration)
        {
            attribute.Remove();
            return;
        }
        var (name, value) = (attribute.Name.LocalName, attribute.Value);
        if (name == "id") value = prefix + value;
        else if (name == "href" && value.StartsWith('#')) value = $"#{prefix}{value[1..]}";
        else if (value.Contains("url(#", StringComparison.Ordinal))
            value = value.Replace("url(#", $"url(#{prefix}").Replace("url('#", $"url('#{prefix}");
        else if (name is "d" or "points" or "x" or "y" or "x1" or "x2" or "y1" or "y2" or "cx" or "cy" or "transform")
            value = Blanks()
                .Replace(LongNumber().Replace(value, m => Short(m.Value, name == "transform" ? "0.###" : "0.#")), " ")
                .Trim();
        else if (name is "fill" or "stroke" or "color" or "flood-color"
            && s_themed.TryGetValue(value.Replace(" ", "").ToLowerInvariant(), out var themed)) value = themed;
        else if (name == "font-family") value = "inherit";
        var local = attribute.Name.Namespace == s_link || attribute.Name.Namespace == XNamespace.None ? name : null;
        attribute.Remove();
        if (local is not null && local != "space") element.SetAttributeValue(local, value);
    }

    private static string Short(string number, string format) =>
        double.Parse(number, CultureInfo.InvariantCulture).ToString(format, CultureInfo.InvariantCulture);

    // Groups that hold nothing, and definitions that nothing uses.
    private static void Trim(XElement root)
    {
        for (var more = true; more;)
        {
            var used = Reference().Matches(root.ToString()).Select(m => m.Groups[1].Value).ToHashSet();
            var idle = root.Descendants()
                .Where(e => (e.Name.LocalName is "g" or "defs" && !e.HasElements)
                || (e.Parent!.Name.LocalName == "defs" && !used.Contains((string?)e.Attribute("id") ?? ""))).ToList();
            idle.ForEach(e => e.Remove());
            more = idle.Count > 0;
        }
    }

    private static double Number(XElement element, string name) =>
        double.TryParse(((string?)element.Attribute(name) ?? "0").Replace("px", "").Replace("pt", ""),
            CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"<!DOCTYPE[^>]*>")]
    private static partial Regex DocType();

    [GeneratedRegex(@"-?\d+\.\d+")]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"#([\w.\-]+)")]
    private static partial Regex Reference();
}
