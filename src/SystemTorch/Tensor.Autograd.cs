namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Native.requires_grad(this) != 0;
            set => Door.Do("requires_grad_", this, value);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The gradient that <see cref="backward()"/> added up; null where there is none. Each reading makes a
        /// new reference.</summary>
        public Tensor? grad
        {
            get => Native.gradient(this) is not 0 and var gradient ? new Tensor(gradient) : null;
            set => Door.Check(Native.set_gradient(this, value));
        }

        public bool is_leaf => Door.CallScalar("is_leaf", this).Long != 0;

        public void backward() => Door.Do("_backward", this, Array.Empty<Tensor>());

        /// <summary>Lets <c>backward</c> keep the gradient of what an operation gave, too.</summary>
        public void retain_grad() => Door.Do("retain_grad", this);

        /// <summary>Another reference to the same tensor, disposed of by itself.</summary>
        public Tensor alias() => to(dtype);

        public Tensor detach() => Door.Call("detach", this);
    }

    public static bool is_grad_enabled() => Native.grad_enabled() != 0;

    /// <summary>Records no operations for <c>backward</c> on this thread until it is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Native.grad_enabled();

        internal GradMode(bool enabled) => Native.set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Native.set_grad_enabled(_before);
    }
}
