namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>η(t) = γ·η(t − 1).</summary>
            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1,
                bool verbose = false) => new Exponential(optimizer, gamma, last_epoch, verbose);

            private sealed class Exponential : LRScheduler
            {
                private readonly double _gamma;

                internal Exponential(Optimizer optimizer, double gamma, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    _gamma = gamma;
                    step();
                }

                private protected override double Next(int k, double lr) => Epoch == 0 ? lr : lr * _gamma;

                private protected override double At(int k, double lr) => Base[k] * Math.Pow(_gamma, Epoch);
            }
        }
    }
}
