using Microsoft.Extensions.Logging;

namespace Ephemerd.Benchmarks.Model;

/// <summary>A daemon's log beside what happens to it, for whoever replays a history.</summary>
internal sealed class TraceLog(TextWriter to) : ILoggerFactory, ILogger
{
    /// <summary>The time of the history played now.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => default;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Say($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");

    public void Say(string words) => to.WriteLine($"{Now():HH:mm:ss.fff} {words}");

    public void Dispose()
    {
    }
}
