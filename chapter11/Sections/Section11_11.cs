using D2lOptim.Schedules;
using static TorchSharp.torch;

namespace D2lOptim.Chapter11;

/// <summary>11.11 Learning rate scheduling.</summary>
public static class Section11_11
{
    private const int num_epochs = 30;

    /// <summary>Runs the section.</summary>
    public static void Run(Page page)
    {
        page.Heading("11.11.1 Toy Problem");
        var constant = page.LeNet("constant", lr: 0.3);

        page.Heading("11.11.2 Schedulers");
        var squareRoot = page.Schedule(
            "squareroot", h => new SquareRootScheduler(h["lr"]), new() { ["lr"] = 0.1 }, num_epochs);
        var underSquareRoot = page.LeNet(
            "squareroot", lr: 0.1, o => o with { Schedule = squareRoot, ScheduleIsLate = true });

        page.Heading("11.11.3.1 Factor Scheduler");
        page.Schedule("factor", h => new FactorScheduler(h["factor"], h["stop_factor_lr"], h["base_lr"]),
            new() { ["factor"] = 0.9, ["stop_factor_lr"] = 1e-2, ["base_lr"] = 2 }, 50);

        page.Heading("11.11.3.2 Multi Factor Scheduler");
        var multiFactor = page.Schedule(
            "multistep", h => new MultiFactor { Lr = h["lr"], Milestones = [15, 30], Gamma = h["gamma"] },
            new() { ["lr"] = 0.5, ["gamma"] = 0.5 }, num_epochs);
        var usedUp = page.LeNet("multistep", lr: 0.5,
            o => o with { Scheduler = optimizer => Drawn(multiFactor.Concise(optimizer)) });

        page.Heading("11.11.3.3 Cosine Scheduler");
        var cosine = page.Schedule(
            "cosine", h => new CosineScheduler((int)h["max_update"], h["base_lr"], h["final_lr"]),
            new() { ["max_update"] = 20, ["base_lr"] = 0.3, ["final_lr"] = 0.01 }, num_epochs);
        var underCosine = page.LeNet("cosine", lr: 0.3, o => o with { Schedule = cosine, ScheduleIsLate = true });

        page.Heading("11.11.3.4 Warmup");
        var warmup = page.Schedule(
            "cosine-warmup",
            h => new CosineScheduler((int)h["max_update"], h["base_lr"], h["final_lr"], (int)h["warmup_steps"]),
            new() { ["max_update"] = 20, ["base_lr"] = 0.3, ["final_lr"] = 0.01, ["warmup_steps"] = 5 }, num_epochs);
        var late = page.LeNet(
            "cosine-warmup", lr: 0.3, o => o with { Schedule = warmup, ScheduleIsLate = true });
        page.TestAccuracies("11.11-compare",
            "Test accuracy of LeNet under the book's five rates, from where they differ",
            constant, underSquareRoot, usedUp, underCosine, late);

        page.Beside("As meant: a scheduler that no plot has used up, a warm-up that acts in its own epoch", () =>
        {
            var multistep = page.LeNet("multistep-meant", lr: 0.5, o => o with { Scheduler = multiFactor.Concise });
            var inTime = page.LeNet("cosine-warmup-meant", lr: warmup.At(0), o => o with { Schedule = warmup });
            page.TestAccuracies("11.11-meant", "Test accuracy of LeNet as the book's program trains it, and as meant",
                usedUp, multistep, late, inTime);
        });
    }

    // The book draws the scheduler's curve by stepping the one that training then goes on with.
    private static optim.lr_scheduler.LRScheduler Drawn(optim.lr_scheduler.LRScheduler scheduler)
    {
        for (var epoch = 0; epoch < num_epochs; epoch++) scheduler.step();
        return scheduler;
    }
}
