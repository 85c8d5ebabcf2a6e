namespace Ephemerd.Config;

/// <summary>The settings that hold now: the one place a reload changes. Swapped whole, so whoever reads <see cref="Current"/> once has one consistent set. Thread-safe.</summary>
internal sealed class SettingsInForce(Settings started)
{
    private volatile Settings _current = started;

    /// <summary>What the daemon was started with: what cannot change while it runs still is as it says.</summary>
    public Settings Started { get; } = started;

    public Settings Current => _current;

    public void Replace(Settings next) => _current = next;
}
