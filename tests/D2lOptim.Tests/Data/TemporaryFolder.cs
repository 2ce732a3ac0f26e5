namespace D2lOptim.Tests.Data;

/// <summary>A folder of its own for one test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("d2l-");

    public string Root => folder.FullName;

    public string[] Entries => Directory.GetFileSystemEntries(Root);

    public string this[string name] => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => folder.Delete(recursive: true);
}
