using System.CommandLine;
using System.Runtime.InteropServices;
using D2lOptim;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Training;

var root = new RootCommand("The optimization chapter of Dive into Deep Learning, from scratch and by torch.optim, held against Python.")
{
    RunCommand.Create(), ListCommand.Create(), CompareCommand.Create(), BenchCommand.Create(), DataCommand.Create(),
};
var parsed = root.Parse(args);
try
{
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? ExitCode.BadInput : code;
}
catch (Exception e) when (e is BadInputException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return ExitCode.BadInput;
}
catch (Exception e) when (e is DivergedException or ExternalException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return ExitCode.CheckFailed;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("cancelled");
    return ExitCode.CheckFailed;
}
