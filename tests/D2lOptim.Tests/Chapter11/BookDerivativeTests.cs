using D2lOptim.Chapter11;
using static TorchSharp.torch;

namespace D2lOptim.Tests.Chapter11;

public class BookDerivativeTests
{
    private static readonly BookFunction[] s_functions = [Section11_03.Square, Section11_03.Wave, Section11_03.Cosh];

    public static TheoryData<string> Names => [.. s_functions.Select(f => f.Name)];

    // Of float32, where a result of size |x| is rounded a few times: 1e-5 relative.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_books_derivatives_are_autograds(string name)
    {
        using var scope = NewDisposeScope();
        var f = s_functions.Single(f => f.Name == name);
        for (var k = -20; k <= 20; k++)
        {
            Same(f.f, f.f_grad, k * 0.5 + 0.1);
            Same(f.f_grad, f.f_hess, k * 0.5 + 0.1);
        }

        void Same(Func<Tensor, Tensor> function, Func<Tensor, Tensor> derivative, double at)
        {
            var x = tensor(at, f.Type).requires_grad_();
            function(x).backward();
            var (expected, actual) = (
                x.grad!.to(float64).item<double>(), derivative(tensor(at, f.Type)).to(float64).item<double>());
            Assert.Equal(expected, actual, 1e-5 * Math.Max(1, Math.Max(Math.Abs(at), Math.Abs(expected))));
        }
    }
}
