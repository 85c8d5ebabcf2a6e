using System.Threading.Channels;
using Ephemerd.PracticeRunner.Os;

namespace Ephemerd.PracticeRunner.Working.Logs;

/// <summary>Uploads in order and behind the steps' back; what fails is traced and forgotten. Drained before the job is reported.</summary>
internal sealed class ResultsQueue
{
    private readonly Channel<Func<CancellationToken, Task>> _work = Channel.CreateUnbounded<Func<CancellationToken, Task>>();
    private readonly Terminal _terminal;
    private readonly Task _working;

    public ResultsQueue(Terminal terminal)
    {
        _terminal = terminal;
        _working = WorkAsync();
    }

    public void Add(Func<CancellationToken, Task> upload) => _work.Writer.TryWrite(upload);

    public async Task DrainAsync()
    {
        _work.Writer.Complete();
        await _working;
    }

    private async Task WorkAsync()
    {
        await foreach (var upload in _work.Reader.ReadAllAsync())
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            try
            {
                await upload(limit.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or UriFormatException)
            {
                _terminal.Trace($"Results upload failed: {e.Message}");
            }
        }
    }
}
