using D2lOptim.Parity.Traces;

namespace D2lOptim.Parity.Causes;

/// <summary>How images are made smaller or larger: by interpolation or by pooling.</summary>
internal static class Resampling
{
    /// <summary>A way of making a row of pixels from another; both dimensions are treated alike.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Taps">From the place of a pixel, how many there are and how many are made: the pixels that it is
    /// made of, with their weights.</param>
    /// <param name="Largest">Whether it is the largest of them, not their sum.</param>
    private sealed record Way(string Name, Func<int, int, int, (int At, double Weight)[]> Taps, bool Largest = false);

    private static readonly Way[] s_larger =
    [
        new("nearest neighbours", (k, many, made) => [((int)((long)k * many / made), 1)]),
        new("bilinear interpolation", (k, many, made) => Between(Math.Max(0, (k + 0.5) * many / made - 0.5), many)),
        new("bilinear interpolation with corners aligned",
            (k, many, made) => Between(made == 1 ? 0 : k * (many - 1.0) / (made - 1), many)),
    ];

    private static readonly Way[] s_smaller =
    [
        new("the largest of each window", Window, true), new("the average of each window", Window), .. s_larger,
    ];

    /// <summary>The ways in which both runs made this part's output of one part's before it.</summary>
    internal static (CauseKind, string)? Of(PartPair part, IReadOnlyList<PartPair> before)
    {
        if (part.Sizes is not [_, _, var height, var width]) return null;
        foreach (var p in before.Reverse())
        {
            if (!p.IsWhole || p.Sizes is not [_, _, var h, var w] || (h, w) == (height, width)
                || !p.Sizes.Take(2).SequenceEqual(part.Sizes.Take(2))) continue;
            var (one, other) = (Fitting(p, part, part.X), Fitting(p, part, part.Y));
            // What fits both tells nothing.
            if (one.Count > 0 && other.Count > 0 && !one.Intersect(other).Any())
                return (CauseKind.ModuleSetting,
                    $"images of {h}×{w}, the output of {p.Name}, are made {height}×{width} by {one[0]} in "
                    + $"the first, by {other[0]} in the second");
        }
        return null;
    }

    private static List<string> Fitting(PartPair from, PartPair to, double[] found)
    {
        var (h, w) = ((int)from.Sizes[2], (int)from.Sizes[3]);
        var (height, width) = ((int)to.Sizes[2], (int)to.Sizes[3]);
        var windows = h % height == 0 && w % width == 0;
        var scale = from.X.Max(Math.Abs);
        return [.. (windows ? s_smaller : s_larger)
            .Where(way => Enumerable.Range(0, found.Length).All(k => ModuleCause.Close(found[k], At(way, k), scale)))
            .Select(way => way.Name)];

        double At(Way way, int k)
        {
            var place = Sampling.Place(k, to.Count, found.Length);
            var (plane, y, x) = (place / (height * width), (int)(place / width % height), (int)(place % width));
            var start = (int)plane * h * w;
            var pixels = way.Taps(y, h, height).SelectMany(_ => way.Taps(x, w, width), (row, column) =>
                (Value: from.X[start + row.At * w + column.At], Weight: row.Weight * column.Weight));
            return way.Largest ? pixels.Max(pixel => pixel.Value) : pixels.Sum(pixel => pixel.Weight * pixel.Value);
        }
    }

    private static (int, double)[] Between(double at, int many)
    {
        var below = Math.Min((int)at, many - 1);
        return [(below, 1 - (at - below)), (Math.Min(below + 1, many - 1), at - below)];
    }

    private static (int, double)[] Window(int k, int many, int made) =>
        [.. Enumerable.Range(0, many / made).Select(i => (k * (many / made) + i, (double)made / many))];
}
