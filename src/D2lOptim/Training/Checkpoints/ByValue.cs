using System.Collections;
using System.Globalization;
using System.Reflection;
using static TorchSharp.torch;

namespace D2lOptim.Training;

/// <summary>Writes an object out with all that it holds, so that two are compared by value and what differs can be
/// read.</summary>
internal static class ByValue
{
    private const int Deepest = 6;

    /// <summary>The type and the values of all fields, lists and captured variables too; on one line.</summary>
    internal static string Of(object? value) => Write(value, [], 0);

    private static string Write(object? value, HashSet<object> above, int depth)
    {
        switch (value)
        {
            case null: return "none";
            case string text: return $"'{text.ReplaceLineEndings(" ")}'";
            case bool flag: return $"{flag}";
            case IFormattable number when value.GetType().IsPrimitive || value is Enum or decimal:
                return number.ToString(null, CultureInfo.InvariantCulture);
            // What is trained is compared by itself.
            case optim.Optimizer or Tensor or nn.Module: return value.GetType().Name;
        }
        if (depth > Deepest || !above.Add(value)) return "…";
        try
        {
            if (value is Delegate function)
                return $"{function.Method.DeclaringType?.FullName}.{function.Method.Name} "
                + $"{(function.Target is { } target ? Fields(target, above, depth) : "")}".TrimEnd();
            if (value is IEnumerable list)
                return $"[{string.Join(", ", list.Cast<object?>().Select(item => Write(item, above, depth + 1)))}]";
            return $"{value.GetType().Name} {Fields(value, above, depth)}";
        }
        finally
        {
            above.Remove(value);
        }
    }

    private static string Fields(object value, HashSet<object> above, int depth)
    {
        List<string> all = [];
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in type
                .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly)
                .OrderBy(f => f.Name, StringComparer.Ordinal))
                all.Add($"{Name(field.Name)} = {Write(field.GetValue(value), above, depth + 1)}");
        return all.Count == 0 ? "" : $"{{ {string.Join(", ", all)} }}";
    }

    // A property's field is called <Lr>k__BackingField.
    private static string Name(string field) =>
        field.StartsWith('<') && field.IndexOf('>') is > 1 and var end ? field[1..end] : field.TrimStart('_');
}
