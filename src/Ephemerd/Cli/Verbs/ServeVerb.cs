using System.CommandLine;
using Ephemerd.Cli.Offers;

namespace Ephemerd.Cli.Verbs;

internal static class ServeVerb
{
    public static Command Make(CliContext cli)
    {
        var verb = new Verb("serve", "Run the daemon in the foreground. SIGTERM or Ctrl-C ends it: no new runs, those alive get [daemon] shutdown_timeout.")
        {
            Examples =
            [
                ("ephemerd serve", "with the configuration of the data directory"),
                ("ephemerd serve --config ./config.toml --data-dir /srv/ephemerd", "with places of your own"),
            ],
        };
        verb.SetAction((parsed, stop) => cli.Offers.Serve(new ServeOptions(cli.PlacesOf(parsed)), stop));
        return verb;
    }
}
