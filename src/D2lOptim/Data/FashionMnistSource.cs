using System.IO.Compression;
using System.Security.Cryptography;

namespace D2lOptim.Data;

/// <summary>Finds the folder of Fashion-MNIST's four files: the one asked for, else the distribution's (Debian and
/// Ubuntu: package dataset-fashion-mnist), else a download that is kept.</summary>
/// <param name="dataFolder">Where downloads are kept, in a folder fashion-mnist.</param>
/// <param name="handler">The network; the system's when absent.</param>
/// <param name="installed">Where the distribution puts the files.</param>
public sealed class FashionMnistSource(string dataFolder, HttpMessageHandler? handler = null,
    string installed = "/usr/share/datasets/fashion-mnist")
{
    /// <summary>Where the data set's authors keep it.</summary>
    public static readonly Uri Address = new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

    /// <summary>The four files with the SHA-256 of what is in them; gzip itself has no single way to pack it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["train-images-idx3-ubyte.gz"] = "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        ["train-labels-idx1-ubyte.gz"] = "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        ["t10k-images-idx3-ubyte.gz"] = "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        ["t10k-labels-idx1-ubyte.gz"] = "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    };

    private const long Largest = 40 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A folder that holds the files; one that was asked for is given back as it is and not touched.</summary>
    /// <exception cref="BadInputException">A download fails or has another checksum; nothing of it stays.</exception>
    public string Resolve(string? folder, CancellationToken cancel = default)
    {
        if (folder is not null) return folder;
        if (Files.Keys.All(file => File.Exists(Path.Combine(installed, file)))) return installed;
        var kept = Path.Combine(dataFolder, "fashion-mnist");
        foreach (var (file, sum) in Files)
        {
            var path = Path.Combine(kept, file);
            if (!File.Exists(path)) Download(path, new Uri(Address, file), sum, cancel);
        }
        return kept;
    }

    private void Download(string path, Uri address, string sum, CancellationToken cancel)
    {
        using var client =
            new HttpClient(handler ?? new SocketsHttpHandler(), disposeHandler: handler is null)
            {
                Timeout = Patience,
                MaxResponseContentBufferSize = Largest
            };
        try
        {
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, address), cancel);
            response.EnsureSuccessStatusCode();
            using var content = new MemoryStream();
            response.Content.ReadAsStream(cancel).CopyTo(content);
            var found = Sum(content);
            if (found != sum)
                throw new BadInputException(
                $"{address}: SHA-256 {found} found, expected {sum}; nothing was kept, try again, or name a folder "
                + $"that has the files");
            AtomicFile.Write(path, stream => content.WriteTo(stream));
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new BadInputException(
                $"{path}: no such file, and {address} cannot be reached ({e.Message}); install "
                + $"dataset-fashion-mnist (Debian, Ubuntu), or name a folder that has the files", e);
        }
    }

    private static string Sum(MemoryStream packed)
    {
        packed.Position = 0;
        try
        {
            using var content = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            return Convert.ToHexStringLower(SHA256.HashData(content));
        }
        catch (InvalidDataException)
        {
            return "of no gzip file";
        }
    }
}
