using Ephemerd.Cli;
using Ephemerd.Cli.Output;
using Ephemerd.Hosting.Verbs;

var clock = TimeProvider.System;
using var interruption = new Interruption();
return await CommandLine.RunAsync(args, ProgramOffers.Make(clock), Screen.OfProcess(clock), interruption.Stop);
