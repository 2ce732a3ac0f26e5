using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>The state of the book's functions: for each parameter a tensor, or a tuple of them.</summary>
internal static class BookState
{
    /// <summary>Each tensor changed to another.</summary>
    internal static TState[] Map<TState>(TState[] states, Func<Tensor, Tensor> map) =>
        Array.ConvertAll(states, state => (TState)((object?)state switch
        {
            Tensor one => map(one),
            ValueTuple<Tensor, Tensor>(var first, var second) => (object)(map(first), map(second)),
            _ => throw Unknown<TState>(),
        }));

    /// <summary>The tensors of one parameter.</summary>
    internal static IReadOnlyList<Tensor> Tensors<TState>(TState state) => (object?)state switch
    {
        Tensor one => [one],
        ValueTuple<Tensor, Tensor>(var first, var second) => [first, second],
        _ => throw Unknown<TState>(),
    };

    private static NotSupportedException Unknown<TState>() =>
        new($"a state of the book is a tensor or a pair of them, not {typeof(TState)}");
}
