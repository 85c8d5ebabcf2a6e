using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Whether a daemon serves this data directory, and what it says of itself. That none runs is no fault.</summary>
internal static class DaemonProbe
{
    private const string Restart = "restart the daemon, so that it is of this ephemerd's version; its log says what it met";

    public static async Task<Finding> AskAsync(Places places, CancellationToken stop)
    {
        using var client = new ControlClient(places.ControlSocket);
        try
        {
            var state = await client.StateAsync(stop).ConfigureAwait(false);
            var unusable = state.Backends.Where(b => !b.Usable).Select(b => b.Name).ToList();
            return (state.Alarms, unusable) switch
            {
                ([var alarm, ..], _) => new Finding(FindingVerdict.Fail, $"pid {state.Pid} has an alarm: {alarm.Where}: {alarm.What}", alarm.Fix),
                (_, [_, ..]) => new Finding(FindingVerdict.Fail, $"pid {state.Pid} cannot use backend {string.Join(", ", unusable)}", "see its log, and `ephemerd status`"),
                _ => new Finding(FindingVerdict.Ok, $"pid {state.Pid}, version {state.Version}, {state.Live} runners alive{(state.Draining ? ", draining" : "")}"),
            };
        }
        catch (ControlFault fault)
        {
            return Judge(fault);
        }
    }

    /// <summary>That nobody listens is no fault; that somebody does and gives no answer we understand is one.</summary>
    public static Finding Judge(ControlFault fault) => fault switch
    {
        { Kind: ControlFaultKind.NotReachable, InnerException: OperationCanceledException } => new(FindingVerdict.Fail, fault.Message, "see its log and the machine's load; `systemctl restart ephemerd` ends it, and running jobs go on"),
        { Kind: ControlFaultKind.NotReachable } => new(FindingVerdict.NotRun, fault.Message),
        _ => new(FindingVerdict.Fail, fault.Message, Restart),
    };
}
