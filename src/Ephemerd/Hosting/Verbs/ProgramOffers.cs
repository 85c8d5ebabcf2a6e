using Ephemerd.Cli.Offers;
using Ephemerd.Cli.Output;
using Ephemerd.Config;
using Ephemerd.Hosting.Demo;
using Ephemerd.Hosting.Demo.Report;
using Ephemerd.Hosting.Serving;
using Ephemerd.Hosting.Verbs.Doctor;

namespace Ephemerd.Hosting.Verbs;

/// <summary>Who does the work of the verbs that work without the daemon, or start it.</summary>
internal static class ProgramOffers
{
    public static VerbOffers Make(Screen screen, TimeProvider clock)
    {
        var host = HostEnvironment.Current();
        var programs = new OwnProgram(host);
        return new VerbOffers
        {
            Serve = (options, _) => ServeHost.RunAsync(options.Places, host, screen.Errors),
            Demo = (options, stop) => new DemoRun(options, programs, new DemoScreen(screen), clock).RunAsync(stop),
            Forge = (arguments, stop) => ForgeStarter.RunAsync(programs, arguments, clock, stop),
            Probes = (places, prove) => ProbeList.Make(places, prove, host, clock),
            Sweep = new Sweeping.SweepWork(host, clock).SweepAsync,
            Runner = new RunnerWork(host, clock).Offers,
        };
    }
}
