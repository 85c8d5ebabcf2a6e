namespace Ephemerd.Forge.Hooks;

/// <summary>How the manners turn one event into none, one or two deliveries of a webhook's line. Only under the world's gate.</summary>
internal static class HookLine
{
    /// <summary>How long a delivery that lets the next one pass waits for there to be a next one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void Add(Webhook hook, HookEvent told, DateTimeOffset now, HookManners manners, Random dice, ref HookCounts counts)
    {
        counts = counts with { Told = counts.Told + 1 };
        if (Draws(dice, manners.Lost))
        {
            counts = counts with { Lost = counts.Lost + 1 };
            return;
        }

        var copies = 1;
        if (Draws(dice, manners.Twice))
        {
            copies = 2;
            counts = counts with { Doubled = counts.Doubled + 1 };
        }

        for (; copies > 0; copies--)
        {
            var due = now + (manners.Delay * dice.NextDouble());
            hook.LastDue = due > hook.LastDue ? due : hook.LastDue;
            Place(hook, new Planned(told, hook.LastDue, IsRedelivery: false), Draws(dice, manners.Shuffled), ref counts);
        }
    }

    /// <summary>The delivery that is to go out now, taken from the line; null when there is none.</summary>
    public static Planned? Take(Webhook hook, DateTimeOffset now)
    {
        if (hook.HeldBack is { } held && now >= held.Due + Patience)
        {
            hook.HeldBack = null;
            hook.Line.Add(held);
        }

        if (hook.Posting || hook.Line.Count == 0 || hook.Line[0].Due > now)
        {
            return null;
        }

        var next = hook.Line[0];
        hook.Line.RemoveAt(0);
        return next;
    }

    private static void Place(Webhook hook, Planned planned, bool isShuffled, ref HookCounts counts)
    {
        if (hook.HeldBack is { } held)
        {
            hook.HeldBack = null;
            hook.Line.Add(planned);
            hook.Line.Add(held with { Due = planned.Due });
            counts = counts with { Swapped = counts.Swapped + 1 };
        }
        else if (isShuffled)
        {
            hook.HeldBack = planned;
        }
        else
        {
            hook.Line.Add(planned);
        }
    }

    private static bool Draws(Random dice, double probability) => dice.NextDouble() < probability;
}
