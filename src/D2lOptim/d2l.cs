using D2lOptim.Data;
using D2lOptim.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace D2lOptim;

/// <summary>
/// What chapter 11 of the book has in its package, under the book's names: <c>using static D2lOptim.d2l;</c>
/// </summary>
public static partial class d2l
{
    /// <summary>
    /// The airfoil data in shuffled batches: the first <paramref name="n"/> rows, standardised over all.
    /// </summary>
    /// <returns>The batches, and the features of a row.</returns>
    /// <exception cref="BadInputException">There is no such data, or it is too short.</exception>
    public static (MiniBatches data_iter, int feature_dim) get_data_ch11(
        int batch_size = 10, int n = 1500, string data = AirfoilSource.Bundled) =>
        (MiniBatches.Of(Airfoil.Open(data, n), batch_size, CPU), Airfoil.Features);

    /// <summary>ŷ = X·w + b: (n, features) by (features, 1), and (1).</summary>
    public static Tensor linreg(Tensor X, Tensor w, Tensor b) => X.matmul(w) + b;

    /// <summary>½(ŷ − y)², elementwise.</summary>
    public static Tensor squared_loss(Tensor y_hat, Tensor y) => (y_hat - y.reshape(y_hat.shape)).pow(2) / 2;

    /// <summary>Minibatch stochastic gradient descent, x ← x − η·g; section 11.5.4.</summary>
    public static void sgd(Tensor[] parameters, Tensor[] states, Hyperparameters hyperparams)
    {
        using var _ = no_grad();
        foreach (var p in parameters)
        {
            var g = p.grad!;
            p.sub_(hyperparams["lr"] * g);
            g.zero_();
        }
    }

    /// <summary>The mean loss over a pass: float sums of the batches, added up in double.</summary>
    public static double evaluate_loss(
        Func<Tensor, Tensor> net, MiniBatches data_iter, Func<Tensor, Tensor, Tensor> loss)
    {
        using var _ = no_grad();
        var (sum, count) = (0.0, 0L);
        foreach (var (X, y) in data_iter)
        {
            var y_hat = net(X);
            var l = loss(y_hat, y.reshape(y_hat.shape));
            sum += l.sum().item<float>();
            count += l.numel();
        }
        return sum / count;
    }

    /// <summary>Trains linear regression from scratch; section 11.5.4. Seed torch right before.</summary>
    /// <typeparam name="TState">A parameter's state: a tensor, or a tuple of them.</typeparam>
    /// <param name="trainer_fn">Changes w (features, 1) and b (1) along their gradients, and sets these to
    /// zero.</param>
    /// <param name="states">The state of w and of b; empty where there is none.</param>
    /// <param name="hyperparams">What <paramref name="trainer_fn"/> reads.</param>
    /// <param name="data_iter">The batches.</param>
    /// <param name="feature_dim">The features of a row.</param>
    /// <param name="num_epochs">Passes over the data.</param>
    /// <param name="each_step">Is told of every step.</param>
    /// <exception cref="DivergedException">A loss or a parameter is no longer finite.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains: both would draw from torch's one
    /// generator.</exception>
    public static LossCurve train_ch11<TState>(
        Action<Tensor[], TState[], Hyperparameters> trainer_fn, TState[] states, Hyperparameters hyperparams,
        MiniBatches data_iter, int feature_dim, int num_epochs = 2, StepHook? each_step = null)
    {
        using var alone = new OneTraining();
        var w = empty(feature_dim, 1).normal_(mean: 0.0, std: 0.01).to(data_iter.Device).requires_grad_();
        var b = zeros(1, device: data_iter.Device, requires_grad: true);
        Tensor net(Tensor X) => linreg(X, w, b);
        var animator = new Animator(xlabel: "epoch", ylabel: "loss", xlim: (0, num_epochs), ylim: (0.22, 0.35));
        var (n, timer) = (0L, new Timer());
        for (var epoch = 0; epoch < num_epochs; epoch++)
        {
            foreach (var (X, y) in data_iter)
            {
                var l = squared_loss(net(X), y).mean();
                l.backward();
                each_step?.Invoke(l, X, [w, b]);
                trainer_fn([w, b], states, hyperparams);
                n += X.shape[0];
                if (n % 200 == 0)
                {
                    timer.stop();
                    animator.add((double)n / X.shape[0] / data_iter.Count, evaluate_loss(net, data_iter, squared_loss));
                    timer.start();
                }
            }
        }
        return LossCurve.Of(animator, timer, num_epochs, w, b);
    }

    /// <summary>
    /// Trains the same by torch's own module, loss and optimizer; section 11.5.5. That loss has no factor ½, so
    /// gradients are twice those of <see cref="train_ch11"/>; the recorded value is halved. Seed torch right before.
    /// </summary>
    /// <param name="trainer_fn">Makes the optimizer.</param>
    /// <param name="hyperparams">What <paramref name="trainer_fn"/> reads.</param>
    /// <param name="data_iter">The batches, of five features.</param>
    /// <param name="num_epochs">Passes over the data.</param>
    /// <param name="each_step">Is told of every step.</param>
    /// <exception cref="DivergedException">A loss or a parameter is no longer finite.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains: both would draw from torch's one
    /// generator.</exception>
    public static LossCurve train_concise_ch11(
        Func<IEnumerable<Parameter>, Hyperparameters, optim.Optimizer> trainer_fn, Hyperparameters hyperparams,
        MiniBatches data_iter, int num_epochs = 4, StepHook? each_step = null)
    {
        using var alone = new OneTraining();
        var linear = Linear(5, 1);
        init.normal_(linear.weight, std: 0.01);
        var net = Sequential(linear).to(data_iter.Device);
        var optimizer = trainer_fn(net.parameters(), hyperparams);
        Tensor loss(Tensor y_hat, Tensor y) => functional.mse_loss(y_hat, y, Reduction.None);
        var animator = new Animator(xlabel: "epoch", ylabel: "loss", xlim: (0, num_epochs), ylim: (0.22, 0.35));
        var (n, timer) = (0L, new Timer());
        for (var epoch = 0; epoch < num_epochs; epoch++)
        {
            foreach (var (X, y) in data_iter)
            {
                optimizer.zero_grad();
                var y_hat = net.call(X);
                var l = loss(y_hat, y.reshape(y_hat.shape)).mean();
                l.backward();
                each_step?.Invoke(l, X, [linear.weight, linear.bias!]);
                optimizer.step();
                n += X.shape[0];
                if (n % 200 == 0)
                {
                    timer.stop();
                    animator.add((double)n / X.shape[0] / data_iter.Count,
                        evaluate_loss(net.call, data_iter, loss) / 2);
                    timer.start();
                }
            }
        }
        return LossCurve.Of(animator, timer, num_epochs, linear.weight, linear.bias!);
    }
}
