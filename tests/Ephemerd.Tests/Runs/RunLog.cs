using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Tests.Runs;

/// <summary>Keeps what the rooms under test log, and tells when something is there.</summary>
internal sealed class RunLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private TaskCompletionSource _more = New();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(formatter(state, exception));
        Interlocked.Exchange(ref _more, New()).SetResult();
    }

    public async Task SaysAsync(string words, CancellationToken stop)
    {
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (_lines.Any(l => l.Contains(words, StringComparison.Ordinal)))
            {
                return;
            }

            await more.WaitAsync(stop);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
