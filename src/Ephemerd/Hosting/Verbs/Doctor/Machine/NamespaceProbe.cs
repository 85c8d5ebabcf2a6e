using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.Sandboxes.Bubblewrap.Facts;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>
/// The kernel's switches that keep an unprivileged user from making namespaces. Root needs none of them on; what really works the backends'
/// own probe shows.
/// </summary>
internal static class NamespaceProbe
{
    /// <param name="settings">Null when the file has problems: then any backend may be meant.</param>
    public static Finding Ask(HostEnvironment host, Settings? settings)
    {
        var native = settings?.Backends.OfType<BubblewrapSettings>().ToList();
        return native switch
        {
            { Count: 0 } => new Finding(FindingVerdict.NotRun, "no backend of the configuration makes namespaces"),
            _ when native?.TrueForAll(b => b.Sandbox == SandboxMode.Off) == true => new Finding(FindingVerdict.NotRun, "every backend that could make them has sandbox = \"off\""),
            _ => Weigh(Judge(NamespaceFacts.Read(HostFacts.Find("bwrap")), host.Privileged), native?.Exists(b => b.Sandbox == SandboxMode.Required) != false),
        };
    }

    public static Finding Judge(NamespaceFacts facts, bool privileged)
    {
        if (!facts.BwrapFound)
        {
            return new Finding(FindingVerdict.Fail, "bubblewrap is not installed", "install it: apt-get install bubblewrap, dnf install bubblewrap, or apk add bubblewrap");
        }

        var blocks = NamespaceRules.Blocks(facts);
        if (blocks.Count == 0)
        {
            return new Finding(FindingVerdict.Ok, $"no switch of this kernel forbids them ({facts.MostUserNamespaces ?? "any number"} allowed); no AppArmor restriction");
        }

        var fact = string.Join("; ", blocks.Select(b => b.Cause));
        return privileged && blocks.All(b => !b.BindsRoot)
            ? new Finding(FindingVerdict.Ok, $"{fact}: binds other users, and the daemon as root makes its namespaces without them")
            : new Finding(privileged ? FindingVerdict.Warn : FindingVerdict.Fail, fact, string.Join(" ", blocks.Select(b => b.Fix)));
    }

    /// <summary>Where less is taken too, jobs run all the same.</summary>
    private static Finding Weigh(Finding found, bool required) =>
        found.Verdict == FindingVerdict.Fail && !required ? found with { Verdict = FindingVerdict.Warn } : found;
}
