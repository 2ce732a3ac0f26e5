using System.Text.Json;
using D2lOptim.Parity;
using TorchSharp;

namespace D2lOptim.Tests.Parity;

public class FingerprintTests
{
    private static readonly string[] s_parts = ["elementwise", "products", "libm", "network"];

    private static readonly Lazy<Fingerprint> s_python =
        new(() => Fingerprint.Parse(JsonDocument.Parse(PythonFactAttribute.Run("fingerprint.py")).RootElement));

    /// <summary>The fingerprint of the Python here; asked for only where there is one.</summary>
    internal static Fingerprint Python => s_python.Value;

    [PythonFact]
    public void Python_and_CSharp_hash_the_same_bits_on_one_libtorch()
    {
        torch.set_num_threads(1);
        var here = Fingerprint.Here(s_parts);
        Assert.Equal(s_parts, here.Parts.Keys);
        Assert.Equal(s_parts.Order(), Python.Parts.Keys.Order());
        if (Python.Libtorch == here.Libtorch) Assert.Equal(Python.Parts, here.Parts);
        Assert.Equal(Python.Parts["libm"], here.Parts["libm"]);
    }

    [Fact]
    public void Two_probes_of_one_process_are_equal_and_no_part_is_anothers()
    {
        torch.set_num_threads(1);
        var first = Fingerprint.Here(s_parts);
        Assert.Equal(first.Parts, Fingerprint.Here(s_parts).Parts);
        Assert.Equal(s_parts.Length, first.Parts.Values.Distinct().Count());
        Assert.True(Demand.Between(first, first).Bits);
    }

    [Fact]
    public void What_is_not_known_of_the_other_side_demands_no_bits()
    {
        Fingerprint here = new("2.10.0", new Dictionary<string, string> { ["products"] = "1" });
        Assert.Equal("the other side tells nothing of its numerics",
            Demand.Between(here, here with { Parts = new Dictionary<string, string>() }).Why);
        var newer = Demand.Between(here,
            here with { Parts = new Dictionary<string, string> { ["products"] = "1", ["fft"] = "2" } });
        Assert.Equal((false, "other numerics on libtorch 2.10.0: fft give other bits"), (newer.Bits, newer.Why));
    }

    [Theory]
    [InlineData("Adam", false, "2.10.0", false)]
    [InlineData("RMSprop", true, "2.10.0", false)]
    [InlineData("RMSprop", false, "2.10.0", true)]
    [InlineData("Adam", false, "1.13.0", true)]
    [InlineData("Adadelta", false, "2.10.0", true)]
    public void Where_PyTorch_2_interpolates_no_bits_are_demanded(string optimizer, bool centered, string libtorch,
        bool bits) =>
        Assert.Equal(bits, new Demand(true, "").Of(optimizer, centered, libtorch).Bits);
}
