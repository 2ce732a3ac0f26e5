using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using D2lOptim.Parity;
using D2lOptim.Parity.Columns;
using D2lOptim.Parity.Traces;
using D2lOptim.Tests.Chapter11;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Parity;

/// <summary>Losses as people have them: CSV, JSON, runs' files, TensorBoard event files.</summary>
public sealed class ColumnTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, int?> Pairs => new()
    {
        { "a.csv", "step,loss\n1,0.5\n2,0.25\n", "step,loss\n1,0.5\n2,0.25\n", null },
        { "a.csv", "step,loss\n1,0.5\n2,0.25\n", "loss,step\n0.5,1\n0.26,2\n", 1 },
        { "a.csv", "0.5\n0.25\n", "0.5\n0.2500001\n", null },
        { "a.csv", "loss\n0.5\nnan\n", "loss\n0.5\nNaN\n", null },
        { "a.csv", "loss\n0.5\nnan\n", "loss\n0.5\n1\n", 1 },
        { "a.json", "[1, 2, 3]", "[1, 2, 3.1]", 2 },
        { "a.json", """{"loss": [1, 2], "name": "one"}""", """{"loss": [1, 2], "other": [1]}""", null },
        { "a.json", """{"runs": [{"key": "k", "loss": [1, 2]}, {"key": "l", "loss": [3]}]}""",
            """{"runs": [{"key": "l", "loss": [4]}, {"key": "k", "loss": [1, 2]}]}""", 0 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_first_index_that_is_apart_is_told(string name, string first, string second, int? apart)
    {
        var report = Compare(_folder.Write(name, first), _folder.Write($"b{name}", second));
        Assert.Equal(apart is null, report.Agrees);
        if (apart is not null)
            Assert.Contains(report.Lines(), line => line.Contains($"first apart at index {apart}:",
                StringComparison.Ordinal));
    }

    [Fact]
    public void A_column_that_is_shorter_does_not_agree()
    {
        var report = Compare(_folder.Write("a.csv", "loss\n1\n2\n"), _folder.Write("b.csv", "loss\n1\n"));
        Assert.False(report.Agrees);
        Assert.Contains("2 numbers against 1", report.Lines().First(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_files_two_runs_are_columns_by_their_keys()
    {
        var key = RunKey.Parse("11.5/minibatch-sgd/scratch/lr=0.05");
        RunFile Run(double loss) => RunFile.Here("airfoil-style", 0,
            [new(key) { Lists = [KeyValuePair.Create("loss", (IReadOnlyList<double>)[1, loss])] }]);
        foreach (var (name, loss) in new[] { ("a.json", 0.5), ("b.json", 0.25) }) Run(loss).Write(_folder[name]);
        var report = Compare(_folder["a.json"], _folder["b.json"]);
        Assert.Equal(($"{key}/loss", 1), (report.Columns.Single().Name, report.Columns.Single().Beyond));
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "a.csv", "", "is empty" },
        { "a.csv", "loss\n1\nx\n", "row 2, loss: 'x'" },
        { "a.csv", "step,loss\n1\n", "row 1: 1 cells, expected 2" },
        { "a.csv", "loss,loss\n1,2\n", "two columns have one name" },
        { "a.json", "{", "cannot be read" },
        { "a.json", "{\"loss\": 1}", "no list of numbers" },
        { "none.csv", "\0", "cannot be read" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_log_is_refused_with_the_place(string name, string text, string words) => Assert.Contains(
        words, Assert.Throws<BadInputException>(() => ColumnFile.Read(text == "\0" ? _folder[name]
            : _folder.Write(name, text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Event_files_are_compared_by_their_tags()
    {
        // The check value of CRC-32C.
        Assert.Equal(0xE3069283u, Crc32C(Encoding.ASCII.GetBytes("123456789")));
        Events("a.tfevents.1", ("loss", 0.5f, false), ("accuracy", 0.9f, true), ("loss", 0.25f, false));
        Events("b.tfevents.1", ("loss", 0.5f, true), ("loss", 0.125f, false), ("rate", 1, false));
        var a = ColumnFile.Read(_folder["a.tfevents.1"]);
        Assert.Equal([0.5, 0.25], a.Columns["loss"]);
        Assert.Equal([0.9f], a.Columns["accuracy"].Select(x => (float)x));
        var report = ColumnReport.Of(a, ColumnFile.Read(_folder["b.tfevents.1"]));
        Assert.Equal(("loss", 1), (report.Columns.Single().Name, report.Columns.Single().Beyond));
        Assert.Equal(["accuracy"], report.OnlyFirst);
        Assert.Equal(["rate"], report.OnlySecond);
    }

    [Fact]
    public void A_damaged_event_file_is_refused_at_any_byte()
    {
        Events("a.tfevents.1", ("loss", 0.5f, false), ("loss", 0.25f, true));
        var whole = File.ReadAllBytes(_folder["a.tfevents.1"]);
        var first = 16 + (int)BinaryPrimitives.ReadUInt64LittleEndian(whole);
        for (var at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            Refused(damaged, $"{at} changed");
            // Where a record ends, the file is a shorter one.
            if (at > 0 && at != first) Refused(whole[..at], $"cut at {at}");
        }

        void Refused(byte[] bytes, string how)
        {
            File.WriteAllBytes(_folder["a.tfevents.1"], bytes);
            var failure = Record.Exception(() => ColumnFile.Read(_folder["a.tfevents.1"]));
            Assert.True(failure is BadInputException, $"{how}: {failure}");
        }
    }

    [Fact]
    public void The_command_compares_logs_and_traces_and_says_so_by_its_exit_code()
    {
        _folder.Write("a.csv", "loss\n1\n2\n");
        _folder.Write("b.csv", "loss\n1\n2.02\n");
        new PlantedRun().Record(_folder["a.npz"]);
        (new PlantedRun { Loss = (p, y, _) => TorchSharp.torch.nn.functional.mse_loss(p, y) * 1.001 })
            .Record(_folder["b.npz"]);
        foreach (var (arguments, code) in new[]
        {
            ("a.csv a.csv", 0), ("a.csv b.csv", 1), ("a.csv b.csv --tolerance 0.1", 0), ("a.csv none.csv", 2),
            ("a.csv a.npz", 2), ("a.csv b.csv --tolerance -1", 2), ("a.npz a.npz", 0), ("a.npz b.npz", 1),
            ("a.npz b.npz --tolerance 0.05", 0), ("a.npz b.npz --tolerance nan", 2), ("a.npz none.npz", 2),
        })
        {
            var paths = string.Join(' ', arguments.Split(' ').Select(word => word.Contains('.')
                && !char.IsDigit(word[0]) ? _folder[word] : word));
            var (found, output, error) = CommandLineTests.Chapter11($"compare {paths}");
            Assert.True(found == code, $"{arguments}: {found}, expected {code}\n{output}{error}");
            if (code == 2)
            {
                Assert.Equal("", output);
                Assert.NotEqual("", error);
                continue;
            }
            var (again, json, _) = CommandLineTests.Chapter11($"compare {paths} --json");
            Assert.Equal(code, again);
            Assert.Equal(code == 0, JsonDocument.Parse(json).RootElement.GetProperty("agrees").GetBoolean());
        }
        Assert.Equal(2, CommandLineTests.Chapter11("compare 11.5 --json").Code);
    }

    private static ColumnReport Compare(string first, string second) =>
        ColumnReport.Of(ColumnFile.Read(first), ColumnFile.Read(second));

    // Values as older writers have them, field 2, and as newer ones have them, a tensor in field 8.
    private void Events(string name, params (string Tag, float Value, bool Tensor)[] values)
    {
        using var file = File.Create(_folder[name]);
        foreach (var (tag, value, tensor) in values)
        {
            var number = BitConverter.GetBytes(value);
            byte[] summary = [.. Field(1, Encoding.UTF8.GetBytes(tag)), .. tensor
                ? Field(8, [8, 1, .. Field(5, number)]) : (byte[])[2 << 3 | 5, .. number]];
            byte[] data = [1 << 3 | 1, .. BitConverter.GetBytes(1.5), .. Field(5, Field(1, summary))];
            var length = BitConverter.GetBytes((ulong)data.Length);
            file.Write([.. length, .. Masked(length), .. data, .. Masked(data)]);
        }

        static byte[] Field(int number, byte[] bytes) => [(byte)(number << 3 | 2), (byte)bytes.Length, .. bytes];

        static byte[] Masked(byte[] bytes) => Crc32C(bytes) is var crc
            ? BitConverter.GetBytes(unchecked((crc >> 15 | crc << 17) + 0xA282EAD8)) : [];
    }

    private static uint Crc32C(byte[] bytes)
    {
        var crc = ~0u;
        foreach (var next in bytes)
        {
            crc ^= next;
            for (var k = 0; k < 8; k++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0x82F63B78;
        }
        return ~crc;
    }
}
