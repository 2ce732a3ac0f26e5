using System.Diagnostics;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Makes the runs of a sweep part by part; a part that is there already is not made again.</summary>
/// <param name="spec">What it runs.</param>
/// <param name="folder">Where parts and the file of all runs are.</param>
internal sealed class Sweep(SweepSpec spec, string folder)
{
    private readonly SweepPlan _plan = new(spec);

    /// <summary>All its runs.</summary>
    internal SweepPlan Plan => _plan;

    /// <summary>The file of all runs.</summary>
    internal string File => Path.Combine(folder, "runs.parquet");

    /// <summary>Where the parts are.</summary>
    internal string Parts => PartsOf(folder);

    internal static string PartsOf(string folder) => Path.Combine(folder, "parts");

    /// <summary>A part's file.</summary>
    internal static string PartFile(string parts, int part) => Path.Combine(parts, $"{part:D6}.parquet");

    /// <summary>The parts of a shard.</summary>
    internal IEnumerable<int> PartsOf(Shard shard) => Enumerable.Range(0, _plan.Parts).Where(shard.Has);

    /// <summary>Makes the parts of a shard that are not there.</summary>
    /// <param name="shard">Which.</param>
    /// <param name="threads">How many parts at a time.</param>
    /// <param name="progress">Is told what is under way, and the part of it that is done.</param>
    /// <param name="cancel">Stops it; the parts that are done stay.</param>
    /// <returns>The runs that were made, and those that were there.</returns>
    internal (int Made, int There) Make(
        Shard shard, int threads, Action<string, double> progress, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var all = PartsOf(shard).ToList();
        var left = all.Where(part => !IsThere(part)).ToList();
        var (total, there) = (all.Sum(Size), all.Sum(Size) - left.Sum(Size));
        var (next, made) = (-1, 0);
        var told = new Lock();
        Exception? failure = null;
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(threads, Math.Max(1, left.Count)))
            .Select(_ => new Thread(Work))];
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        cancel.ThrowIfCancellationRequested();
        return (made, there);

        void Work()
        {
            var solvers = new Dictionary<string, ISweepSolver>();
            var optimizers = spec.Optimizers.ToDictionary(name => name, SweepOptimizer.Parse);
            try
            {
                for (int k; (k = Interlocked.Increment(ref next)) < left.Count
                    && !cancel.IsCancellationRequested && Volatile.Read(ref failure) is null;)
                {
                    List<SweepRun> runs = [];
                    foreach (var run in _plan.Part(left[k]))
                    {
                        if (cancel.IsCancellationRequested) return;
                        if (!solvers.TryGetValue(run.Problem, out var solver))
                            solvers[run.Problem] = solver = SweepProblem.Find(run.Problem).Solver(spec);
                        runs.Add(solver.Solve(run, optimizers[run.Optimizer]));
                    }
                    SweepFile.Write(PartFile(Parts, left[k]), spec.Fingerprint, $"{shard}", [runs]);
                    lock (told)
                    {
                        made += runs.Count;
                        var togo = clock.Elapsed / made * (total - there - made);
                        progress(FormattableString.Invariant(
                            $"{there + made:N0} of {total:N0} runs, {togo:h\\:mm\\:ss} left"),
                            (double)(there + made) / total);
                    }
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, e, null);
            }
        }
    }

    private int Size(int part) => Math.Min(_plan.PartSize, _plan.Count - part * _plan.PartSize);

    /// <summary>Whether a part is there, whole.</summary>
    /// <exception cref="BadInputException">It belongs to another sweep.</exception>
    internal bool IsThere(int part)
    {
        var path = PartFile(Parts, part);
        if (!System.IO.File.Exists(path)) return false;
        List<SweepRun> runs;
        try
        {
            (_, _, runs) = Read(path);
        }
        catch (BadInputException e) when (e.InnerException is not null)
        {
            // Damaged: it is made again, and replaced.
            return false;
        }
        return runs.Count == Size(part) && runs[0].Number == part * _plan.PartSize;
    }

    private (string, string Shard, List<SweepRun> Runs) Read(string path)
    {
        var (fingerprint, shard, runs) = SweepFile.Read(path);
        return fingerprint == spec.Fingerprint ? (fingerprint, shard, runs) : throw new BadInputException(
            $"{path} belongs to another sweep, or another backend: {fingerprint} found, expected {spec.Fingerprint}; "
            + "remove the folder or take another one");
    }

    /// <summary>Puts the parts of one or more folders together into one file, each once.</summary>
    /// <param name="folders">Where parts are.</param>
    /// <param name="tell">Is told of parts that are there more than once.</param>
    /// <exception cref="BadInputException">A part is missing, damaged, of another sweep, or there twice with other
    /// numbers.</exception>
    internal void Merge(IReadOnlyList<string> folders, Action<string> tell)
    {
        List<int> missing = [];
        List<string> repeated = [];
        var found = new string?[_plan.Parts];
        foreach (var part in Enumerable.Range(0, _plan.Parts))
        {
            string[] files = [.. folders.Select(f => PartFile(PartsOf(f), part)).Where(System.IO.File.Exists)];
            if (files.Length == 0)
            {
                missing.Add(part);
                continue;
            }
            found[part] = files[0];
            foreach (var other in files[1..])
            {
                var (one, two) = (Read(files[0]), Read(other));
                if (!one.Runs.SequenceEqual(two.Runs)) throw new BadInputException(
                    $"part {part} stands in {files[0]} (shard {one.Shard}) and in {other} (shard {two.Shard}) "
                    + "with other numbers; remove the one that is wrong");
                repeated.Add($"{part} (shards {one.Shard} and {two.Shard})");
            }
        }
        if (missing.Count > 0) throw new BadInputException(Missing(missing, found));
        if (repeated.Count > 0)
            tell($"{repeated.Count} of {_plan.Parts} parts are there more than once with the same numbers, and count "
                + $"once: {Some(repeated)}");
        SweepFile.Write(File, spec.Fingerprint, $"{Shard.All}", found.Select((path, part) =>
        {
            var (_, _, runs) = Read(path!);
            return runs.Count == Size(part) && runs[0].Number == part * _plan.PartSize ? runs
                : throw new BadInputException(
                    $"{path} holds other runs than its name says; remove it and make it again");
        }));
    }

    // Which shards the missing parts belong to, as far as those that are there tell how many shards there are.
    private string Missing(List<int> missing, string?[] found)
    {
        var shards = found.OfType<string>().Take(1).Select(path => Shard.Parse(Read(path).Shard)).FirstOrDefault();
        var lost = shards is null || shards.Of == 1 ? "" : " of " + Some([.. missing
            .Select(part => $"shard {part % shards.Of}/{shards.Of}").Distinct()]);
        return $"{missing.Count} of {_plan.Parts} parts{lost} are missing: {Some([.. missing.Select(m => $"{m}")])}; "
            + "run the same command without --merge, or that shard again";
    }

    private static string Some(IReadOnlyList<string> all) =>
        string.Join(", ", all.Take(10)) + (all.Count > 10 ? $" and {all.Count - 10} more" : "");
}
