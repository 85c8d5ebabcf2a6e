using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>One entry of <c>targets</c>. Runners are registered per repository whichever it is.</summary>
internal abstract record Target
{
    private Target()
    {
    }

    /// <summary><c>owner/name</c>: that repository.</summary>
    internal sealed record Repository(RepoName Repo) : Target
    {
        public override string ToString() => Repo.ToString();
    }

    /// <summary><c>owner/*</c>: every repository of an organisation or user that the credential sees.</summary>
    /// <param name="Name">As written; GitHub ignores case.</param>
    internal sealed record Owner(string Name) : Target
    {
        public override string ToString() => $"{Name}/*";
    }

    /// <summary><c>*</c>: every repository of the installation. Only a GitHub App has one.</summary>
    internal sealed record Installation : Target
    {
        public override string ToString() => "*";
    }
}
