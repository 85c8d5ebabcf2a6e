using Ephemerd.PracticeRunner.Working.Message;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner.Rules;

public sealed class ConditionRulesTests
{
    [TestCase("success()", "yes no no")]
    [TestCase("failure()", "no yes no")]
    [TestCase("cancelled()", "no no yes")]
    [TestCase("always()", "yes yes yes")]
    [TestCase("!cancelled()", "yes yes no")]
    [TestCase("success() || failure()", "yes yes no")]
    [TestCase("always() && (failure() || !success())", "no yes yes")]
    [TestCase("true", "yes no no")]
    [TestCase("always() && false", "no no no")]
    public void A_condition_holds_when_the_job_is_succeeding_failing_cancelled(string condition, string holds)
    {
        var seen = new[] { JobStanding.Succeeding, JobStanding.Failing, JobStanding.Cancelled }.Select(standing => ConditionRules.Holds(condition, standing) ? "yes" : "no");
        Assert.That(string.Join(' ', seen), Is.EqualTo(holds));
    }

    [TestCase("github.ref == 'refs/heads/main'")]
    [TestCase("success() && hashFiles('x')")]
    [TestCase("(success()")]
    public void What_is_not_copied_is_refused(string condition) =>
        Assert.That(() => ConditionRules.Holds(condition, JobStanding.Succeeding), Throws.TypeOf<TemplateException>());
}
