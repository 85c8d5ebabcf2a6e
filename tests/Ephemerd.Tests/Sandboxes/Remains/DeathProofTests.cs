using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Remains;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Remains;

[Platform("Linux", Reason = "boots are told apart by the kernel's own number")]
internal sealed class DeathProofTests
{
    private static readonly ProcessIdentity Now = new(1, 2, ProcessIdentity.CurrentBoot);
    private static readonly ProcessIdentity Before = Now with { Boot = "another" };

    private static IEnumerable<TestCaseData> Records =>
    [
        new TestCaseData(new KeptRecord(null, null, null), DeathProof.None).SetArgDisplayNames("nothing was written"),
        new TestCaseData(new KeptRecord(Now, null, null), DeathProof.ProcessGone).SetArgDisplayNames("its keeper is known"),
        new TestCaseData(new KeptRecord(Now, Now, null), DeathProof.ProcessGone).SetArgDisplayNames("both are known"),
        new TestCaseData(new KeptRecord(Before, Before, null), DeathProof.BootChanged).SetArgDisplayNames("both are of another boot"),
        new TestCaseData(new KeptRecord(Before, null, null), DeathProof.BootChanged).SetArgDisplayNames("its keeper is of another boot"),
        new TestCaseData(new KeptRecord(Before, Before, new KeptExit(0, Reached: true)), DeathProof.ExitWritten).SetArgDisplayNames("an exit says more than a boot"),
        new TestCaseData(new KeptRecord(null, null, new KeptExit(124, Reached: false)), DeathProof.ExitWritten).SetArgDisplayNames("an exit stands alone"),
    ];

    [TestCaseSource(nameof(Records))]
    public void The_strongest_evidence_of_a_record_is_its_proof(object kept, object proof) => Assert.That(DeathProofs.Of((KeptRecord)kept), Is.EqualTo(proof));
}
