using static TorchSharp.torch;

namespace D2lOptim.Data;

/// <summary>Grey images with their classes.</summary>
/// <param name="Pixels">From 0 to 255, row by row, image by image.</param>
/// <param name="Labels">A class number an image.</param>
/// <param name="Height">Rows an image.</param>
/// <param name="Width">Columns an image.</param>
public sealed record ImageData(byte[] Pixels, byte[] Labels, int Height, int Width)
{
    /// <summary>How many images.</summary>
    public int Count => Labels.Length;

    /// <summary>So many images from <paramref name="start"/> on.</summary>
    public ImageData Slice(int start, int count) => this with
    {
        Pixels = Pixels[(start * Height * Width)..((start + count) * Height * Width)],
        Labels = Labels[start..(start + count)],
    };

    /// <summary>Images (n, 1, height, width) with pixels in [0, 1], and class numbers, in batches.</summary>
    public MiniBatches Batches(int batchSize, Device device)
    {
        using var scope = NewDisposeScope();
        var X = tensor(Pixels, [Count, 1, Height, Width]).to(device).to(ScalarType.Float32)
            .div_(tensor(255f, device: device));
        var y = tensor(Labels).to(device).to(ScalarType.Int64);
        return new MiniBatches(X, y, batchSize);
    }
}
