using D2lOptim.Schedules;
using D2lOptim.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Optimizers;

/// <summary>
/// Several optimizers behind one, each over parameters of its own: AdaGrad for a sparse embedding table, say, AdamW for the rest. Optimizers
/// from scratch and those of torch.optim go together; names as in torch.optim.
/// </summary>
public sealed class HybridOptimizer : IDisposable
{
    private readonly Parameter[] _parameters;
    private readonly (ScratchOptimizer Optimizer, double Lr)[] _scratch;
    private readonly (optim.ILearningRateController Group, double Lr)[] _groups;
    private readonly optim.Optimizer[] _concise;

    /// <param name="parameters">All of the model's.</param>
    /// <param name="scratch">Optimizers from scratch; disposed with this, as are those of <paramref name="concise"/>.</param>
    /// <param name="concise">Optimizers of torch.optim.</param>
    /// <exception cref="ArgumentException">A parameter stands in two of the optimizers or in none, or an optimizer has one that is not the model's.</exception>
    public HybridOptimizer(IEnumerable<Parameter> parameters, IEnumerable<ScratchOptimizer> scratch, IEnumerable<optim.Optimizer>? concise = null)
    {
        _parameters = [.. parameters];
        _scratch = [.. scratch.Select(optimizer => (optimizer, optimizer.Lr))];
        _concise = [.. concise ?? []];
        _groups = [.. _concise.SelectMany(optimizer => optimizer.ParamGroups).Select(group => (group, group.LearningRate))];
        RequireEachInOne();
    }

    /// <summary>The factor of every learning rate by the step; each optimizer keeps the rate that it was made with beside it. 1 unless set.</summary>
    public ISchedule Schedule { get; init; } = new ConstantRate { Lr = 1 };

    /// <summary>How many steps were made.</summary>
    public int StepCount { get; private set; }

    /// <summary>One step of every optimizer, at its own learning rate times the schedule's factor.</summary>
    public void step()
    {
        var factor = Schedule.At(StepCount);
        foreach (var (optimizer, lr) in _scratch)
        {
            optimizer.Lr = lr * factor;
            optimizer.Step();
        }
        foreach (var (group, lr) in _groups) group.LearningRate = lr * factor;
        foreach (var optimizer in _concise) optimizer.step();
        StepCount++;
    }

    /// <summary>Sets all gradients to zero, in place; a sparse one has no rows then.</summary>
    public void zero_grad()
    {
        foreach (var parameter in _parameters)
            using (var gradient = parameter.grad) gradient?.zero_();
    }

    /// <summary>Writes the count of steps and every optimizer's state; the parameters are not the optimizer's.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(Kinds);
        writer.Write(StepCount);
        foreach (var part in Parts) part.Save(writer);
    }

    /// <summary>Goes on from what <see cref="save_state_dict"/> wrote for the same optimizers over parameters of the same shapes.</summary>
    /// <exception cref="InvalidDataException">The data are of other optimizers.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var found = reader.ReadString();
        if (found != Kinds) throw new InvalidDataException($"expected the state of {Kinds}, found that of {found}");
        StepCount = reader.ReadInt32();
        foreach (var part in Parts) part.Load(reader);
    }

    /// <summary>Frees the optimizers' state.</summary>
    public void Dispose()
    {
        foreach (var (optimizer, _) in _scratch) optimizer.Dispose();
        foreach (var optimizer in _concise) optimizer.Dispose();
    }

    private string Kinds => string.Join(" + ", _scratch.Select(part => NameOf(part.Optimizer)).Concat(_concise.Select(NameOf)));

    private static string NameOf(ScratchOptimizer optimizer) => optimizer.GetType().Name;

    private static string NameOf(optim.Optimizer optimizer) => $"torch's {optimizer.GetType().Name}";

    private IEnumerable<IResumable> Parts => [.. _scratch.Select(part => part.Optimizer), .. _concise.Select(optimizer => Model.Of([], optimizer))];

    private void RequireEachInOne()
    {
        var owners = _scratch.SelectMany(part => part.Optimizer.Parameters.Select(parameter => (Name: NameOf(part.Optimizer), Parameter: parameter)))
            .Concat(_concise.SelectMany(optimizer => optimizer.parameters().Select(parameter => (Name: NameOf(optimizer), Parameter: (Tensor)parameter)))).ToLookup(owner => owner.Parameter.Identity());
        foreach (var (k, parameter) in _parameters.Index())
        {
            string[] names = [.. owners[parameter.Identity()].Select(owner => owner.Name)];
            if (names.Length != 1) throw new ArgumentException($"every parameter must stand in one optimizer, but parameter {k}, of shape {Shape(parameter)}, stands in {(names.Length == 0 ? "none" : string.Join(" and in ", names))}", "parameters");
        }
        var models = _parameters.Select(parameter => parameter.Identity()).ToHashSet();
        if (owners.FirstOrDefault(own => !models.Contains(own.Key))?.First() is { } other) throw new ArgumentException($"{other.Name} has a parameter of shape {Shape(other.Parameter)}, which is none of the model's {models.Count}", "parameters");

        static string Shape(Tensor parameter) => $"[{string.Join(", ", parameter.shape)}]";
    }
}
