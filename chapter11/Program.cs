using System.CommandLine;
using System.Runtime.InteropServices;
using D2lOptim;
using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Training;

var parsed = CommandLine.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"error: {CommandLine.Message(error)}");
    Console.Error.WriteLine($"{CommandLine.Words(parsed.CommandResult.Command)} --help tells what is allowed");
    return ExitCode.BadInput;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (NativeLibraries.Refusal(e) is { } refusal)
{
    Console.Error.WriteLine($"error: {refusal}");
    return ExitCode.BadInput;
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
