namespace D2lOptim.Data;

/// <summary>All rows of an airfoil file, in the file's units.</summary>
/// <param name="Source">The file they come from.</param>
/// <param name="Values">(Rows, <see cref="Airfoil.Columns"/>), row by row.</param>
/// <param name="Rows">How many rows.</param>
public sealed record AirfoilTable(string Source, float[] Values, int Rows)
{
    private const int Columns = Airfoil.Columns;

    /// <summary>
    /// (x − mean)/std of every column over all rows, std being the population's; bit for bit what numpy gives for
    /// <c>(data - data.mean(axis=0)) / data.std(axis=0)</c> on a C-ordered float32 array of fewer than 2²⁴ rows.
    /// </summary>
    /// <returns>(Rows, <see cref="Airfoil.Columns"/>), row by row.</returns>
    /// <exception cref="BadInputException">A column holds one value only, or its spread is beyond float.</exception>
    // numpy reduces axis 0 by adding whole rows one after another, all in float32: no pairwise blocks, whatever the
    // number of rows. The order is kept and every step rounded to float, because another order differs in the last
    // bits.
    public float[] Standardised()
    {
        RequireSpread();
        var mean = ColumnSums(static x => x, new float[Columns]);
        for (var j = 0; j < Columns; j++)
            mean[j] /= Rows;
        var std = ColumnSums(static d => (float)(d * d), mean);
        for (var j = 0; j < Columns; j++)
        {
            std[j] = MathF.Sqrt(std[j] / Rows);
            if (!(std[j] > 0 && float.IsFinite(std[j])))
                throw new BadInputException(
                    $"{Column(j)} has a standard deviation of {std[j]}, expected one that float32 can hold");
        }

        var z = new float[Values.Length];
        for (var i = 0; i < z.Length; i++)
            z[i] = (float)(Values[i] - mean[i % Columns]) / std[i % Columns];
        return z;
    }

    private float[] ColumnSums(Func<float, float> term, float[] from)
    {
        var sums = new float[Columns];
        for (var i = 0; i < Values.Length; i++)
            sums[i % Columns] += term((float)(Values[i] - from[i % Columns]));
        return sums;
    }

    // Not std = 0: the mean of equal floats may be off by a rounding, and the column would then blow up to ±1
    // unnoticed.
    private void RequireSpread()
    {
        for (var j = 0; j < Columns; j++)
        {
            var first = Values[j];
            var spread = false;
            for (var i = j; i < Values.Length && !spread; i += Columns)
                spread = Values[i] != first;
            if (!spread)
                throw new BadInputException($"{Column(j)} is {first} in all {Rows} rows, expected at least two values");
        }
    }

    private string Column(int j) => $"{Source}: column {j + 1} ({Airfoil.ColumnNames[j]})";
}
