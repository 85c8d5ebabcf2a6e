using Ephemerd.PracticeRunner.Listening;
using Ephemerd.PracticeRunner.Pretending;
using Ephemerd.PracticeRunner.Working;

// One program under two names, as the package lays it out: bin/Runner.Listener and bin/Runner.Worker.
return Path.GetFileName(Environment.ProcessPath) == "Runner.Worker" ? await WorkerProgram.RunAsync()
    : args is ["pretend", ..] ? await PretendProgram.RunAsync(args)
    : await ListenerProgram.RunAsync(args);
