using D2lOptim.Data;

namespace D2lOptim.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_failing_write_leaves_the_old_file_and_nothing_else()
    {
        var path = folder.Write("made.dat", "old");
        Assert.Throws<FormatException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new FormatException();
        }));
        Assert.Equal([path], folder.Entries);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_and_left_as_it_was()
    {
        var file = folder.Write("file", "old");
        Refused(folder.Root, "cannot be written");
        Refused(Path.Combine(file, "made.dat"), "cannot be written");
        Refused("", "no path to write to");
        Assert.Equal([file], folder.Entries);

        static void Refused(string path, string message)
        {
            var e = Assert.Throws<BadInputException>(() => AtomicFile.Write(path, _ => { }));
            Assert.StartsWith(path, e.Message);
            Assert.Contains(message, e.Message);
        }
    }
}
