using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Beyond;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11.Beyond;

/// <summary>What the captions of the section <c>decay</c> say.</summary>
public class DecayStudyTests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.004)]
    public void Without_a_loss_decoupled_decay_leaves_what_its_shrinkage_says_and_L2_what_the_rate_says(double lr)
    {
        const int steps = 300;
        foreach (var strength in (double[])[1e-4, 1e-3, 1e-2])
        {
            // Each step rounds by 10⁻¹⁶.
            Assert.Equal(Math.Pow(1 - strength, steps), DecayStudy.Alone(Decay.Decoupled, lr, strength, steps), 1e-13);
            // The gradient is λ, beside ε = 10⁻⁸: a step differs by as much as 10⁻⁴ of it, and all steps together go no
            // further than 1.
            Assert.Equal(DecayStudy.Alone(Decay.L2, lr, 1, steps), DecayStudy.Alone(Decay.L2, lr, strength, steps),
                1e-4);
        }
        Assert.InRange(DecayStudy.Alone(Decay.L2, lr, 1, steps) - DecayStudy.Alone(Decay.L2, 2 * lr, 1, steps), 0.1, 1);
    }

    [FashionMnistFact]
    public void What_decoupled_decay_leaves_of_the_norm_hardly_depends_on_the_rate_the_best_accuracy_does_with_either()
    {
        set_num_threads(1);
        var page = new Page("decay",
            new ChapterOptions { Quick = true, Epochs = 30, DataDir = FashionMnistFiles.Folder }, print: _ => { });
        SectionDecay.Run(page);
        var runs = page.Runs.ToDictionary(run => run.Key.ToString(),
            run => (Norm: run.Lists[0].Value[0], Accuracy: run.Lists[1].Value[0]));
        double Left(string kind, string lr, string strength) =>
            runs[$"decay/{kind}={strength}"
            .Replace("LR", lr)].Norm / runs[$"decay/adam/concise/lr={lr},weight_decay=0"].Norm;
        const string l2 = "adam/concise/lr=LR,weight_decay", decoupled = "adamw/concise/lr=LR,shrinkage";
        foreach (var strength in (string[])["0.001", "0.01"])
        {
            Assert.InRange(Left(decoupled, "0.003", strength) / Left(decoupled, "0.03", strength), 0.9, 1.1);
            Assert.True(Left(l2, "0.003", strength) > 1.4 * Left(l2, "0.03", strength));
        }

        // Of 10,000 images chance changes some 0.005.
        double Gain(string kind, string lr) =>
            runs[$"decay/{kind}=0.01".Replace("LR", lr)].Accuracy - runs[$"decay/{kind}=0.001"
            .Replace("LR", lr)].Accuracy;
        Assert.True(Gain(decoupled, "0.003") < -0.02 && Gain(decoupled, "0.03") > 0.02,
            $"{Gain(decoupled, "0.003")} {Gain(decoupled, "0.03")}");
        Assert.True(Gain(l2, "0.003") < 0.005 && Gain(l2, "0.03") > 0.02, $"{Gain(l2, "0.003")} {Gain(l2, "0.03")}");
    }
}
