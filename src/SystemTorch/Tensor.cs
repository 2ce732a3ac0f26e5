namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch: one counted reference to it, released by <see cref="Dispose()"/>, by its scope,
    /// or by the garbage collector.</summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        private DisposeScope? _scope;
        private Guard? _guard;

        internal int Slot;

        internal Tensor(nint handle)
        {
            _handle = handle;
            DisposeScopeManager.Statistics.ThreadTotalLiveCount++;
            Join(DisposeScope.Current);
        }

        /// <summary>libtorch's own reference. Throws where the tensor was disposed.</summary>
        public IntPtr Handle => _handle != 0 ? _handle
            : throw new InvalidOperationException("Tensor invalid -- it is undefined or was disposed.");

        /// <summary>Whether the tensor was disposed, or is an undefined one.</summary>
        public bool IsInvalid => _handle == 0;

        public Tensor MoveToOuterDisposeScope() => MoveTo(_scope?.Outer);

        public Tensor DetachFromDisposeScope() => MoveTo(null);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) return;
            Native.release(handle);
            Leave();
            DisposeScopeManager.Statistics.ThreadTotalLiveCount--;
        }

        /// <summary>Takes this reference away, so that another object may own it.</summary>
        internal nint MoveHandle()
        {
            var handle = Handle;
            _handle = 0;
            Leave();
            DisposeScopeManager.Statistics.ThreadTotalLiveCount--;
            return handle;
        }

        internal Tensor MoveTo(DisposeScope? scope)
        {
            Leave();
            Join(scope);
            return this;
        }

        /// <summary>For the finalizer of a scope that nobody disposed.</summary>
        internal void ReleaseUnreachable()
        {
            if (Interlocked.Exchange(ref _handle, 0) is not 0 and var handle) Native.release(handle);
        }

        private void Join(DisposeScope? scope)
        {
            if (scope?.Add(this) == true) _scope = scope;
            else if (_handle != 0) _guard = new Guard(_handle);
        }

        private void Leave()
        {
            Interlocked.Exchange(ref _scope, null)?.Remove(this);
            Interlocked.Exchange(ref _guard, null)?.Disarm();
        }

        public long Dimensions => Native.dim(this);

        public long NumberOfElements => Native.element_count(this);

        public long numel() => NumberOfElements;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* into = sizes) Native.sizes(this, into);
                return sizes;
            }
        }

        public long size(int dim)
        {
            var sizes = shape;
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        public ScalarType dtype => (ScalarType)Native.scalar_type(this);

        public DeviceType device_type => (DeviceType)Native.device_type(this);

        public Device device => new((DeviceType)Native.device_type(this), Native.device_index(this));

        public bool is_contiguous() => Native.is_contiguous(this) != 0;

        public override string ToString() =>
            IsInvalid ? "an undefined tensor" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        // Most tensors live and die in a scope, and an object with a finalizer costs as much as a small operator. So
        // the tensor itself has none: its scope has one, and outside of scopes this guard.
        private sealed class Guard(nint handle)
        {
            internal void Disarm() => GC.SuppressFinalize(this);

            ~Guard() => Native.release(handle);
        }
    }
}
