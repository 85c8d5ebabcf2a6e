using System.Globalization;

namespace Ephemerd.PracticeRunner.Os;

/// <summary>What the runner says on stdout and stderr, and its trace in <c>_diag</c>. Thread-safe.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly TimeProvider _time;
    private readonly StreamWriter _trace;
    private readonly Lock _gate = new();
    private readonly bool _traceToStdout = ProcessEnvironment.Read("ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT") is "1" or "true";

    /// <remarks>Diagnostics is the <c>_diag</c> directory, made when missing; role is <c>Runner</c> or <c>Worker</c>, the start of the trace file's name.</remarks>
    public Terminal(TimeProvider time, string diagnostics, string role)
    {
        _time = time;
        Directory.CreateDirectory(diagnostics);
        var started = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = Path.Combine(diagnostics, $"{role}_{started}-utc.log");
        _trace = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    public void Say(string line)
    {
        Trace(line);
        Console.Out.WriteLine(line);
    }

    /// <summary>As <see cref="Say"/>, with the time in front as the real runner prints it.</summary>
    public void SayTimed(string line) => Say($"{_time.GetUtcNow():u}: {line}");

    public void Complain(string line)
    {
        Trace(line);
        Console.Error.WriteLine(line);
    }

    public void ComplainTimed(string line) => Complain($"{_time.GetUtcNow():u}: {line}");

    public void Trace(string line)
    {
        var text = $"[{_time.GetUtcNow():u} INFO] {line}";
        lock (_gate)
        {
            _trace.WriteLine(text);
        }

        if (_traceToStdout)
        {
            Console.Out.WriteLine(text);
        }
    }

    public void Dispose() => _trace.Dispose();
}
