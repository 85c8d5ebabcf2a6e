using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using Ephemerd.Sandboxes.Remains;

namespace Ephemerd.Sandboxes.Bubblewrap.House;

/// <summary>What a daemon that dies in the middle of making or removing a slot can leave beside it: control groups, images, processes of a user.</summary>
internal sealed class BubblewrapRemains(SlotKit kit) : IHousekeeping
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    public Task<IReadOnlyList<SeenRemain>> ListRemainsAsync(InstallId ours, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<SeenRemain>>([.. Groups(ours), .. Images(ours), .. Users()]);

    public async Task<string?> RemoveAsync(SeenRemain remain, CancellationToken stop) => remain.Kind switch
    {
        RemainKind.ControlGroup => RemoveGroup(remain.Name),
        RemainKind.Image => RemoveImage(remain.Name),
        RemainKind.UserProcesses => await EndUserAsync(remain.Name).ConfigureAwait(false),
    };

    private static IEnumerable<SeenRemain> Groups(InstallId ours)
    {
        var plan = RunLimits.PlanHere();
        var mounts = ((string?[])[plan.Unified, plan.Memory?.Mount, plan.Processes?.Mount, plan.Cpu?.Mount]).OfType<string>().Distinct(StringComparer.Ordinal);
        return
            from parent in mounts.Select(mount => Path.Combine(mount, CgroupRules.Parent)).Where(Directory.Exists)
            from directory in Directory.EnumerateDirectories(parent)
            where SandboxName.TryParse(Path.GetFileName(directory), out var run) && run.Install == ours
            select new SeenRemain(RemainKind.ControlGroup, directory, SandboxName.Parse(Path.GetFileName(directory)), new RunGroups([directory], null, 0).Members().Count > 0);
    }

    private IEnumerable<SeenRemain> Images(InstallId ours)
    {
        // .NAME.img: see SlotPlaces.
        foreach (var file in Directory.EnumerateFiles(SlotPlaces.SlotsOf(kit.DataDirectory), ".*.img"))
        {
            if (SandboxName.TryParse(Path.GetFileNameWithoutExtension(file)[1..], out var run) && run.Install == ours)
            {
                yield return new SeenRemain(RemainKind.Image, file, run, Mounts.LoopsOn(file).Count > 0);
            }
        }

        // Names of unfinished ones are random: one that is there look after look has lost its maker.
        var spare = SlotImages.FolderOf(kit.DataDirectory);
        foreach (var part in Directory.Exists(spare) ? Directory.EnumerateFiles(spare, "*.part") : [])
        {
            yield return new SeenRemain(RemainKind.Image, part, null, InUse: false);
        }
    }

    /// <summary>A user whose slot is held is its run's matter; one that somebody else has claimed, or whose last run another data directory still has, theirs.</summary>
    private IEnumerable<SeenRemain> Users()
    {
        if (!Caller.IsRoot)
        {
            return [];
        }

        var busy = ProcessTable.Users();
        return AccountRules.ServiceUsers(File.ReadAllText("/etc/passwd"))
            .Where(user => busy.Contains(user.Uid) && !kit.Book.IsHeld(user.Index!.Value))
            .Select(user => new SeenRemain(RemainKind.UserProcesses, user.Name, null, !MayEnd(user)));
    }

    private bool MayEnd(ServiceUser user)
    {
        using var claim = UserClaim.TryTake(user);
        return claim is not null && (claim.LastRun is not { } run || run.StartsWith(SlotPlaces.RunsOf(kit.DataDirectory) + "/", StringComparison.Ordinal) || !Directory.Exists(run));
    }

    private async Task<string?> EndUserAsync(string name)
    {
        var user = AccountRules.ServiceUsers(await File.ReadAllTextAsync("/etc/passwd").ConfigureAwait(false)).FirstOrDefault(u => u.Name == name);
        using var claim = user is null ? null : UserClaim.TryTake(user);
        if (user is null || claim is null)
        {
            return null;
        }

        if (!await RunProcesses.EndUserAsync(user.Uid, KillLimit, kit.Time).ConfigureAwait(false))
        {
            kit.Book.Quarantine(user.Index!.Value);
            return $"processes of {name} will not end";
        }

        kit.Book.Clean(user.Index!.Value);
        return null;
    }

    private static string? RemoveGroup(string directory)
    {
        var group = new RunGroups([directory], null, 0);
        return group.Members().Count == 0 && group.Remove() ? null : $"{directory} holds processes";
    }

    private static string? RemoveImage(string file)
    {
        File.Delete(file);
        return null;
    }
}
