using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>The Worker as the Listener sees it: a process of its own that is given one job and orders over its stdin.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly ChildProcess _process;
    private readonly Stream _orders;
    private readonly Terminal _terminal;

    private WorkerProcess(ChildProcess process, Terminal terminal)
    {
        _process = process;
        _orders = process.Input;
        _terminal = terminal;
        _ = TraceAsync(process.Output);
        _ = TraceAsync(process.Error);
    }

    public static async Task<WorkerProcess> StartAsync(RunnerRoot root, string jobMessage, Terminal terminal)
    {
        var process = ChildProcess.Start(root.WorkerProgram, ["spawnclient"], root.Directory, ProcessEnvironment.All());
        terminal.Trace($"Worker started, process {process.Id}.");
        var worker = new WorkerProcess(process, terminal);
        await worker.TellAsync(WorkerOrder.NewJob, jobMessage);
        return worker;
    }

    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        return _process.ExitCode;
    }

    public async Task TellAsync(WorkerOrder order, string text = "")
    {
        try
        {
            await WorkerChannel.SendAsync(_orders, order, text, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _terminal.Trace($"The Worker is gone and did not hear '{order}'.");
        }
    }

    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();

    private async Task TraceAsync(StreamReader output)
    {
        try
        {
            while (await output.ReadLineAsync() is { } line)
            {
                _terminal.Trace($"[Worker] {line}");
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe ends with the Worker, sometimes in the middle of a read.
        }
    }
}
