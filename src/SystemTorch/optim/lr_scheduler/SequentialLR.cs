namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>One scheduler after another; the next one begins, from its epoch 0, at each
            /// milestone.</summary>
            /// <exception cref="ArgumentException">There is not one milestone fewer than schedulers, or one belongs to
            /// another optimizer.</exception>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers,
                IEnumerable<int> milestones, int last_epoch = -1) =>
                new Sequence(optimizer, [.. schedulers], [.. milestones], last_epoch);

            private sealed class Sequence : LRScheduler
            {
                private readonly LRScheduler[] _schedulers;
                private readonly int[] _milestones;

                internal Sequence(Optimizer optimizer, LRScheduler[] schedulers, int[] milestones, int last_epoch)
                    : base(optimizer, last_epoch, false)
                {
                    if (schedulers.Any(s => s.Optimizer != optimizer))
                        throw new ArgumentException(
                        "The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                    if (milestones.Length != schedulers.Length - 1)
                        throw new ArgumentException(
                        $"Received {schedulers.Length} schedulers and {milestones.Length} milestones. The "
                        + $"SequentialLR scheduler expects the number of schedulers to be one more than the number "
                        + $"of milestones.");
                    (_schedulers, _milestones) = (schedulers, milestones);
                    // Each has made its first step when it was made; that of all but the first is to come.
                    foreach (var (k, group) in optimizer.ParamGroups.Index()) group.LearningRate = Base[k];
                    foreach (var scheduler in schedulers) scheduler.Epoch--;
                    step();
                }

                public override void step(int? epoch)
                {
                    var t = epoch ?? Epoch + 1;
                    var active = _milestones.Count(m => m <= t);
                    if (active > 0 && _milestones[active - 1] == t) _schedulers[active].step(0);
                    else _schedulers[active].step();
                    base.step(epoch);
                }

                private protected override double Next(int k, double lr) => lr;
            }
        }
    }
}
