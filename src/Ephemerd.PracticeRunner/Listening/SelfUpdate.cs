using System.Security.Cryptography;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>
/// The order to update oneself, as far as it was observed: download, verify, and on failure go on listening.
/// Replacing the running package is not copied, so a good download ends as a failure too, and says why.
/// </summary>
internal sealed class SelfUpdate(HttpDoor http, Terminal terminal)
{
    public async Task TryAsync(RefreshOrder order, CancellationToken stop)
    {
        terminal.Say("Runner update in progress, do not shutdown runner.");
        terminal.Say($"Runner update failed: {await AttemptAsync(order, stop)}");
    }

    private async Task<string> AttemptAsync(RefreshOrder order, CancellationToken stop)
    {
        if (order.DownloadUrl is null)
        {
            return "no download address was given";
        }

        var (problem, package) = await http.DownloadAsync(order.DownloadUrl, stop);
        if (problem is not null)
        {
            return problem;
        }

        return string.Equals(Convert.ToHexString(SHA256.HashData(package)), order.Sha256Checksum, StringComparison.OrdinalIgnoreCase)
            ? "this practice runner does not replace itself"
            : "the computed hash does not match the expected one";
    }
}
