using Ephemerd.Cli;
using Ephemerd.Cli.Output;
using Ephemerd.Hosting.Serving;
using Ephemerd.Hosting.Verbs;

var clock = TimeProvider.System;
using var signals = new StopSignals();
var screen = Screen.OfProcess(clock);
return await CommandLine.RunAsync(args, ProgramOffers.Make(screen, clock), screen, signals.Stop);
