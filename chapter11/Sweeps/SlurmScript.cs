namespace D2lOptim.Chapter11.Sweeps;

/// <summary>The batch script of a job array of Slurm, a shard a task.</summary>
internal static class SlurmScript
{
    /// <summary>Writes it. A task whose node fails is queued again, and goes on where it was.</summary>
    /// <param name="name">The sweep's.</param>
    /// <param name="spec">Its file.</param>
    /// <param name="folder">Where parts go; all nodes must see it.</param>
    /// <param name="tasks">How many.</param>
    /// <param name="program">The program as this machine has it; all nodes must see it too.</param>
    internal static string Of(string name, string spec, string folder, int tasks, string program) => $"""
        #!/bin/bash
        #SBATCH --job-name=d2l-{name}
        #SBATCH --array=0-{tasks - 1}
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=1
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --output={folder}/slurm-%a.log
        # A task makes its shard's parts and skips those that are there, so that it may be stopped and begun again.
        export MALLOC_MMAP_THRESHOLD_=67108864 MALLOC_TRIM_THRESHOLD_=268435456
        exec dotnet '{program}' sweep '{spec}' --out '{folder}' --shard "$SLURM_ARRAY_TASK_ID/{tasks}" \
          --threads "$SLURM_CPUS_PER_TASK"

        """.ReplaceLineEndings("\n");
}
