using System.Diagnostics;

namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// The process-wide thread pool, reduced to one worker: whatever the daemon's tasks do, they do one after another, and a history is the same
/// each time it is replayed. That the pool is at rest can then be told exactly, by its own only worker finding nothing else queued.
/// </summary>
internal static class OneThread
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Needs <c>DOTNET_PROCESSOR_COUNT=1</c>: the runtime refuses fewer workers than it sees processors.</summary>
    public static void Demand()
    {
        if (Environment.ProcessorCount != 1 || !ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
        {
            throw new InvalidOperationException("The model needs a process with DOTNET_PROCESSOR_COUNT=1; run it by its command.");
        }
    }

    /// <summary>Returns when every task waits for the clock or the world. Never called on the pool.</summary>
    public static void Rest()
    {
        using var done = new ManualResetEventSlim();
        void Look(object? state)
        {
            if (ThreadPool.PendingWorkItemCount == 0)
            {
                done.Set();
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(Look, null);
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(Look, null);
        if (!done.Wait(Bound))
        {
            throw new TimeoutException($"The daemon's tasks did not come to rest in {Bound.TotalSeconds:0} s: one of them spins or blocks.");
        }
    }

    /// <summary>Runs work where the daemon's own code runs, and returns when everything it set off is at rest.</summary>
    public static void Do(Action work)
    {
        Exception? failed = null;
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failed = e;
            }
        }, null);
        Rest();
        if (failed is not null)
        {
            throw new UnreachableException(failed.Message, failed);
        }
    }
}
