using D2lOptim.Data;

namespace D2lOptim.Tests;

/// <summary>Where Fashion-MNIST is: the environment variable D2L_FASHION_MNIST, or the distribution's
/// package.</summary>
public static class FashionMnistFiles
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("D2L_FASHION_MNIST")
        ?? "/usr/share/datasets/fashion-mnist";

    private static readonly Lazy<FashionMnist> s_data = new(() => FashionMnist.Load(Folder));

    public static bool Found { get; } =
        FashionMnistSource.Files.Keys.All(file => File.Exists(Path.Combine(Folder, file)));

    public static FashionMnist Data => s_data.Value;

    internal static string? Skip => Found ? null
        : $"Fashion-MNIST is absent: neither D2L_FASHION_MNIST nor {Folder} (package dataset-fashion-mnist)";
}

/// <summary>A test that needs Fashion-MNIST; skipped, and said so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FashionMnistFactAttribute : FactAttribute
{
    public FashionMnistFactAttribute() => Skip = FashionMnistFiles.Skip;
}

/// <inheritdoc cref="FashionMnistFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FashionMnistTheoryAttribute : TheoryAttribute
{
    public FashionMnistTheoryAttribute() => Skip = FashionMnistFiles.Skip;
}
