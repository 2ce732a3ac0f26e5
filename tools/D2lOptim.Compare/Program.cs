using System.CommandLine;
using D2lOptim;
using D2lOptim.Parity;
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
        var report = FileReport.Of(parsed.GetValue(first)!, parsed.GetValue(second)!,
            new NameMap(parsed.GetValue(map) ?? []), parsed.GetValue(tolerance));
        foreach (var line in parsed.GetValue(json) ? [report.Json] : report.Lines) Console.WriteLine(line);
        return report.Agrees ? Agree : Part;
    }
    catch (BadInputException e)
    {
        Console.Error.WriteLine($"error: {e.Message}");
        return BadInput;
    }
});
var arguments = command.Parse(args);
return arguments.Errors.Count > 0 ? Math.Max(BadInput, arguments.Invoke()) : arguments.Invoke();
