using System.Net;
using D2lOptim.Data;

namespace D2lOptim.Tests.Data;

public sealed class AirfoilSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_style_set_is_found_beside_the_program_and_trains_1500_rows()
    {
        var data = Airfoil.Open("airfoil-style");
        Assert.Equal(1500, data.Rows);
        Assert.Equal((1500 * 5, 1500), (data.Features.Length, data.Labels.Length));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "data", "airfoil-style.dat"), data.Source);
    }

    [Fact]
    public void A_path_is_given_back_as_it_is() =>
        Assert.Equal("./airfoil", new AirfoilSource(folder.Root, new Network(Unreachable)).Resolve("./airfoil"));

    [Fact]
    public void A_measured_file_with_another_checksum_is_refused_with_both_sums()
    {
        var path = folder.Write("airfoil_self_noise.dat", "abc");
        var e = Assert.Throws<BadInputException>(() => new AirfoilSource(folder.Root, new Network(Unreachable))
            .Resolve("airfoil"));
        Assert.StartsWith(
            $"{path}: SHA-1 a9993e364706816aba3e25717850c26c9cd0d89d found, expected {AirfoilSource.MeasuredSha1}",
            e.Message);
        Assert.Equal([path], folder.Entries);
    }

    [Fact]
    public void A_download_with_another_checksum_leaves_no_file()
    {
        var network = new Network(() => Answer("abc"u8.ToArray()));
        var e = Assert.Throws<BadInputException>(() => new AirfoilSource(folder.Root, network).Resolve("airfoil"));
        Assert.StartsWith(
            $"{AirfoilSource.Address}: SHA-1 a9993e364706816aba3e25717850c26c9cd0d89d found, expected "
            + $"{AirfoilSource.MeasuredSha1}", e.Message);
        Assert.Empty(folder.Entries);
    }

    [Fact]
    public void Without_a_network_the_message_says_how_to_pass_a_file()
    {
        Func<HttpResponseMessage>[] failures =
            [Unreachable, () => new(HttpStatusCode.NotFound), () => throw new TaskCanceledException("timeout")];
        foreach (var failure in failures)
        {
            var e = Assert.Throws<BadInputException>(() => new AirfoilSource(folder.Root, new Network(failure))
                .Resolve("airfoil"));
            Assert.StartsWith(folder["airfoil_self_noise.dat"]
                + ": no such file, and http://d2l-data.s3-accelerate.amazonaws.com/", e.Message);
            Assert.Contains("name a copy of NASA's file", e.Message);
            Assert.Empty(folder.Entries);
        }
    }

    [Fact]
    public void A_cancelled_download_leaves_no_file()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new AirfoilSource(folder.Root, new Network(() => Answer([]))).Resolve("airfoil", cancel.Token));
        Assert.Empty(folder.Entries);
    }

    [RealAirfoilFact]
    public void The_measured_file_is_downloaded_once_and_then_read()
    {
        var network = new Network(() => Answer(File.ReadAllBytes(RealAirfoil.File)));
        var source = new AirfoilSource(folder["new"], network);
        Assert.Equal(1500, Airfoil.Open("airfoil", source: source).Rows);
        Assert.Equal(1500, Airfoil.Open("airfoil", source: source).Rows);
        Assert.Equal(1, network.Requests);
        Assert.Equal([folder["new/airfoil_self_noise.dat"]], Directory.GetFileSystemEntries(folder["new"]));
    }

    private static HttpResponseMessage Unreachable() => throw new HttpRequestException("name unknown");

    private static HttpResponseMessage Answer(byte[] content) =>
        new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };

    private sealed class Network(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            Assert.Equal(AirfoilSource.Address, request.RequestUri);
            Requests++;
            return answer();
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            Task.FromResult(Send(request, cancel));
    }
}
