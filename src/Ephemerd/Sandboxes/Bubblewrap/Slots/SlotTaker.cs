using Ephemerd.Accounts;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>Finds a slot for a run: free in our book, its user claimed on this machine, and clean. Thread-safe.</summary>
internal sealed partial class SlotTaker(SlotBook book, ServiceUsers accounts, TimeProvider time, ILogger log)
{
    /// <summary>Distributions keep about nine hundred numbers for system users.</summary>
    private const int MostUsers = 500;
    private static readonly TimeSpan RepairLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Takes a slot and looks whether it is clean, whoever had it before and however that ended: the cleaning on the way out is what a hard kill
    /// skips. One whose user another daemon of this machine has is passed over. One that cannot be cleaned is put aside, and the run gets another.
    /// </summary>
    /// <param name="places">Whose folder the claim names.</param>
    public async Task<TakenSlot> TakeAsync(SlotPlaces places, Fitness fitness, CancellationToken stop)
    {
        if (fitness.Users[0].Index is null)
        {
            return new TakenSlot(book.Take(int.MaxValue, new HashSet<int>()) ?? 0, fitness.Users[0], null);
        }

        var tried = new HashSet<int>();
        while (book.Take(MostUsers, tried) is { } index)
        {
            tried.Add(index);
            if (await TryAsync(index, places, stop) is { } taken)
            {
                return taken;
            }
        }

        throw new SandboxFault(SandboxStep.Create, $"{places.Name}: no slot is free ({book.Quarantined} quarantined)");
    }

    private async Task<TakenSlot?> TryAsync(int index, SlotPlaces places, CancellationToken stop)
    {
        UserClaim? claim = null;
        var kept = false;
        try
        {
            var user = await accounts.EnsureOneAsync(index, stop);
            claim = UserClaim.TryTake(user);
            if (claim is null)
            {
                return null;
            }

            if (!await RunProcesses.EndUserAsync(user.Uid, RepairLimit, time))
            {
                book.Quarantine(index);
                LogQuarantined(index, user.Name);
                return null;
            }

            kept = claim.TryShare(places.Run);
            return kept ? new TakenSlot(index, user, claim) : null;
        }
        catch (Exception e) when (e is AccountFault or IOException)
        {
            throw new SandboxFault(SandboxStep.Create, $"{places.Name}: {e.Message}", e);
        }
        finally
        {
            if (!kept)
            {
                book.Free(index);
                claim?.Dispose();
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Slot {Index} is quarantined: processes of {User} will not end")]
    private partial void LogQuarantined(int index, string user);
}

/// <param name="Claim">Null for the daemon's own user, which nobody has alone.</param>
internal sealed record TakenSlot(int Index, ServiceUser User, UserClaim? Claim);
