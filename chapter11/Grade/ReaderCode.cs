using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace D2lOptim.Chapter11.Grade;

/// <summary>Compiles a reader's file, and finds the method in it.</summary>
internal static class ReaderCode
{
    private const string Imports =
        "global using System; global using System.Linq; global using System.Collections.Generic;";

    /// <summary>Compiles it into a library.</summary>
    /// <returns>The compiler's errors with the lines they stand in; none where it compiled.</returns>
    internal static IReadOnlyList<string> Compile(string file, string library)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        // What this program runs on is what the reader's file may use.
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(library),
            [
                CSharpSyntaxTree.ParseText(File.ReadAllText(file), parse, Path.GetFileName(file)),
                CSharpSyntaxTree.ParseText(Imports, parse),
            ],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true));
        var result = compilation.Emit(library);
        return result.Success ? [] : Errors(result.Diagnostics);
    }

    private static IReadOnlyList<string> Errors(ImmutableArray<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start)
            .Select(d => d.Id == "CS5001" || !d.Location.IsInSource ? d.GetMessage()
                : $"line {d.Location.GetLineSpan().StartLinePosition.Line + 1}: {d.GetMessage()}")];

    /// <summary>The method of an optimizer's name, wherever it stands.</summary>
    /// <exception cref="BadInputException">There is none, or more than one optimizer's.</exception>
    internal static (GradedKind Kind, MethodInfo Method) Find(Assembly library)
    {
        var found = library.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public
                | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .SelectMany(method => GradedKind.All.Where(kind => IsCalled(method.Name, kind.Name))
                .Select(kind => (kind, method))).ToList();
        return found is [var only] ? only : throw new BadInputException(found.Count == 0
            ? $"there is no static method {string.Join(", ", GradedKind.All.Select(k => k.Name))} in it"
            : $"expected one method to be graded, found {string.Join(" and ", found.Select(f => f.kind.Name))}");
    }

    // A method at the top of a file is compiled as <Main>$'s local one.
    private static bool IsCalled(string method, string name) => method == name
        || method.Contains($">g__{name}|", StringComparison.Ordinal);
}
