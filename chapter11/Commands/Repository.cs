namespace D2lOptim.Chapter11.Commands;

/// <summary>Finds the folders of the checkout that this program was built in.</summary>
public static class Repository
{
    /// <summary>The folder that holds D2lOptim.sln, or the current one where the program was installed
    /// elsewhere.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory) ?? Directory.GetCurrentDirectory();

    /// <summary>Where NASA's airfoil file is kept once it was downloaded.</summary>
    public static string Data => Path.Combine(Root, "data");

    private static string? Find(string? folder) =>
        folder is null || File.Exists(Path.Combine(folder, "D2lOptim.sln")) ? folder
            : Find(Path.GetDirectoryName(folder));
}
