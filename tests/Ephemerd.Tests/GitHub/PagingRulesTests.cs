using Ephemerd.GitHub.Calls;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

internal sealed class PagingRulesTests
{
    [Test]
    public void One_page_is_whole_whatever_its_total_says() => Assert.That(PagingRules.IsWhole([7], 5, int.MaxValue), Is.True);

    [Test]
    public void Pages_that_agree_and_miss_nothing_are_whole() => Assert.That(PagingRules.IsWhole([150, 150], 150, int.MaxValue), Is.True);

    [Test]
    public void An_entry_that_left_in_between_is_noticed_by_the_totals() => Assert.That(PagingRules.IsWhole([150, 149], 149, int.MaxValue), Is.False);

    [Test]
    public void An_entry_met_twice_is_noticed_by_the_count() => Assert.That(PagingRules.IsWhole([150, 150], 149, int.MaxValue), Is.False);

    [Test]
    public void What_GitHub_does_not_give_out_is_not_missed() => Assert.That(PagingRules.IsWhole([2_400, 2_400], 1_000, 1_000), Is.True);

    [TestCase("<https://h/x?page=2>; rel=\"next\", <https://h/x?page=9>; rel=\"last\"", true)]
    [TestCase("<https://h/x?page=8>; rel=\"prev\", <https://h/x?page=1>; rel=\"first\"", false)]
    public void The_link_header_tells_whether_a_page_follows(string header, bool follows) =>
        Assert.That(PagingRules.NamesNext([header]), Is.EqualTo(follows));
}
