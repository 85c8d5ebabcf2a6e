using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Processes;

namespace Ephemerd.Runs;

/// <summary>Writes into the ledger what it has lost and the sealed records beside the runs still say.</summary>
internal sealed class Recovery(RunRegister register)
{
    /// <summary>Gives what an operator should know of it.</summary>
    public async Task<IReadOnlyList<Problem>> RestoreAsync(CancellationToken stop)
    {
        var known = await register.Ledger.NamesAsync(stop).ConfigureAwait(false);
        var found = new List<(OpenOrder Order, RunEnd? End)>();
        var problems = new List<Problem>();
        foreach (var folder in register.Archive.All().Where(name => !known.Contains(name)).Select(register.Archive.Of))
        {
            var order = folder.ReadOrder();
            switch (order.State)
            {
                case SealState.Sound when folder.ReadEnd().Value is var end && (end is null || register.Ledger.IsNew):
                    // In an old ledger an ended order that is not there was removed for its age.
                    found.Add((order.Value!, end));
                    break;
                case SealState.Sound or SealState.NoFile:
                    break;
                case SealState.MissingSeal or SealState.Mismatch or SealState.Invalid:
                    problems.Add(new Problem(folder.Folder, order.Fault!, "what lives there is left alone and what is dead is removed; remove the folder when its run is over"));
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        if (found.Count == 0)
        {
            return problems;
        }

        await register.Ledger.RestoreAsync(found, stop).ConfigureAwait(false);
        await register.RecallAsync(found.Select(f => f.Order.Order.Name), stop).ConfigureAwait(false);
        var open = found.Count(f => f.End is null);
        return
        [
            .. problems,
            new Problem(
                "ephemerd.db", $"{found.Count} orders were not in the database and were written into it again from their own records, {open} of them without an end",
                "nothing has to be done; what ended longer ago than [daemon] run_logs is lost to the history"),
        ];
    }
}
