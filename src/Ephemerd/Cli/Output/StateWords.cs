using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Output;

/// <summary>The daemon as a whole in a line or two, the same wherever it stands first.</summary>
internal static class StateWords
{
    public static string Mode(StateView state) => state.Draining ? "draining" : state.Ready ? "ready" : "starting";

    public static string Load(StateView state)
    {
        var most = state.MaxConcurrent == 0 ? string.Empty : $" of {state.MaxConcurrent}";
        return $"{state.Live}{most} runners alive, {state.Waiting} {(state.Waiting == 1 ? "job" : "jobs")} waiting";
    }
}
