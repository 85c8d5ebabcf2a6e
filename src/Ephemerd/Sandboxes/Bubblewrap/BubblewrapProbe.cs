using System.Globalization;
using Ephemerd.Accounts;
using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap;

/// <summary>
/// Finds out what this machine can do by doing it: a whole run, with the arguments, limits and user a job gets, and <c>true</c> for a runner.
/// A simpler trial has proven nothing elsewhere: it failed, or passed, for reasons of its own.
/// </summary>
internal sealed partial class BubblewrapProbe(
    SlotKit kit, Accounts.ServiceUsers accounts, Random chance, SlotImages images, Func<SandboxOrder, Fitness, CancellationToken, Task<BubblewrapSandbox>> make)
{
    private const string Host = "probe";
    private const int UsersAhead = 64;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);
    private static readonly RunnerLimits TrialLimits = new(256L << 20, 1, 64, 1024, 32L << 20);

    public static bool IsTrial(SandboxName name) => name.Host == Host;

    /// <summary>The fitness is null exactly when there is a problem.</summary>
    public async Task<(SandboxProbe Probe, Fitness? Fitness)> TryAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Limit, kit.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await LookAsync(either.Token);
        }
        catch (AccountFault e)
        {
            return Refuse(new Problem("service users", e.Message, "Make the user and its group by hand, or run as root where useradd works."));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Refuse(new Problem("backend.bubblewrap", $"the probe did not end within {Limit.TotalSeconds:0} s", "Look at the daemon's log and at the machine's load."));
        }
    }

    private async Task<(SandboxProbe Probe, Fitness? Fitness)> LookAsync(CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Refuse(new Problem("backend.bubblewrap", "this is not Linux", "Use another backend for this machine."));
        }

        var missing = Missing().ToList();
        if (missing.Count > 0)
        {
            return Refuse([.. missing]);
        }

        var root = Caller.IsRoot;
        IReadOnlyList<ServiceUser> users = root ? await accounts.EnsureAsync(Math.Min(kit.Options.Capacity, UsersAhead), stop) : [Accounts.ServiceUsers.Own()];
        images.RemoveHalfMade();
        await RemoveOldTrialsAsync();
        var facts = HostFacts.Read(kit.Options, kit.DataDirectory);
        var loops = root && File.Exists("/dev/loop-control") && HostFacts.Find("mkfs.ext4") is not null;
        var fit = new Fitness(
            root ? Isolation.NamespacesAndServiceUser : Isolation.Namespaces, users, facts, RunLimits.PlanHere(), loops, FileLimits.MostOpenFiles());
        List<string> notes = root ? [] : [$"not root: every job runs as {users[0].Name}, the daemon's own user, and without control groups"];
        return kit.Options.Mode == SandboxMode.Off
            ? Accept(Downgraded(fit), [.. notes, "isolation = off: jobs run without namespaces"])
            : await TryNamespacesAsync(fit, notes, stop);
    }

    private async Task<(SandboxProbe Probe, Fitness? Fitness)> TryNamespacesAsync(Fitness fit, List<string> notes, CancellationToken stop)
    {
        var fault = fit.Facts.Bwrap is null ? "bwrap is not installed" : await TrialAsync(fit, notes, stop);
        if (fault is not null && fit is { Images: true, Facts.Bwrap: not null } && await TrialAsync(fit with { Images = false }, notes, stop) is null)
        {
            notes.Add($"disk limits by watchdog only, since loop images cannot be used here: {fault}");
            (fit, fault) = (fit with { Images = false }, null);
        }

        if (fault is null)
        {
            return Accept(fit, notes);
        }

        var problem = NamespaceRules.Explain(fault, NamespaceFacts.Read(fit.Facts.Bwrap));
        if (kit.Options.Mode == SandboxMode.Required)
        {
            return Refuse(problem);
        }

        var less = Downgraded(fit);
        LogDowngraded(kit.Log, less.Isolation, problem.What);
        var lesser = await TrialAsync(less, notes, stop);
        return lesser is null
            ? Accept(less, [.. notes, $"ISOLATION DOWNGRADED to {less.Isolation}: {problem.What}. {problem.Fix}"])
            : Refuse(problem, new Problem("backend.bubblewrap", $"nor does a run without namespaces start: {lesser}", "See the reason above."));
    }

    /// <summary>Null when it went well, else what was said.</summary>
    private async Task<string?> TrialAsync(Fitness fit, List<string> notes, CancellationToken stop)
    {
        var name = SandboxName.Of(Host, kit.Options.Install ?? InstallId.New(chance), RunId.New(kit.Time.GetUtcNow(), chance));
        try
        {
            await using var sandbox = await make(new SandboxOrder(name, TrialLimits, EgressPolicy.Open, TrialPackage()), fit, stop);
            await sandbox.ConfigureAsync(EmptyConfig(), stop);
            await sandbox.StartAsync(stop);
            var end = await sandbox.WaitAsync(stop);
            notes.AddRange(sandbox.Achieved.Limits.Where(l => l is { Requested: not null, Applied: null })
                .Select(l => $"limit '{l.Name}' is not enforced: {l.By}").Except(notes, StringComparer.Ordinal).ToList());
            return end.ExitCode == 0 ? null : $"the trial run ended with {end.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}: {end.LastLines}";
        }
        catch (SandboxFault e)
        {
            return e.Message;
        }
        finally
        {
            RemoveRunFolder(name);
        }
    }

    private IEnumerable<Problem> Missing()
    {
        foreach (var tool in (string[])["/usr/bin/setsid", "/usr/bin/setpriv", "/usr/bin/env"])
        {
            if (!File.Exists(tool))
            {
                yield return new Problem("backend.bubblewrap", $"{tool} is missing", "Install util-linux and coreutils.");
            }
        }

        if (kit.Options.ServiceUsers != (Caller.IsRoot ? Config.ServiceUsers.Yes : Config.ServiceUsers.No) && kit.Options.ServiceUsers != Config.ServiceUsers.Auto)
        {
            yield return Caller.IsRoot
                ? new Problem("service_users", "without service users, jobs would run as root", "Write service_users = \"auto\", or run the daemon as another user.")
                : new Problem("service_users", "service users need root", "Run the daemon as root, or write service_users = \"auto\".");
        }

        foreach (var root in kit.Options.ReadOnlyRoots.Where(r => !Path.IsPathFullyQualified(r) || r == "/" || !Directory.Exists(r)))
        {
            yield return new Problem("read-only roots", $"'{root}' is no directory that can be shown to jobs", "Name an absolute directory that exists, or leave it out.");
        }
    }

    /// <summary>Trials of a daemon that was killed in the middle of one.</summary>
    private async Task RemoveOldTrialsAsync()
    {
        foreach (var name in Directory.EnumerateDirectories(SlotPlaces.RunsOf(kit.DataDirectory)).Select(Path.GetFileName))
        {
            if (SandboxName.TryParse(name, out var old) && old.Host == Host && SlotRecord.Read(new SlotPlaces(kit.DataDirectory, old)) is { } record)
            {
                await BubblewrapSandbox.TakeUp(new SlotPlaces(kit.DataDirectory, old), record, kit).DisposeAsync();
                RemoveRunFolder(old);
            }
        }
    }

    private void RemoveRunFolder(SandboxName name)
    {
        var places = new SlotPlaces(kit.DataDirectory, name);
        if (Directory.Exists(places.Run) && !File.Exists(places.Record))
        {
            Directory.Delete(places.Run, recursive: true);
        }
    }

    private string TrialPackage()
    {
        var package = Path.Combine(kit.DataDirectory, "trial");
        Directory.CreateDirectory(Path.Combine(package, "bin"));
        Directory.CreateDirectory(Path.Combine(package, "externals"));
        var listener = Path.Combine(package, "bin", "Runner.Listener");
        if (!File.Exists(listener))
        {
            AtomicFile.WriteText(listener, "#!/bin/true\n", (UnixFileMode)0b111_101_101, durability: Durability.Cache);
        }

        return package;
    }

    private static JitConfig EmptyConfig()
    {
        var json = """{".runner":"",".credentials":"",".credentials_rsaparams":""}"""u8;
        return JitConfig.TryDecode(Convert.ToBase64String(json), out var config, out var fault) ? config : throw new InvalidOperationException(fault);
    }

    private static Fitness Downgraded(Fitness fit) => fit with { Isolation = fit.Users[0].Index is null ? Isolation.None : Isolation.ServiceUser };

    private static (SandboxProbe Probe, Fitness? Fitness) Accept(Fitness fit, IReadOnlyList<string> notes) =>
        (new SandboxProbe([], fit.Isolation == Isolation.None ? [.. notes, "nothing is between a job and the daemon: it can do all that the daemon can, and open the gates of others"] : notes) { Shortfalls = notes }, fit);

    private static (SandboxProbe Probe, Fitness? Fitness) Refuse(params IReadOnlyList<Problem> problems) => (new SandboxProbe(problems, []), null);

    [LoggerMessage(LogLevel.Warning, "ISOLATION DOWNGRADED to {Isolation}: {Why}")]
    private static partial void LogDowngraded(ILogger log, Isolation isolation, string why);
}
