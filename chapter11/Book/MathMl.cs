using System.Globalization;
using System.Text;

namespace D2lOptim.Chapter11.Book;

/// <summary>
/// Turns the part of TeX that this chapter's formulas use into MathML, which browsers draw themselves. What it does not
/// know it refuses
/// by name, so that a formula is either drawn as it is meant or not at all.
/// </summary>
public sealed class MathMl
{
    private static readonly Dictionary<string, string> s_letters = new()
    {
        ["alpha"] = "α",
        ["beta"] = "β",
        ["gamma"] = "γ",
        ["delta"] = "δ",
        ["epsilon"] = "ϵ",
        ["eta"] = "η",
        ["theta"] = "θ",
        ["kappa"] = "κ",
        ["lambda"] = "λ",
        ["mu"] = "μ",
        ["xi"] = "ξ",
        ["pi"] = "π",
        ["rho"] = "ρ",
        ["sigma"] = "σ",
        ["tau"] = "τ",
        ["phi"] = "ϕ",
        ["Delta"] = "Δ",
        ["Lambda"] = "Λ",
        ["Sigma"] = "Σ",
        ["infty"] = "∞",
        ["ell"] = "ℓ",
        ["partial"] = "∂",
        ["nabla"] = "∇",
        ["top"] = "⊤",
    };

    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["cdot"] = "⋅",
        ["times"] = "×",
        ["odot"] = "⊙",
        ["pm"] = "±",
        ["leq"] = "≤",
        ["geq"] = "≥",
        ["neq"] = "≠",
        ["approx"] = "≈",
        ["sim"] = "∼",
        ["leftarrow"] = "←",
        ["to"] = "→",
        ["in"] = "∈",
        ["subset"] = "⊂",
        ["ll"] = "≪",
        ["gg"] = "≫",
        ["dots"] = "…",
        ["cdots"] = "⋯",
        ["mid"] = "|",
        ["prime"] = "′",
        ["quad"] = "\u2003",
        ["qquad"] = "\u2003\u2003",
        [","] = "\u2009",
        [";"] = "\u2005",
        ["{"] = "{",
        ["}"] = "}",
        ["|"] = "‖",
        ["succeq"] = "⪰",
    };

    private static readonly HashSet<string> s_functions =
        ["log", "exp", "sin", "cos", "tanh", "cosh", "sinh", "min", "max", "sign", "diag", "lim"];

    private static readonly Dictionary<string, string> s_accents =
        new() { ["hat"] = "^", ["bar"] = "¯", ["tilde"] = "~" };

    private readonly string _tex;
    private int _at;

    private MathMl(string tex) => _tex = tex;

    /// <summary>One formula as a <c>math</c> element, which carries its source for those who copy it.</summary>
    /// <param name="tex">The formula, without dollars.</param>
    /// <param name="display">On a line of its own.</param>
    /// <exception cref="FormatException">The formula uses what this converter does not know; the message names
    /// it.</exception>
    public static string Convert(string tex, bool display = false)
    {
        var reader = new MathMl(tex.Trim());
        var body = reader.Row(end: null);
        return $"<math{(display ? " display=\"block\"" : "")}><semantics><mrow>{body}</mrow><annotation "
            + $"encoding=\"application/x-tex\">{Escape(tex.Trim())}</annotation></semantics></math>";
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private FormatException Wrong(string what) => new($"formula \"{_tex}\", place {_at}: {what}");

    private void SkipSpace()
    {
        while (_at < _tex.Length && char.IsWhiteSpace(_tex[_at])) _at++;
    }

    private bool Take(string text)
    {
        SkipSpace();
        if (string.CompareOrdinal(_tex, _at, text, 0, text.Length) != 0) return false;
        _at += text.Length;
        return true;
    }

    // Atoms with their scripts, up to the text that ends the row.
    private string Row(string? end)
    {
        var row = new StringBuilder();
        while (true)
        {
            SkipSpace();
            if (end is not null && Take(end)) return row.ToString();
            if (_at == _tex.Length) return end is null ? row.ToString() : throw Wrong($"'{end}' is missing");
            row.Append(Scripted());
        }
    }

    private string Scripted()
    {
        var start = _at;
        var atom = Atom();
        var limits = _tex.AsSpan(start, _at - start).Trim() is @"\sum" or @"\min" or @"\max" or @"\lim" or @"\prod";
        string? below = null, above = null;
        while (true)
        {
            if (Take("_")) below = below is null ? Argument() : throw Wrong("a second subscript");
            else if (Take("^")) above = above is null ? Argument() : throw Wrong("a second superscript");
            // The sign is raised by itself in a font of text; as a superscript it would be so twice.
            else if (below is null && above is null && Take("'"))
                atom = $"<mrow>{atom}<mo class=\"prime\">′</mo></mrow>";
            else break;
        }
        return (below, above, limits) switch
        {
            (null, null, _) => atom,
            (_, null, false) => $"<msub>{atom}{below}</msub>",
            (null, _, false) => $"<msup>{atom}{above}</msup>",
            (_, _, false) => $"<msubsup>{atom}{below}{above}</msubsup>",
            (_, null, true) => $"<munder>{atom}{below}</munder>",
            (null, _, true) => $"<mover>{atom}{above}</mover>",
            _ => $"<munderover>{atom}{below}{above}</munderover>",
        };
    }

    // What a command or a script takes: a group, or one atom.
    private string Argument() => Take("{") ? $"<mrow>{Row("}")}</mrow>" : Atom();

    private string Atom()
    {
        SkipSpace();
        if (_at == _tex.Length) throw Wrong("something is missing at the end");
        var c = _tex[_at];
        if (c == '\\') return Command();
        if (char.IsAsciiDigit(c))
        {
            var start = _at;
            while (_at < _tex.Length
                && (char.IsAsciiDigit(_tex[_at])
                || (_tex[_at] is '.' && _at + 1 < _tex.Length && char.IsAsciiDigit(_tex[_at + 1])))) _at++;
            return $"<mn>{_tex[start.._at]}</mn>";
        }
        _at++;
        if (c == '{') return $"<mrow>{Row("}")}</mrow>";
        if (char.IsLetter(c)) return $"<mi>{c}</mi>";
        return c switch
        {
            '-' => "<mo>−</mo>",
            '*' => "<mo>∗</mo>",
            '(' or ')' or '[' or ']' or '|' or '‖' => $"<mo stretchy=\"false\">{c}</mo>",
            '+' or '=' or ',' or ';' or ':' or '!' or '/' or '.' or '−' or '←' => $"<mo>{c}</mo>",
            '<' => "<mo>&lt;</mo>",
            '>' => "<mo>&gt;</mo>",
            '½' or '¼' or '%' => $"<mn>{c}</mn>",
            _ => throw Wrong($"'{c}' is not known"),
        };
    }

    private string Command()
    {
        var start = ++_at;
        while (_at < _tex.Length && char.IsAsciiLetter(_tex[_at])) _at++;
        if (_at == start && _at < _tex.Length) _at++;
        var name = _tex[start.._at];
        if (s_letters.TryGetValue(name, out var letter))
            return $"<mi{(name is "nabla" or "infty" or "partial" or "top" ? " mathvariant=\"normal\""
            : "")}>{letter}</mi>";
        if (s_operators.TryGetValue(name, out var sign))
            return $"<mo{(name is "|" or "mid" or "{" or "}" ? " stretchy=\"false\"" : "")}>{sign}</mo>";
        if (s_functions.Contains(name)) return $"<mi>{name}</mi><mo>&#x2061;</mo>";
        if (s_accents.TryGetValue(name, out var accent))
            return $"<mover accent=\"true\">{Argument()}<mo stretchy=\"false\">{accent}</mo></mover>";
        return name switch
        {
            "frac" => $"<mfrac>{Argument()}{Argument()}</mfrac>",
            "sqrt" => $"<msqrt>{Argument()}</msqrt>",
            "sum" => "<mo>∑</mo>",
            "prod" => "<mo>∏</mo>",
            "int" => "<mo>∫</mo>",
            "mathbf" => $"<mi>{Styled(0x1D400, 0x1D41A, 0x1D7CE)}</mi>",
            "mathbb" => $"<mi>{Doubled()}</mi>",
            "mathrm" or "operatorname" => $"<mi mathvariant=\"normal\">{Escape(Text())}</mi>",
            "text" => $"<mtext>{Escape(Text())}</mtext>",
            "left" => Fenced(),
            "begin" => Environment(Text()),
            _ => throw Wrong($@"\{name} is not known"),
        };
    }

    private string Text()
    {
        if (!Take("{")) throw Wrong("'{' is missing");
        var end = _tex.IndexOf('}', _at);
        if (end < 0) throw Wrong("'}' is missing");
        var text = _tex[_at..end];
        _at = end + 1;
        return text;
    }

    // Bold letters have code points of their own.
    private string Styled(int capital, int small, int digit)
    {
        var text = new StringBuilder();
        foreach (var c in Text())
            text.Append(c switch
            {
                >= 'A' and <= 'Z' => char.ConvertFromUtf32(capital + c - 'A'),
                >= 'a' and <= 'z' => char.ConvertFromUtf32(small + c - 'a'),
                >= '0' and <= '9' => char.ConvertFromUtf32(digit + c - '0'),
                _ => throw Wrong(string.Create(CultureInfo.InvariantCulture, $"there is no bold '{c}'")),
            });
        return text.ToString();
    }

    private string Doubled() => Text() switch
    {
        "R" => "ℝ",
        "E" => "𝔼",
        var other => throw Wrong($"there is no \\mathbb{{{other}}}"),
    };

    private string Delimiter()
    {
        SkipSpace();
        if (Take(@"\|")) return "‖";
        if (_at == _tex.Length || "()[].|".IndexOf(_tex[_at]) < 0) throw Wrong("a delimiter is missing");
        var c = _tex[_at++];
        return c == '.' ? "" : c.ToString();
    }

    private string Fenced()
    {
        var open = Delimiter();
        var body = Row(@"\right");
        return $"<mrow><mo fence=\"true\">{open}</mo>{body}<mo fence=\"true\">{Delimiter()}</mo></mrow>";
    }

    // Rows are split by \\ and cells by &, neither within a group.
    private string Environment(string name)
    {
        if (name is not ("aligned" or "bmatrix" or "cases")) throw Wrong($"environment {name} is not known");
        var close = $@"\end{{{name}}}";
        var end = _tex.IndexOf(close, _at, StringComparison.Ordinal);
        if (end < 0) throw Wrong($"{close} is missing");
        var rows = _tex[_at..end].Split(@"\\")
            .Select(row => row.Split('&').Select(cell => $"<mtd>{new MathMl(cell.Trim()).Row(end: null)}</mtd>"));
        _at = end + close.Length;
        var table = string.Concat(rows.Select(row => $"<mtr>{string.Concat(row)}</mtr>"));
        return name switch
        {
            "bmatrix" => $"<mrow><mo>[</mo><mtable>{table}</mtable><mo>]</mo></mrow>",
            "cases" => $"<mrow><mo>{{</mo><mtable class=\"cases\">{table}</mtable></mrow>",
            _ => $"<mtable displaystyle=\"true\" class=\"aligned\">{table}</mtable>",
        };
    }
}
