using Ephemerd.Benchmarks.Commands;
using Ephemerd.Benchmarks.Running;

return await BenchmarkLine.RunAsync(args, Idle.Make(), Burst.Make(), Crash.Make(), Chaos.Make(), Fuzz.Make());
