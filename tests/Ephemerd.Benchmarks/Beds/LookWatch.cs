using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>Follows, on the forge's side, how often each address of run listings is looked at.</summary>
internal sealed class LookWatch(ForgeAdmin admin)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);
    private readonly List<double> _gaps = [];
    private readonly Queue<DateTimeOffset> _minute = new();
    private long _seq;
    private bool _counting;

    /// <summary>Between two looks at one address, in seconds, since <see cref="Begin"/>.</summary>
    public JsonObject? Gaps => Percentiles.Of(_gaps);

    /// <summary>The most requests of any kind within sixty seconds, since <see cref="Begin"/>.</summary>
    public int WorstMinute { get; private set; }

    public void Begin() => _counting = true;

    public async Task UntilEveryAddressAsync(int addresses, CancellationToken stop)
    {
        while (_last.Count < addresses)
        {
            await LookAsync(stop);
            await Task.Delay(TimeSpan.FromMilliseconds(500), stop);
        }
    }

    public async Task LookAsync(CancellationToken stop)
    {
        while (await admin.RequestsAsync(after: _seq, stop: stop) is { Count: > 0 } page)
        {
            foreach (var request in page)
            {
                Note(request);
            }

            _seq = page[^1].Seq;
        }
    }

    private void Note(ForgeRequest request)
    {
        if (_counting)
        {
            Count(request.At);
        }

        if (request.RouteClass != "runs")
        {
            return;
        }

        var address = request.Path + request.Query;
        if (_counting && _last.TryGetValue(address, out var last))
        {
            _gaps.Add((request.At - last).TotalSeconds);
        }

        _last[address] = request.At;
    }

    private void Count(DateTimeOffset at)
    {
        _minute.Enqueue(at);
        while (_minute.Peek() <= at - Minute)
        {
            _minute.Dequeue();
        }

        WorstMinute = Math.Max(WorstMinute, _minute.Count);
    }
}
