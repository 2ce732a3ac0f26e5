namespace D2lOptim.Parity.Causes;

/// <summary>The algorithm; Adam's covers AdamW and Yogi. None is that of a parameter which the optimizer does not
/// have.</summary>
internal enum Family { None, Sgd, AdaGrad, RmsProp, Adadelta, Adam, Adamax, AdaBelief, RAdam, NAdam, Lion, Asgd, Rprop }

/// <summary>√s + ε, √(s + ε), lr/√s + ε, (√s + ε)/√(1 − β₂ᵗ), or s + ε.</summary>
internal enum EpsPlace { BesideRoot, InRoot, OutsideDivision, BeforeCorrection, NoRoot }

/// <summary>The t that Adam's moments are corrected by, against the count of steps, and which of them are.</summary>
internal enum BiasCorrection { Yes, None, OneBehind, OneAhead, FirstMomentOnly, SecondMomentOnly, CountedByParameter }

/// <summary>How the gradient enters the velocity: as torch has it, v = g first and then β·v + (1 − dampening)·g; the
/// same from the first step on; lr·g; or (1 − β)·g.</summary>
internal enum Velocity { Torch, DampedFromStart, HoldsRate, Averaged }

/// <summary>Nesterov's g + β·v in the place of v.</summary>
internal enum LookAhead { None, Torch }

/// <summary>λ·x in the gradient, or beside it, times lr or not.</summary>
internal enum DecayPlace { Coupled, Decoupled, DecoupledWithoutRate }

/// <summary>How a history of gradients is kept, and how it is not.</summary>
internal enum History { Kept, UpdatedAfterUse, NeverUpdated, Restarted, Lost, NotSquared, Summed, OfFirstMoment }

/// <summary>Where the update goes: off the parameter, nowhere, or onto it.</summary>
internal enum Target { Parameter, Nothing, Ascent }
