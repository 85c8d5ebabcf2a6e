using System.Text;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Hostile;

/// <summary>A whole runner package with its own Listener and Worker inside a real sandbox, taking a job from a forge that means harm.</summary>
[CancelAfter(120_000)]
internal sealed class RealPackageInside : HostileJobs
{
    private static readonly string[] Labels = ["self-hosted", "inside"];

    [Test]
    public async Task A_runner_takes_its_job_inside_and_what_registered_it_is_gone_afterwards(CancellationToken stop)
    {
        var package = await PracticeRunnerPackage.FindAsync();
        var runnerTree = Directory.CreateDirectory(Path.Combine(Data, "package")).FullName;
        await package.LinkTreeAsync(runnerTree);
        await using var forge = await ForgeProcess.StartAsync(stop: stop);
        await forge.Admin.CreateRepositoryAsync("acme/inside", stop: stop);
        var script = $"set +e; id -un; ls {Data} /root/.ssh /var/lib 2>&1; touch /usr/planted 2>&1; setsid sleep 7351 >/dev/null 2>&1 & sleep 0.3; echo over";
        var job = await forge.Admin.QueueJobAsync("acme/inside", Labels, script, stop);
        var token = await forge.Admin.CreateTokenAsync(stop: stop);
        var name = SandboxName.Of("inside", InstallId.New(new Random(6)), RunId.New(TimeProvider.System.GetUtcNow(), new Random(6)));
        var jit = await JitRegistration.MakeAsync(forge, token, "acme/inside", name.ToString(), Labels, stop);
        await using var sandbox = await Host.CreateAsync(new SandboxOrder(name, Roomy, EgressPolicy.Open, runnerTree), stop);
        Assert.That(JitConfig.TryDecode(jit.Blob, out var config, out _), Is.True);
        await sandbox.ConfigureAsync(config!, stop);
        var runner = Path.Combine(SlotOf(sandbox), "runner");
        Assert.That(config!.Files.Keys.Select(file => File.Exists(Path.Combine(runner, file))), Is.All.True, "they were there");
        await sandbox.StartAsync(stop);

        // No daemon stands at its gate here.
        sandbox.Gate!.Open();
        var end = await sandbox.WaitAsync(stop);

        Assert.That((end.ExitCode, end.SawListening, end.SawJob), Is.EqualTo((0, true, true)), end.LastLines);
        Assert.That((await forge.Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        var log = await forge.Admin.JobLogAsync(job.Id, stop);
        Assert.That(log, Does.Contain(sandbox.Achieved.User!).And.Contain("Read-only file system").And.Contain("over"));
        Assert.That(log, Does.Match("cannot access '?/var/lib").And.Match($"cannot access '?{Data}"));
        Assert.That(end.ConfigLeft, Is.False, "an ephemeral runner removes its registration");
        Assert.That(config.Files.Keys.Select(file => File.Exists(Path.Combine(runner, file))), Is.All.False);
        Assert.That(ProcessTable.Pids().Select(ProcessTable.CommandLine), Has.None.EqualTo("sleep 7351"), "what the job left running");
        var kept = LogTail.Read(sandbox.LogPath, 1 << 20);
        Assert.That(jit.Files().Values.Select(content => Encoding.UTF8.GetString(content)), Has.None.Matches<string>(kept.Contains));
    }
}
