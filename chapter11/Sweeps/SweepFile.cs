using D2lOptim.Data;
using Parquet;
using Parquet.Schema;

namespace D2lOptim.Chapter11.Sweeps;

/// <summary>Runs in Parquet files, a column a property: parts as they are made, and all of them in one file.</summary>
internal static class SweepFile
{
    private const string Sweep = "sweep", Shard = "shard";

    private static readonly DataField<int> s_number = new("run"), s_batch = new("batch"), s_seed = new("seed");
    private static readonly DataField<string> s_problem = new("problem"), s_optimizer = new("optimizer"),
        s_schedule = new("schedule");
    private static readonly DataField<double> s_rate = new("rate"), s_loss = new("loss"), s_accuracy = new("accuracy");
    private static readonly ParquetSchema s_schema = new(
        s_number, s_problem, s_optimizer, s_schedule, s_rate, s_batch, s_seed, s_loss, s_accuracy);

    /// <summary>Writes groups of runs, each when it is asked for, whole or not at all.</summary>
    internal static void Write(
        string path, string fingerprint, string shard, IEnumerable<IReadOnlyList<SweepRun>> groups) =>
        AtomicFile.Write(path, stream => WriteAsync(stream, fingerprint, shard, groups).GetAwaiter().GetResult());

    private static async Task WriteAsync(
        Stream stream, string fingerprint, string shard, IEnumerable<IReadOnlyList<SweepRun>> groups)
    {
        await using var writer = await ParquetWriter.CreateAsync(s_schema, stream).ConfigureAwait(false);
        writer.CustomMetadata = new Dictionary<string, string> { [Sweep] = fingerprint, [Shard] = shard };
        foreach (var runs in groups)
        {
            using var group = writer.CreateRowGroup();
            Task Numbers<T>(DataField field, Func<SweepRun, T> value) where T : struct =>
                group.WriteAsync<T>(field, (ReadOnlyMemory<T>)runs.Select(value).ToArray());
            Task Words(DataField field, Func<SweepRun, string> value) =>
                group.WriteAsync(field, runs.Select(value).ToArray());
            await Numbers(s_number, run => run.Number).ConfigureAwait(false);
            await Words(s_problem, run => run.Problem).ConfigureAwait(false);
            await Words(s_optimizer, run => run.Optimizer).ConfigureAwait(false);
            await Words(s_schedule, run => run.Schedule).ConfigureAwait(false);
            await Numbers(s_rate, run => run.Rate).ConfigureAwait(false);
            await Numbers(s_batch, run => run.Batch).ConfigureAwait(false);
            await Numbers(s_seed, run => run.Seed).ConfigureAwait(false);
            await Numbers(s_loss, run => run.Loss).ConfigureAwait(false);
            await Numbers(s_accuracy, run => run.Accuracy).ConfigureAwait(false);
        }
    }

    /// <summary>The runs of a file, group by group, and which sweep and shard wrote it.</summary>
    /// <exception cref="BadInputException">It is no such file, or a damaged one.</exception>
    internal static (string Fingerprint, string Shard, List<SweepRun> Runs) Read(string path)
    {
        try
        {
            return ReadAsync(path).GetAwaiter().GetResult();
        }
        // Whatever a library says of a file that is not what it should be.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new BadInputException($"{path}: not a file of runs, or a damaged one: {e.Message}", e);
        }
    }

    private static async Task<(string, string, List<SweepRun>)> ReadAsync(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path).ConfigureAwait(false);
        List<SweepRun> runs = [];
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var count = (int)group.RowCount;
            async Task<T[]> Numbers<T>(DataField field) where T : struct
            {
                var values = new T[count];
                await group.ReadAsync<T>(field, (Memory<T>)values).ConfigureAwait(false);
                return values;
            }
            async Task<string[]> Words(DataField field)
            {
                var values = new string?[count];
                await group.ReadAsync(field, (Memory<string?>)values).ConfigureAwait(false);
                return [.. values.Select(word => string.Intern(word!))];
            }
            var (number, batch, seed) = (await Numbers<int>(s_number).ConfigureAwait(false),
                await Numbers<int>(s_batch).ConfigureAwait(false), await Numbers<int>(s_seed).ConfigureAwait(false));
            var (problem, optimizer, schedule) = (await Words(s_problem).ConfigureAwait(false),
                await Words(s_optimizer).ConfigureAwait(false), await Words(s_schedule).ConfigureAwait(false));
            var (rate, loss, accuracy) = (await Numbers<double>(s_rate).ConfigureAwait(false),
                await Numbers<double>(s_loss).ConfigureAwait(false),
                await Numbers<double>(s_accuracy).ConfigureAwait(false));
            for (var k = 0; k < count; k++)
                runs.Add(new(number[k], problem[k], optimizer[k], schedule[k], rate[k], batch[k], seed[k])
                {
                    Loss = loss[k],
                    Accuracy = accuracy[k],
                });
        }
        return (reader.CustomMetadata[Sweep], reader.CustomMetadata[Shard], runs);
    }
}
