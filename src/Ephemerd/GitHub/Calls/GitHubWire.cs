using Ephemerd.GitHub.Budget;

namespace Ephemerd.GitHub.Calls;

/// <summary>What all calls to one GitHub go through, whichever credential they carry.</summary>
internal sealed record GitHubWire(HttpClient Http, CallCounters Counters, InFlight InFlight);
