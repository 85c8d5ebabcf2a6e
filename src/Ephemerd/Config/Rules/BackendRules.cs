using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Model;

namespace Ephemerd.Config.Rules;

/// <summary>Whether each repository's backends exist, fit, and may be given its jobs.</summary>
internal static class BackendRules
{
    public static void Check(TargetFacts facts, ProblemList problems)
    {
        if (facts.Policy.Backends.IsEmpty && !PolicySection.BySystem.Any(s => facts.IsDoubtful(s.Key.Name)))
        {
            problems.Add(
                facts.Where, facts.At,
                $"{facts.Target} has no backend, so no job of it would ever run",
                facts.Where == "defaults" ? "write linux = \"bubblewrap\" in [defaults]" : $"write linux = \"bubblewrap\" in [defaults] or [{facts.Where}]");
        }
        foreach (var (os, name) in facts.Policy.Backends)
        {
            var key = PolicySection.BySystem.First(s => s.Os == os).Key.Name;
            if (facts.BackendNamed(name) is { } backend)
            {
                CheckTraits(facts, key, os, backend, problems);
            }
            else if (!facts.Backends.Names.Contains(name))
            {
                var known = BackendSection.KindNames.Concat(facts.Backends.Names);
                problems.Add(
                    $"{facts.Where}.{key}", facts.PlaceOf(key),
                    $"there is no backend \"{name}\"",
                    Suggestion.For(name, known) ?? $"add a section [backend.{name}]");
            }
        }
    }

    private static void CheckTraits(TargetFacts facts, string key, JobOs os, BackendSettings backend, ProblemList problems)
    {
        var (repo, traits) = (facts.Target, BackendTraits.Of(backend.Kind));
        if (!traits.Systems.Contains(os))
        {
            problems.Add(
                $"{facts.Where}.{key}", facts.PlaceOf(key),
                $"backend \"{backend.Name}\" cannot make {key} runners",
                "name another backend or remove the key");
        }
        if (traits.Native && !facts.Policy.Trusted && !facts.IsDoubtful(PolicySection.Trusted.Name))
        {
            problems.Add(
                $"{facts.Where}.trusted", facts.PlaceOf(PolicySection.Trusted.Name, key),
                $"{repo} is not trusted, and backend \"{backend.Name}\" runs its jobs on this machine's own kernel",
                $"write trusted = true in [{facts.Where}] if everyone who can change its workflows may use this machine");
        }
        if (!traits.Egress.Contains(facts.Policy.Egress) && !facts.IsDoubtful(PolicySection.Egress.Name))
        {
            problems.Add(
                $"{facts.Where}.egress", facts.PlaceOf(PolicySection.Egress.Name, key),
                $"backend \"{backend.Name}\" cannot enforce egress \"{PolicySection.NameOf(facts.Policy.Egress)}\" for {repo}",
                $"write egress = \"open\" in [{facts.Where}] if its jobs may reach every network this machine can");
        }
    }
}
