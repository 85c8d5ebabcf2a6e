using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>An acquired job, from its first renewal to its result, as the Listener sees it.</summary>
internal interface IJobInHand
{
    JobTicket Ticket { get; }

    /// <summary>Ends with the job; never faulted by what the job does.</summary>
    Task<JobResult> Completion { get; }

    /// <summary>The server's cancellation: the job is to end itself, and is ended by force if it has not after <paramref name="limit"/>.</summary>
    void Cancel(TimeSpan limit);

    /// <summary>The Listener itself has to go. Ends when the job has.</summary>
    Task ShutDownAsync();
}
