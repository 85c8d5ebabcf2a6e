using System.Net;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Rest;

/// <summary>What a caller learns of the repositories it may choose among.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class PlaceTests : ForgeTest
{
    [Test]
    public async Task A_listing_says_what_is_archived_disabled_and_administered(CancellationToken stop)
    {
        var (mine, other) = (await NewRepositoryAsync(stop, "choice"), await NewRepositoryAsync(stop, "choice"));
        var github = ClientWith(await Admin.CreateTokenAsync(administers: [mine], stop: stop));
        await Admin.ChangeRepositoryAsync(mine, archived: true, stop: stop);
        await Admin.ChangeRepositoryAsync(other, disabled: true, stop: stop);

        var listed = (await github.GetAsync("/orgs/choice/repos?type=all&sort=full_name", stop)).Body!.AsArray()
            .ToDictionary(repo => repo!["full_name"]!.GetValue<string>(), repo => repo!);

        Assert.That(listed.Keys, Is.EquivalentTo(new[] { mine, other }));
        Assert.Multiple(() =>
        {
            Assert.That(listed[mine]["archived"]!.GetValue<bool>(), Is.True);
            Assert.That(listed[mine]["permissions"]!["admin"]!.GetValue<bool>(), Is.True);
            Assert.That(listed[other]["disabled"]!.GetValue<bool>(), Is.True);
            Assert.That(listed[other]["permissions"]!["admin"]!.GetValue<bool>(), Is.False);
        });
    }

    [Test]
    public async Task An_account_is_an_organisation_or_a_user(CancellationToken stop)
    {
        await NewRepositoryAsync(stop, "acme");
        await Admin.CreateRepositoryAsync("ada/engine", ownerType: "user", stop: stop);
        using var github = await NewClientAsync(stop);
        Assert.That((await github.GetAsync("/users/acme", stop)).Body!["type"]!.GetValue<string>(), Is.EqualTo("Organization"));
        Assert.That((await github.GetAsync("/users/ada", stop)).Body!["type"]!.GetValue<string>(), Is.EqualTo("User"));
        Assert.That((await github.GetAsync("/users/nobody", stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await github.GetAsync("/orgs/ada/repos", stop)).Status, Is.EqualTo(HttpStatusCode.NotFound), "a user is no organisation");
        var own = (await github.GetAsync("/user/repos?affiliation=owner,collaborator", stop)).Body!.AsArray();
        Assert.That(own.Select(repo => repo!["full_name"]!.GetValue<string>()), Does.Contain("ada/engine").And.None.StartsWith("acme/"));
    }

    [Test]
    public async Task An_archived_repository_can_be_read_and_not_written(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        using var github = await NewClientAsync(stop);
        await Admin.ChangeRepositoryAsync(repo, archived: true, stop: stop);
        Assert.That((await github.GetAsync($"/repos/{repo}/actions/runs", stop)).Status, Is.EqualTo(HttpStatusCode.OK));
        var jit = await github.PostAsync($"/repos/{repo}/actions/runners/generate-jitconfig", JitBody("x", "x"), stop);
        Assert.That((jit.Status, jit.Message), Is.EqualTo((HttpStatusCode.Forbidden, "Repository was archived so is read-only.")));
        await Admin.ChangeRepositoryAsync(repo, archived: false, stop: stop);
        jit = await github.PostAsync($"/repos/{repo}/actions/runners/generate-jitconfig", JitBody("x", "x"), stop);
        Assert.That(jit.Status, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task A_repository_that_is_gone_takes_its_registrations_along(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        using var runner = await RegisterAsync(repo, stop);
        await Admin.DeleteRepositoryAsync(repo, stop);
        using var github = await NewClientAsync(stop);
        Assert.That((await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Admin.CensusAsync(stop)).Registrations.Select(r => r.Scope), Has.None.EqualTo(repo));
    }

    [Test]
    public async Task A_token_that_was_revoked_is_no_credential_any_more(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var token = await Admin.CreateTokenAsync(stop: stop);
        using var github = ClientWith(token);
        Assert.That((await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(HttpStatusCode.OK));
        await Admin.RevokeTokenAsync(token, stop);
        Assert.That((await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }
}
