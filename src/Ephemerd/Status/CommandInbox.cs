using System.Collections.Concurrent;
using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>What operators asked for, read by the admission loop at the top of its tick: one of the two things that run against the stream.</summary>
internal sealed class CommandInbox
{
    private readonly ConcurrentQueue<OperatorCommand> _commands = new();

    /// <summary>Raised after a command was put in, so that the loop need not wait for its tick.</summary>
    public event Action? Arrived;

    public void Put(OperatorCommand command)
    {
        _commands.Enqueue(command);
        Arrived?.Invoke();
    }

    public bool TryTake(out OperatorCommand? command) => _commands.TryDequeue(out command);
}

internal abstract record OperatorCommand
{
    private OperatorCommand()
    {
    }

    internal sealed record Drain : OperatorCommand;

    internal sealed record Resume : OperatorCommand;

    /// <param name="Swap">Puts the new settings in the old ones' place, between two ticks, so that no tick sees both.</param>
    internal sealed record Reload(Action Swap) : OperatorCommand;

    internal sealed record Kill(SandboxName Run) : OperatorCommand;
}
