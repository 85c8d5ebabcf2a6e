using System.Threading.Channels;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Working.Logs;

/// <summary>Sends log lines to the live feed in small batches, behind the steps' back. Lines of a lost feed are dropped.</summary>
internal sealed class LiveFeed
{
    private const int Batch = 100;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    private readonly Channel<(Guid Step, long Number, string Line)> _lines =
        Channel.CreateBounded<(Guid, long, string)>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _sending;

    public LiveFeed(JobTicket job, Pace pace) => _sending = SendAsync(job, pace);

    public void Add(Guid step, long number, string line) => _lines.Writer.TryWrite((step, number, line));

    public async Task DrainAsync()
    {
        _lines.Writer.Complete();
        _closing.SetResult();
        await _sending;
    }

    private async Task SendAsync(JobTicket job, Pace pace)
    {
        using var socket = await ConnectAsync(job);
        while (await _lines.Reader.WaitToReadAsync())
        {
            await pace.EndsBeforeAsync(_closing.Task, Gather);
            await SendBatchesAsync(socket);
        }

        await (socket?.CloseAsync(CancellationToken.None) ?? Task.CompletedTask);
    }

    private static async Task<FeedSocket?> ConnectAsync(JobTicket job)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return await FeedSocket.ConnectAsync(job, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody answered: the log still goes up as a blob.
            return null;
        }
    }

    private async Task SendBatchesAsync(FeedSocket? socket)
    {
        var batch = new List<string>();
        while (_lines.Reader.TryRead(out var first))
        {
            batch.Clear();
            batch.Add(first.Line);
            while (batch.Count < Batch && _lines.Reader.TryPeek(out var next) && next.Step == first.Step && _lines.Reader.TryRead(out next))
            {
                batch.Add(next.Line);
            }

            if (socket is not null)
            {
                await socket.SendAsync(new FeedLines([.. batch], first.Step, first.Number, batch.Count), CancellationToken.None);
            }
        }
    }
}
