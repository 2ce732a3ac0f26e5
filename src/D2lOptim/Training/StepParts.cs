using System.Diagnostics;

namespace D2lOptim.Training;

/// <summary>Where the time of an epoch goes: seconds by part of a step, added up over all steps.</summary>
internal sealed class StepParts
{
    private readonly Dictionary<string, double> _seconds = [];
    private long _since;

    internal IReadOnlyDictionary<string, double> Seconds => _seconds;

    internal void Begin() => _since = Stopwatch.GetTimestamp();

    /// <summary>What has passed since the last part ended is this one's.</summary>
    internal void End(string part)
    {
        var now = Stopwatch.GetTimestamp();
        _seconds[part] = _seconds.GetValueOrDefault(part) + Stopwatch.GetElapsedTime(_since, now).TotalSeconds;
        _since = now;
    }
}
