namespace D2lOptim.Parity.Traces;

/// <summary>What torch.optim calls the state that formulas have letters for, so that traces of both have the same names.</summary>
public static class StateNames
{
    /// <summary>The name in torch.optim; the letter itself where it has none.</summary>
    /// <param name="optimizer">The class of the optimizer from scratch.</param>
    /// <param name="letter">What the formula calls it.</param>
    public static string InTorch(string optimizer, string letter) => (optimizer, letter) switch
    {
        ("Momentum" or "Nesterov", "v") => "momentum_buffer",
        ("AdaGrad", "s") => "sum",
        ("RmsProp", "s") => "square_avg",
        ("RmsProp", "m") => "grad_avg",
        ("RmsProp", "v") => "momentum_buffer",
        ("Adadelta", "s") => "square_avg",
        ("Adadelta", "delta") => "acc_delta",
        ("Adam" or "AdamW" or "Adamax" or "Yogi", "v") => "exp_avg",
        ("Adam" or "AdamW" or "Yogi", "s") => "exp_avg_sq",
        ("Adamax", "u") => "exp_inf",
        ("Adam" or "AdamW", "sMax") => "max_exp_avg_sq",
        _ => letter,
    };
}
