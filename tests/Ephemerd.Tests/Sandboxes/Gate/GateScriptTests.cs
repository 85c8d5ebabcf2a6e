using Ephemerd.Processes;
using Ephemerd.Sandboxes.Gate;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Gate;

/// <summary>The real script under real shells, as a child of a stand-in for the worker that would go on to its next step whatever a hook says.</summary>
[CancelAfter(60_000)]
internal sealed class GateScriptTests
{
    private const string Worker = "echo begun; \"$@\"; echo next step";
    private string _root = "";
    private StartGate _gate = null!;

    [SetUp]
    public void MakeGate()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("the gate's script needs a POSIX shell; native runners of other systems have none yet");
        }

        _root = Directory.CreateTempSubdirectory("it's a gate-").FullName;
        _gate = new StartGate(Path.Combine(_root, "gate"), Path.Combine(_root, "ask"));
        _gate.Make(Path.Combine(_root, "gate"), Path.Combine(_root, "ask"));
        File.WriteAllText(Path.Combine(_root, "payload.json"), """{"pull_request":{"head":{"repo":{"full_name":"octo/a"}}}}""");
    }

    [TearDown]
    public void Remove()
    {
        if (_root.Length > 0)
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    [Test]
    public async Task An_open_gate_lets_the_worker_go_on([Values("bash", "sh")] string shell, CancellationToken stop)
    {
        var worker = RunAsync(shell, stop);
        var question = await AskedAsync(stop);
        Assert.That(question.Fault, Is.Null);
        Assert.That((question.Job!.Event, question.Job.Repository.ToString(), question.Job.Ref, question.Job.RunId, question.Job.Head),
            Is.EqualTo(("pull_request", "octo/a", "refs/pull/1/merge", "55", "octo/a")));
        _gate.Open();
        var end = await worker;
        Assert.That(end.Output, Is.EqualTo("begun\nnext step\n"), end.Error);
        Assert.That((_gate.IsAnswered, _gate.Refusal, _gate.Read()), Is.EqualTo((true, (string?)null, (GateQuestion?)null)));
    }

    [Test]
    public async Task A_refusal_kills_the_worker_so_that_no_step_comes_after([Values("bash", "sh")] string shell, CancellationToken stop)
    {
        var worker = RunAsync(shell, stop);
        await AskedAsync(stop);
        _gate.Refuse("not\nhere; `date` \"$HOME\"");
        var end = await worker;
        Assert.That(end.Output, Does.Contain("not here; `date` \"$HOME\"").And.Not.Contain("next step"));
        Assert.That(end.ExitCode, Is.Not.Zero);
        Assert.That(_gate.Refusal, Is.EqualTo("not here; `date` \"$HOME\""));
    }

    [Test]
    public async Task What_goes_wrong_before_the_question_ends_the_job_too([Values("bash", "sh")] string shell, CancellationToken stop)
    {
        File.Delete(Path.Combine(_root, "payload.json"));
        var end = await RunAsync(shell, stop);
        Assert.That(end.Output, Does.StartWith("begun").And.Not.Contain("next step"));
        Assert.That(_gate.IsAnswered, Is.False);
    }

    [Test]
    public async Task An_interrupt_ends_the_job_too([Values("bash", "sh")] string shell, [Values("INT", "TERM", "HUP")] string signal, CancellationToken stop)
    {
        var worker = RunAsync(shell, stop, $"(sleep 0.5; kill -{signal} $(pgrep -n -P $$)) & {Worker}");
        var end = await worker;
        Assert.That(end.Output, Does.StartWith("begun").And.Not.Contain("next step"), end.Error);
    }

    [Test]
    public async Task A_job_that_nobody_answers_ends_in_the_end([Values("bash", "sh")] string shell, CancellationToken stop)
    {
        var script = GateScript.Text(Path.Combine(_root, "gate"), Path.Combine(_root, "ask"), tries: 5);
        await File.WriteAllTextAsync(Path.Combine(_root, "gate", GateScript.File), script, stop);
        Assert.That(_gate.IsUnanswered, Is.False, "nobody has come");
        var end = await RunAsync(shell, stop);
        Assert.That(end.Output, Does.Contain("did not answer within ten minutes").And.Not.Contain("next step"));
        Assert.That((_gate.IsAnswered, _gate.IsUnanswered, _gate.Read()), Is.EqualTo((false, true, (GateQuestion?)null)), "who comes late finds nothing to answer");
        _gate.Open();
        Assert.That(_gate.IsUnanswered, Is.False);
    }

    [Test]
    public void The_script_waits_for_ten_minutes() =>
        Assert.That(GateScript.Text("/gate", "/ask"), Does.Contain("[ \"$tries\" -lt 6000 ]").And.Contain("sleep 0.1"));

    [Test]
    public async Task A_half_written_or_strange_answer_does_not_open([Values("bash", "sh")] string shell, [Values("", "opened\n", "refuse")] string answer, CancellationToken stop)
    {
        var worker = RunAsync(shell, stop);
        await AskedAsync(stop);
        await File.WriteAllTextAsync(Path.Combine(_root, "gate", GateScript.Answer), answer, stop);
        Assert.That((await worker).Output, Does.StartWith("begun").And.Not.Contain("next step"));
    }

    [Test]
    public void An_answer_that_was_lost_with_the_machine_says_nothing()
    {
        File.WriteAllText(Path.Combine(_root, "gate", GateScript.Answer), "");
        Assert.That((_gate.IsAnswered, _gate.Refusal), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public async Task A_link_in_place_of_the_question_is_not_followed(CancellationToken stop)
    {
        var secret = Path.Combine(_root, "secret");
        await File.WriteAllTextAsync(secret, "x", stop);
        Directory.CreateDirectory(Path.Combine(_root, "ask"));
        File.CreateSymbolicLink(Path.Combine(_root, "ask", GateScript.Question), secret);
        Assert.That(_gate.Read()?.Fault, Does.Contain("is a link"));
    }

    private async Task<GateQuestion> AskedAsync(CancellationToken stop)
    {
        while (true)
        {
            if (_gate.Read() is { } question)
            {
                return question;
            }

            await Task.Delay(20, stop);
        }
    }

    private Task<ChildOutcome> RunAsync(string shell, CancellationToken stop, string worker = Worker)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin", ["GITHUB_EVENT_PATH"] = Path.Combine(_root, "payload.json"), ["GITHUB_EVENT_NAME"] = "pull_request",
            ["GITHUB_REPOSITORY"] = "octo/a", ["GITHUB_REF"] = "refs/pull/1/merge", ["GITHUB_RUN_ID"] = "55",
        };
        string[] words = ["-c", worker, _root, shell, "-e", Path.Combine(_root, "gate", GateScript.File)];
        return Children.RunAsync(new ChildCommand("/bin/bash", words, "/", environment), TimeSpan.FromSeconds(30), TimeProvider.System, stop);
    }
}
