using System.Net;
using System.Text;
using D2lOptim.Chapter11.Commands;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace D2lOptim.Chapter11.Book;

/// <summary>The chapter's own source, found by name: <c>Section11_06.sgd_momentum</c> is a member, <c>Section11_06</c>
/// a whole type.</summary>
public sealed class CodeListing
{
    private readonly ILookup<string, (MemberDeclarationSyntax Member, string File)> _members;

    private CodeListing(IEnumerable<string> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        _members = files
            .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options).GetRoot().DescendantNodes()
                .OfType<MemberDeclarationSyntax>().Select(member => (member, file)))
            .Where(found => Name(found.member) is not null)
            .ToLookup(found => Name(found.member)!);
    }

    /// <summary>Reads the sources of the checkout.</summary>
    public static CodeListing OfTheCheckout() =>
        new(((string[])["chapter11", "src"])
        .SelectMany(folder =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)));

    /// <summary>The member's lines as coloured HTML, without its doc comment, and the file that it stands in; overloads
    /// one below the other.</summary>
    /// <exception cref="BadInputException">There is no member of that name.</exception>
    public (string Html, string File) Find(string name)
    {
        var found = _members[name].ToList();
        if (found.Count == 0)
            throw new BadInputException($"the text shows the code of {name}, but no source has a member of that name");
        return (string.Join("\n\n", found.Select(f => Coloured(f.Member))),
            Path.GetRelativePath(Repository.Root, found[0].File).Replace('\\', '/'));
    }

    private static string? Name(MemberDeclarationSyntax member)
    {
        var own = member switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            _ => null,
        };
        return own is null ? null : member.Parent is BaseTypeDeclarationSyntax parent
            ? $"{parent.Identifier.Text}.{own}" : own;
    }

    // Tokens and the comments between them, each in its colour; the indentation of the member itself is taken away.
    private static string Coloured(MemberDeclarationSyntax member)
    {
        var html = new StringBuilder();
        foreach (var token in member.DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia) Append(html, trivia);
            var kind = Kind(token);
            var text = WebUtility.HtmlEncode(token.Text);
            html.Append(kind is null ? text : $"<span class=\"{kind}\">{text}</span>");
            foreach (var trivia in token.TrailingTrivia) Append(html, trivia);
        }
        var lines = html.ToString().Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => line.Length == 0)
            .Reverse().SkipWhile(line => line.Length == 0).Reverse().ToList();
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart(' ').Length);
        return string.Join("\n", lines.Select(line => line.Length >= indent ? line[indent..] : line));
    }

    private static void Append(StringBuilder html, SyntaxTrivia trivia)
    {
        if (trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
            || trivia.IsKind(SyntaxKind.PragmaWarningDirectiveTrivia)) return;
        var text = WebUtility.HtmlEncode(trivia.ToFullString());
        html.Append(trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) ? $"<span class=\"c\">{text}</span>" : text);
    }

    private static string? Kind(SyntaxToken token) =>
        token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind())
            || token is { RawKind: (int)SyntaxKind.IdentifierToken, Text: "var" } ? "k"
        : token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
                 or SyntaxKind.InterpolatedStringStartToken
                or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.CharacterLiteralToken ? "s"
        : token.IsKind(SyntaxKind.NumericLiteralToken) ? "n"
        : token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is MethodDeclarationSyntax ? "f"
        : null;
}
