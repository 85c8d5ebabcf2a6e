using System.Runtime.InteropServices;
using System.Text.Json;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;
using Ephemerd.PracticeRunner.Wire;
using Ephemerd.PracticeRunner.Working.Logs;
using Ephemerd.PracticeRunner.Working.Message;

namespace Ephemerd.PracticeRunner.Working;

/// <summary><c>bin/Runner.Worker</c>: runs the one job its Listener hands it over stdin and reports it. Its exit code is 100 + the result.</summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync()
    {
        // SIGINT comes to the whole group when a terminal or run.sh sends it; the Listener is the one to act on it.
        using var signals = ShutdownSignals.Listen([PosixSignal.SIGTERM], PosixSignal.SIGINT);
        var root = RunnerRoot.OfThisProcess();
        var pace = Pace.FromEnvironment(TimeProvider.System);
        using var terminal = new Terminal(pace.Time, root.Diagnostics, "Worker");
        await using var orders = Console.OpenStandardInput();
        if (await WorkerChannel.ReceiveAsync(orders, CancellationToken.None) is not { Order: WorkerOrder.NewJob } job)
        {
            terminal.Trace("No job was handed over.");
            return 1;
        }

        using var abort = new JobAbort();
        await using var onSignal = signals.Stop.Register(() => abort.Apply(WorkerOrder.Shutdown));
        _ = ObeyAsync(orders, abort, terminal);
        try
        {
            using var document = JsonDocument.Parse(job.Text);
            return JobResultRules.ExitCode(await WorkAsync(root, document.RootElement, abort, terminal, pace));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException or TemplateException or IOException)
        {
            // Not one of the codes that tell a result, so the Listener reports the job as failed.
            terminal.Trace($"The job cannot be run: {e}");
            return 1;
        }
    }

    private static async Task<JobResult> WorkAsync(RunnerRoot root, JsonElement text, JobAbort abort, Terminal terminal, Pace pace)
    {
        var message = JobMessage.Read(text);
        var settings = RunnerSettings.Load(root);
        var version = PackageVersion.Read();
        using var http = new HttpDoor(HttpDoor.UserAgent(version, settings, null));
        var results = message.ResultsService is { } url ? new ResultsClient(http, url, message.Ticket, pace.Time) : null;
        JobRun run;
        JobResult result;
        await using (var log = new JobLog(message.Ticket, results, root.Diagnostics, terminal, pace))
        {
            foreach (var secret in message.Secrets)
            {
                log.Masks.Add(secret);
            }

            var scope = new JobScope(message, settings, new Workspace(root, settings.WorkFolder, message.Repository));
            run = new JobRun(scope, log, pace, abort, version);
            result = await run.RunAsync();
        }

        var ticket = message.Ticket;
        var report = new CompleteRequest(
            ticket.PlanId, ticket.JobId, JobResultRules.Conclusion(result), run.Outputs(), run.Steps, [], ticket.BillingOwnerId);
        return await JobReport.SendAsync(new RunServiceClient(http), ticket, report, terminal, pace) ? result : JobResult.Failed;
    }

    /// <summary>The pipe's end is no order: a Worker whose Listener was killed goes on and reports its job itself.</summary>
    private static async Task ObeyAsync(Stream pipe, JobAbort abort, Terminal terminal)
    {
        try
        {
            while (await WorkerChannel.ReceiveAsync(pipe, CancellationToken.None) is { } order)
            {
                terminal.Trace($"Told: {order.Order}");
                abort.Apply(order.Order);
            }
        }
        catch (Exception e) when (e is IOException or EndOfStreamException or ObjectDisposedException)
        {
            terminal.Trace("The Listener's pipe broke.");
        }
    }
}
