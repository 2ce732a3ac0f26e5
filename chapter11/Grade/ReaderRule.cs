using System.Reflection;

namespace D2lOptim.Chapter11.Grade;

/// <summary>Calls a reader's method, its arguments by their names.</summary>
internal sealed class ReaderRule
{
    private readonly GradedKind _kind;
    private readonly MethodInfo _method;

    /// <exception cref="BadInputException">A parameter of the method has an unknown name or type.</exception>
    internal ReaderRule(GradedKind kind, MethodInfo method)
    {
        (_kind, _method) = (kind, method);
        foreach (var p in method.GetParameters())
        {
            var type = p.Name == "t" ? typeof(int)
                : p.Name is "x" or "g" || kind.States.Any(s => s.Own == p.Name) ? typeof(double[])
                : kind.Numbers.Any(n => n.Own == p.Name) ? typeof(double)
                : throw new BadInputException($"{kind.Name} is given no '{p.Name}'; there are "
                    + string.Join(", ", [.. new[] { "x", "g" }, .. kind.States.Select(s => s.Own), "t",
                        .. kind.Numbers.Select(n => n.Own)]));
            if (p.ParameterType != type)
                throw new BadInputException(
                    $"{kind.Name}'s {p.Name} must be {Word(type)}, was {Word(p.ParameterType)}");
        }
    }

    private static string Word(Type type) => type == typeof(double[]) ? "double[]" : type == typeof(double) ? "double"
        : type == typeof(int) ? "int" : type.Name;

    private int Place(string? state) => _kind.States.Select(s => s.Own).ToList().IndexOf(state!);

    /// <summary>One call.</summary>
    /// <exception cref="TargetInvocationException">The method threw.</exception>
    internal void Call(double[] x, double[] g, IReadOnlyList<double[]> states, int t) =>
        _method.Invoke(null, [.. _method.GetParameters().Select(p => (object)(p.Name switch
        {
            "x" => x,
            "g" => g,
            "t" => t,
            var name when Place(name) is >= 0 and var k => states[k],
            var name => _kind.Numbers.First(n => n.Own == name).Value,
        }))]);
}
