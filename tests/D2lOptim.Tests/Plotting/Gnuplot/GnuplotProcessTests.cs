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
        Assert.Equal("could not start 'no-such-gnuplot', which draws the figures; install the package gnuplot-nox", e.Message);
    }

    [Fact]
    public void What_gnuplot_complains_about_is_in_the_message()
    {
        var e = Assert.Throws<InvalidOperationException>(() => GnuplotProcess.Run("set nonsense\n" + new string('#', 1 << 20)));
        Assert.StartsWith("gnuplot failed with exit code", e.Message);
        Assert.Contains("set nonsense", e.Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Ctrl_C_which_reaches_gnuplot_too_is_a_cancellation()
    {
        using var folder = new TemporaryFolder();
        var program = folder["interrupted"];
        File.WriteAllText(program, "#!/bin/sh\nkill -INT $$\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Throws<OperationCanceledException>(() => GnuplotProcess.Run("", program));
    }
}
