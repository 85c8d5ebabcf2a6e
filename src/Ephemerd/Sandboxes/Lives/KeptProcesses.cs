using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Remains;

namespace Ephemerd.Sandboxes.Lives;

/// <summary>
/// Finds and ends the processes of one kept run. The keeper's record is the quick way; where it is lost, or its keeper died before writing it, the
/// run's other traces find them all the same.
/// </summary>
/// <param name="folder">The keeper's.</param>
internal sealed class KeptProcesses(string folder, KeptBoundary boundary, IRunTraces traces)
{
    private const int LongestPause = 50;

    public KeptRecord Kept => KeptRecord.Read(folder);

    /// <summary>Everything of the job's side that lives; empty means that all of it has ended. The keeper is not the job's side. A look that fails throws.</summary>
    public IReadOnlyList<ProcessIdentity> Find()
    {
        var kept = Kept;
        var pids = new HashSet<int>(traces.Members());
        if (kept.Inside is { IsAlive: true } inside)
        {
            pids.Add(inside.Pid);
        }

        if (kept.Inside is null)
        {
            pids.UnionWith(ByCommandLine());
        }

        return [.. pids.Where(pid => pid != kept.Keeper?.Pid).Select(ProcessIdentity.Of).OfType<ProcessIdentity>()];
    }

    /// <summary>Whether anything of it lives, the keeper included, and what else says so of one that is dead.</summary>
    public (Life Life, DeathProof Proof) Look() => Told(
        () =>
        {
            var kept = Kept;
            return kept.Inside is { IsAlive: true } || kept.Keeper is { IsAlive: true } || Find().Count > 0
                ? (Life.Alive, DeathProof.None)
                : (Life.Dead, DeathProofs.Of(kept));
        },
        (Life.Unknown, DeathProof.None));

    /// <summary>Whom to wait for until all has ended. Null when the exit is written or nothing is left. A look that fails throws.</summary>
    public ProcessIdentity? Next() => Kept is { Exit: null } kept
        ? ((ProcessIdentity?[])[kept.Keeper, kept.Inside, .. Find()]).FirstOrDefault(p => p is { IsAlive: true })
        : null;

    /// <summary>Ends everything, init first: with it the kernel ends whatever hid in its namespace. True when nothing is left in time.</summary>
    public Task<bool> EndAsync(TimeSpan limit, TimeProvider time) => EndAsync(Find, Kill, limit, time);

    /// <summary>Ends processes until none is found any more. True when that is so in time; a look that fails is repeated, and proves nothing.</summary>
    public static async Task<bool> EndAsync(
        Func<IReadOnlyList<ProcessIdentity>> find, Action<IReadOnlyList<ProcessIdentity>> kill, TimeSpan limit, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        for (var pause = 1; ; pause = Math.Min(pause * 2, LongestPause))
        {
            if (Told(() => Attempt(find, kill), unknown: false))
            {
                return true;
            }

            if (time.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public static void KillEach(IReadOnlyList<ProcessIdentity> left)
    {
        foreach (var one in left)
        {
            Signals.Send(one, Signal.Kill);
        }
    }

    /// <summary>What a look tells, or that it tells nothing.</summary>
    public static T Told<T>(Func<T> look, T unknown)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return unknown;
        }
    }

    private static bool Attempt(Func<IReadOnlyList<ProcessIdentity>> find, Action<IReadOnlyList<ProcessIdentity>> kill)
    {
        var left = find();
        if (left.Count > 0)
        {
            kill(left);
        }

        return left.Count == 0;
    }

    private void Kill(IReadOnlyList<ProcessIdentity> left)
    {
        if (Kept.Inside is { IsAlive: true } inside)
        {
            Signals.Send(inside, Signal.Kill);
            if (boundary == KeptBoundary.Session)
            {
                Signals.SendToGroup(inside.Pid, Signal.Kill);
            }
        }

        traces.Kill();
        KillEach(left);
    }

    /// <summary>Keepers, launchers and runners carry the run's paths on their command lines; what a leader of a session started is in its session.</summary>
    private IReadOnlySet<int> ByCommandLine()
    {
        var found = ProcessTable.Pids()
            .Where(pid => pid != Environment.ProcessId && ProcessTable.CommandLine(pid) is { } line && traces.IsOurs(line))
            .ToHashSet();
        if (found.Count > 0 && boundary == KeptBoundary.Session)
        {
            found.UnionWith([.. ProcessTable.All().Where(p => found.Contains(p.Session) && !p.IsDead).Select(p => p.Pid)]);
        }

        return found;
    }
}
