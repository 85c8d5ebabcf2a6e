using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>One entry of <c>targets</c>. Runners are registered per repository whichever it is.</summary>
internal abstract record Target
{
    private Target()
    {
    }

    /// <summary>Whether the repository falls under it. The nearest target is the one that counts: exact, then owner, then installation.</summary>
    public abstract bool Covers(RepoName repo);

    /// <summary><c>owner/name</c>: that repository.</summary>
    internal sealed record Repository(RepoName Repo) : Target
    {
        public override bool Covers(RepoName repo) => Repo.Equals(repo);

        public override string ToString() => Repo.ToString();
    }

    /// <summary><c>owner/*</c>: every repository of an organisation or user that the credential sees.</summary>
    /// <param name="Name">As written; GitHub ignores case.</param>
    internal sealed record Owner(string Name) : Target
    {
        public override bool Covers(RepoName repo) => repo.Owner.Equals(Name, StringComparison.OrdinalIgnoreCase);

        public override string ToString() => $"{Name}/*";
    }

    /// <summary><c>*</c>: every repository of the installation. Only a GitHub App has one.</summary>
    internal sealed record Installation : Target
    {
        public override bool Covers(RepoName repo) => true;

        public override string ToString() => "*";
    }
}
