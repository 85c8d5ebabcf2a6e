using System.Diagnostics;

namespace Ephemerd.PracticeRunner.Os;

/// <summary>One started process with its three streams piped to us. Disposing it does not end it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>128 + n when signal n ended it.</summary>
    public int ExitCode => _process.ExitCode;

    public Stream Input => _process.StandardInput.BaseStream;

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Error => _process.StandardError;

    public static ChildProcess Start(string file, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    public Task WaitForExitAsync(CancellationToken stop)
    {
        // Process.WaitForExitAsync would also wait for the end of streams read by events, of which there are none here.
        return _process.WaitForExitAsync(stop);
    }

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // Already gone, which is what was asked for.
        }
    }

    public void Dispose() => _process.Dispose();
}
