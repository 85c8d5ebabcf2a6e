using System.Globalization;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Hostile;

/// <summary>What a job may not see, plant or signal.</summary>
[CancelAfter(120_000)]
internal sealed class HostileReaders : HostileJobs
{
    [Test]
    public async Task A_job_reads_its_own_home_and_no_siblings(CancellationToken stop)
    {
        var sibling = await StartSiblingAsync(stop);
        var treasure = Path.Combine(SlotOf(sibling), "home", "treasure");
        Assert.That(await File.ReadAllTextAsync(treasure, stop), Is.EqualTo("mine\n"), "from outside it is there");
        var (_, log) = await RunAsync(
            $"echo own > $HOME/treasure; cat $HOME/treasure; cat {treasure} && echo STOLEN; ls {Data}/slots && echo LISTED; ls -d {SlotOf(sibling)} && echo SEEN; exit 0", stop);
        Assert.That(log, Does.Contain("own\n").And.Not.Contain("STOLEN").And.Not.Contain("LISTED").And.Not.Contain("SEEN\n"));
    }

    [Test]
    public async Task A_service_user_outside_any_namespace_cannot_enter_a_siblings_slot_either(CancellationToken stop)
    {
        var sibling = await StartSiblingAsync(stop);
        var other = new FileInfo(SlotOf(sibling)).FullName;
        var outcome = await Ephemerd.Processes.Children.RunAsync(
            Ephemerd.Processes.ChildCommand.Tool("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "cat", $"{other}/home/treasure"),
            TimeSpan.FromSeconds(10), TimeProvider.System, stop);
        Assert.That(outcome.Error, Does.Contain("Permission denied"));
    }

    [TestCase("config.toml")]
    [TestCase("control.sock")]
    [TestCase("ephemerd.db")]
    [TestCase("install-id")]
    public async Task A_job_cannot_reach_the_daemons_files(string file, CancellationToken stop)
    {
        var path = Path.Combine(Data, file);
        Ephemerd.Processes.AtomicFile.WriteText(path, "daemon's own", (UnixFileMode)0b110_110_110);
        var (_, log) = await RunAsync($"cat /etc/hostname >/dev/null && echo control; [ -e {path} ] && echo REACHED; echo x > {path} && echo WRITTEN; exit 0", stop);
        Assert.That(log, Does.Contain("control").And.Not.Contain("REACHED").And.Not.Contain("WRITTEN"));
        Assert.That(await File.ReadAllTextAsync(path, stop), Is.EqualTo("daemon's own"));
    }

    [Test]
    public async Task A_job_sees_its_own_processes_and_no_others(CancellationToken stop)
    {
        var sibling = await StartSiblingAsync(stop);
        var pid = KeptRecord.Read(Path.Combine(Data, "runs", sibling.Name.ToString())).Inside!.Pid;
        var (_, log) = await RunAsync(
            $"tr '\\0' ' ' < /proc/$$/cmdline; echo; ls -d /proc/[0-9]* | wc -l; cat /proc/{pid}/environ && echo STOLEN; kill -9 {pid} && echo KILLED; kill -9 -1; exit 0", stop);
        Assert.That(log, Does.Contain("Runner.Listener").And.Not.Contain("STOLEN").And.Not.Contain("KILLED"));
        var seen = log.Split('\n').First(l => int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        Assert.That(int.Parse(seen, CultureInfo.InvariantCulture), Is.InRange(2, 8));
        await AssertUndisturbedAsync(sibling, stop);
    }

    [Test]
    public async Task A_job_can_write_its_places_and_plant_nothing_on_the_root(CancellationToken stop)
    {
        var (_, log) = await RunAsync(
            """
            for d in / /usr /etc /var /run /opt /srv /mnt /media /root /dev /runner/bin /runner/externals; do ( : > "$d/planted" ) && echo "PLANTED $d"; done
            for d in /tmp /var/tmp /home/runner /runner/_work /dev/shm; do ( : > "$d/mine" ) && echo "wrote $d"; done
            ( : > /dev/null ) && echo "null works"; cat /etc/shadow && echo SHADOW; sudo -n true && echo SUDO; grep NoNewPrivs /proc/self/status; umask; exit 0
            """, stop);
        Assert.That(log, Does.Not.Contain("PLANTED").And.Not.Contain("SHADOW").And.Not.Contain("SUDO"));
        Assert.That(log, Does.Contain("wrote /tmp").And.Contain("wrote /var/tmp").And.Contain("wrote /home/runner").And.Contain("wrote /runner/_work")
            .And.Contain("wrote /dev/shm").And.Contain("null works").And.Contain("NoNewPrivs:\t1").And.Contain("0022"));
    }

    [Test]
    public async Task What_the_host_hides_is_empty_or_absent_inside(CancellationToken stop)
    {
        var (_, log) = await RunAsync(
            "ls /home; for d in /root /opt /srv /mnt /media; do ls -A $d | sed s,^,FOUND:,; done; ls /var; [ -e /sys/kernel ] && echo SYS; ls -d /run/systemd /var/lib /var/run/docker.sock 2>/dev/null | sed s,^,FOUND:,; exit 0", stop);
        Assert.That(log, Does.Contain("runner\n").And.Contain("tmp\n").And.Not.Contain("FOUND:").And.Not.Contain("SYS"));
    }

    [Test]
    public async Task A_daemon_that_starts_its_own_session_does_not_survive_its_job(CancellationToken stop)
    {
        var mark = $"7{Environment.ProcessId}";
        var (end, log) = await RunAsync($"setsid sleep {mark} & (setsid sleep {mark} &) ; sleep 0.3; ps ax 2>/dev/null | grep -c '[s]leep {mark}'; exit 5", stop);
        Assert.That(end.ExitCode, Is.EqualTo(5));
        Assert.That(log, Does.Contain("\n2\n"), "inside, they ran");
        Assert.That(ProcessTable.Pids().Where(p => ProcessTable.CommandLine(p) == $"sleep {mark}"), Is.Empty);
    }

    [Test]
    public async Task Global_git_configuration_of_one_job_is_not_the_next_ones(CancellationToken stop)
    {
        var (_, first) = await RunAsync("git config --global http.extraheader stale-token; git config --global http.extraheader; exit 0", stop);
        Assert.That(first, Does.Contain("stale-token"));
        var (_, second) = await RunAsync("git config --global http.extraheader || echo none; echo $GIT_TERMINAL_PROMPT$GIT_CONFIG_NOSYSTEM; exit 0", stop);
        Assert.That(second, Does.Contain("none\n01").And.Not.Contain("stale-token"));
    }

    [Test]
    public async Task Eight_jobs_at_once_have_eight_of_every_tool_home(CancellationToken stop)
    {
        const string script = """
            for v in HOME TMPDIR CARGO_HOME GOMODCACHE GOCACHE npm_config_cache YARN_CACHE_FOLDER PIP_CACHE_DIR NUGET_PACKAGES GRADLE_USER_HOME XDG_CACHE_HOME HOMEBREW_CACHE RUNNER_TOOL_CACHE DOCKER_CONFIG; do
              eval "d=\$$v"; [ -n "$d" ] || echo "UNSET $v"; echo "place $(stat -c %d:%i "$d")"
            done
            echo looked; trap 'exit 0' INT; while :; do sleep 0.2; done
            """;
        var jobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync(script, stop)));
        foreach (var job in jobs)
        {
            await WaitForLogAsync(job, "looked", stop);
        }

        var places = jobs.SelectMany(j => File.ReadAllLines(j.LogPath)).Where(l => l.StartsWith("place ", StringComparison.Ordinal)).ToList();
        Assert.That(places, Has.Count.EqualTo(8 * 14));
        Assert.That(places, Is.Unique);
        Assert.That(jobs.Select(j => j.Achieved.User), Is.Unique);
        Assert.That(jobs.Select(j => File.ReadAllText(j.LogPath)), Has.None.Contains("UNSET"));
    }
}
