using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Cli.Output;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli.Doctor;

/// <summary>What the verb makes of its questions, whatever these do.</summary>
[CancelAfter(30_000)]
internal sealed class DoctorVerbTests
{
    [Test]
    public async Task Every_verdict_is_one_line_for_a_person_and_its_fix_the_next(CancellationToken stop)
    {
        var (exit, output) = await RunAsync(
            new HandClock(), stop,
            new DoctorProbe("one", _ => Task.FromResult(new Finding(FindingVerdict.Ok, "it is fit"))),
            new DoctorProbe("two", _ => Task.FromResult(new Finding(FindingVerdict.Warn, "it is old", "renew it"))),
            new DoctorProbe("three", _ => Task.FromResult(new Finding(FindingVerdict.NotRun, "there is none"))));

        Assert.That(exit, Is.Zero, "a warning is no failure");
        Assert.That(output, Is.EqualTo("ok       one: it is fit\nwarn     two: it is old\n         fix: renew it\nnot run  three: there is none\n"));
    }

    [Test]
    public async Task A_question_that_throws_is_a_failure_with_its_fix_and_the_next_is_asked(CancellationToken stop)
    {
        var (exit, output) = await RunAsync(
            new HandClock(), stop,
            new DoctorProbe("one", _ => throw new IOException("No space left on device : '/data/x'")),
            new DoctorProbe("two", _ => Task.FromException<Finding>(new InvalidOperationException("odd"))),
            new DoctorProbe("three", _ => Task.FromResult(new Finding(FindingVerdict.Ok, "it is fit"))));

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(output, Does.Contain("fail     one: IOException: No space left on device").And.Contain("fail     two: InvalidOperationException: odd").And.Contain("ok       three"));
        Assert.That(output.Split("fix: "), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task A_question_without_an_answer_is_given_up(CancellationToken stop)
    {
        var clock = new HandClock();
        var asked = new TaskCompletionSource();
        var running = RunAsync(clock, stop, new DoctorProbe("one", async token =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new Finding(FindingVerdict.Ok, "never");
        }));
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(41));

        var (exit, output) = await running;

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(output, Does.StartWith("fail     one: no answer in 40 s"));
    }

    [Test]
    public async Task That_the_questions_cannot_be_drawn_up_is_an_answer_too(CancellationToken stop)
    {
        var (exit, output) = await RunAsync(new HandClock(), () => throw new UnauthorizedAccessException("Access to '/etc/x' is denied."), stop);
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(output, Does.StartWith("fail     doctor: UnauthorizedAccessException: Access to '/etc/x' is denied.").And.Contain("fix: "));
    }

    private static Task<(int Exit, string Output)> RunAsync(TimeProvider clock, CancellationToken stop, params DoctorProbe[] probes) => RunAsync(clock, () => probes, stop);

    private static async Task<(int Exit, string Output)> RunAsync(TimeProvider clock, Func<IReadOnlyList<DoctorProbe>> probes, CancellationToken stop)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter();
        var offers = new VerbOffers
        {
            Probes = (_, _) => probes(), Serve = (_, _) => None(), Demo = (_, _) => None(), Forge = (_, _) => None(), Sweep = (_, _, _) => throw new NotSupportedException(),
            Runner = new RunnerOffers { ListAsync = (_, _) => throw new NotSupportedException(), PullAsync = (_, _, _) => throw new NotSupportedException(), CollectAsync = (_, _, _) => throw new NotSupportedException() },
        };
        var exit = await CommandLine.RunAsync(["doctor"], offers, new Screen(output, errors, isTerminal: false, clock), stop);
        Assert.That(errors.ToString(), Is.Empty);
        return (exit, output.ToString());
    }

    private static Task<int> None() => Task.FromResult(0);
}
