using System.CommandLine;
using D2lOptim;
using D2lOptim.Parity;
using D2lOptim.Parity.Columns;
using D2lOptim.Parity.Traces;

const int Agree = 0, Part = 1, BadInput = 2;

var first = new Argument<string>("first")
{
    Description =
    "A trace (.npz), or losses: .csv, .json, a TensorBoard event file."
};
var second = new Argument<string>("second") { Description = "The other, of the same form." };
var map = new Option<string[]>("--map")
{
    HelpName = "first=second",
    Description = "A parameter's names in the two traces: first=second or first=second,transposed."
};
var tolerance =
    new Option<double?>("--tolerance")
    {
        HelpName = "T",
        Description = "How far numbers may be apart, relatively; for traces, in the place of what rounding makes."
    };
var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
var command = new RootCommand(
    "Tells where two training runs part, and why. Exit code 0: they agree, 1: they part, 2: an input cannot be used.") {
    first, second, map, tolerance, json };
command.SetAction(parsed =>
{
    try
    {
        var (one, other, allowed) = (parsed.GetValue(first)!, parsed.GetValue(second)!, parsed.GetValue(tolerance));
        if (allowed is not (null or >= 0))
            throw new BadInputException($"--tolerance must be at least 0, was {allowed}");
        if (ColumnFile.Is(one) && ColumnFile.Is(other))
        {
            var columns = ColumnReport.Of(ColumnFile.Read(one), ColumnFile.Read(other), allowed
                ?? ColumnReport.DefaultTolerance);
            return Print(columns.Agrees, columns.Lines(), columns.ToJson());
        }
        using TraceReader a = new(one), b = new(other);
        var report = TraceReport.Of(a, b, new NameMap(parsed.GetValue(map) ?? []), allowed);
        return Print(report.Agrees, report.Lines(), report.ToJson());
    }
    catch (BadInputException e)
    {
        Console.Error.WriteLine($"error: {e.Message}");
        return BadInput;
    }

    int Print(bool agrees, IEnumerable<string> lines, string asJson)
    {
        foreach (var line in parsed.GetValue(json) ? [asJson] : lines) Console.WriteLine(line);
        return agrees ? Agree : Part;
    }
});
var arguments = command.Parse(args);
return arguments.Errors.Count > 0 ? Math.Max(BadInput, arguments.Invoke()) : arguments.Invoke();
