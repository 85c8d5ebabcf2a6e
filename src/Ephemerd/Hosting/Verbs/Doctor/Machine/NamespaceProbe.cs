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
    public static Finding Ask(HostEnvironment host) => Judge(NamespaceFacts.Read(HostFacts.Find("bwrap")), host.Privileged);

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
}
