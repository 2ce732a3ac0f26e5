using System.Linq.Expressions;
using static TorchSharp.torch;

namespace D2lOptim.Parity.Traces;

/// <summary>Looks at the calls of a module, whatever it takes and gives.</summary>
internal static class ModuleHook
{
    /// <summary>Calls a function of the inputs and the output after every call of the module.</summary>
    /// <returns>What ends it; null where the module has no hooks.</returns>
    internal static Action? Register(nn.Module module, Action<object?[], object?> seen)
    {
        if (module is nn.Module<Tensor, Tensor> plain)
        {
            var hook = plain.register_forward_hook((_, input, output) =>
            {
                seen([input], output);
                return output;
            });
            return hook.remove;
        }
        var type = module.GetType();
        while (type is not null && !(type.IsGenericType
            && type.GetGenericTypeDefinition() == typeof(nn.HookableModule<,>))) type = type.BaseType;
        if (type is null) return null;
        // Func<module, inputs …, output, output>, of as many inputs as the module has.
        var form = type.GetGenericArguments()[1];
        ParameterExpression[] all = [.. form.GetMethod("Invoke")!.GetParameters()
            .Select(p => Expression.Parameter(p.ParameterType))];
        var inputs = Expression.NewArrayInit(typeof(object),
            all[1..^1].Select(input => Expression.Convert(input, typeof(object))));
        var made = Expression.Lambda(form, Expression.Block(
            Expression.Invoke(Expression.Constant(seen), inputs, Expression.Convert(all[^1], typeof(object))),
            all[^1]), all).Compile();
        var remover = type.GetMethod(nameof(nn.HookableModule<,>.register_forward_hook), [form])!
            .Invoke(module, [made])!;
        return () => remover.GetType().GetMethod("remove")!.Invoke(remover, null);
    }
}
