using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>What came of reading the configuration again.</summary>
/// <param name="Problems">Why it was refused whole; none when it was taken.</param>
/// <param name="Changed">Keys with another value from now on.</param>
/// <param name="NeedsRestart">Keys whose new value waits for the daemon's next start.</param>
/// <param name="InForceSince">When what holds now was read.</param>
internal sealed record ReloadAnswer(
    IReadOnlyList<Problem> Problems, IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart, DateTimeOffset InForceSince);
