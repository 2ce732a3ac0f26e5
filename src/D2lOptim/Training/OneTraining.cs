namespace D2lOptim.Training;

/// <summary>
/// One training a process at a time. Weights, batches and their order are drawn from torch's one default generator, so
/// that two trainings in two threads would change each other's numbers from run to run.
/// </summary>
internal sealed class OneTraining : IDisposable
{
    private static readonly Lock s_training = new(), s_generator = new();

    /// <exception cref="InvalidOperationException">Another thread trains.</exception>
    internal OneTraining()
    {
        if (!s_training.TryEnter())
            throw new InvalidOperationException(
                "another thread of this process trains, and both would draw from torch's one generator; train one "
                + "after another, or in two processes");
        s_generator.Enter();
    }

    /// <summary>The generator to oneself, for as long as it takes to draw all of a run's numbers: waits for the end of
    /// a training of another thread.</summary>
    internal static Lock.Scope Generator() => s_generator.EnterScope();

    public void Dispose()
    {
        s_generator.Exit();
        s_training.Exit();
    }
}
