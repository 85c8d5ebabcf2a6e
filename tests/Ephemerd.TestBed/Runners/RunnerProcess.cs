using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Ephemerd.TestBed.Runners;

/// <summary>
/// A runner in a fresh root of its own, in its own session. Disposing it ends it and everything it started, then deletes the root.
/// </summary>
public sealed partial class RunnerProcess : IAsyncDisposable
{
    private const string MarkName = "EPHEMERD_TESTBED_RUNNER";
    private readonly string _mark = Guid.NewGuid().ToString();
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunnerProcess(string root, RunnerStart start, JitRegistration? jit)
    {
        Root = root;
        _process = new Process { StartInfo = StartInfo(root, start, jit) };
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
    }

    public string Root { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What the runner wrote to standard output and standard error so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The names in the root that did not come with the package.</summary>
    public IReadOnlyList<string> Leftovers => [.. Directory.EnumerateFileSystemEntries(Root)
        .Select(path => Path.GetFileName(path)!)
        .Except(["bin", "externals", "run.sh", "config.sh", "run-helper.sh", "run-helper.sh.template"])
        .Order(StringComparer.Ordinal)];

    public static async Task<RunnerProcess> StartAsync(JitRegistration? jit, RunnerStart? start = null)
    {
        var package = await PracticeRunnerPackage.FindAsync();
        var root = Directory.CreateTempSubdirectory("practice-runner-").FullName;

        // The program finds its root by its own resolved path.
        await package.LinkTreeAsync(root);
        return await StartInAsync(root, jit, start);
    }

    /// <summary>Starts a runner in a root that is there already; disposing it deletes that root too.</summary>
    public static async Task<RunnerProcess> StartInAsync(string root, JitRegistration? jit, RunnerStart? start = null)
    {
        start ??= new RunnerStart();
        foreach (var (name, content) in start.JitBy is JitBy.Files && jit is not null ? jit.Files() : new Dictionary<string, byte[]>())
        {
            await File.WriteAllBytesAsync(Path.Combine(root, name), content);
        }

        var runner = new RunnerProcess(root, start, jit);
        runner._process.StartInfo.Environment[MarkName] = runner._mark;
        runner._process.Start();
        runner._process.BeginOutputReadLine();
        runner._process.BeginErrorReadLine();
        return runner;
    }

    /// <summary>Waits until the text has been written.</summary>
    /// <exception cref="TimeoutException">It was not before <paramref name="stop"/>; the message holds what was.</exception>
    public async Task WaitForOutputAsync(string text, CancellationToken stop)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            var next = Volatile.Read(ref _next).Task;
            if (!Output.Contains(text, StringComparison.Ordinal))
            {
                await WaitAsync(next, $"the runner never said '{text}'", stop);
            }
        }
    }

    /// <summary>Waits for the exit and for all it wrote.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken stop)
    {
        await WaitAsync(_process.WaitForExitAsync(stop), "the runner did not exit", stop);
        return _process.ExitCode;
    }

    public void Signal(int signal) => Signal(_process.Id, signal);

    public static void Signal(int pid, int signal) => _ = Kill(pid, signal);

    /// <summary>The process ids of a program that belongs to this runner, itself included.</summary>
    public IReadOnlyList<int> ProcessesNamed(string name) => [.. Own().Where(process => process.Name == name).Select(process => process.Id)];

    public async Task<int> WaitForProcessAsync(string name, CancellationToken stop)
    {
        while (true)
        {
            if (ProcessesNamed(name) is [var first, ..])
            {
                return first;
            }

            await Task.Delay(20, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Twice: a process may have been about to start another one.
        for (var round = 0; round < 2; round++)
        {
            foreach (var (id, _) in Own())
            {
                Signal(id, 9);
            }
        }

        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        _process.Dispose();
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    private static ProcessStartInfo StartInfo(string root, RunnerStart start, JitRegistration? jit)
    {
        string[] jitArgument = start.JitBy is JitBy.Argument ? ["--jitconfig", jit!.Blob] : [];
        var info = new ProcessStartInfo("setsid", ["--wait", Path.Combine(root, start.Program), .. start.Arguments, .. jitArgument])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        info.Environment["HOME"] = root;
        info.Environment["PRACTICE_RUNNER_TIME_SCALE"] = start.TimeScale.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        if (start.JitBy is JitBy.Environment)
        {
            info.Environment["ACTIONS_RUNNER_INPUT_JITCONFIG"] = jit!.Blob;
        }

        return info;
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async Task WaitAsync(Task task, string problem, CancellationToken stop)
    {
        try
        {
            await task.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{problem}; it wrote: {Output}");
        }
    }

    private IEnumerable<(int Id, string Name)> Own()
    {
        var wanted = Encoding.UTF8.GetBytes($"{MarkName}={_mark}\0");
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(Path.Combine(directory, "environ")).AsSpan().IndexOf(wanted) >= 0)
            {
                yield return (id, Encoding.UTF8.GetString(Read(Path.Combine(directory, "comm"))).Trim());
            }
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
