namespace TorchSharp;

// A tensor may be collected as soon as its handle was read, so what takes a handle is called through these, which keep
// it alive.
internal static unsafe partial class Native
{
    internal static long dim(torch.Tensor tensor) => Alive(tensor, dim(tensor.Handle));

    internal static long element_count(torch.Tensor tensor) => Alive(tensor, element_count(tensor.Handle));

    internal static int scalar_type(torch.Tensor tensor) => Alive(tensor, Answer(scalar_type(tensor.Handle)));

    internal static int device_type(torch.Tensor tensor) => Alive(tensor, Answer(device_type(tensor.Handle)));

    internal static int device_index(torch.Tensor tensor) => Alive(tensor, Answer(device_index(tensor.Handle)));

    internal static int is_contiguous(torch.Tensor tensor) => Alive(tensor, Answer(is_contiguous(tensor.Handle)));

    internal static int is_sparse(torch.Tensor tensor) => Alive(tensor, is_sparse(tensor.Handle));

    internal static int requires_grad(torch.Tensor tensor) => Alive(tensor, Answer(requires_grad(tensor.Handle)));

    internal static nint gradient(torch.Tensor tensor)
    {
        nint found;
        Door.Check(gradient(tensor.Handle, &found));
        return Alive(tensor, found);
    }

    internal static void sizes(torch.Tensor tensor, long* into)
    {
        sizes(tensor.Handle, into);
        GC.KeepAlive(tensor);
    }

    internal static int set_gradient(torch.Tensor tensor, torch.Tensor? value)
    {
        var failed = set_gradient(tensor.Handle, value?.Handle ?? 0);
        GC.KeepAlive(value);
        return Alive(tensor, failed);
    }

    /// <summary>The first element's address; whoever reads there keeps the tensor alive meanwhile.</summary>
    internal static nint data_pointer(torch.Tensor tensor)
    {
        nint pointer;
        Door.Check(data_pointer(tensor.Handle, &pointer));
        return Alive(tensor, pointer);
    }

    /// <summary>The number that the native side gave; throws what libtorch said where it gave none.</summary>
    internal static int Answer(int answer)
    {
        if (answer == int.MinValue) Door.Check(1);
        return answer;
    }

    private static T Alive<T>(torch.Tensor tensor, T result)
    {
        GC.KeepAlive(tensor);
        return result;
    }
}
