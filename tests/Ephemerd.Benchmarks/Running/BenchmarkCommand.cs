using System.CommandLine;

namespace Ephemerd.Benchmarks.Running;

/// <summary>
/// One benchmark on the command line, with the options all of them have. Its body notes figures and checks in the run; an exception is a
/// failed check like any other, so that the JSON line is always written.
/// </summary>
internal sealed class BenchmarkCommand : Command
{
    private readonly Option<int> _seed = new("--seed") { Description = "What chance is drawn from.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private readonly Option<bool> _small = new("--small") { Description = "The size that CI runs; named sizes stand above it." };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object on the last line instead of a table." };
    private readonly Func<BenchmarkRun, ParseResult, CancellationToken, Task> _body;

    public BenchmarkCommand(string name, string what, Func<BenchmarkRun, ParseResult, CancellationToken, Task> body)
        : base(name, what)
    {
        _body = body;
        Add(_seed);
        Add(_small);
        Add(_json);
        SetAction(RunAsync);
    }

    /// <summary>A count from 1 to a million; null when it is not named, so that a benchmark's sizes can depend on <c>--small</c>.</summary>
    public static Option<int?> Count(string name, string meaning)
    {
        var option = new Option<int?>(name) { Description = meaning, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 1_000_000)
            {
                result.AddError($"{name} takes a number from 1 to 1000000.");
            }
        });
        return option;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var run = new BenchmarkRun(Name, parsed.GetValue(_seed), parsed.GetValue(_small), Console.Error);
        try
        {
            await _body(run, parsed, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            run.Check("came_to_its_end", false, "interrupted");
        }
        catch (Exception e)
        {
            run.Check("came_to_its_end", false, e.ToString());
        }

        foreach (var failed in run.Checks.Where(c => !c.Holds))
        {
            await Console.Error.WriteLineAsync($"FAILED {failed.Name}: {failed.Said}");
        }

        await Console.Out.WriteLineAsync(parsed.GetValue(_json) ? run.ToJson() : run.ToTable());
        return run.Holds ? BenchmarkLine.Holds : BenchmarkLine.Fails;
    }
}
