namespace Ephemerd.Sweep;

/// <summary>Who makes each family, where it is seen and how it goes.</summary>
internal static class FamilyRules
{
    public static FamilyFacts Of(Family family) => family switch
    {
        Family.Sandbox => new("a backend, for one run", "the backend's own complete listing", "taken up and destroyed by its backend"),
        Family.Registration => new("the run's line, before its environment", "GitHub's listing of the repository's runners", "deleted at GitHub, which refuses while it is busy"),
        Family.Order => new("the run's line, before anything exists", "the ledger's open orders", "settled as at a start: taken up, or ended as lost"),
        Family.ControlGroup => new("bubblewrap, before the environment's record", "the directories under ephemerd/ in each hierarchy", "its members killed, the directory removed"),
        Family.UserProcesses => new("jobs", "the process table, for users whose claim nobody holds", "killed under the user's claim"),
        Family.Image => new("bubblewrap, ahead of a run and for it", "slots/.NAME.img and spare/*.part", "deleted; a loop device on it goes with its last use"),
        Family.PackageStage => new("the runner package store", "runners/.NAME.part and .NAME.gone", "deleted under the package's lock"),
        Family.PartialFile => new("every file that is replaced in one step", "dotted .part files beside the real ones", "deleted once no write can take that long"),
        Family.RunFolder => new("a backend, for one run", "the directories of runs/", "deleted when older than [daemon] run_logs"),
    };
}

/// <summary>One family in words: for the operator's page and for whoever adds the next one.</summary>
internal sealed record FamilyFacts(string MadeBy, string SeenIn, string RemovedBy);
