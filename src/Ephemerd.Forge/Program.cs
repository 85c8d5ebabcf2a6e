using System.CommandLine;
using Ephemerd.Forge.Hosting;

// The host alone listens for SIGTERM and SIGINT: the command line's own handler would turn a slow end into exit code 143.
return await ForgeCommand.Make().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
