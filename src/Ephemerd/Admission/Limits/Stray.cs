using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>An environment that lives, or may, and that no lease accounts for.</summary>
/// <param name="Repo">Where its runner is registered; null when nobody can tell, and then it counts against every repository.</param>
internal sealed record Stray(SandboxName Run, string Backend, RepoName? Repo);
