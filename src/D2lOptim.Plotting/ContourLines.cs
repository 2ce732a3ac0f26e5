namespace D2lOptim.Plotting;

/// <summary>Lines of equal height on a grid, by marching squares (Lorensen and Cline, 1987, in two
/// dimensions).</summary>
public static class ContourLines
{
    /// <summary>Ten heights, the higher the further apart: quadratically, so that the lines of a bowl stand
    /// evenly.</summary>
    public static IReadOnlyList<double> Levels(Grid grid)
    {
        Interval z = grid.Heights;
        return [.. Enumerable.Range(1, 10).Select(i => z.Min + z.Length * i * i / 121)];
    }

    /// <summary>
    /// The lines at one height, points interpolated along the cells' edges. A closed line repeats its first point.
    /// A cell with a corner that is not finite is left out.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<(double X, double Y)>> At(Grid grid, double level)
    {
        Dictionary<int, List<int>> neighbours = Segments(grid, level);
        var lines = new List<IReadOnlyList<(double X, double Y)>>();
        var visited = new HashSet<int>();

        // An open line starts at an edge with one neighbour; once those are drawn, only closed lines are left.
        foreach (int start in neighbours.Keys.OrderBy(edge => neighbours[edge].Count))
        {
            if (!visited.Add(start))
                continue;
            var line = new List<int> { start };
            while (neighbours[line[^1]].FirstOrDefault(edge => !visited.Contains(edge), -1) is >= 0 and var next)
            {
                visited.Add(next);
                line.Add(next);
            }
            if (neighbours[start].Count == 2)
                line.Add(start);
            lines.Add([.. line.Select(edge => Crossing(grid, level, edge))]);
        }
        return lines;
    }

    // Edges are numbered 2·corner for the one to the right of a corner, 2·corner + 1 for the one above it, corner =
    // row·columns + column.
    private static Dictionary<int, List<int>> Segments(Grid grid, double level)
    {
        var neighbours = new Dictionary<int, List<int>>();
        int columns = grid.X.Count;
        for (int row = 0; row + 1 < grid.Y.Count; row++)
        {
            for (int column = 0; column + 1 < columns; column++)
            {
                double a = grid.Z[row, column], b = grid.Z[row, column + 1], c = grid.Z[row + 1, column + 1],
                    d = grid.Z[row + 1, column];
                bool below = a < level && b < level && c < level && d < level, above = a >= level && b >= level
                    && c >= level && d >= level;
                if (below || above || !double.IsFinite(a + b + c + d))
                    continue;
                double[] z = [a, b, c, d];
                int corner = row * columns + column;
                int[] edges = [2 * corner, 2 * (corner + 1) + 1, 2 * (corner + columns), 2 * corner + 1];
                int[] crossed =
                    [.. Enumerable.Range(0, 4).Where(i => z[i] >= level != z[(i + 1) % 4] >= level)
                    .Select(i => edges[i])];

                // Four crossings are a saddle: the height in the middle says which pair of corners is joined.
                if (crossed.Length == 4 && z.Average() >= level != z[0] >= level)
                    crossed = [crossed[3], .. crossed[..3]];
                for (int i = 0; i + 1 < crossed.Length; i += 2)
                    Join(neighbours, crossed[i], crossed[i + 1]);
            }
        }
        return neighbours;
    }

    private static void Join(Dictionary<int, List<int>> neighbours, int a, int b)
    {
        (neighbours.TryGetValue(a, out var of) ? of : neighbours[a] = []).Add(b);
        (neighbours.TryGetValue(b, out of) ? of : neighbours[b] = []).Add(a);
    }

    private static (double X, double Y) Crossing(Grid grid, double level, int edge)
    {
        (int row, int column) = Math.DivRem(edge / 2, grid.X.Count);
        bool upright = edge % 2 == 1;
        double z = grid.Z[row, column], far = upright ? grid.Z[row + 1, column] : grid.Z[row, column + 1];
        double t = (level - z) / (far - z), x = grid.X[column], y = grid.Y[row];
        return upright ? (x, y + t * (grid.Y[row + 1] - y)) : (x + t * (grid.X[column + 1] - x), y);
    }
}
