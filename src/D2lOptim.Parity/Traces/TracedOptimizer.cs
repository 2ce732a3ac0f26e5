using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using D2lOptim.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Parity.Traces;

/// <summary>What a recorder asks of an optimizer, of whichever kind.</summary>
public abstract partial class TracedOptimizer
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = [];

    /// <summary>Its class, or a user's own name for it; null where it has none.</summary>
    public abstract string? Name { get; }

    /// <summary>The learning rate of every group.</summary>
    public abstract IReadOnlyList<double> Rates { get; }

    /// <summary>Makes the step.</summary>
    public abstract void Step();

    /// <summary>The groups, their parameters by place in the recorder's list.</summary>
    /// <param name="places">The recorded parameters' places by their identity; of others nothing is told.</param>
    internal abstract IReadOnlyList<(IReadOnlyList<int> Parameters, IReadOnlyDictionary<string,
        object> Options)> Groups(IReadOnlyDictionary<nint, int> places);

    /// <summary>The state by torch.optim's names and by the parameter's place.</summary>
    /// <param name="places">As for the groups.</param>
    internal abstract IEnumerable<(string Kind, int Parameter, Tensor Tensor)> State(
        IReadOnlyDictionary<nint, int> places);

    /// <summary>How many steps were made with a parameter before, where that is told and not none.</summary>
    /// <param name="places">As for the groups.</param>
    internal virtual IEnumerable<(int Parameter, long Steps)> StepsMade(IReadOnlyDictionary<nint, int> places) => [];

    /// <summary>None at all: the model is called, and nothing changes it.</summary>
    internal static TracedOptimizer None { get; } = new Nothing();

    /// <summary>One of torch.optim, or of its kind.</summary>
    /// <param name="optimizer">The optimizer.</param>
    public static TracedOptimizer Of(optim.Optimizer optimizer) => new Torch(optimizer);

    /// <summary>A user's own update.</summary>
    /// <param name="name">The algorithm, as torch.optim calls it, so that its steps can be replayed; null for none of
    /// them.</param>
    /// <param name="step">Makes the step; null where the loop does.</param>
    /// <param name="rate">Gives the learning rate of the moment.</param>
    /// <param name="options">An object with its options as properties: <c>new { beta1 = 0.9 }</c>, or a dictionary of
    /// them.</param>
    /// <param name="state">Gives the state by name and by the parameter's place in the recorder's list.</param>
    public static TracedOptimizer Of(string? name, Action? step, Func<double> rate, object? options = null,
        Func<IEnumerable<(string Kind, int Parameter, Tensor Tensor)>>? state = null) =>
        new Own(name, step, rate, options, state);

    private static IReadOnlyList<int> Recorded(IEnumerable<Tensor> parameters, IReadOnlyDictionary<nint, int> places) =>
        [.. parameters.Select(p => p.Identity()).Where(places.ContainsKey).Select(identity => places[identity])];

    private static Dictionary<string, object> Properties(object? options) =>
        options is null ? [] : options is IReadOnlyDictionary<string, object> named ? new(named) : options.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetIndexParameters().Length == 0 && p.Name != "EqualityContract")
        .Select(p => (Name: SnakeCase(p.Name), Value: p.GetValue(options)))
        .Where(p => p.Value is double or int or float or bool or Enum)
        .ToDictionary(p => p.Name,
            p => p.Value switch
            {
                bool b => b,
                Enum e => e.ToString().ToLowerInvariant(),
                var number => (object)Convert.ToDouble(number, CultureInfo.InvariantCulture)
            });

    private static string SnakeCase(string name) =>
        Capital().Replace(name, m => $"_{m.Value}").TrimStart('_').ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    /// <summary>What an optimizer remembers of a parameter, by torch.optim's names.</summary>
    internal static IEnumerable<(string Kind, Tensor Tensor)> Tensors(OptimizerState state) => state is NamedState named
        ? named.Names.Zip(named.All)
        : Fields(state.GetType()).Where(field => field.GetValue(state) is Tensor { IsInvalid: false })
            .Select(field => (field.Name, (Tensor)field.GetValue(state)!));

    private static FieldInfo[] Fields(Type type) =>
        s_fields.GetOrAdd(type, t => t.GetFields(BindingFlags.Public | BindingFlags.Instance));

    private sealed class Torch(optim.Optimizer optimizer) : TracedOptimizer
    {
        public override string? Name => optimizer.GetType().Name;

        public override IReadOnlyList<double> Rates => [.. optimizer.ParamGroups.Select(group => group.LearningRate)];

        public override void Step() => optimizer.step();

        internal override IReadOnlyList<(IReadOnlyList<int>, IReadOnlyDictionary<string, object>)> Groups(
            IReadOnlyDictionary<nint, int> places)
        {
            return [.. optimizer.ParamGroups.OfType<ParamGroup>().Select(group =>
                (Recorded(group.Parameters, places), (IReadOnlyDictionary<string, object>)group.Named()))];
        }

        internal override IEnumerable<(string, int, Tensor)> State(IReadOnlyDictionary<nint, int> places) =>
            from known in States(places)
            from part in Tensors(known.State)
            select (part.Kind, known.Parameter, part.Tensor);

        internal override IEnumerable<(int, long)> StepsMade(IReadOnlyDictionary<nint, int> places) =>
            from known in States(places)
            let steps = known.State.GetType().GetField("step")?.GetValue(known.State) as long? ?? 0
            where steps > 0
            select (known.Parameter, steps);

        private IEnumerable<(int Parameter, OptimizerState State)> States(IReadOnlyDictionary<nint, int> places)
        {
            if (optimizer is not OptimizerHelper helper) yield break;
            foreach (var (parameter, state) in optimizer.ParamGroups.OfType<ParamGroup>()
                .SelectMany(group => group.Parameters).Zip(helper.state_dict().State))
                if (places.TryGetValue(parameter.Identity(), out var place)) yield return (place, state);
        }
    }

    private sealed class Nothing : TracedOptimizer
    {
        public override string? Name => null;

        public override IReadOnlyList<double> Rates => [];

        public override void Step() => throw new InvalidOperationException(
            "no optimizer was given to the recorder, so it makes no step; expected one, or a TracedOptimizer");

        internal override IReadOnlyList<(IReadOnlyList<int>, IReadOnlyDictionary<string, object>)> Groups(
            IReadOnlyDictionary<nint, int> places) => [([.. places.Values.Order()], new Dictionary<string, object>())];

        internal override IEnumerable<(string, int, Tensor)> State(IReadOnlyDictionary<nint, int> places) => [];
    }

    private sealed class Own(string? name, Action? step, Func<double> rate, object? options,
        Func<IEnumerable<(string, int, Tensor)>>? state) : TracedOptimizer
    {
        public override string? Name => name;

        public override IReadOnlyList<double> Rates => [rate()];

        public override void Step() =>
            (step ?? throw new NotSupportedException("the loop makes the steps itself")).Invoke();

        internal override IReadOnlyList<(IReadOnlyList<int>, IReadOnlyDictionary<string, object>)> Groups(
            IReadOnlyDictionary<nint, int> places)
        {
            var all = Properties(options);
            all["lr"] = rate();
            return [([.. places.Values.Order()], all)];
        }

        internal override IEnumerable<(string, int, Tensor)> State(IReadOnlyDictionary<nint, int> places) =>
            state?.Invoke() ?? [];
    }
}
