using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Working;

/// <summary>Tells the server how a job ended.</summary>
internal static class JobReport
{
    /// <summary>Five tries 5–15 s apart, up to five rounds; a job the server does not know is a failure at once.</summary>
    public static async Task<bool> SendAsync(RunServiceClient service, JobTicket ticket, CompleteRequest report, Terminal terminal, Pace pace)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await service.CompleteAsync(ticket, report, CancellationToken.None);
            if (answer.IsSuccess || FaultRules.IsJobNotFound(answer) || attempt == BackoffRules.Tries * BackoffRules.CompleteRounds)
            {
                terminal.Trace(answer.IsSuccess ? "Job reported." : $"Job not reported: {FaultRules.Text(answer)}");
                return answer.IsSuccess;
            }

            await pace.WaitAsync(pace.Between(BackoffRules.BetweenTries.Least, BackoffRules.BetweenTries.Most), CancellationToken.None);
        }
    }
}
