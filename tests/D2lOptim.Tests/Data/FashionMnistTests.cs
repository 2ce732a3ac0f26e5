using System.IO.Compression;
using System.Net;
using D2lOptim.Data;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Data;

public class FashionMnistTests
{
    [FashionMnistFact]
    public void All_images_load_in_under_two_seconds()
    {
        var data = FashionMnistFiles.Data;
        // Processor time: what the machine's other work takes is not the reader's.
        var before = Environment.CpuUsage.TotalTime;
        _ = FashionMnist.Load(FashionMnistFiles.Folder);
        Assert.InRange((Environment.CpuUsage.TotalTime - before).TotalSeconds, 0, 2);
        Assert.Equal((60_000, 10_000, 28, 28),
            (data.Train.Count, data.Test.Count, data.Train.Height, data.Train.Width));
        Assert.All(Enumerable.Range(0, 10), c => Assert.Equal(6000, data.Train.Labels.Count(label => label == c)));
    }

    [Fact]
    public void Pixels_become_floats_from_0_to_1()
    {
        using var scope = NewDisposeScope();
        using var batches = new ImageData([0, 51, 102, 255], [3, 7], 1, 2).Batches(2, CPU);
        using var pass = batches.InOrder();
        var (X, y) = pass[0];
        Assert.Equal([2, 1, 1, 2], X.shape);
        Assert.Equal([0f, 51 / 255f, 102 / 255f, 1f], X.data<float>().ToArray());
        Assert.Equal([3L, 7L], y.data<long>().ToArray());
    }

    public static TheoryData<byte[], string> Damages => new()
    {
        { IdxFiles.Content([2, 1, 2], [1, 2, 3, 4]), "not a whole gzip file" },
        { IdxFiles.Packed([0, 0, 8]), "3 bytes found, expected a header of 16" },
        { IdxFiles.Packed(IdxFiles.Content([2, 1, 2], [1, 2, 3, 4], magic: 0x801)),
            "magic number 0x00000801 found, expected 0x00000803" },
        { IdxFiles.Packed(IdxFiles.Content([2, 1, 2], [1, 2, 3])), "truncated, 3 of 4 elements found" },
        { IdxFiles.Packed(IdxFiles.Content([2, 1, 2], [1, 2, 3, 4, 5])),
            "more than the 4 elements of 2 × 1 × 2 found" },
        { IdxFiles.Packed(IdxFiles.Content([int.MaxValue, int.MaxValue, int.MaxValue], [])), "expected no more than" },
        { IdxFiles.Packed(IdxFiles.Content([-1, 1, 2], [])), "expected no more than" },
        { IdxFiles.Packed(IdxFiles.Content([3, 1, 2], [1, 2, 3, 4, 5, 6])), "2 labels found, expected 3" },
        { IdxFiles.Packed(IdxFiles.Content([0, 1, 2], [])), "2 labels found, expected 0" },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void A_damaged_file_is_refused_with_what_is_wrong(byte[] images, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Root, "train-images-idx3-ubyte.gz"), images);
        File.WriteAllBytes(Path.Combine(folder.Root, "train-labels-idx1-ubyte.gz"),
            IdxFiles.Packed(IdxFiles.Content([2], [0, 9])));
        var error = Assert.Throws<BadInputException>(() => FashionMnist.Load(folder.Root));
        Assert.Contains(message, error.Message);
        Assert.Contains("train-", error.Message);
    }

    [Fact]
    public void A_half_gzip_file_a_label_too_large_and_an_absent_file_are_refused()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WriteSet(folder.Root, 20, 10);
        var labels = Path.Combine(folder.Root, "t10k-labels-idx1-ubyte.gz");
        File.WriteAllBytes(labels, IdxFiles.Packed(IdxFiles.Content([10], [.. Enumerable.Repeat((byte)10, 10)])));
        Assert.Contains("label 10 found, expected 0 to 9",
            Assert.Throws<BadInputException>(() => FashionMnist.Load(folder.Root)).Message);

        var images = Path.Combine(folder.Root, "train-images-idx3-ubyte.gz");
        File.WriteAllBytes(images, File.ReadAllBytes(images)[..2000]);
        Assert.Contains("truncated", Assert.Throws<BadInputException>(() => FashionMnist.Load(folder.Root)).Message);

        File.Delete(images);
        Assert.Contains("no such file", Assert.Throws<BadInputException>(() => FashionMnist.Load(folder.Root)).Message);
    }

    [Fact]
    public void A_cut_or_changed_gzip_trailer_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "labels.gz");
        var whole = IdxFiles.Packed(IdxFiles.Content([300], new byte[300]));
        byte[][] damaged =
            [.. Enumerable.Range(1, 8).Select(cut => whole[..^cut]), .. Enumerable.Range(1, 8)
            .Select(k => Changed(whole, ^k))];
        Assert.All(damaged, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            Assert.Contains($"{path}: not a whole gzip file",
                Assert.Throws<BadInputException>(() => Idx.Read(path, 1)).Message);
        });
    }

    [Fact]
    public void A_changed_pixel_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "labels.gz");
        var content = IdxFiles.Content([300], [.. Enumerable.Range(0, 300).Select(k => (byte)(k * 7919 >> 3))]);
        var stored = IdxFiles.Packed(content, CompressionLevel.NoCompression);
        Assert.Equal(content[^1], stored[^9]);
        foreach (var bytes in (byte[][])[Changed(stored, ^20), Changed(stored, ^20)[..^8]])
        {
            File.WriteAllBytes(path, bytes);
            Assert.Contains($"{path}: not a whole gzip file",
                Assert.Throws<BadInputException>(() => Idx.Read(path, 1)).Message);
        }
    }

    [Theory]
    [InlineData("train", 32, 32)]
    [InlineData("t10k", 28, 27)]
    public void Images_of_another_size_are_refused(string part, int height, int width)
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WriteSet(folder.Root, 20, 10);
        var count = part == "train" ? 20 : 10;
        var images = Path.Combine(folder.Root, $"{part}-images-idx3-ubyte.gz");
        File.WriteAllBytes(images,
            IdxFiles.Packed(IdxFiles.Content([count, height, width], new byte[count * height * width])));
        Assert.Equal($"{images}: images of {height} × {width} found, expected 28 × 28",
            Assert.Throws<BadInputException>(() => FashionMnist.Load(folder.Root)).Message);
    }

    [Fact]
    public void A_download_with_another_checksum_is_not_kept()
    {
        using var folder = new TemporaryFolder();
        var source = new FashionMnistSource(folder.Root, new Answer(IdxFiles.Packed([1, 2, 3])),
            installed: folder.Root);
        Assert.Contains("SHA-256", Assert.Throws<BadInputException>(() => source.Resolve(null)).Message);
        Assert.Empty(Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Without_a_network_the_ways_out_are_named()
    {
        using var folder = new TemporaryFolder();
        var source = new FashionMnistSource(folder.Root, new Answer(null), installed: folder.Root);
        var error = Assert.Throws<BadInputException>(() => source.Resolve(null));
        Assert.Contains("dataset-fashion-mnist", error.Message);
        Assert.Contains("name a folder that has the files", error.Message);
    }

    private static byte[] Changed(byte[] bytes, Index place)
    {
        byte[] changed = [.. bytes];
        changed[place] ^= 1;
        return changed;
    }

    private sealed class Answer(byte[]? content) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new(content is null ? HttpStatusCode.NotFound
                : HttpStatusCode.OK)
            { Content = new ByteArrayContent(content ?? []) };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
            CancellationToken cancellationToken) => Task.FromResult(Send(request, cancellationToken));
    }
}
