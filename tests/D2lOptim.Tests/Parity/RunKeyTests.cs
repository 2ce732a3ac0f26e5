using D2lOptim.Parity;

namespace D2lOptim.Tests.Parity;

public class RunKeyTests
{
    [Theory]
    [InlineData("11.6/momentum/scratch/lr=0.005,momentum=0.9", "11.6", "momentum", "scratch", "lr=0.005,momentum=0.9",
        "11.6-momentum-scratch-lr-0.005-momentum-0.9")]
    [InlineData("11.1/saddle3d/curve/z-stride10", "11.1", "saddle3d", "curve", "z-stride10",
        "11.1-saddle3d-curve-z-stride10")]
    [InlineData("11.11/lenet/cosine-warmup", "11.11", "cosine-warmup", "lenet", "", "11.11-lenet-cosine-warmup")]
    public void A_key_is_read_printed_and_made_a_files_name(
        string text, string section, string name, string variant, string label, string file)
    {
        var key = RunKey.Parse(text);
        Assert.Equal(new RunKey(section, name, variant, label), key);
        Assert.Equal((text, file), ($"{key}", key.FileName));
    }

    [Fact]
    public void What_is_no_key_is_refused_and_the_two_forms_are_named() =>
        Assert.Contains("the key '11.6/momentum' has fewer than three parts, expected SECTION/NAME",
            Assert.Throws<FormatException>(() => RunKey.Parse("11.6/momentum")).Message);
}
