using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>The limits in force at a tick. A missing limit is "unlimited", which an operator has to write.</summary>
/// <param name="Host">Runs on this host, all backends together.</param>
/// <param name="Repositories">Runs per repository; a repository without an entry is unlimited.</param>
internal sealed record AdmissionPolicy(
    int? Host, IReadOnlyDictionary<string, BackendRoom> Backends, IReadOnlyDictionary<RepoName, int> Repositories);

/// <summary>What one backend can take.</summary>
/// <param name="Closed">Why nothing may be sent to it now; null when it is open.</param>
internal sealed record BackendRoom(int Capacity, Closure? Closed);

/// <summary>Why a backend takes no work.</summary>
internal sealed record Closure(Verdict Verdict, string Reason);
