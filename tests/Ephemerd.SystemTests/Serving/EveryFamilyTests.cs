using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ephemerd.Sweep;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>
/// Every family of things we make is left behind at once: by a daemon that dies by kill -9 with a run alive, and by hand where only an unlucky
/// moment would do it. Beside each stands one that is not ours, to be there afterwards.
/// </summary>
[CancelAfter(240_000)]
public sealed partial class EveryFamilyTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private const string Gone = "06e5x0c1k2abcde";
    private readonly List<string> _foreign = [];
    private readonly List<Process> _strangers = [];
    private DaemonProcess? _daemon;

    [SetUp]
    public async Task Open()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], most: 1);
    }

    [TearDown]
    public async Task Close()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        await EndStrangersAsync();
        foreach (var group in _foreign.Where(path => path.StartsWith("/sys/", StringComparison.Ordinal)))
        {
            Directory.Delete(group);
        }

        await CloseAsync();
    }

    [Test]
    public async Task Whatever_was_left_behind_is_found_with_its_reason_and_the_sweep_reaches_zero(CancellationToken stop)
    {
        await LeaveARunBehindAsync(stop);
        await LeaveByHandAsync(stop);

        var dry = await SweepAnswer.AskAsync(Home, stop, "--dry-run");
        Assert.That(dry.PassedOver, Is.Empty);
        Assert.That(dry.Rows.Select(r => r.Family).Distinct(), Is.EquivalentTo(Enum.GetValues<Family>().Select(Words.Of)), "each family is seen");
        Assert.That(dry.Rows.Select(r => r.Reason), Has.All.Not.Empty);
        Assert.That(dry.Rows.Select(r => r.Name), Has.None.Matches<string>(name => _foreign.Contains(name)));

        _daemon = await DaemonProcess.StartAsync(Home, stop);
        while ((await SweepAnswer.AskAsync(Home, stop)).Rows.Count > 0)
        {
            await Task.Delay(1000, stop);
        }

        Assert.That((await _daemon.StateAsync(stop)).Alarms, Is.Empty);
        Assert.That(_foreign.Where(path => !Path.Exists(path)), Is.Empty, "what is not ours is never touched");
        Assert.That(_strangers.Select(s => s.HasExited), Has.All.False, "a claimed user's process is somebody's");
        await EndStrangersAsync();
        await AssertNothingLeftAsync();
    }

    /// <summary>A run whose daemon, keeper and job all died at once, as in a power cut: everything of it stands, and its order is open.</summary>
    private async Task LeaveARunBehindAsync(CancellationToken stop)
    {
        var job = await QueueAsync(Repo, Waits, stop);
        await using var daemon = await DaemonProcess.StartAsync(Home, stop);
        var run = await daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        await daemon.KillAsync(stop);
        foreach (Match pid in AlivePid().Matches(await File.ReadAllTextAsync(Path.Combine(Home.RunFolder(run.Name), "alive"), stop)))
        {
            RunnerProcess.Signal(int.Parse(pid.Groups[1].Value, CultureInfo.InvariantCulture), 9);
        }

        // GitHub gives the job up in its own time.
        await Forge.Admin.AdvanceAsync(TimeSpan.FromMinutes(30), stop);
    }

    private async Task LeaveByHandAsync(CancellationToken stop)
    {
        var install = (await File.ReadAllTextAsync(Path.Combine(Home.Data, "install-id"), stop)).Trim();
        var host = Environment.MachineName.Split('.')[0].ToLowerInvariant();
        var ours = $"eph-{host}-{install}-{Gone}";
        var theirs = $"eph-{host}-zzzzzz-{Gone}";
        await JitRegistration.MakeAsync(Forge, Token, Repo, ours, Linux, stop);
        var parent = Directory.EnumerateDirectories("/sys/fs/cgroup", "ephemerd", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }).First();
        Both(name => Directory.CreateDirectory(Path.Combine(parent, name)).FullName);
        Both(name => Touch(Path.Combine(Home.Data, "slots", $".{name}.img")));
        Both(name => Old(Path.Combine(Home.RunFolder(name))));
        Directory.CreateDirectory(Path.Combine(Home.Slot($"eph-{host}-{install}-06e5x0c1k2abcdf"), "home"));
        Touch(Path.Combine(Home.Data, ".install-id.abcdefgh.part"));
        Touch(Path.Combine(Directory.CreateDirectory(Path.Combine(Home.Data, "runners", ".2.1.0-linux-x64.part")).FullName, "package.tar.gz"));
        _foreign.Add(Directory.CreateDirectory(Path.Combine(Home.Data, "slots", "somebody")).FullName);
        _foreign.Add(Directory.CreateDirectory(Path.Combine(Home.Data, "slots", theirs)).FullName);
        _foreign.Add(Old(Path.Combine(Home.Data, "runs", "notes")));
        StartAsUser(claimed: false);
        _strangers.Add(StartAsUser(claimed: true));

        void Both(Func<string, string> make)
        {
            make(ours);
            _foreign.Add(make(theirs));
        }
    }

    private async Task EndStrangersAsync()
    {
        foreach (var stranger in _strangers)
        {
            stranger.Kill(entireProcessTree: true);
            await stranger.WaitForExitAsync(CancellationToken.None);
            stranger.Dispose();
        }

        _strangers.Clear();
    }

    /// <summary>A sleep as a service user whom nobody has; or whom the sleep's own parent has claimed.</summary>
    private static Process StartAsUser(bool claimed)
    {
        var users = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(l => l[0].StartsWith("_ephemerd", StringComparison.Ordinal)).ToList();
        var user = users[claimed ? ^1 : ^2];
        var sleep = $"setpriv --reuid={user[2]} --regid={user[3]} --clear-groups sleep 3611";
        var script = claimed ? $"exec flock /run/ephemerd-users/{user[0]}.lock {sleep}" : $"exec {sleep}";
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = "/" })!;
    }

    private static string Touch(string path)
    {
        File.WriteAllText(path, "half");
        return path;
    }

    private static string Old(string folder)
    {
        Directory.CreateDirectory(folder);
        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddDays(-8));
        return folder;
    }

    [GeneratedRegex(@"^(?:keeper|inside) (\d+) ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlivePid();
}
