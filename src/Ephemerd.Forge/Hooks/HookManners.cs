namespace Ephemerd.Forge.Hooks;

/// <summary>How unkindly events are delivered; the default is GitHub on a good day: each at once, once and in order.</summary>
/// <param name="Delay">The most a delivery may be late; each draws its own delay, and order is kept.</param>
/// <param name="Twice">How probably a delivery is made twice, with one guid.</param>
/// <param name="Lost">How probably it is never made and leaves no trace.</param>
/// <param name="Shuffled">How probably it lets the next one of its webhook pass.</param>
internal sealed record HookManners(TimeSpan Delay, double Twice, double Lost, double Shuffled)
{
    public static HookManners Honest { get; } = new(TimeSpan.Zero, 0, 0, 0);
}

/// <summary>What the manners have done so far.</summary>
internal readonly record struct HookCounts(int Told, int Delivered, int Doubled, int Lost, int Swapped);
