namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// The process-wide thread pool, reduced to one worker: whatever the daemon's tasks do, they do one after another, and a history is the same
/// each time it is replayed. That the pool is at rest can then be told exactly, by its own only worker finding nothing else queued.
/// </summary>
internal static class OneThread
{
    private const int Most = 1_000_000;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Needs <c>DOTNET_PROCESSOR_COUNT=1</c>: the runtime refuses fewer workers than it sees processors.</summary>
    public static void Demand()
    {
        if (Environment.ProcessorCount != 1 || !ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
        {
            throw new InvalidOperationException("The model needs a process with DOTNET_PROCESSOR_COUNT=1; run it by its command.");
        }
    }

    /// <summary>Plays on the pool's one thread, and waits for it on the caller's own.</summary>
    public static T Run<T>(Func<Task<T>> play)
    {
        var played = Task.Run(play);
        return played.Wait(Bound) ? played.GetAwaiter().GetResult() : throw new TimeoutException($"A history did not come to its end in {Bound.TotalMinutes:0} minutes: one of the daemon's tasks blocks.");
    }

    /// <summary>Comes back when every task waits for the clock or the world. Only called on the pool: it stands back until nothing else is queued there.</summary>
    public static ValueTask RestAsync() => ThreadPool.PendingWorkItemCount == 0 ? ValueTask.CompletedTask : StandBackAsync();

    private static async ValueTask StandBackAsync()
    {
        for (var turns = 0; ThreadPool.PendingWorkItemCount > 0; turns++)
        {
            if (turns == Most)
            {
                throw new TimeoutException($"The daemon's tasks did not come to rest in {Most} turns: one of them spins.");
            }

            await Task.Yield();
        }
    }
}
