using Ephemerd.Model;

namespace Ephemerd.Telemetry;

/// <summary>
/// Keeps the number of values of the label <c>repository</c> bounded for as long as the daemon lives: the first <see cref="Most"/> keep their
/// names, all others share one. Thread-safe.
/// </summary>
internal sealed class RepositoryLabels
{
    public const int Most = 500;
    public const string Others = "(others)";

    private readonly Lock _gate = new();
    private readonly HashSet<RepoName> _known = [];

    /// <summary>Whether it has a name of its own already.</summary>
    public bool Knows(RepoName repo)
    {
        lock (_gate)
        {
            return _known.Contains(repo);
        }
    }

    public string Of(RepoName repo)
    {
        lock (_gate)
        {
            return _known.Contains(repo) || (_known.Count < Most && _known.Add(repo)) ? repo.ToString() : Others;
        }
    }
}
