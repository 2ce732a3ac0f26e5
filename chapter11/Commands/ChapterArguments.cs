using System.CommandLine;
using System.Globalization;
using D2lOptim.Data;
using TorchSharp;

namespace D2lOptim.Chapter11.Commands;

/// <summary>The arguments that the commands which run sections share.</summary>
internal sealed class ChapterArguments
{
    private readonly Argument<string[]> _sections =
        new("SECTION") { Description = "Sections, as 11.5 or race, or all.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _data =
        new("--data")
        {
            HelpName = "airfoil-style|airfoil|FILE",
            Description = "airfoil-style (bundled), airfoil (NASA's, downloaded once), or a file of that form.",
            DefaultValueFactory = _ => AirfoilSource.Bundled
        };
    private readonly Option<DirectoryInfo?> _dataDir =
        new("--data-dir")
        {
            Description =
        "The folder of Fashion-MNIST's four files; by default the distribution's, else downloaded once."
        };
    private readonly Option<long> _seed = new("--seed") { Description = "Seeds torch right before each run." };
    private readonly Option<int?> _epochs =
        new("--epochs")
        {
            Description =
        "Passes over the data, instead of each run's own number; mistakes and hybrid keep theirs."
        };
    private readonly Option<string> _device =
        new("--device")
        {
            Description =
        "cpu or cuda, for what is trained; functions of one or two numbers stay on the cpu.",
            DefaultValueFactory = _ => "cpu"
        };
    private readonly Option<int> _threads =
        new("--threads")
        {
            Description = "Threads that libtorch may use; small models run fastest on one.",
            DefaultValueFactory = _ => 1
        };

    internal void AddTo(Command command)
    {
        command.Add(_sections);
        foreach (var option in (Option[])[_data, _dataDir, _seed, _epochs, _device, _threads]) command.Add(option);
        RequirePositive(_epochs);
        RequirePositive(_threads);
        _threads.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && long.TryParse(token.Value, CultureInfo.InvariantCulture, out var threads)
                && threads > Environment.ProcessorCount)
                result.AddError(
                    $"--threads must be at most {Environment.ProcessorCount}, the processors here, was {threads}");
        });
        _device.AcceptOnlyFromAmong("cpu", "cuda");
    }

    /// <summary>Refuses whole numbers below 1; what is no number is refused already.</summary>
    internal static void RequirePositive(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token]
            && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            && number < 1)
            result.AddError($"{option.Name} must be ≥ 1, was {number}");
    });

    internal IReadOnlyList<string> Words(ParseResult parsed) => parsed.GetValue(_sections) ?? [];

    internal IReadOnlyList<Section> Sections(ParseResult parsed) => Section.Find(Words(parsed));

    internal int Threads(ParseResult parsed) => parsed.GetValue(_threads);

    /// <summary>The options of the sections; sets libtorch's threads.</summary>
    internal ChapterOptions Options(ParseResult parsed, bool quick = false)
    {
        NativeLibraries.Load();
        var device = new torch.Device(parsed.GetValue(_device)!);
        if (device.type == DeviceType.CUDA && !torch.cuda.is_available())
            throw new BadInputException("--device cuda: this libtorch sees no CUDA device; --device cpu always works");
        torch.set_num_threads(Threads(parsed));
        return new ChapterOptions
        {
            Data = parsed.GetValue(_data)!,
            DataDir = parsed.GetValue(_dataDir)?.FullName,
            Seed = parsed.GetValue(_seed),
            Epochs = parsed.GetValue(_epochs),
            Quick = quick,
            Device = device
        };
    }
}
