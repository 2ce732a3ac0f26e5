namespace D2lOptim.Parity.Causes;

/// <summary>What makes two runs part.</summary>
public enum CauseKind
{
    /// <summary>No cause is needed: the difference is what rounding makes, or what the runs have made of it.</summary>
    Rounding,

    /// <summary>Nothing that was tried explains it.</summary>
    NotExplained,

    /// <summary>The parameters, or the optimizer's state, start elsewhere.</summary>
    Init,

    /// <summary>The step saw other samples.</summary>
    Batch,

    /// <summary>The learning rates differ.</summary>
    LearningRate,

    /// <summary>One schedule is advanced once a batch, the other once an epoch.</summary>
    LearningRatePerBatch,

    /// <summary>One loss has a factor ½ that the other lacks.</summary>
    Half,

    /// <summary>One loss is the batch's sum, the other its mean.</summary>
    SumAgainstMean,

    /// <summary>The gradients are one another's multiple, by another factor.</summary>
    Scaled,

    /// <summary>The loss that is reported differs, the gradients do not.</summary>
    ReportedLoss,

    /// <summary>Gradients are clipped in one.</summary>
    Clipped,

    /// <summary>Gradients add up over steps.</summary>
    ZeroGrad,

    /// <summary>No gradient in one, a gradient of zeros in the other.</summary>
    NullGradient,

    /// <summary>λ·x is part of one's gradient already.</summary>
    DecayInLoss,

    /// <summary>The value of ε.</summary>
    EpsValue,

    /// <summary>Where ε stands.</summary>
    EpsPlace,

    /// <summary>The strength of the weight decay.</summary>
    WeightDecay,

    /// <summary>Weight decay through the gradient against beside it.</summary>
    DecayKind,

    /// <summary>Adam's correction of its moments.</summary>
    BiasCorrection,

    /// <summary>How the gradient enters the velocity.</summary>
    Dampening,

    /// <summary>Nesterov's look-ahead.</summary>
    Nesterov,

    /// <summary>A decay rate or momentum.</summary>
    Momentum,

    /// <summary>How the history of gradients is kept.</summary>
    History,

    /// <summary>What the update is applied to.</summary>
    Target,

    /// <summary>Another algorithm, or a switch of it.</summary>
    Algorithm,

    /// <summary>A part of the model trains in one, and is evaluated in the other.</summary>
    Mode,

    /// <summary>A part of the model was made with something else: a stride, an ε, a slope.</summary>
    ModuleSetting,

    /// <summary>Sizes or the order of elements.</summary>
    Layout,

    /// <summary>A number more in every channel.</summary>
    Bias,

    /// <summary>Another activation, or one too many.</summary>
    Activation,

    /// <summary>Dropout is active in one, or draws otherwise.</summary>
    Dropout,

    /// <summary>A normalisation's statistics.</summary>
    Statistics,

    /// <summary>Another loss of the same outputs.</summary>
    LossFunction,
}

/// <summary>A finding.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Step">The first step at which it shows.</param>
/// <param name="Array">The array at which it shows, as <c>parameter/0.weight</c>; null where several causes show and
/// cannot be told apart.</param>
/// <param name="Text">In words: what the first trace does, and what the second.</param>
public sealed record Cause(CauseKind Kind, long Step, string? Array, string Text);
