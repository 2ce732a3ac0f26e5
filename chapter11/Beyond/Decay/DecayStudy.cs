using D2lOptim.Data;
using D2lOptim.Optimizers;
using D2lOptim.Schedules;
using D2lOptim.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Parameter = TorchSharp.Modules.Parameter;

namespace D2lOptim.Chapter11.Beyond;

/// <summary>How Adam is told to keep parameters small.</summary>
public enum Decay
{
    /// <summary>λ·x is added to the gradient, and divided by its size with it. The strength is λ.</summary>
    L2,

    /// <summary>Parameters shrink beside Adam's step. The strength is the shrinkage ηλ, the paper's λ, which a rate
    /// does not change.</summary>
    Decoupled,
}

/// <summary>Where a training led.</summary>
/// <param name="Norm">Of all parameters together.</param>
/// <param name="Accuracy">The part of the test images classified rightly.</param>
public sealed record Decayed(double Norm, double Accuracy);

/// <summary>
/// Adam with L2 against AdamW, after Loshchilov and Hutter (2019), on a network that can overfit: the 196 maxima of 2 ×
/// 2 pixels, 32 units, 10 classes, and
/// every third label has nothing to do with its image. A cosine takes rate and shrinkage to 0.
/// </summary>
/// <param name="data">Learnt from its first 500 images, measured on all its test images.</param>
/// <param name="epochs">Passes, ten steps each.</param>
/// <param name="seed">Of the weights and the order of the images.</param>
/// <param name="device">Where network and images live.</param>
public sealed class DecayStudy(FashionMnist data, int epochs, long seed, Device device) : IDisposable
{
    private const int Images = 500, BatchSize = 50;
    private readonly ImageData _train = Mislabelled(data.Train.Slice(0, Math.Min(Images, data.Train.Count)));
    private readonly MiniBatches _test = data.Test.Batches(256, device);

    /// <summary>Trains from the same weights as every other call.</summary>
    public Decayed Train(Decay decay, double lr, double strength, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        using var net =
            Sequential(MaxPool2d(2), Flatten(), Linear(14 * 14, 32), ReLU(), Linear(32, FashionMnist.Classes));
        var options = new ClassifierOptions
        {
            BatchSize = BatchSize,
            Epochs = epochs,
            Seed = seed,
            Device = device,
            Schedule = new Cosine { Lr = lr, Steps = epochs },
            Cancel = cancel
        };
        // One image, since the look at the test images after every epoch would take longer than the training.
        TrainClassifier.Run(net, p => Optimizer(p, decay, lr, strength), _train, data.Test.Slice(0, 1), options);
        using var noGrad = no_grad();
        return new(Math.Sqrt(net.parameters().Sum(p => p.square().sum().item<float>())),
            TrainClassifier.Measure(net, _test).Accuracy);
    }

    /// <summary>The part of a parameter that so many steps leave where there is no loss, only decay.</summary>
    public static double Alone(Decay decay, double lr, double strength, int steps)
    {
        using var scope = NewDisposeScope();
        using var x = new Parameter(tensor(1.0));
        using var optimizer = Optimizer([x], decay, lr, strength);
        for (var t = 0; t < steps; t++)
        {
            x.grad = tensor(0.0);
            optimizer.step();
        }
        return x.item<double>();
    }

    private static optim.Optimizer Optimizer(IEnumerable<Parameter> parameters, Decay decay, double lr,
        double strength) => decay == Decay.L2
        ? optim.Adam(parameters, lr, weight_decay: strength)
        : optim.AdamW(parameters, lr, weight_decay: strength / lr);

    private static ImageData Mislabelled(ImageData images) => images with
    {
        Labels = [.. images.Labels.Select((label, k) => k % 3 == 0 ? (byte)(k / 3 % FashionMnist.Classes) : label)],
    };

    /// <summary>Frees the test images.</summary>
    public void Dispose() => _test.Dispose();
}
