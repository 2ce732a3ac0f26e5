using System.Diagnostics;
using D2lOptim.Data;
using D2lOptim.Parity.Traces;
using D2lOptim.Training;

namespace D2lOptim.Tests.Data;

// What has no end, and what can be read only once.
public class EndlessFileTests
{
    [Theory]
    [InlineData("65536 characters")]
    public void A_device_without_end_is_refused(string message)
    {
        if (!File.Exists("/dev/zero")) return;
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains(message, Assert.Throws<BadInputException>(() => Airfoil.Read("/dev/zero")).Message);
        Assert.Contains("gzip", Assert.Throws<BadInputException>(() => Idx.Read("/dev/zero", 3)).Message);
        Assert.Contains("not a checkpoint",
            Assert.Throws<BadInputException>(() => CheckpointFile.Read("/dev/zero")).Message);
        Assert.Contains("no trace", Assert.Throws<BadInputException>(() => new TraceReader("/dev/zero")).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10 << 20);
    }

    [Fact]
    public void A_line_of_a_gigabyte_is_refused_at_its_beginning()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder["long"])) file.SetLength(1 << 30);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("line 1: more than 65536 characters",
            Assert.Throws<BadInputException>(() => Airfoil.Read(folder["long"])).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10 << 20);
    }

    [Fact]
    public void Sizes_that_lie_allocate_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["lie.gz"], IdxFiles.Packed(IdxFiles.Content([2_000_000, 28, 28], [])));
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("truncated, 0 of 1568000000",
            Assert.Throws<BadInputException>(() => Idx.Read(folder["lie.gz"], 3)).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10 << 20);
    }

    [Fact]
    public void What_comes_through_a_pipe_is_read_once_and_like_a_file()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["images.gz"], IdxFiles.Packed(IdxFiles.Content([1, 2, 2], [1, 2, 3, 4])));
        File.Copy(new AirfoilSource("").Resolve(AirfoilSource.Bundled), folder["table"]);
        T Through<T>(string file, Func<string, T> read)
        {
            using (var made = Process.Start("mkfifo", folder["pipe"])) made.WaitForExit();
            using var writer = Process.Start("sh", ["-c", $"cat {folder[file]} > {folder["pipe"]}"]);
            var result = read(folder["pipe"]);
            writer.WaitForExit();
            File.Delete(folder["pipe"]);
            return result;
        }
        Assert.Equal([1, 2, 3, 4], Through("images.gz", path => Idx.Read(path, 3)).Elements);
        Assert.Equal(Airfoil.Read(folder["table"]).Values, Through("table", Airfoil.Read).Values);
        Assert.Contains("a pipe or a device",
            Through("table", path => Assert.Throws<BadInputException>(() => new TraceReader(path))).Message);
    }
    [Fact]
    public async Task A_pipe_that_nobody_writes_to_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        using (var made = Process.Start("mkfifo", folder["pipe.npz"])) made.WaitForExit();
        Action<string>[] readers =
        [
            path => Airfoil.Read(path), path => Idx.Read(path, 3), path => CheckpointFile.Read(path).Dispose(),
            path => new TraceReader(path).Dispose(),
        ];
        var refusals = Task.WhenAll(
            readers.Select(read => Task.Run(() => Record.Exception(() => read(folder["pipe.npz"])))));
        Assert.Same(refusals, await Task.WhenAny(refusals, Task.Delay(TimeSpan.FromMinutes(1))));
        Assert.All(await refusals, refusal => Assert.Contains("a pipe that no program writes to",
            Assert.IsType<BadInputException>(refusal).Message));
    }

    [Fact]
    public void A_pipe_whose_writer_is_silent_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        using (var made = Process.Start("mkfifo", folder["pipe"])) made.WaitForExit();
        using var silent = Process.Start("sh", ["-c", $"exec sleep 60 > {folder["pipe"]}"]);
        using var file = InputFile.Open(folder["pipe"], TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200));
        Assert.Contains("nothing has come for 0.2 s",
            Assert.Throws<BadInputException>(() => file.ReadByte()).Message);
        silent.Kill();
        silent.WaitForExit();
    }
}
