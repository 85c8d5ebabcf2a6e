using System.Net;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>The one session with the broker: opened with patience, closed at the end. Not thread-safe.</summary>
internal sealed class Session(TokenClient tokens, BrokerClient broker, Terminal terminal, Pace pace)
{
    private const string RegistrationGone =
        "Failed to create a session. The runner registration has been deleted from the server, please re-configure.";

    private int _conflicts;
    private bool _complained;

    public Guid Id { get; private set; }

    public string Token { get; private set; } = "";

    /// <returns>Null once open, else the exit code that ends the Listener.</returns>
    public async Task<ReturnCode?> OpenAsync(CancellationToken stop)
    {
        while (true)
        {
            var grant = await tokens.RequestAsync(stop);
            if (grant.RegistrationGone)
            {
                terminal.Complain(RegistrationGone);
                return ReturnCode.TerminatedError;
            }

            var answer = grant.Answer;
            if (grant.Token is not null)
            {
                Token = grant.Token;
                answer = await broker.CreateSessionAsync(Token, stop);
                if (answer.IsSuccess)
                {
                    Opened(BrokerClient.SessionId(answer));
                    return null;
                }
            }

            if (Judge(answer) is { } end)
            {
                return end;
            }

            await pace.WaitAsync(BackoffRules.SessionRetry, stop);
        }
    }

    /// <summary>Takes a new token, as the runner does for every new connection; the old one stays when none is to be had.</summary>
    public async Task RefreshTokenAsync(CancellationToken stop) => Token = (await tokens.RequestAsync(stop)).Token ?? Token;

    /// <summary>Best effort, with a time limit of its own: a closed session frees the runner's name at once.</summary>
    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await broker.DeleteSessionAsync(Token, limit.Token);
        }
        catch (OperationCanceledException)
        {
            terminal.Trace("The session could not be deleted in time.");
        }
    }

    private void Opened(Guid id)
    {
        Id = id;
        _conflicts = 0;
        if (_complained)
        {
            _complained = false;
            terminal.SayTimed("Runner reconnected.");
        }
    }

    private ReturnCode? Judge(HttpAnswer answer)
    {
        if (FaultRules.OfPoll(answer) is PollVerdict.TooOld)
        {
            return ReturnCodeRules.TooOld(answer, terminal);
        }

        switch (answer.Status)
        {
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                terminal.Complain($"An error occurred: {FaultRules.Text(answer)}");
                return ReturnCode.TerminatedError;
            case HttpStatusCode.Conflict:
                terminal.Complain("A session for this runner already exists.");
                return BackoffRules.GivesUpConflict(++_conflicts) ? ReturnCode.SessionConflict : null;
            default:
                ComplainOnce(answer);
                return null;
        }
    }

    private void ComplainOnce(HttpAnswer answer)
    {
        if (!_complained)
        {
            _complained = true;
            terminal.ComplainTimed($"Runner connect error: {FaultRules.Text(answer)}. Retrying until reconnected.");
        }
    }
}
