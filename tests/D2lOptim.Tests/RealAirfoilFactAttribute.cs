using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;

namespace D2lOptim.Tests;

/// <summary>A test that needs NASA's airfoil file, which is not part of the project; skipped, and said so, where it is
/// absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealAirfoilFactAttribute : FactAttribute
{
    public RealAirfoilFactAttribute()
    {
        if (!File.Exists(RealAirfoil.File))
            Skip = "NASA's airfoil file is absent: ./d2l run 11.5 --data airfoil downloads it, or D2L_AIRFOIL names it";
    }
}

/// <summary>Where NASA's file is looked for.</summary>
public static class RealAirfoil
{
    /// <summary>What D2L_AIRFOIL names, or the file that <c>--data airfoil</c> downloads, or one beside the
    /// checkout.</summary>
    public static string File { get; } = Environment.GetEnvironmentVariable("D2L_AIRFOIL")
        ?? new[] { Path.Combine(Repository.Data, AirfoilSource.MeasuredFile),
            Path.Combine(Repository.Root, "..", "shared", "data", AirfoilSource.MeasuredFile) }
            .Select(Path.GetFullPath).FirstOrDefault(System.IO.File.Exists, AirfoilSource.MeasuredFile);
}
