using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Data;

namespace D2lOptim.Tests.Data;

public sealed class AirfoilTests : IDisposable
{
    private const string Row = "800\t0\t0.3048\t71.3\t0.00266337\t126.201\n";
    private const string Other = "1000\t1.5\t0.1524\t39.6\t0.00302\t119.75\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Standardised_style_set_is_numpys_to_the_bit() =>
        IsNumpys("airfoil-style", Airfoil.Read(Path.Combine(Repository.Root, "data", "airfoil-style.dat")));

    // 20,000 rows, where sums taken in another order or in double differ in the last bits.
    [Fact]
    public void Standardised_long_table_is_numpys_to_the_bit()
    {
        var values = from i in Enumerable.Range(0, 20_000)
                     from j in Enumerable.Range(0, Airfoil.Columns)
                     select ((i * 7919 + j * 104729) % 10007 / 64f) + 100 * j;
        IsNumpys("arithmetic", new AirfoilTable("arithmetic", [.. values], 20_000));
    }

    [RealAirfoilFact]
    public void Standardised_measured_set_is_numpys_to_the_bit() => IsNumpys("airfoil", Airfoil.Read(RealAirfoil.File));

    [Fact]
    public void Loaded_rows_are_the_first_ones_of_a_table_standardised_over_all()
    {
        var path = folder.Write("three.dat", Row + Other + "\r\n" + "500\t3\t0.1\t55.5\t0.004\t130\r\n");
        var z = Airfoil.Read(path).Standardised();
        var data = Airfoil.Load(path, 2);
        Assert.Equal((2, path), (data.Rows, data.Source));
        Assert.Equal([.. z[..5], .. z[6..11]], data.Features);
        Assert.Equal([z[5], z[11]], data.Labels);
    }

    [Fact]
    public void Numbers_are_parsed_as_double_and_then_rounded_to_float()
    {
        // Just above the middle of two floats: rounded by way of double it is a tie, which goes to the even one below.
        const string text = "1.00000005960464477540";
        Assert.NotEqual(float.Parse(text), (float)double.Parse(text));
        Assert.Equal(1f, Airfoil.Read(folder.Write("tie.dat", text + Row[3..])).Values[0]);
    }

    public static TheoryData<string, string, string> BadFiles => new()
    {
        { "too few columns", Row + "1\t2\t3\n" + Other, "line 2: 3 columns found, expected 6 with tabs between" },
        { "too many columns", Row + Row.TrimEnd() + "\t7\n", "line 2: 7 columns found, expected 6" },
        { "commas", "800,0,0.3,71.3,0.002,126.2\n", "line 1: 1 columns found, expected 6" },
        { "text", Row + "\n" + Other.Replace("39.6", "fast"),
            "line 3, column 4 (free-stream velocity, m/s): 'fast' found, expected a finite number" },
        { "empty field", Row.Replace("71.3", ""),
            "line 1, column 4 (free-stream velocity, m/s): '' found, expected a finite number" },
        { "nan", Row + Other.Replace("119.75", "NaN"),
            "line 2, column 6 (scaled sound pressure level, dB): 'NaN' found" },
        { "infinity", Row.Replace("800", "-Infinity"), "line 1, column 1 (frequency, Hz): '-Infinity' found" },
        { "beyond float", Row.Replace("800", "1e39"), "line 1, column 1 (frequency, Hz): '1e39' found" },
        { "beyond double", Row.Replace("800", "1e999"), "line 1, column 1 (frequency, Hz): '1e999' found" },
        { "decimal comma", Row.Replace("0.3048", "0,3048"), "line 1, column 3 (chord length, m): '0,3048' found" },
        { "long field", new string('x', 5000) + Row, $"'{new string('x', 40)}…' found" },
        { "empty", "", "no rows found, expected lines of 6 numbers" },
        { "blank lines", "\n  \n", "no rows found, expected lines of 6 numbers" },
        { "one row", Row, "1 rows found, expected 2 or more" },
        { "constant column", Row + Other.Replace("39.6", "71.3"),
            "column 4 (free-stream velocity, m/s) is 71.3 in all 2 rows, expected at least two values" },
        { "vanishing spread", Row.Replace("800", "1e-30") + Other.Replace("1000", "2e-30"),
            "column 1 (frequency, Hz) has a standard deviation of 0" },
        { "overflowing spread", Row.Replace("800", "1e30") + Other,
            "column 1 (frequency, Hz) has a standard deviation of ∞" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_refused_with_its_name_and_the_place(string name, string content, string message)
    {
        var path = folder.Write(name + ".dat", content);
        var e = Assert.Throws<BadInputException>(() => Airfoil.Load(path, 2));
        Assert.StartsWith(path, e.Message);
        Assert.Contains(message.Replace("∞", float.PositiveInfinity.ToString()), e.Message);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_refused()
    {
        var locked = folder.Write("locked.dat", Row);
        using var stream = new FileStream(locked, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Refused(locked, "cannot be read, expected a readable airfoil file");
        Refused(folder.Root, "a folder found, expected an airfoil file");
        Refused(folder["absent.dat"], "no such file, expected an airfoil file");
        Refused(folder["absent/absent.dat"], "no such file, expected an airfoil file");
        Refused("", "no path given");

        void Refused(string path, string message)
        {
            var e = Assert.Throws<BadInputException>(() => Airfoil.Load(path));
            Assert.StartsWith(path, e.Message);
            Assert.Contains(message, e.Message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1500)]
    public void Training_on_no_rows_is_refused(int n)
    {
        var e = Assert.Throws<BadInputException>(() => Airfoil.Load(folder.Write("two.dat", Row + Other), n));
        Assert.Equal($"the number of rows to train on must be ≥ 1, was {n}", e.Message);
    }

    private static void IsNumpys(string name, AirfoilTable table)
    {
        var golden = Path.Combine(Repository.Root, "tests", "reference", "golden", "standardise.json");
        using var json = JsonDocument.Parse(File.ReadAllText(golden));
        var expected = json.RootElement.GetProperty("tables").EnumerateArray()
            .Single(t => t.GetProperty("name").GetString() == name);
        Assert.Equal(expected.GetProperty("rows").GetInt32(), table.Rows);
        var bytes = MemoryMarshal.AsBytes(table.Standardised().AsSpan());
        Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
