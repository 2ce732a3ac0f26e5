namespace D2lOptim.Schedules;

/// <summary>A learning rate as a pure function of the step, which is a batch or an epoch, as its user counts. Most have
/// a twin in torch.optim.lr_scheduler, made by a method <c>Concise</c>.</summary>
public interface ISchedule
{
    /// <summary>The rate of this step, which counts from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    double At(int step);
}
