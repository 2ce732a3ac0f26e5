using System.Text;
using System.Text.Json.Nodes;
using D2lOptim.Parity.Traces;

namespace D2lOptim.Tests.Parity;

public class TraceHeaderTests
{
    private const string Whole =
        """{"format":"d2loptim-trace","version":1,"program":"python","libtorch":"1.13.1","every":1,"optimizer":"Adam","groups":[{"parameters":["w"],"options":{"lr":0.1,"betas":[0.9,0.99],"amsgrad":true,"foreach":null,"source":"book"}}],"parameters":[{"name":"w","shape":[5,1]},{"name":"b","shape":[]}]}""";

    [Fact]
    public void A_header_comes_back_as_it_was_written()
    {
        var header = TraceHeader.Parse(TraceHeader.Parse(Whole, "t.npz").ToJson(), "t.npz");
        Assert.Equal(("python", "1.13.1", 1, "Adam"),
            (header.Program, header.Libtorch, header.Every, header.Optimizer));
        Assert.Equal(["w (5, 1)", "b ()"], header.Parameters.Select(p => $"{p.Name} {TraceParameter.Text(p.Shape)}"));
        Assert.Equal(["w"], header.Groups.Single().Parameters);
        Assert.Equal(new Dictionary<string, object>
        {
            ["lr"] = 0.1,
            ["beta1"] = 0.9,
            ["beta2"] = 0.99,
            ["amsgrad"] = true,
            ["source"] = "book"
        }, header.OptionsOf("w"));
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { Whole, "[]", """: [], expected an object with 'format'""" },
        { Whole, "{", " is not the header of a trace: " },
        { "[]}]}", "[]}]", " is not the header of a trace: " },
        { "\"version\":1", "\"version\":3",
            " is of another format or version, expected d2loptim-trace of version 1 or 2" },
        { "\"version\":1", "\"version\":1.5", ", version: 1.5, expected a whole number from 1 to 2147483647" },
        { "\"program\":\"python\",", "", "expected an object with 'program'" },
        { "\"python\"", "null", ", program: null, expected a text" },
        { "\"python\"", "\"\\ud800\"", " is not the header of a trace: " },
        { "\"Adam\"", "7", ", optimizer: 7, expected a text or null" },
        { "\"every\":1", "\"every\":0", ", every: 0, expected a whole number from 1 to 2147483647" },
        { "\"every\":1", "\"every\":99999999999", ", every: 99999999999, expected a whole number from 1" },
        { "\"every\":1", "\"every\":1,\"every\":2", " is not the header of a trace: " },
        { "[0.9,0.99]", "[0.9]", ", groups[0].options.betas: [0.9], expected two numbers" },
        { "[0.9,0.99]", "[0.9,\"0.99\"]", ", groups[0].options.betas[1]: \"0.99\", expected a finite number" },
        { "\"amsgrad\":true", "\"beta2\":0.9",
            ", groups[0].options.beta2: 0.9, expected each option once; beta2 is set twice" },
        { "0.1", "1e999", ", groups[0].options.lr: 1e999, expected a finite number" },
        { "\"amsgrad\":true", "\"lr\":0.2", " is not the header of a trace: " },
        { "[\"w\"]", "[\"v\"]", ", groups[0].parameters[0]: \"v\", expected the name of one of the parameters" },
        { "\"groups\":[", "\"groups\":[{\"parameters\":[\"w\"],\"options\":{}},",
            ", groups[1].parameters[0]: \"w\", expected each parameter in one group" },
        { "\"name\":\"b\"", "\"name\":\"w\"", ", parameters[1].name: \"w\", expected each parameter once" },
        { "\"name\":\"b\"", "\"name\":null", ", parameters[1].name: null, expected a text" },
        { "[5,1]", "[5,-1]", ", parameters[0].shape[1]: -1, expected a whole number from 0 to 2147483647" },
        { "[5,1]", "[65536,65536]",
            ", parameters[0].shape: [65536,65536], expected sizes of at most 2147483647 elements together" },
        { "[{\"name\":\"w\",\"shape\":[5,1]},{\"name\":\"b\",\"shape\":[]}]", "[]",
            ", parameters: [], expected at least one parameter" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_header_that_is_none_is_bad_input_and_names_file_and_entry(string part, string instead,
        string expected)
    {
        var text = Whole.Replace(part, instead);
        if (expected.Contains("parameters[0]: \"v\"")) text = text.Replace("\"name\":\"v\"", "\"name\":\"w\"");
        Assert.NotEqual(Whole, text);
        var message = Assert.Throws<BadInputException>(() => TraceHeader.Parse(text, "t.npz")).Message;
        Assert.StartsWith("t.npz: header.json", message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void Of_damaged_headers_nothing_but_bad_input_comes()
    {
        var random = new Random(0);
        var refused = 0;
        for (var n = 0; n < 400; n++)
        {
            try
            {
                TraceHeader.Parse(n % 2 == 0 ? OtherBytes(random) : OtherEntry(random), "t.npz");
            }
            catch (BadInputException e)
            {
                Assert.StartsWith("t.npz: header.json", e.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 200, 399);
    }

    private static string OtherBytes(Random random)
    {
        string[] pieces = [",", ":", "\"", "\\ud800", "\"lr\":1,", "9", "-", "null"];
        var bytes = Encoding.UTF8.GetBytes(Whole).ToList();
        var at = random.Next(bytes.Count);
        if (random.Next(3) is var kind && kind == 0) bytes[at] = (byte)random.Next(256);
        else if (kind == 1) bytes.RemoveRange(at, random.Next(1, Math.Min(20, bytes.Count - at) + 1));
        else bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string OtherEntry(Random random)
    {
        string[] values =
            ["null", "0", "-1", "0.5", "1e999", "99999999999999999999", "\"w\"", "[]", "{}", "[[]]", "true"];
        var root = JsonNode.Parse(Whole);
        Action<JsonNode?>[] edits = [.. Edits(root)];
        edits[random.Next(edits.Length)](JsonNode.Parse(values[random.Next(values.Length)]));
        return root!.ToJsonString();
    }

    // Every entry for another, without it, or twice.
    private static IEnumerable<Action<JsonNode?>> Edits(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(entry => entry.Key).ToList()
            .SelectMany(key => Edits(o[key]).Append(value => o[key] = value).Append(_ => o.Remove(key))),
        JsonArray a =>
            Enumerable.Range(0, a.Count)
            .SelectMany(i => Edits(a[i]).Append(value => a[i] = value).Append(_ => a.RemoveAt(i))
            .Append(_ => a.Add(a[i]?.DeepClone()))),
        _ => [],
    };
}
