namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>η(t) = ηmin + (η₀ − ηmin)·(1 + cos(πt/T)) / 2, up and down for ever.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0,
                int last_epoch = -1, bool verbose = false) =>
                new CosineAnnealing(optimizer, T_max, eta_min, last_epoch, verbose);

            private sealed class CosineAnnealing : LRScheduler
            {
                private readonly double _T, _min;

                internal CosineAnnealing(Optimizer optimizer, double T, double min, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    (_T, _min) = (T, min);
                    step();
                }

                private protected override double Next(int k, double lr)
                {
                    if (Epoch == 0) return lr;
                    // Just past the lowest point, where there is nothing to multiply.
                    if ((Epoch - 1 - _T) % (2 * _T) == 0)
                        return lr + (Base[k] - _min) * (1 - Math.Cos(Math.PI / _T)) / 2;
                    return (1 + Math.Cos(Math.PI * Epoch / _T)) / (1
                        + Math.Cos(Math.PI * (Epoch - 1) / _T)) * (lr - _min) + _min;
                }

                private protected override double At(int k, double lr) =>
                    _min + (Base[k] - _min) * (1 + Math.Cos(Math.PI * Epoch / _T)) / 2;
            }
        }
    }
}
