namespace D2lOptim.Data;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 60,000 images of clothes to train on and 10,000 to test on,
/// 28 × 28 pixels, in 10 classes.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Test">To test on.</param>
public sealed record FashionMnist(ImageData Train, ImageData Test)
{
    /// <summary>How many classes.</summary>
    public const int Classes = 10;

    private const int Side = 28;

    /// <summary>Reads the four files of a folder.</summary>
    /// <exception cref="BadInputException">A file is absent or damaged, images and labels do not go together, or images
    /// are not 28 × 28.</exception>
    public static FashionMnist Load(string folder) => new(Part(folder, "train"), Part(folder, "t10k"));

    private static ImageData Part(string folder, string part)
    {
        var imagePath = Path.Combine(folder, $"{part}-images-idx3-ubyte.gz");
        var labelPath = Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz");
        var (sizes, pixels) = Idx.Read(imagePath, dimensions: 3);
        var (_, labels) = Idx.Read(labelPath, dimensions: 1);
        if (sizes[0] != labels.Length)
            throw new BadInputException(
            $"{labelPath}: {labels.Length} labels found, expected {sizes[0]} as there are images in {imagePath}");
        if (labels.Length == 0) throw new BadInputException($"{imagePath}: no images found, expected at least one");
        if (labels.Max() is >= Classes and var largest)
            throw new BadInputException($"{labelPath}: label {largest} found, expected 0 to {Classes - 1}");
        if ((sizes[1], sizes[2]) != (Side, Side))
            throw new BadInputException(
            $"{imagePath}: images of {sizes[1]} × {sizes[2]} found, expected {Side} × {Side}");
        return new ImageData(pixels, labels, sizes[1], sizes[2]);
    }
}
