using System.Globalization;
using System.Text;
using Ephemerd.Cli.Offers;

namespace Ephemerd.Hosting.Demo.Plan;

/// <summary>The daemon's configuration for a demo, as an operator would write it.</summary>
internal static class DemoConfig
{
    public static string Text(DemoPlan plan, DemoOptions options, string forgeUrl, string tokenFile)
    {
        var text = new StringBuilder(
            $"""
             # Written by `ephemerd demo`.
             [daemon]
             max_concurrent = {plan.HostLimit.ToString(CultureInfo.InvariantCulture)}
             shutdown_timeout = "45s"
             disk_floor = "64M"

             [[github]]
             name = "demo"
             api_url = "{forgeUrl}"
             token_file = "{tokenFile}"
             poll_interval = "{plan.PollSeconds}s"
             poll_interval_idle = "{plan.PollSeconds}s"
             targets = [{string.Join(", ", plan.Repositories.Select(r => $"\"{r.Name}\""))}]

             [defaults]
             linux = "{options.Backend}"
             egress = "open"
             trusted = true
             timeout = "5m"
             memory = "512M"
             processes = 256
             disk = "256M"

             """);
        foreach (var repository in plan.Repositories)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[repos.\"{repository.Name}\"]\nmax_concurrent = {repository.Limit}\n");
        }

        // Whatever can be had here is taken, and the report says loudly what that was.
        return text.Append(options.Backend == "bubblewrap" ? "\n[backend.bubblewrap]\nsandbox = \"preferred\"\n" : "").ToString();
    }
}
