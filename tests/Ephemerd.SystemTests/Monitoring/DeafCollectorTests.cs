using System.Net;
using System.Net.Sockets;
using Ephemerd.SystemTests.Serving;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Monitoring;

/// <summary>A real daemon and a real job beside a collector that takes connections and never answers.</summary>
[CancelAfter(150_000)]
public sealed class DeafCollectorTests : ServingFixture
{
    private const string Repo = "octo/told";

    [Test]
    public async Task A_deaf_collector_delays_no_job_and_is_told_of(CancellationToken stop)
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        await OpenAsync(stop, Repo);
        Configure([Repo], $"""
            [telemetry]
            otlp_endpoint = "http://{deaf.LocalEndpoint}"
            """);
        var daemon = await DaemonProcess.StartAsync(Home, stop);
        try
        {
            for (var i = 0; i < 2; i++)
            {
                var job = await QueueAsync(Repo, "true", stop);
                Assert.That((await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
                Assert.That((await daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
            }

            await daemon.WaitForLogAsync("does not take traces", stop);
            daemon.Terminate();
            var asked = TimeProvider.System.GetTimestamp();
            Assert.That(await daemon.ExitAsync(stop), Is.Zero);
            Assert.That(TimeProvider.System.GetElapsedTime(asked), Is.LessThan(TimeSpan.FromSeconds(20)), "the goodbye is bounded");
        }
        finally
        {
            await EndAsync(daemon);
        }
    }
}
