using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Gate;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Hostile;

/// <summary>Jobs that would open a gate, theirs or the next one's, by themselves.</summary>
[CancelAfter(120_000)]
internal sealed class HostileGate : HostileJobs
{
    private const string Tamper = """
        for file in /gate/job-started.sh /gate/answer; do (echo open > $file) 2>/dev/null && echo "wrote $file" || echo "cannot write $file"; done
        rm -f /gate/job-started.sh 2>/dev/null; mv /gate /away 2>/dev/null
        cat /gate/job-started.sh > /dev/null && echo still readable
        echo "ACTIONS_RUNNER_HOOK_JOB_STARTED=/runner/mine.sh" > /runner/.env && echo wrote .env
        mkdir -p /runner/_gate && echo nonsense > /runner/_gate/question && echo wrote a question
        echo "hook is $ACTIONS_RUNNER_HOOK_JOB_STARTED"
        """;

    [Test]
    public async Task A_job_cannot_change_the_gate_and_what_it_changes_beside_it_is_gone_with_it(CancellationToken stop)
    {
        var one = await StartAsync(Tamper + "\necho up; trap 'exit 0' INT; while :; do sleep 0.2; done", stop);
        await WaitForLogAsync(one, "up", stop);
        var log = LogTail.Read(one.LogPath, 1 << 20);
        Assert.Multiple(() =>
        {
            Assert.That(log, Does.Contain("cannot write /gate/job-started.sh").And.Contain("cannot write /gate/answer").And.Contain("still readable"));
            Assert.That(log, Does.Contain("wrote .env").And.Contain("wrote a question"), "it writes where it may");
            Assert.That(log, Does.Contain("hook is /gate/job-started.sh"));
            Assert.That(File.ReadAllText(Path.Combine(GateOf(one.Name), GateScript.File)), Is.EqualTo(GateScript.Text("/gate", "/runner/_gate")));
            Assert.That(Files.OwnerOf(Path.Combine(GateOf(one.Name), GateScript.File)), Is.Zero, "root's");
            Assert.That(one.Gate!.IsAnswered, Is.False);
            Assert.That(one.Gate.Read()!.Fault, Is.Not.Null, "a question that is none is no job");
        });
        await one.DisposeAsync();
        Assert.That(Directory.Exists(GateOf(one.Name)), Is.False);

        var (_, next) = await RunAsync("ls -a /runner; echo \"hook is $ACTIONS_RUNNER_HOOK_JOB_STARTED\"; ls /gate", stop);
        Assert.That(next, Does.Contain("bin").And.Not.Contain(".env").And.Not.Contain("_gate").And.Contain("hook is /gate/job-started.sh"));
    }

    [Test]
    public async Task A_jobs_user_outside_any_namespace_can_read_a_gate_and_not_write_it(CancellationToken stop)
    {
        var one = await StartSiblingAsync(stop);
        var (gate, user) = (GateOf(one.Name), one.Achieved.User!);
        var read = await AsAsync(user, $"cat {gate}/{GateScript.File}", stop);
        Assert.That(read.Output, Does.Contain("ephemerd's gate"), read.Error);
        Assert.That((await AsAsync(user, $"echo open > {gate}/{GateScript.Answer}", stop)).Succeeded, Is.False);
        Assert.That((await AsAsync(user, $"mv {gate} {gate}.away", stop)).Succeeded, Is.False);
        one.Gate!.Open();
        Assert.That((await AsAsync(user, $"cat {gate}/{GateScript.Answer}", stop)).Output, Is.EqualTo("open\n\n"));
        await AssertUndisturbedAsync(one, stop);
    }

    private string GateOf(Ephemerd.Model.SandboxName name) => Path.Combine(Data, "gates", name.ToString());

    private static Task<ChildOutcome> AsAsync(string user, string script, CancellationToken stop) => Children.RunAsync(
        ChildCommand.Tool("/usr/bin/setpriv", $"--reuid={user}", "--regid=_ephemerd", "--clear-groups", "--no-new-privs", "/bin/sh", "-c", script),
        TimeSpan.FromSeconds(10), TimeProvider.System, stop);
}
