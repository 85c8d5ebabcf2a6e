using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Intake.Targets;

/// <summary>For verbs that work without the daemon: what the wildcards stand for, asked once.</summary>
internal static class FirstListing
{
    /// <summary>The doors serve what was listed; null when every listing came whole, else the first fault.</summary>
    public static async Task<GitHubFault?> TakeAsync(GitHubDoors doors, CancellationToken stop)
    {
        GitHubFault? first = null;
        foreach (var door in doors.Named)
        {
            var served = new List<RepoName>();
            foreach (var target in door.Wildcards)
            {
                var answer = await door.GitHub.ListRepositoriesAsync(target, stop).ConfigureAwait(false);
                if (answer.TryGet(out var listing, out var fault))
                {
                    served.AddRange(RosterRules.After(Roster.Empty, listing).Served);
                }

                first ??= fault;
            }

            doors.Serve(door.Name, served);
        }

        return first;
    }
}
