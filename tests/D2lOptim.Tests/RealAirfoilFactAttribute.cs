namespace D2lOptim.Tests;

/// <summary>A test that needs NASA's airfoil file, which is not part of the project; skipped, and said so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealAirfoilFactAttribute : FactAttribute
{
    public RealAirfoilFactAttribute()
    {
        if (!File.Exists(RealAirfoil.File))
            Skip = $"NASA's airfoil file is absent: neither D2L_AIRFOIL nor {RealAirfoil.File}";
    }
}

/// <summary>Where NASA's file and the repository are.</summary>
public static class RealAirfoil
{
    /// <summary>The repository's root: the nearest folder above the tests that holds D2lOptim.sln.</summary>
    public static string Repository { get; } = Above(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The environment variable D2L_AIRFOIL, or ../shared/data/airfoil_self_noise.dat beside the repository.</summary>
    public static string File { get; } = Environment.GetEnvironmentVariable("D2L_AIRFOIL")
        ?? Path.GetFullPath(Path.Combine(Repository, "..", "shared", "data", "airfoil_self_noise.dat"));

    private static string Above(DirectoryInfo? folder) => folder switch
    {
        null => throw new DirectoryNotFoundException($"no D2lOptim.sln above {AppContext.BaseDirectory}"),
        _ when folder.EnumerateFiles("D2lOptim.sln").Any() => folder.FullName,
        _ => Above(folder.Parent),
    };
}
