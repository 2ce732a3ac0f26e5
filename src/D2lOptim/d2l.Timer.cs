using System.Diagnostics;

namespace D2lOptim;

public static partial class d2l
{
    /// <summary>A stopwatch that keeps every interval; it runs from the beginning.</summary>
    public sealed class Timer
    {
        private readonly List<double> _times = [];
        private long _started = Stopwatch.GetTimestamp();

        /// <summary>Begins an interval.</summary>
        public void start() => _started = Stopwatch.GetTimestamp();

        /// <summary>Ends an interval, and gives its seconds.</summary>
        public double stop()
        {
            _times.Add(Stopwatch.GetElapsedTime(_started).TotalSeconds);
            return _times[^1];
        }

        /// <summary>The mean interval in seconds.</summary>
        public double avg() => _times.Average();

        /// <summary>All intervals together, in seconds.</summary>
        public double sum() => _times.Sum();

        /// <summary>The seconds until the end of each interval.</summary>
        public IReadOnlyList<double> cumsum()
        {
            var total = 0.0;
            return [.. _times.Select(time => total += time)];
        }
    }
}
