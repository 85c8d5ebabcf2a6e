using System.Collections;
using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;

namespace Ephemerd.Config.Rules;

/// <summary>Keys that are part of the language but that no backend of this version can honour: refused rather than quietly ignored.</summary>
internal static class UnsupportedRules
{
    private static readonly (Key Key, string Lacks)[] Later =
    [
        (PolicySection.Image, "no backend of this version has images"),
        (PolicySection.Warm, "no backend of this version keeps runners warm"),
        (PolicySection.Start, "no backend of this version starts from a snapshot"),
        (PolicySection.Shares, "no backend of this version shares directories"),
    ];

    public static void Check(Draft draft, ProblemList problems)
    {
        foreach (var rule in draft.Rules)
        {
            foreach (var (key, lacks) in Later)
            {
                if (rule.Written.GetValueOrDefault(key.Name) is { } written && !AsksForNothing(written.Value))
                {
                    problems.Add($"{rule.Section}.{key.Name}", written.At, lacks, "remove the key");
                }
            }
        }
    }

    private static bool AsksForNothing(object? value) => value is 0 or StartMode.Cold || value is ICollection { Count: 0 };
}
