using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using D2lOptim.Tests.Build;
using TorchSharp;
using Xunit.Abstractions;

namespace D2lOptim.Tests.SystemTorch;

/// <summary>What compiles against SystemTorch compiles against TorchSharp: read from the metadata of both
/// assemblies.</summary>
public class SurfaceTests(ITestOutputHelper output)
{
    [TorchSharpFact]
    public void Every_public_member_is_TorchSharps_too()
    {
        var (ours, theirs) = (typeof(torch).Assembly.Location, TorchSharpPackage.Assembly!);
        var runtime = Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll");
        List<string> Members(string assembly, IReadOnlySet<string>? types)
        {
            using var context = new MetadataLoadContext(new PathAssemblyResolver([assembly, .. runtime]));
            return [.. context.LoadFromAssemblyPath(assembly).GetTypes()
                .Where(type => IsVisible(type) && types?.Contains(Name(type)) != false).SelectMany(Describe)
                    .Distinct()];
        }
        var members = Members(ours, null);
        var types = members.Where(m => m.StartsWith("type ", StringComparison.Ordinal)).Select(m => m[5..]).ToHashSet();
        Assert.True(members.Count > 500, $"only {members.Count} members were found");
        Assert.Empty(members.Except(Members(theirs, types)));
        output.WriteLine($"{members.Count} public members of {types.Count} types, all TorchSharp's own");
    }

    private static bool IsVisible(Type type) =>
        type.Namespace?.StartsWith("TorchSharp", StringComparison.Ordinal) == true
            && (type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType!)));

    // A line a member: kind, type, name, parameters with names and defaults.
    private static IEnumerable<string> Describe(Type type)
    {
        const BindingFlags own =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string[] everywhere = ["ToString", "Equals", "GetHashCode", "Dispose", "Finalize"];
        var name = Name(type);
        yield return $"type {name}";
        if (type.IsEnum)
        {
            foreach (var field in type.GetFields(own).Where(f => f.IsLiteral))
                yield return $"{name}.{field.Name} = "
                    + $"{Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
            yield break;
        }
        foreach (var constructor in type.GetConstructors(own))
            yield return $"new {name}({Parameters(constructor.GetParameters())})";
        foreach (var method in type.GetMethods(own).Where(m => !everywhere.Contains(m.Name)))
            yield return $"{Static(method)}{Name(method.ReturnType)} "
                + $"{name}.{method.Name}`{method.GetGenericArguments().Length}({Parameters(method.GetParameters())})";
        foreach (var field in type.GetFields(own))
            yield return $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {name}.{field.Name}";
    }

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        string.Join(", ", parameters.Select(p => $"{Name(p.ParameterType)} {p.Name}{Default(p)}"));

    private static string Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue) return "";
        try
        {
            return $" = {Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture) ?? "null"}";
        }
        catch (FormatException)
        {
            return " = default"; // metadata knows none for a struct
        }
    }

    private static string Name(Type type)
    {
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsByRef || type.IsPointer) return $"{Name(type.GetElementType()!)}&";
        if (type.IsGenericParameter) return type.Name;
        var arguments = type.GetGenericArguments();
        var outer = type.IsNested ? $"{Name(type.DeclaringType!)}." : $"{type.Namespace}.";
        return $"{outer}{type.Name}{(arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>")}";
    }
}

/// <summary>A test that reads TorchSharp's own assembly; skipped where its package was not restored.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchSharpFactAttribute : FactAttribute
{
    public TorchSharpFactAttribute()
    {
        if (TorchSharpPackage.Assembly is null)
            Skip = $"TorchSharp's package is not in {TorchSharpPackage.Folder}: build on the nuget backend first";
    }
}
