namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>η(t) = γ·η(t − 1) where the step size divides t.</summary>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1,
                int last_epoch = -1, bool verbose = false) =>
                new Steps(optimizer, step_size, gamma, last_epoch, verbose);

            private sealed class Steps : LRScheduler
            {
                private readonly int _size;
                private readonly double _gamma;

                internal Steps(Optimizer optimizer, int size, double gamma, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    (_size, _gamma) = (size, gamma);
                    step();
                }

                private protected override double Next(int k, double lr) =>
                    Epoch == 0 || Epoch % _size != 0 ? lr : lr * _gamma;

                private protected override double At(int k, double lr) => Base[k] * Math.Pow(_gamma, Epoch / _size);
            }
        }
    }
}
