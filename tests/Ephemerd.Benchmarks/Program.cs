using Ephemerd.Benchmarks.Commands;
using Ephemerd.Benchmarks.Model;
using Ephemerd.Benchmarks.Running;

return await BenchmarkLine.RunAsync(args, Idle.Make(), Burst.Make(), Crash.Make(), Chaos.Make(), ModelCommand.Make(), Fuzz.Make());
