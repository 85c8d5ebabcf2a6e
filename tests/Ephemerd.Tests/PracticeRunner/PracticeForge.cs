using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>One forge for all of the practice runner's tests; each test has a repository of its own in it.</summary>
[SetUpFixture]
public sealed class PracticeForge
{
    public static ForgeProcess Forge { get; private set; } = null!;

    public static string Token { get; private set; } = "";

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        if (PracticeRunnerPackage.IsReal)
        {
            Assert.Ignore("These tests are of the practice runner, and EPHEMERD_REAL_RUNNER puts a real one in its place.");
        }

        await PracticeRunnerPackage.FindAsync();
        Forge = await ForgeProcess.StartAsync();
        Token = await Forge.Admin.CreateTokenAsync();
    }

    [OneTimeTearDown]
    public static async Task EndAsync()
    {
        if (Forge is not null)
        {
            await Forge.DisposeAsync();
        }
    }
}
