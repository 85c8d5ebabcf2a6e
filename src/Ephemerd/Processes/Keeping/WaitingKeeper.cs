using System.Globalization;
using Ephemerd.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Keeping;

/// <summary>A keeper before its gate. Disposing one that was not let through, or failed, ends it and waits for that; one that keeps is left alone.</summary>
internal sealed class WaitingKeeper : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Spawned _child;
    private readonly SafeFileHandle _gate;
    private readonly Task<string> _word;
    private readonly TimeProvider _time;
    private bool _keeps;

    public WaitingKeeper(string folder, Spawned child, SafeFileHandle gate, SafeFileHandle word, TimeProvider time)
    {
        _folder = folder;
        _child = child;
        _gate = gate;
        _word = PidfdLoop.Shared.Watch(word, Pipes.Read);
        _time = time;
    }

    /// <summary>
    /// Opens the gate and returns once the payload's side is reached, or with the stage that failed. When <paramref name="limit"/> runs out or
    /// <paramref name="stop"/> is asked for, the keeper is killed and the caller ends what it may have started.
    /// </summary>
    public async Task<KeptStart> GoAsync(TimeSpan limit, CancellationToken stop)
    {
        try
        {
            Pipes.Say(_gate, "go");
            _gate.Dispose();
            return Understand(await _word.WaitAsync(limit, _time, stop));
        }
        catch (TimeoutException)
        {
            return new KeptStart(null, KeptStage.Sandbox, $"no word for {limit.TotalSeconds:0} s");
        }
        finally
        {
            File.Delete(Path.Combine(_folder, KeptRecord.StatusPipe));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (!_keeps)
        {
            _child.Kill();
            await _child.Gone;
            File.Delete(Path.Combine(_folder, KeptRecord.StatusPipe));
        }
    }

    private KeptStart Understand(string word)
    {
        if (word.StartsWith("reached", StringComparison.Ordinal))
        {
            _keeps = true;
            return new KeptStart(KeptRecord.Read(_folder), null, "");
        }

        if (!word.StartsWith("stage ", StringComparison.Ordinal) || !int.TryParse(word.AsSpan(6), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var stage))
        {
            return new KeptStart(null, KeptStage.Keeper, "the keeper ended without a word");
        }

        // It still writes down how it ended.
        _keeps = true;
        return new KeptStart(null, (KeptStage)stage, LogTail.Read(Path.Combine(_folder, KeptRecord.LogFile), 1024).Trim());
    }
}

/// <summary>How a start went: either it runs, or a stage failed and said why.</summary>
/// <param name="Reason">The end of what the failed stage wrote.</param>
internal sealed record KeptStart(KeptRecord? Running, KeptStage? Failed, string Reason);
