using D2lOptim.Plotting;

namespace D2lOptim.Tests.Plotting;

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
}
