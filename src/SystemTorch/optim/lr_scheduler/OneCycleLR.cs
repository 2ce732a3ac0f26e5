using static TorchSharp.torch.optim.lr_scheduler.impl.OneCycleLR;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static class impl
            {
                public static class OneCycleLR
                {
                    public enum AnnealStrategy { Cos = 0, Linear = 1 }
                }
            }

            /// <summary>
            /// A rise from max_lr / div_factor to max_lr, and a fall to that start over final_div_factor. The system
            /// backend has it in two phases and without a cycle of the momentum: cycle_momentum must be false.
            /// </summary>
            public static LRScheduler OneCycleLR(
                Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                    double pct_start = 0.3,
                AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                    double base_momentum = 0.85, double max_momentum = 0.95,
                double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1,
                    bool verbose = false)
            {
                if (cycle_momentum || three_phase)
                    throw new NotSupportedException(
                    "the system backend has OneCycleLR with cycle_momentum: false and three_phase: false only");
                var total = total_steps != -1 ? total_steps : epochs * steps_per_epoch;
                if (total <= 0 || (total_steps == -1 && epochs <= 0))
                    throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                if (pct_start is < 0 or > 1)
                    throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                return new Cycle(optimizer, max_lr, total, pct_start, anneal_strategy, div_factor, final_div_factor,
                    last_epoch, verbose);
            }

            private sealed class Cycle : LRScheduler
            {
                private readonly double _first, _max, _last, _top;
                private readonly int _total;
                private readonly AnnealStrategy _strategy;

                internal Cycle(Optimizer optimizer, double max, int total, double rise, AnnealStrategy strategy,
                    double div, double finalDiv, int last_epoch, bool verbose) : base(optimizer, last_epoch, verbose)
                {
                    (_first, _max, _last) = (max / div, max, max / div / finalDiv);
                    (_total, _top, _strategy) = (total, rise * total - 1, strategy);
                    step();
                }

                private protected override double Next(int k, double lr)
                {
                    if (Epoch > _total)
                        throw new InvalidOperationException(
                        $"Tried to step {Epoch + 1} times. The specified number of total steps is {_total}");
                    return Epoch <= _top ? Along(_first, _max, Epoch / _top)
                        : Along(_max, _last, (Epoch - _top) / (_total - 1 - _top));
                }

                private double Along(double from, double to, double part) => _strategy == AnnealStrategy.Cos
                    ? to + (from - to) / 2 * (Math.Cos(Math.PI * part) + 1)
                    : (to - from) * part + from;
            }
        }
    }
}
