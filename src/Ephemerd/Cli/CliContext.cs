using System.CommandLine;
using Ephemerd.Cli.Offers;
using Ephemerd.Cli.Output;
using Ephemerd.Config;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli;

/// <summary>What a verb stands on.</summary>
internal sealed record CliContext(GlobalOptions Global, VerbOffers Offers, HostEnvironment Host, Screen Screen)
{
    /// <summary>Said the same way by every listing.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON object with stable snake_case names, for scripts." };

    public Places PlacesOf(ParseResult parsed) => Global.Read(parsed, Host);

    public ControlClient Connect(ParseResult parsed) => new(PlacesOf(parsed).ControlSocket);
}
