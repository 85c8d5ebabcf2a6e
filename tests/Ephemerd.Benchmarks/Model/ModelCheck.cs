using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Ephemerd.Benchmarks.Model;

/// <summary>One drawn history under FsCheck: played, and if a promise breaks, made as short as it can be while one still does.</summary>
internal static class ModelCheck
{
    private const int Shortest = 30;
    private const int Longest = 60;

    /// <summary>Null when every promise held.</summary>
    public static ModelFailure? Run(int seed, string root)
    {
        ModelFailure? found = null;
        var property = Prop.ForAll(Arb.From(Histories, Shorter), steps =>
        {
            var broken = Played(seed, steps, Path.Combine(root, $"{seed}"));
            if (broken.Count > 0)
            {
                found = new ModelFailure(seed, steps, broken);
            }

            return broken.Count == 0;
        });
        var replay = new Replay(new Rnd((ulong)seed, 0x9E3779B97F4A7C15), FSharpOption<int>.None);
        Check.One(FsCheck.Config.Quick.WithMaxTest(1).WithReplay(replay).WithQuietOnSuccess(true).WithRunner(Mute.Instance), property);
        return found;
    }

    /// <summary>What the daemon's own code throws into our face breaks no named promise and is a failure all the same.</summary>
    private static IReadOnlyList<string> Played(int seed, IReadOnlyList<Step> steps, string root)
    {
        try
        {
            return OneThread.Run(() => History.PlayAsync(seed, steps, root));
        }
        catch (Exception e)
        {
            return [$"the history could not be played: {e}"];
        }
    }

    private static Gen<IReadOnlyList<Step>> Histories =>
        Gen.Choose(Shortest, Longest).SelectMany(n => Steps.One.ListOf(n)).Select(steps => (IReadOnlyList<Step>)[.. steps]);

    /// <summary>Without a half, a quarter, … a single step: what is not needed for the failure goes first in large parts.</summary>
    private static IEnumerable<IReadOnlyList<Step>> Shorter(IReadOnlyList<Step> steps)
    {
        for (var part = steps.Count / 2; part >= 1; part /= 2)
        {
            for (var from = 0; from + part <= steps.Count && History.Log is null && History.Sabotage == Sabotage.None; from += part)
            {
                yield return [.. steps.Take(from), .. steps.Skip(from + part)];
            }
        }
    }
}
