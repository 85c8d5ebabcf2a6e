using System.Diagnostics;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>The database cannot be written for a while: nothing new begins, what runs goes on, and every end is written in the end.</summary>
[CancelAfter(150_000)]
public sealed class LedgerTroubleTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private const string HoldsTheLock =
        "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\nc.execute('BEGIN IMMEDIATE')\nprint('held',flush=True)\nsys.stdin.read()\n";

    private DaemonProcess? _daemon;
    private bool _isMounted;

    [SetUp]
    public async Task Open()
    {
        (_daemon, _isMounted) = (null, false);
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo]);
    }

    [TearDown]
    public async Task Close()
    {
        if (_isMounted)
        {
            await (_daemon?.DisposeAsync() ?? ValueTask.CompletedTask);
            Assert.That(Run("umount", Home.Data), Is.Zero);
        }

        await EndAsync(_isMounted ? null : _daemon);
    }

    [Test]
    public async Task While_another_has_the_database_locked_a_running_job_ends_well_and_nothing_new_begins(CancellationToken stop)
    {
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var first = await QueueAsync(Repo, GoesOnUntil("told"), stop);
        var run = await _daemon.WaitForRunAsync(first.Id, r => r.Phase == "busy", stop);
        using (var holder = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", HoldsTheLock, Home.Database])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!)
        {
            Assert.That(await holder.StandardOutput.ReadLineAsync(stop), Is.EqualTo("held"));
            Say(run, "told");
            Assert.That((await Forge.Admin.WaitForCompletedJobAsync(first.Id, stop)).Conclusion, Is.EqualTo("success"));
            var second = await QueueAsync(Repo, "true", stop);
            var told = await _daemon.WaitForStateAsync(s => s.Alarms.Any(a => a.Where == "ledger" && a.What.Contains(" ends wait", StringComparison.Ordinal)), stop);
            Assert.That(told.Alarms.Single(a => a.Where == "ledger").What, Does.Contain("locked by another process"));
            Assert.That((await Forge.Admin.JobAsync(second.Id, stop)).Status, Is.EqualTo("queued"));
            holder.StandardInput.Close();
            await holder.WaitForExitAsync(stop);

            Assert.That((await _daemon.WaitForRunAsync(second.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        }

        await EndedOnceAsync(run.Name, stop);
    }

    [Test]
    public async Task On_a_full_disk_a_running_job_is_left_alone_and_its_end_is_written_when_there_is_room(CancellationToken stop)
    {
        Directory.CreateDirectory(Home.Data);
        _isMounted = Run("mount", "-t", "tmpfs", "-o", "size=700m,mode=0711", "ephemerd-test", Home.Data) == 0;
        Assert.That(_isMounted, Is.True);
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var first = await QueueAsync(Repo, GoesOnUntil("told"), stop);
        var run = await _daemon.WaitForRunAsync(first.Id, r => r.Phase == "busy", stop);
        var ballast = Path.Combine(Home.Data, "ballast");
        Assert.That(() => Fill(ballast), Throws.InstanceOf<IOException>());

        var second = await QueueAsync(Repo, "true", stop);
        await _daemon.WaitForJobsAsync(j => j.Waiting.Any(w => w.JobId == second.Id && w.Verdict.Contains("disk", StringComparison.Ordinal)), stop);
        Assert.That((await Forge.Admin.JobAsync(first.Id, stop)).Status, Is.EqualTo("in_progress"));
        Assert.That((await _daemon.JobsAsync(stop)).Of(first.Id)!.Phase, Is.EqualTo("busy"), "a job that runs is not disturbed");

        // Its last words need room like anybody's; that the disk is full when its end comes is the other half.
        File.Delete(ballast);
        Say(run, "told");
        Assert.That((await _daemon.WaitForRunAsync(first.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        Assert.That((await _daemon.WaitForRunAsync(second.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        await EndedOnceAsync(run.Name, stop);
    }

    /// <summary>By the database itself, once every end that was owed is in it.</summary>
    private async Task EndedOnceAsync(string run, CancellationToken stop)
    {
        await _daemon!.WaitForStateAsync(s => s.Alarms.Count == 0, stop);
        const string Ends = "import sqlite3,sys\nprint(sqlite3.connect(sys.argv[1]).execute(\"select count(*) from ends where run = ? and lower(outcome) = 'succeeded'\",(sys.argv[2],)).fetchone()[0])";
        using var asked = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Ends, Home.Database, run]) { RedirectStandardOutput = true })!;
        Assert.That((await asked.StandardOutput.ReadToEndAsync(stop)).Trim(), Is.EqualTo("1"));
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path);
        var zeros = new byte[1 << 20];
        while (true)
        {
            file.Write(zeros);
            file.Flush();
        }
    }

    private static int Run(string file, params string[] arguments)
    {
        using var process = Process.Start(file, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
