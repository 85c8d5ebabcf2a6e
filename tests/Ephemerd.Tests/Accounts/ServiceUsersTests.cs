using Ephemerd.Accounts;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Accounts;

public sealed class ServiceUsersTests
{
    private const string Passwd = "root:x:0:0:root:/root:/bin/bash\n_ephemerd1:x:998:997::/home/runner:/usr/sbin/nologin\n";

    [Test]
    public void A_user_is_found_by_its_whole_name_only()
    {
        Assert.That(AccountRules.User(Passwd, "_ephemerd1"), Is.EqualTo((998u, 997u)));
        Assert.That(AccountRules.User(Passwd, "_ephemerd"), Is.Null);
        Assert.That(AccountRules.NameOf(Passwd, 998), Is.EqualTo("_ephemerd1"));
        Assert.That(AccountRules.GroupId("a:x:1:\n_ephemerd:x:997:\n", "_ephemerd"), Is.EqualTo(997));
    }

    [Test]
    [CancelAfter(60_000)]
    [Platform("Linux", Reason = "useradd")]
    public async Task Concurrent_askers_get_the_same_users_each_with_a_number_of_its_own(CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("making users needs root");
        }

        var one = new ServiceUsers(TimeProvider.System, NullLogger<ServiceUsers>.Instance);
        var another = new ServiceUsers(TimeProvider.System, NullLogger<ServiceUsers>.Instance);
        var answers = await Task.WhenAll(one.EnsureAsync(4, stop), another.EnsureAsync(4, stop), one.EnsureAsync(4, stop));
        Assert.That(answers, Is.All.EqualTo(answers[0]));
        Assert.That(answers[0].Select(u => u.Name), Is.EqualTo(new[] { "_ephemerd0", "_ephemerd1", "_ephemerd2", "_ephemerd3" }));
        Assert.That(answers[0].Select(u => u.Uid), Is.Unique.And.None.EqualTo(0));
        Assert.That(answers[0].Select(u => u.Gid).Distinct().Count(), Is.EqualTo(1));
    }
}
