using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Bubblewrap;
using Ephemerd.TestBed;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

/// <summary>Real sandboxes of this machine, for tests.</summary>
internal static class BubblewrapHere
{
    public const int Capacity = 4;

    public static ServiceUsers Accounts { get; } = new(TimeProvider.System, NullLogger<ServiceUsers>.Instance);

    public static BubblewrapHost Host(string data, BubblewrapOptions? options = null) => new(
        data, options ?? new BubblewrapOptions { Capacity = Capacity }, Accounts, TimeProvider.System, new Random(7), NullLogger<BubblewrapHost>.Instance);

    public static JitConfig Config(string script) =>
        JitConfig.TryDecode(ScriptedRunnerPackage.Encode(script), out var config, out var fault) ? config : throw new AssertionException(fault);

    /// <summary>The contract's scripts, in shell.</summary>
    public static JitConfig ConfigOf(string script) => Config(script switch
    {
        "Succeed" => "exit 0",
        "ExitWithSeven" => "exit 7",
        "WaitForInterrupt" => "trap 'exit 0' INT; while :; do sleep 0.1; done",
        "HaveAWorker" => "./bin/Runner.Worker",
        _ => throw new ArgumentOutOfRangeException(nameof(script), script, null),
    });

    /// <summary>Real sandboxes need root and bwrap. On the project's own CI their absence is a failure: a suite that skips there proves nothing anywhere.</summary>
    public static void RequireRoot()
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/bwrap"))
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true" && OperatingSystem.IsLinux())
        {
            Assert.Fail("CI must run this as root with bubblewrap installed");
        }

        Assert.Ignore("needs Linux, root and bubblewrap");
    }
}
