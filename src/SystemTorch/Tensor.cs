namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch: one counted reference to it, released by <see cref="Dispose()"/>, by its scope, or by the garbage collector.</summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        private DisposeScope? _scope;

        internal int Slot;

        internal Tensor(nint handle)
        {
            _handle = handle;
            DisposeScopeManager.Statistics.ThreadTotalLiveCount++;
            MoveTo(DisposeScope.Current);
        }

        ~Tensor() => Release();

        /// <summary>libtorch's own reference. Throws where the tensor was disposed.</summary>
        public IntPtr Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- it is undefined or was disposed.");

        /// <summary>Whether the tensor was disposed, or is an undefined one.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>Takes this reference away, so that another object may own it.</summary>
        internal nint MoveHandle()
        {
            var handle = Handle;
            _handle = 0;
            Forget();
            return handle;
        }

        internal void MoveTo(DisposeScope? scope)
        {
            _scope?.Remove(Slot);
            _scope = scope;
            if (scope is not null) Slot = scope.Add(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            if (_scope is { } scope) scope.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            MoveTo(null);
            return this;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (!Release() || !disposing) return;
            Forget();
        }

        private void Forget()
        {
            MoveTo(null);
            DisposeScopeManager.Statistics.ThreadTotalLiveCount--;
        }

        private bool Release()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) return false;
            Native.release(handle);
            return true;
        }

        public long Dimensions => Native.dim(Handle);

        public long dim() => Dimensions;

        public long NumberOfElements => Native.element_count(Handle);

        public long numel() => NumberOfElements;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* into = sizes) Native.sizes(Handle, into);
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? dim + Dimensions : dim];

        public ScalarType dtype => (ScalarType)Native.scalar_type(Handle);

        public Device device => new((DeviceType)Native.device_type(Handle), Native.device_index(Handle));

        public bool is_contiguous() => Native.is_contiguous(Handle) != 0;

        public override string ToString() => IsInvalid ? "an undefined tensor" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
