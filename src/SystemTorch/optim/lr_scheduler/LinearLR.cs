namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>η(t) = η₀·(a + (b − a)·t/T) until t = T.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3,
                double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Linear(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            private sealed class Linear : LRScheduler
            {
                private readonly double _start, _rise;
                private readonly int _total;

                internal Linear(Optimizer optimizer, double start, double end, int total, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    (_start, _rise, _total) = (start, end - start, total);
                    step();
                }

                private protected override double Next(int k, double lr) =>
                    Epoch == 0 ? lr * _start
                    : Epoch > _total ? lr
                    : lr * (1 + _rise / (_total * _start + (Epoch - 1) * _rise));

                private protected override double At(int k, double lr) =>
                    Base[k] * (_start + _rise * Math.Min(_total, Epoch) / _total);
            }
        }
    }
}
