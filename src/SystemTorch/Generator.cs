namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers: mt19937, as in PyTorch on the CPU.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public unsafe Generator(ulong seed = 0, Device? device = null)
        {
            if (device is { type: not DeviceType.CPU })
                throw new NotSupportedException(
                $"the system backend makes generators on the CPU only, not on {device}");
            nint handle;
            Door.Check(Native.new_generator(seed, &handle));
            _handle = handle;
        }

        private Generator(nint handle) => _handle = handle;

        ~Generator() => Release();

        /// <summary>The generator that operators use where none is given; each call gives a new handle on the same
        /// one.</summary>
        public static unsafe Generator Default
        {
            get
            {
                nint handle;
                Door.Check(Native.default_generator(&handle));
                return new(handle);
            }
        }

        public IntPtr Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public unsafe long initial_seed()
        {
            long seed;
            Door.Check(Native.initial_seed(Handle, &seed));
            GC.KeepAlive(this);
            return seed;
        }

        /// <summary>The whole state as a vector of bytes.</summary>
        public unsafe Tensor get_state()
        {
            nint state;
            Door.Check(Native.generator_state(Handle, &state));
            GC.KeepAlive(this);
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            Door.Check(Native.set_generator_state(Handle, value.Handle));
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            Release();
            GC.SuppressFinalize(this);
        }

        private void Release()
        {
            if (Interlocked.Exchange(ref _handle, 0) is not 0 and var handle) Native.release_generator(handle);
        }
    }

    /// <summary>Seeds the default generator of every device, and gives the CPU's.</summary>
    public static Generator manual_seed(long seed)
    {
        Door.Check(Native.manual_seed(seed));
        return Generator.Default;
    }
}
