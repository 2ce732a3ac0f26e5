namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>η(t) = η₀·(1 − t/T)^p until t = T.</summary>
            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1,
                int last_epoch = -1, bool verbose = false) =>
                new Polynomial(optimizer, total_iters, power, last_epoch, verbose);

            private sealed class Polynomial : LRScheduler
            {
                private readonly double _total, _power;

                internal Polynomial(Optimizer optimizer, int total, double power, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    (_total, _power) = (total, power);
                    step();
                }

                private protected override double Next(int k, double lr) =>
                    Epoch == 0 || Epoch > _total ? lr
                        : lr * Math.Pow((1 - Epoch / _total) / (1 - (Epoch - 1) / _total), _power);

                private protected override double At(int k, double lr) =>
                    Base[k] * Math.Pow(1 - Math.Min(_total, Epoch) / _total, _power);
            }
        }
    }
}
