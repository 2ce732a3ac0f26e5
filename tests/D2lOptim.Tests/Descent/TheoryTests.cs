using D2lOptim.Chapter11;
using D2lOptim.Descent;
using D2lOptim.Optimizers;
using D2lOptim.Training;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Descent;

public class TheoryTests
{
    public static TheoryData<double, double> Grid
    {
        get
        {
            var data = new TheoryData<double, double>();
            foreach (var beta in new[] { 0, 0.1, 0.25, 0.5, 0.9, 0.99 })
                foreach (var product in new[] { 0.01, 0.1, 0.5, 1.3, 1.9, 2.3, 3.1, 3.9, 4.5 })
                    data.Add(beta, product);
            return data;
        }
    }

    // The measured mean is over 2,000 steps; where the eigenvalues are complex the state turns as it shrinks, and where
    // it stands at the first and the last step is worth at most a factor of the eigenvectors' condition, 1 % a step's
    // root of 2,000.
    [Theory]
    [MemberData(nameof(Grid))]
    public void The_measured_rate_is_the_largest_eigenvalue_of_R(double beta, double product) =>
        Assert.InRange(MomentumTheory.Measured(beta, product) / MomentumTheory.Rate(beta, product), 0.998, 1.002);

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Momentum_diverges_exactly_outside_0_to_2_plus_2_beta(double beta)
    {
        foreach (var (product, converges) in new[] { (-0.01, false), (0.01, true), (1.99 + 2 * beta, true),
            (2.01 + 2 * beta, false) })
        {
            Assert.Equal(converges, MomentumTheory.Rate(beta, product) < 1);
            Assert.Equal(converges, MomentumTheory.Measured(beta, product) < 1);
        }
        Assert.Equal(1, MomentumTheory.Rate(beta, 2 + 2 * beta), 1e-12);
    }

    [Fact]
    public void Gradient_descent_converges_at_1_minus_the_product() =>
        Assert.All([0.3, 0.9, 1.7, 2.5],
            product => Assert.Equal(Math.Abs(1 - product), MomentumTheory.Rate(0, product), 1e-12));

    [Fact]
    public void AdaGrad_learns_the_weights_of_rare_features_where_SGD_does_not()
    {
        var problem = new SparseRegression(Features: 300, BatchSize: 32);
        double[] rates = [0.1, 0.2, 0.5, 1, 2];
        double RareError(Action<Tensor[], Tensor[], Hyperparameters> trainer_fn) => rates
            .Select(lr => problem.Train(trainer_fn, new() { ["lr"] = lr, ["eps"] = 1e-6 }, steps: 300, seed: 1))
                .Where(errors => errors.All(double.IsFinite))
            .Min(errors => errors.Skip(100).Average());
        var (sgd, adaGrad) = (RareError(d2l.sgd), RareError(Section11_07.adagrad));
        Assert.True(adaGrad < sgd / 3, $"AdaGrad {adaGrad}, SGD {sgd}");
    }

    [Fact]
    public void A_sparse_regression_is_the_same_for_the_same_seed()
    {
        var problem = new SparseRegression(Features: 20, BatchSize: 4);
        IReadOnlyList<double> Train(long seed) => problem.Train(d2l.sgd, new() { ["lr"] = 0.1 }, steps: 5, seed);
        Assert.Equal(Train(3), Train(3));
        Assert.NotEqual(Train(3), Train(4));
    }
}
