using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// Loggers that do not repeat themselves without end: a fault that comes back every second would bury all else at three in the morning. What is
/// critical, and what an operator turned on for debugging, is always written.
/// </summary>
internal sealed class QuietLogs : ILoggerFactory
{
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(10);

    private readonly ILoggerFactory _inner;
    private readonly RepeatBook _book;
    private readonly ITimer _flush;

    public QuietLogs(ILoggerFactory inner, TimeProvider clock)
    {
        _inner = inner;
        _book = new RepeatBook(clock);
        _flush = clock.CreateTimer(_ => _book.Flush(), null, FlushEvery, FlushEvery);
    }

    public ILogger CreateLogger(string categoryName) => new QuietLog(_inner.CreateLogger(categoryName), categoryName, _book);

    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    public void Dispose()
    {
        _flush.Dispose();
        _book.Flush(all: true);
        _inner.Dispose();
    }

    private sealed class QuietLog(ILogger inner, string category, RepeatBook book) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            // Generated states live in a thread's own slot that the next call reuses, so what is told later is told from copies.
            if (logLevel is LogLevel.Critical or < LogLevel.Information)
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            var message = formatter(state, exception);
            var arguments = state is IReadOnlyList<KeyValuePair<string, object?>> some ? some.ToArray() : [];
            if (book.Admit(LogWords.Likeness(category, state, message), leftOut => Tell(logLevel, eventId, arguments, message, leftOut)))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }

        private void Tell(LogLevel level, EventId id, KeyValuePair<string, object?>[] arguments, string message, int leftOut)
        {
            IReadOnlyList<KeyValuePair<string, object?>> state = [.. arguments, new("LeftOut", leftOut)];
            inner.Log(level, id, state, null, (_, _) => $"{message} (the last of {leftOut} like it that were left out within a minute)");
        }
    }
}
