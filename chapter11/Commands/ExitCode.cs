namespace D2lOptim.Chapter11.Commands;

/// <summary>What the program's exit codes mean.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Something was checked and does not hold.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line or the input is wrong.</summary>
    public const int BadInput = 2;
}
