using D2lOptim.Schedules;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.11 Learning rate scheduling.</summary>
public static class Section11_11
{
    private const int Epochs = 30;

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.11.1 Toy Problem");
        page.LeNet("constant", lr: 0.3);

        page.Heading("11.11.2 Schedulers");
        var squareRoot = new SquareRoot { Lr = 0.1 };
        page.Curve("squareroot", squareRoot, Epochs, [("lr", squareRoot.Lr)]);
        page.LeNet("squareroot", lr: 0.1, o => o with { Schedule = squareRoot });

        page.Heading("11.11.3.1 Factor Scheduler");
        var factor = new Factor { Lr = 2, Alpha = 0.9, Floor = 1e-2 };
        page.Curve("factor", factor, 50, [("factor", factor.Alpha), ("stop_factor_lr", factor.Floor), ("base_lr", factor.Lr)]);

        page.Heading("11.11.3.2 Multi Factor Scheduler");
        var multiFactor = new MultiFactor { Lr = 0.5, Milestones = [15, 30], Gamma = 0.5 };
        page.Curve("multistep", multiFactor, Epochs, [("lr", multiFactor.Lr), ("gamma", multiFactor.Gamma)]);
        page.LeNet("multistep", lr: 0.5, o => o with { Scheduler = optimizer => Drawn(multiFactor.Concise(optimizer)) });

        page.Heading("11.11.3.3 Cosine Scheduler");
        var cosine = new Cosine { Lr = 0.3, FinalLr = 0.01, Steps = 20 };
        (string, double)[] options = [("max_update", cosine.Steps), ("base_lr", cosine.Lr), ("final_lr", cosine.FinalLr)];
        page.Curve("cosine", cosine, Epochs, options);
        page.LeNet("cosine", lr: 0.3, o => o with { Schedule = cosine });

        page.Heading("11.11.3.4 Warmup");
        var warm = new WarmUp(cosine with { Steps = 15 }) { Steps = 5 };
        page.Curve("cosine-warmup", warm, Epochs, [.. options, ("warmup_steps", warm.Steps)]);
        page.LeNet("cosine-warmup", lr: 0.3, o => o with { Schedule = warm });
    }

    // The book draws the scheduler's curve by stepping the one that training then goes on with.
    private static optim.lr_scheduler.LRScheduler Drawn(optim.lr_scheduler.LRScheduler scheduler)
    {
        for (var epoch = 0; epoch < Epochs; epoch++) scheduler.step();
        return scheduler;
    }
}
