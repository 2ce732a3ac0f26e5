using System.Globalization;

namespace D2lOptim.Parity;

/// <summary>How equal a program's numbers must be to another's.</summary>
/// <param name="Bits">To the last bit; else within <see cref="Relative"/>.</param>
/// <param name="Why">The reason, as a sentence.</param>
public sealed record Demand(bool Bits, string Why)
{
    /// <summary>
    /// max |a − b| / max(1, |b|) over a run where the numerics are not the same: rounding of float32, whose last bit is
    /// 6e-8 of a number,
    /// grown over a run of some thousand steps.
    /// </summary>
    public const double Relative = 1e-6;

    /// <summary>Bits where both have one libtorch and the other's every part is equal here; without a part the other's
    /// numerics are unknown.</summary>
    public static Demand Between(Fingerprint here, Fingerprint there)
    {
        if (here.Libtorch != there.Libtorch)
            return Near($"libtorch is {here.Libtorch} here and {there.Libtorch} there");
        if (there.Parts.Count == 0) return Near("the other side tells nothing of its numerics");
        string[] other =
            [.. there.Parts.Where(part => here.Parts.GetValueOrDefault(part.Key) != part.Value)
            .Select(part => Fingerprint.Words(part.Key))];
        return other.Length == 0
            ? new(true, $"both sides compute alike: libtorch {here.Libtorch}, "
                + $"{string.Join(", ", there.Parts.Select(part => $"{part.Key} {part.Value}"))}")
            : Near($"other numerics on libtorch {here.Libtorch}: {string.Join("; ", other)} give other bits");

        static Demand Near(string why) => new(false, why);
    }

    /// <summary>The same for what <c>torch.optim</c> computed of an optimizer.</summary>
    /// <param name="optimizer">Its class, as <c>Adam</c>.</param>
    /// <param name="centered">RMSprop's option.</param>
    /// <param name="libtorch">The version that Python's torch runs on.</param>
    public Demand Of(string optimizer, bool centered, string libtorch) =>
        Bits && Version.Parse(libtorch).Major >= 2
            && (optimizer is "Adam" or "AdamW" or "Adamax" || (optimizer == "RMSprop" && centered))
            ? new(false, $"PyTorch 2's {optimizer} interpolates, m.lerp_(g, 1 − β), where TorchSharp's multiplies "
                + $"and adds, m.mul_(β).add_(g, 1 − β), and rounds elsewhere")
            : this;

    /// <summary>What is demanded, and why.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
        $"{(Bits ? "equal bits are due" : $"{Relative:G1} relative is allowed")}, since {Why}");
}
