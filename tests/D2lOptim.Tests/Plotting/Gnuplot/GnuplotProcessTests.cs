using System.Runtime.Versioning;
using D2lOptim.Plotting;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Plotting.Gnuplot;

public class GnuplotProcessTests
{
    [Fact]
    public void A_missing_program_names_the_package_to_install()
    {
        var e = Assert.Throws<BadInputException>(() => GnuplotProcess.Run("", "no-such-gnuplot"));
        Assert.Equal("could not start 'no-such-gnuplot', which draws the figures; install the package gnuplot-nox",
            e.Message);
    }

    [Fact]
    public void What_gnuplot_complains_about_is_in_the_message()
    {
        var e = Assert.Throws<InvalidOperationException>(() =>
            GnuplotProcess.Run("set nonsense\n" + new string('#', 1 << 20)));
        Assert.StartsWith("gnuplot failed with exit code", e.Message);
        Assert.Contains("set nonsense", e.Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Ctrl_C_which_reaches_gnuplot_too_is_a_cancellation_whatever_its_exit_code()
    {
        using var folder = new TemporaryFolder();
        var program = folder["interrupted"];
        File.WriteAllText(program, "#!/bin/sh\nexit 1\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // gnuplot is gone before our own handler has asked for the end.
        using var stop = new CancellationTokenSource();
        var handler = new Thread(() =>
        {
            Thread.Sleep(100);
            stop.Cancel();
        });
        handler.Start();
        Assert.ThrowsAny<OperationCanceledException>(() => GnuplotProcess.Run("", program, stop.Token));
        handler.Join();
        using var never = new CancellationTokenSource();
        Assert.Throws<InvalidOperationException>(() => GnuplotProcess.Run("", program, never.Token));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_drawing_under_way_ends_when_it_is_asked_to()
    {
        using var folder = new TemporaryFolder();
        var program = folder["slow"];
        File.WriteAllText(program, "#!/bin/sh\nexec sleep 60\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => GnuplotProcess.Run("", program, stop.Token));
    }
}
