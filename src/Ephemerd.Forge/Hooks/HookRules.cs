using System.Net;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Transitions;

namespace Ephemerd.Forge.Hooks;

/// <summary>Who hears of what, and which webhooks GitHub refuses.</summary>
internal static class HookRules
{
    /// <summary>https://docs.github.com/webhooks/about-webhooks: "up to 20 webhooks per event per repository or organisation".</summary>
    public const int MostPerEvent = 20;

    public const string Everything = "*";

    /// <summary>The events a repository or an organisation may subscribe to (https://docs.github.com/webhooks/webhook-events-and-payloads, from memory).</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        Everything, "branch_protection_configuration", "branch_protection_rule", "check_run", "check_suite", "code_scanning_alert",
        "commit_comment", "create", "custom_property", "custom_property_values", "delete", "dependabot_alert", "deploy_key", "deployment",
        "deployment_status", "discussion", "discussion_comment", "fork", "gollum", "issue_comment", "issues", "label", "member", "membership",
        "merge_group", "meta", "milestone", "org_block", "organization", "package", "page_build", "project", "project_card", "project_column",
        "public", "pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_review_thread", "push",
        "registry_package", "release", "repository", "repository_advisory", "repository_import", "repository_ruleset",
        "repository_vulnerability_alert", "secret_scanning_alert", "secret_scanning_alert_location", "security_and_analysis", "star", "status",
        "team", "team_add", "watch", "workflow_job", "workflow_run",
    };

    public static IReadOnlyList<string> Unknown(IEnumerable<string> events) => [.. events.Where(name => !Known.Contains(name))];

    public static bool Hears(Webhook hook, string name) => hook.Events.Contains(name) || hook.Events.Contains(Everything);

    /// <summary>The event that has no room for one more webhook, or null.</summary>
    public static string? Full(IEnumerable<Webhook> others, IReadOnlyList<string> events)
    {
        List<Webhook> held = [.. others];
        return events.FirstOrDefault(name => held.Count(hook => hook.Events.Contains(name)) >= MostPerEvent);
    }

    public static bool IsSame(Webhook hook, HookConfig config, IReadOnlyList<string> events) =>
        hook.Config.Url == config.Url && hook.Config.ContentType == config.ContentType && hook.Events.ToHashSet().SetEquals(events);

    /// <summary>The forge must not reach anything but the machine it runs on.</summary>
    public static bool MayReach(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    /// <summary>The action a job's transition is told as, or null when nobody is told.</summary>
    public static string? JobAction(Transition transition) => transition.Why switch
    {
        Reasons.CarriedOver => null,
        Reasons.Created => transition.To,
        _ => transition.From == transition.To ? null : transition.To,
    };

    /// <summary>A run has no action for being released or queued again: it was requested before.</summary>
    public static string? RunAction(Transition transition) =>
        transition.To == Words.Of(JobStatus.InProgress) || transition.To == Words.Of(JobStatus.Completed) ? transition.To
        : transition.From == Reasons.Nothing || transition.From == Words.Of(JobStatus.Completed) ? "requested"
        : null;
}
