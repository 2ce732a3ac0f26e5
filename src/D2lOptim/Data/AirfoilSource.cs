using System.Security.Cryptography;

namespace D2lOptim.Data;

/// <summary>
/// Finds the file behind what a user writes after <c>--data</c>: <c>airfoil-style</c> (the bundled, generated set),
/// <c>airfoil</c> (NASA's measurements) or a path. A file that is really called so in the current folder is written
/// <c>./airfoil</c>.
/// </summary>
/// <param name="dataFolder">Where NASA's file is looked for, and put when it has been downloaded.</param>
/// <param name="handler">The network; the system's when absent.</param>
public sealed class AirfoilSource(string dataFolder, HttpMessageHandler? handler = null)
{
    /// <summary>Name of the bundled set.</summary>
    public const string Bundled = "airfoil-style";

    /// <summary>Name of the measured set.</summary>
    public const string Measured = "airfoil";

    /// <summary>File name of the measured set.</summary>
    public const string MeasuredFile = "airfoil_self_noise.dat";

    /// <summary>SHA-1 of the measured set, from the book's list of data.</summary>
    public const string MeasuredSha1 = "76e5be1548fd8222e5074cf0faae75edff8cf93f";

    /// <summary>Where the book keeps the measured set.</summary>
    public static readonly Uri Address = new("http://d2l-data.s3-accelerate.amazonaws.com/" + MeasuredFile);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The path of a readable candidate; a path that is no name is given back as it is and not
    /// touched.</summary>
    /// <exception cref="BadInputException">
    /// The bundled file is missing; the measured one has another checksum, or is absent and cannot be downloaded.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was raised during the download; no file
    /// stays.</exception>
    public string Resolve(string data, CancellationToken cancel = default) => data switch
    {
        Bundled => BundledPath(),
        Measured => MeasuredPath(cancel),
        _ => data,
    };

    private static string BundledPath()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "data", Bundled + ".dat");
        return File.Exists(path) ? path : throw new BadInputException(
            $"{path}: no such file, expected the bundled {Bundled} set; build the project again, or name a file of "
                + $"that form");
    }

    private string MeasuredPath(CancellationToken cancel)
    {
        var path = Path.Combine(dataFolder, MeasuredFile);
        if (!File.Exists(path))
        {
            var content = Download(path, cancel);
            RequireSum(Address.ToString(), content, "nothing was kept; try again, or name a copy of the file");
            AtomicFile.Write(path, stream => stream.Write(content));
            return path;
        }
        try
        {
            RequireSum(path, File.ReadAllBytes(path), "remove it to have it downloaded, or name another copy");
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read, expected NASA's airfoil file: {e.Message}", e);
        }
    }

    private byte[] Download(string path, CancellationToken cancel)
    {
        using var client = new HttpClient(handler ?? new SocketsHttpHandler(), disposeHandler: handler is null)
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = 1 << 20,
        };
        try
        {
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, Address), cancel);
            response.EnsureSuccessStatusCode();
            using var content = new MemoryStream();
            response.Content.ReadAsStream(cancel).CopyTo(content);
            return content.ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new BadInputException(
                $"{path}: no such file, and {Address} cannot be reached ({e.Message}); "
                + $"name a copy of NASA's file, or use the bundled set {Bundled}", e);
        }
    }

    private static void RequireSum(string where, byte[] content, string remedy)
    {
        var found = Convert.ToHexStringLower(SHA1.HashData(content));
        if (found != MeasuredSha1)
            throw new BadInputException($"{where}: SHA-1 {found} found, expected {MeasuredSha1}; {remedy}");
    }
}
