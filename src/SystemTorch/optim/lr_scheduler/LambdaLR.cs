namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>η(t) = η₀ · f(t).</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1,
                bool verbose = false) => new Lambda(optimizer, lr_lambda, last_epoch, verbose);

            private sealed class Lambda : LRScheduler
            {
                private readonly Func<int, double> _f;

                internal Lambda(Optimizer optimizer, Func<int, double> f, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    _f = f;
                    step();
                }

                private protected override double Next(int k, double lr) => Base[k] * _f(Epoch);
            }
        }
    }
}
