using D2lOptim.Chapter11;
using D2lOptim.Schedules;

namespace D2lOptim.Tests.Chapter11;

public class SchedulerTests
{
    private static readonly Cosine s_cosine = new() { Lr = 0.3, FinalLr = 0.01, Steps = 20 };

    /// <summary>The book's classes, and what the library has for each.</summary>
    private static readonly (ISchedule Book, ISchedule Library)[] s_pairs =
    [
        (new SquareRootScheduler(0.1), new SquareRoot { Lr = 0.1 }),
        (new FactorScheduler(0.9, 1e-2, 2), new Factor { Lr = 2, Alpha = 0.9, Floor = 1e-2 }),
        (new CosineScheduler(20, 0.3, 0.01), s_cosine),
        (new CosineScheduler(20, 0.3, 0.01, warmup_steps: 5), new WarmUp(s_cosine with { Steps = 15 }) { Steps = 5 }),
        (new CosineScheduler(20, 0.3, 0.01, warmup_steps: 5, warmup_begin_lr: 0.1),
            new WarmUp(s_cosine with { Steps = 15 }) { Steps = 5, Begin = 0.1 }),
    ];

    [Fact]
    public void The_books_schedulers_are_the_librarys_bit_for_bit() => Assert.All(s_pairs, pair =>
        Assert.All(Enumerable.Range(0, 40), t => Assert.Equal(pair.Library.At(t), pair.Book.At(t))));
}
