namespace D2lOptim.Training;

/// <summary>A training run whose loss is no longer finite: its message names the step and what to try.</summary>
public sealed class DivergedException(string message) : Exception(message);
