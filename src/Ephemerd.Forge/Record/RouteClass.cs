namespace Ephemerd.Forge.Record;

/// <summary>Families of routes: what faults are scoped to and what the counters count.</summary>
internal enum RouteClass
{
    Unknown,
    Runs,
    Jobs,
    Logs,
    Jitconfig,
    Runners,
    Downloads,
    Repos,
    App,
    Meta,
    Hooks,
    Package,
    Token,
    Session,
    Message,
    Acknowledge,
    Acquire,
    Renew,
    Complete,
    Results,
    Blob,
    Feed,
}
