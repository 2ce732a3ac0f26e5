namespace D2lOptim.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <param name="Values">The eigenvalues, the smallest first.</param>
/// <param name="Vectors">Their eigenvectors of length 1, in the same order.</param>
public sealed record SymmetricEigen(IReadOnlyList<double> Values, IReadOnlyList<double[]> Vectors)
{
    private const int Sweeps = 50;

    // A ← RᵀAR, V ← VR, with the rotation R of the plane (p, q) by which a_pq becomes 0:
    // θ = (a_qq − a_pp) / 2a_pq,  t = sign θ / (|θ| + √(θ² + 1)),  c = 1 / √(t² + 1),  s = t·c
    /// <summary>By Jacobi's rotations (1846), which are exact to rounding for any symmetric matrix.</summary>
    /// <param name="matrix">(n, n); only the upper triangle is read.</param>
    public static SymmetricEigen Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (A, V) = (new double[n, n], new double[n, n]);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                (A[i, j], V[i, j]) = (matrix[Math.Min(i, j), Math.Max(i, j)], i == j ? 1 : 0);

        for (var sweep = 0; sweep < Sweeps && OffDiagonal(A, n) > 0; sweep++)
            for (var p = 0; p < n; p++)
                for (var q = p + 1; q < n; q++)
                    if (A[p, q] != 0) Rotate(A, V, n, p, q);

        int[] order = [.. Enumerable.Range(0, n).OrderBy(i => A[i, i])];
        return new([.. order.Select(i => A[i, i])],
            [.. order.Select(i => Enumerable.Range(0, n).Select(k => V[k, i]).ToArray())]);
    }

    private static void Rotate(double[,] A, double[,] V, int n, int p, int q)
    {
        var theta = (A[q, q] - A[p, p]) / (2 * A[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < n; k++) (A[k, p], A[k, q]) = (c * A[k, p] - s * A[k, q], s * A[k, p] + c * A[k, q]);
        for (var k = 0; k < n; k++) (A[p, k], A[q, k]) = (c * A[p, k] - s * A[q, k], s * A[p, k] + c * A[q, k]);
        for (var k = 0; k < n; k++) (V[k, p], V[k, q]) = (c * V[k, p] - s * V[k, q], s * V[k, p] + c * V[k, q]);
        (A[p, q], A[q, p]) = (0, 0);
    }

    // 0 once what is left is rounding, beside the diagonal.
    private static double OffDiagonal(double[,] A, int n)
    {
        double off = 0, on = 0;
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++)
                if (i == j) on += A[i, i] * A[i, i];
                else off += A[i, j] * A[i, j];
        return off <= 1e-30 * on ? 0 : off;
    }
}
