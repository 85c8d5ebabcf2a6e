using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Rest;

[TestFixture]
[CancelAfter(60_000)]
public sealed class AccessTests : ForgeTest
{
    private static readonly Dictionary<string, string> ReadOnly = new() { ["actions"] = "read", ["metadata"] = "read" };

    [TestCase(null)]
    [TestCase("ghp_unknown")]
    [TestCase("not.a.jwt")]
    public async Task Without_good_credentials_nothing_is_shown(string? token, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        Assert.That((int)(await ClientWith(token).GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_token_expires(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = ClientWith(await Admin.CreateTokenAsync(expiresIn: TimeSpan.FromHours(3), stop: stop));
        Assert.That((int)(await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(200));
        await Admin.AdvanceAsync(TimeSpan.FromHours(4), stop);
        Assert.That((await github.GetAsync($"/repos/{repo}", stop)).Message, Is.EqualTo("Bad credentials"));
    }

    [Test]
    public async Task A_private_repository_is_hidden_from_who_may_not_see_it(CancellationToken stop)
    {
        var mine = await NewRepositoryAsync(stop);
        var other = await NewRepositoryAsync(stop);
        var github = ClientWith(await Admin.CreateTokenAsync(repositories: [mine], stop: stop));
        Assert.That((int)(await github.GetAsync($"/repos/{mine}/actions/runs", stop)).Status, Is.EqualTo(200));
        Assert.That((int)(await github.GetAsync($"/repos/{other}/actions/runs", stop)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_scope_for_repositories_is_none_for_organisations(CancellationToken stop)
    {
        await NewRepositoryAsync(stop, "scoped");
        var github = await NewClientAsync(stop, "repo");
        var whole = await NewClientAsync(stop, "repo", "admin:org");
        Assert.That((int)(await github.GetAsync("/orgs/scoped/actions/runners", stop)).Status, Is.EqualTo(403));
        Assert.That((int)(await whole.GetAsync("/orgs/scoped/actions/runners", stop)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task An_App_gets_a_token_for_an_hour_and_may_narrow_it(CancellationToken stop)
    {
        var one = await NewRepositoryAsync(stop, "apps");
        var two = await NewRepositoryAsync(stop, "apps");
        var (app, installation, key) = await AppAsync("apps", stop);
        using var _ = key;
        var self = ClientWith(AppJwt(app, key));
        Assert.That((int)(await self.GetAsync("/app", stop)).Status, Is.EqualTo(200));
        Assert.That((await self.GetAsync("/app/installations", stop)).Body!.AsArray(), Has.Count.EqualTo(1));
        Assert.That((int)(await self.GetAsync("/orgs/apps/installation", stop)).Status, Is.EqualTo(200));
        Assert.That((int)(await self.GetAsync($"/repos/{one}/installation", stop)).Status, Is.EqualTo(200));

        var narrow = new JsonObject
        {
            ["repositories"] = new JsonArray(one.Split('/')[1]), ["permissions"] = new JsonObject { ["actions"] = "read" },
        };
        var made = await self.PostAsync($"/app/installations/{installation}/access_tokens", narrow, stop);
        var github = ClientWith(made.Body!["token"]!.GetValue<string>());

        Assert.That((int)(await github.GetAsync($"/repos/{one}/actions/runs", stop)).Status, Is.EqualTo(200));
        Assert.That((int)(await github.GetAsync($"/repos/{two}/actions/runs", stop)).Status, Is.EqualTo(404));
        var jit = await github.PostAsync($"/repos/{one}/actions/runners/generate-jitconfig", JitBody("x", "x"), stop);
        Assert.That(((int)jit.Status, jit.Message), Is.EqualTo((403, "Resource not accessible by integration")));
        var seen = await github.GetAsync("/installation/repositories", stop);
        Assert.That(seen.Body!["total_count"]!.GetValue<int>(), Is.EqualTo(1));

        await Admin.AdvanceAsync(TimeSpan.FromMinutes(61), stop);
        Assert.That((int)(await github.GetAsync($"/repos/{one}/actions/runs", stop)).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_token_cannot_be_made_wider_than_its_installation(CancellationToken stop)
    {
        await NewRepositoryAsync(stop, "wide");
        var (app, installation, key) = await AppAsync("wide", stop);
        using var _ = key;
        var self = ClientWith(AppJwt(app, key));
        var path = $"/app/installations/{installation}/access_tokens";
        var more = await self.PostAsync(path, new JsonObject { ["permissions"] = new JsonObject { ["contents"] = "write" } }, stop);
        var strange = await self.PostAsync(path, new JsonObject { ["repositories"] = new JsonArray("elsewhere") }, stop);
        var plain = await self.PostAsync(path, null, stop);
        Assert.That(((int)more.Status, (int)strange.Status, (int)plain.Status), Is.EqualTo((422, 422, 201)));
    }

    [Test]
    public async Task An_under_permitted_App_is_told_so(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop, "meek");
        var app = await Admin.CreateAppAsync("meek-app", ReadOnly, stop);
        var installation = await Admin.InstallAppAsync(app.Id, "meek", stop: stop);
        using var key = RSA.Create();
        key.ImportFromPem(app.PrivateKeyPem);
        var made = await ClientWith(AppJwt(app.ClientId, key)).PostAsync($"/app/installations/{installation}/access_tokens", null, stop);
        var github = ClientWith(made.Body!["token"]!.GetValue<string>());
        Assert.That((int)(await github.GetAsync($"/repos/{repo}/actions/runs", stop)).Status, Is.EqualTo(200));
        Assert.That((await github.GetAsync($"/repos/{repo}/actions/runners", stop)).Message, Is.EqualTo("Resource not accessible by integration"));
    }

    [TestCase("too long", "'Expiration time' claim ('exp') is too far in the future")]
    [TestCase("over", "'Expiration time' claim")]
    [TestCase("not yet", "'Issued at' claim ('iat')")]
    [TestCase("stranger", "'Issuer' claim ('iss')")]
    [TestCase("forged", "A JSON web token could not be decoded")]
    [TestCase("PS256", "A JSON web token could not be decoded")]
    public async Task A_bad_App_assertion_is_refused(string how, string message, CancellationToken stop)
    {
        var (app, _, key) = await AppAsync($"jwt-{how.Replace(' ', '-')}", stop);
        using var held = key;
        using var forged = RSA.Create(2048);
        void Bend(JsonObject claims)
        {
            var now = claims["iat"]!.GetValue<long>();
            claims["exp"] = how switch { "too long" => now + 900, "over" => now - 1, _ => now + 300 };
            claims["iat"] = how == "not yet" ? now + 200 : now;
            claims["iss"] = how == "stranger" ? "Iv23nobody" : app;
        }

        var reply = await ClientWith(AppJwt(app, how == "forged" ? forged : key, how == "PS256" ? "PS256" : "RS256", Bend)).GetAsync("/app", stop);

        Assert.That(((int)reply.Status, reply.Message), Is.EqualTo((401, reply.Message)));
        Assert.That(reply.Message, Does.StartWith(message));
    }

    private async Task<(string ClientId, long Installation, RSA Key)> AppAsync(string account, CancellationToken stop)
    {
        var app = await Admin.CreateAppAsync($"app-{account}", stop: stop);
        var key = RSA.Create();
        key.ImportFromPem(app.PrivateKeyPem);
        return (app.ClientId, await Admin.InstallAppAsync(app.Id, account, stop: stop), key);
    }

    private static string AppJwt(string issuer, RSA key, string algorithm = "RS256", Action<JsonObject>? bend = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = issuer, ["iat"] = now - 30, ["exp"] = now + 540 };
        if (bend is not null)
        {
            claims["iat"] = now;
            bend(claims);
        }

        return TestJwt.Sign(claims, key, algorithm);
    }
}
