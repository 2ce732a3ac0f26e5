using D2lOptim.Numerics;
using D2lOptim.Objectives;

namespace D2lOptim.Tests.Numerics;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void Vectors_are_orthonormal_and_only_stretched_by_the_matrix(int n)
    {
        var random = new Random(n);
        var A = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++) A[i, j] = A[j, i] = random.NextDouble() - 0.5;
        var eigen = SymmetricEigen.Of(A);
        Assert.Equal(eigen.Values.Order(), eigen.Values);
        for (var k = 0; k < n; k++)
            for (var i = 0; i < n; i++)
            {
                Assert.Equal(eigen.Values[k] * eigen.Vectors[k][i], Enumerable.Range(0, n)
                    .Sum(j => A[i, j] * eigen.Vectors[k][j]), 1e-12);
                Assert.Equal(i == k ? 1 : 0, eigen.Vectors[k].Zip(eigen.Vectors[i], (a, b) => a * b).Sum(), 1e-12);
            }
    }

    [Fact]
    public void It_agrees_with_the_closed_form_in_the_plane()
    {
        var h = new Hessian2(3, -1.5, -2);
        var values = SymmetricEigen.Of(new[,] { { h.H11, h.H12 }, { h.H12, h.H22 } }).Values;
        Assert.Equal(h.Eigenvalues.Low, values[0], 1e-14);
        Assert.Equal(h.Eigenvalues.High, values[1], 1e-14);
        var (x1, x2) = h.Solve(h.Times((0.3, -0.7)));
        Assert.Equal(0.3, x1, 1e-14);
        Assert.Equal(-0.7, x2, 1e-14);
    }

    [Fact]
    public void The_saddles_eigenvalues_are_2_and_minus_2() =>
        Assert.Equal((-2, 2), new Saddle().Hessian(0, 0).Eigenvalues);
}
