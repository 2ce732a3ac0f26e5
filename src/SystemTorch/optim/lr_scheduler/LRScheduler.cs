namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of every group of an optimizer, step by step. Most compute a rate from
            /// the one before.</summary>
            public abstract class LRScheduler
            {
                private readonly bool _verbose;
                private double[] _last;

                private protected LRScheduler(Optimizer optimizer, int last_epoch, bool verbose)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (Optimizer, Epoch, _verbose) = (optimizer, last_epoch, verbose);
                    Base = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                internal Optimizer Optimizer { get; }

                /// <summary>The steps made, less one.</summary>
                internal int Epoch { get; set; }

                /// <summary>The initial rate of every group.</summary>
                internal double[] Base { get; }

                public virtual void step() => step(null);

                /// <summary>Goes to the next epoch, or to the one given.</summary>
                public virtual void step(int? epoch)
                {
                    Epoch = epoch ?? Epoch + 1;
                    var groups = Optimizer.ParamGroups.ToArray();
                    var rates = groups.Select((group, k) => epoch is null ? Next(k, group.LearningRate)
                        : At(k, group.LearningRate)).ToArray();
                    foreach (var (k, group) in groups.Index())
                    {
                        group.LearningRate = rates[k];
                        if (_verbose && _last[k] != rates[k])
                            Console.WriteLine($"Adjusting learning rate to {rates[k]}");
                    }
                    _last = rates;
                }

                /// <summary>The rates that the last step set.</summary>
                public IEnumerable<double> get_last_lr() => _last;

                /// <summary>The rate of the present epoch for the <paramref name="k"/>-th group, whose rate is
                /// <paramref name="lr"/> until now.</summary>
                private protected abstract double Next(int k, double lr);

                /// <summary>The same for an epoch that was asked for by its number, where there is a formula for
                /// it.</summary>
                private protected virtual double At(int k, double lr) => Next(k, lr);
            }
        }
    }
}
