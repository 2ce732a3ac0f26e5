namespace D2lOptim.Parity;

/// <summary>
/// What names a run among all: <c>11.6/momentum/scratch/lr=0.005,momentum=0.9</c>, or <c>11.11/lenet/cosine</c>.
/// </summary>
/// <param name="Section">The book's section, as <c>11.6</c>, or a name beyond the book.</param>
/// <param name="Name">What is run, as <c>momentum</c>.</param>
/// <param name="Variant"><c>scratch</c>, <c>concise</c>, <c>fused</c>, <c>trace</c>, <c>curve</c>, <c>scheduler</c> or
/// <c>lenet</c>.</param>
/// <param name="Label">Its hyperparameters, as <c>lr=0.005,momentum=0.9</c>; empty where a name says it all, and then
/// the variant stands before it.</param>
public sealed record RunKey(string Section, string Name, string Variant, string Label = "")
{
    /// <summary>Reads what <see cref="ToString"/> printed.</summary>
    /// <exception cref="FormatException">It has fewer than three parts.</exception>
    public static RunKey Parse(string text) => text.Split('/', 4) switch
    {
        [var section, var name, var variant, var label] => new(section, name, variant, label),
        [var section, var variant, var name] => new(section, name, variant),
        _ => throw new FormatException(
            $"the key '{text}' has fewer than three parts, "
            + "expected SECTION/NAME/VARIANT/LABEL or SECTION/VARIANT/NAME"),
    };

    /// <summary>The key, or the part of it that may become a file's name.</summary>
    public static string FileNameOf(string key) => key.Replace('/', '-').Replace(',', '-').Replace('=', '-');

    /// <summary>The key as the name of a file.</summary>
    public string FileName => FileNameOf(ToString());

    /// <summary>The key as it stands in files.</summary>
    public override string ToString() =>
        Label.Length == 0 ? $"{Section}/{Variant}/{Name}" : $"{Section}/{Name}/{Variant}/{Label}";
}
