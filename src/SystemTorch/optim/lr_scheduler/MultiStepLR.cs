namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>η(t) = γ·η(t − 1) where t is a milestone.</summary>
            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1,
                int last_epoch = -1, bool verbose = false) =>
                new MultiStep(optimizer, milestones, gamma, last_epoch, verbose);

            private sealed class MultiStep : LRScheduler
            {
                private readonly IList<int> _milestones;
                private readonly double _gamma;

                internal MultiStep(Optimizer optimizer, IList<int> milestones, double gamma, int last_epoch,
                    bool verbose) : base(optimizer, last_epoch, verbose)
                {
                    (_milestones, _gamma) = (milestones, gamma);
                    step();
                }

                private protected override double Next(int k, double lr) =>
                    _milestones.Contains(Epoch) ? lr * _gamma : lr;

                private protected override double At(int k, double lr) =>
                    Base[k] * Math.Pow(_gamma, _milestones.Distinct().Count(m => m <= Epoch));
            }
        }
    }
}
