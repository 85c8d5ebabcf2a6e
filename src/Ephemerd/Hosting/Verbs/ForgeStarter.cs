using Ephemerd.Cli;
using Ephemerd.Processes;

namespace Ephemerd.Hosting.Verbs;

/// <summary>The work of <c>ephemerd forge</c>: the forge in our place at the terminal, ended when we are told to end.</summary>
internal static class ForgeStarter
{
    public static async Task<int> RunAsync(OwnProgram programs, IReadOnlyList<string> arguments, TimeProvider clock, CancellationToken stop)
    {
        var command = programs.Forge(arguments)
            ?? throw new VerbFault(ExitCode.Failed, "the forge is not beside this program; it is part of a development build only");
        await using var forge = Companion.Start(command, CompanionStreams.Ours, null, clock);
        try
        {
            return await forge.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await forge.EndAsync(Companion.Patience).ConfigureAwait(false);
        }
    }
}
