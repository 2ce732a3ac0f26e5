using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// The functions of native/door.cpp and native/optim.cpp. Those that do something give 0, or 1 and a text in
/// <see cref="last_error"/>; those that answer with a number give <see cref="int.MinValue"/> and a text where they
/// cannot.
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = "systemtorch";

    internal enum Tag : long { None, Tensor, Int, Double, Bool, IntList, TensorList, Generator, Device, Number }

    [StructLayout(LayoutKind.Explicit, Size = 24)]
    internal struct Value
    {
        [FieldOffset(0)] internal Tag Tag;
        [FieldOffset(8)] internal long Count;
        [FieldOffset(16)] internal long Int;
        [FieldOffset(16)] internal double Double;
        [FieldOffset(16)] internal nint Pointer;
    }

    [LibraryImport(Library)] internal static partial byte* last_error();
    [LibraryImport(Library)] internal static partial byte* version();
    [LibraryImport(Library)] internal static partial int find_operator(byte* name, byte* overload, nint* op);
    [LibraryImport(Library)]
    internal static partial int call(nint op, Value* args, long given, Value* results,
        long wanted);

    [LibraryImport(Library)] internal static partial void release(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long dim(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long element_count(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void sizes(nint tensor, long* into);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int scalar_type(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int device_type(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int device_index(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int is_contiguous(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int is_sparse(nint tensor);
    [LibraryImport(Library)] internal static partial int data_pointer(nint tensor, nint* pointer);

    [LibraryImport(Library)] internal static partial int requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int gradient(nint tensor, nint* gradient);
    [LibraryImport(Library)] internal static partial int set_gradient(nint tensor, nint gradient);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void set_grad_enabled(int enabled);

    [LibraryImport(Library)] internal static partial int new_generator(ulong seed, nint* generator);
    [LibraryImport(Library)] internal static partial int default_generator(nint* generator);
    [LibraryImport(Library)] internal static partial void release_generator(nint generator);
    [LibraryImport(Library)] internal static partial int manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int initial_seed(nint generator, long* seed);
    [LibraryImport(Library)] internal static partial int generator_state(nint generator, nint* state);
    [LibraryImport(Library)] internal static partial int set_generator_state(nint generator, nint state);

    [LibraryImport(Library)] internal static partial int device_count(int deviceType);
    [LibraryImport(Library)] internal static partial int set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int get_num_threads();

    [LibraryImport(Library)] internal static partial int new_optimizer(int kind, double* options, nint* optimizer);
    [LibraryImport(Library)] internal static partial void release_optimizer(nint optimizer);
    [LibraryImport(Library)] internal static partial int add_parameters(nint optimizer, nint* parameters, long count);
    [LibraryImport(Library)] internal static partial int optimizer_step(nint optimizer, double* options, long count);
    [LibraryImport(Library)] internal static partial int optimizer_zero_grad(nint optimizer);
    [LibraryImport(Library)]
    internal static partial int get_state(nint optimizer, nint parameter, long* step,
        nint* tensors);
    [LibraryImport(Library)]
    internal static partial int set_state(nint optimizer, nint parameter, long step,
        nint* tensors);
}
