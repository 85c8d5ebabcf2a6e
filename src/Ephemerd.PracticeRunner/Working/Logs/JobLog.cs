using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Working.Logs;

/// <summary>Where everything the job says goes: the step's log, the job's log, the live feed; masked. One step at a time.</summary>
internal sealed class JobLog : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ResultsClient? _results;
    private readonly LiveFeed _feed;
    private readonly ResultsQueue _queue;
    private readonly LogFile _whole;
    private readonly string _pages;
    private (Guid Id, LogFile File)? _step;

    public JobLog(JobTicket job, ResultsClient? results, string diagnostics, Terminal terminal, Pace pace)
    {
        _time = pace.Time;
        _results = results;
        _pages = Path.Combine(diagnostics, "pages");
        _whole = new LogFile(_pages, job.JobId);
        _feed = new LiveFeed(job, pace);
        _queue = new ResultsQueue(terminal);
    }

    public Masks Masks { get; } = new();

    public void BeginStep(Guid step)
    {
        lock (_gate)
        {
            _step = (step, new LogFile(_pages, step));
        }
    }

    /// <summary>Writes to the step that is open; after <see cref="EndStep"/> late lines of a step's left-over children are dropped.</summary>
    public void Write(string line)
    {
        var masked = Masks.Apply(line);
        lock (_gate)
        {
            if (_step is { } step)
            {
                var now = _time.GetUtcNow();
                step.File.Write(now, masked);
                _whole.Write(now, masked);
                _feed.Add(step.Id, step.File.Lines, masked);
            }
        }
    }

    public void EndStep()
    {
        (Guid Id, LogFile File) step;
        lock (_gate)
        {
            step = _step!.Value;
            _step = null;
        }

        _queue.Add(stop => UploadAsync(step.Id, step.File, stop));
    }

    public void Tell(IReadOnlyList<StepState> steps)
    {
        if (_results is not null)
        {
            _queue.Add(stop => _results.UpdateStepsAsync(steps, stop));
        }
    }

    public void Summarize(Guid step, byte[] summary)
    {
        if (_results is not null)
        {
            _queue.Add(stop => _results.UploadSummaryAsync(step, summary, stop));
        }
    }

    /// <summary>Uploads the job's whole log and waits for all that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Add(stop => UploadAsync(null, _whole, stop));
        await _queue.DrainAsync();
        await _feed.DrainAsync();
        await _whole.DisposeAsync();
    }

    private async Task UploadAsync(Guid? step, LogFile file, CancellationToken stop)
    {
        await using (file)
        {
            await using var content = await file.CloseForReadingAsync();
            if (_results is not null)
            {
                await _results.UploadLogAsync(step, content, file.Lines, stop);
            }
        }
    }
}
