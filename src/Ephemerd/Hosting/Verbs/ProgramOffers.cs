using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.Hosting.Serving;

namespace Ephemerd.Hosting.Verbs;

/// <summary>Who does the work of the verbs that work without the daemon, or start it.</summary>
internal static class ProgramOffers
{
    public static VerbOffers Make(TimeProvider clock)
    {
        var host = HostEnvironment.Current();
        var programs = new OwnProgram(host);
        return new VerbOffers
        {
            Serve = (options, _) => ServeHost.RunAsync(options.Places, host, Console.Error),
            Demo = (_, _) => throw NotBuilt("demo"),
            Forge = (arguments, stop) => ForgeStarter.RunAsync(programs, arguments, clock, stop),
            Probes = _ => [],
            Runner = new RunnerOffers
            {
                ListAsync = (_, _) => throw NotBuilt("runner list"),
                PullAsync = (_, _, _) => throw NotBuilt("runner pull"),
                CollectAsync = (_, _, _) => throw NotBuilt("runner gc"),
            },
        };
    }

    private static VerbFault NotBuilt(string verb) => new(ExitCode.Failed, $"`{verb}` is not part of this build yet");
}
