using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Protocol;

[TestFixture]
[CancelAfter(60_000)]
public sealed class TokenTests : ForgeTest
{
    [TestCase("PS256")]
    [TestCase("RS256")]
    public async Task The_registered_key_gets_a_token(string algorithm, CancellationToken stop)
    {
        var runner = await RegisterAsync(await NewRepositoryAsync(stop), stop);
        var spoken = await runner.AuthenticateAsync(stop, algorithm: algorithm);
        Assert.That((spoken.Status, spoken.Body!["token_type"]!.GetValue<string>()), Is.EqualTo((HttpStatusCode.OK, "Bearer")));
    }

    [Test]
    public async Task Another_key_gets_none(CancellationToken stop)
    {
        using var other = RSA.Create(2048);
        var runner = await RegisterAsync(await NewRepositoryAsync(stop), stop);
        await RefusedAsync(runner.AuthenticateAsync(stop, other));
    }

    [TestCase("aud", "http://elsewhere/oauth/token")]
    [TestCase("iss", "somebody else")]
    [TestCase("sub", "00000000-0000-0000-0000-000000000001")]
    [TestCase("jti", null)]
    public async Task A_claim_that_does_not_fit_is_refused(string claim, string? value, CancellationToken stop)
    {
        var runner = await RegisterAsync(await NewRepositoryAsync(stop), stop);
        await RefusedAsync(runner.AuthenticateAsync(stop, bend: claims => claims[claim] = value));
    }

    [TestCase("nbf", 3600)]
    [TestCase("exp", -3600)]
    [TestCase("exp", 3600)]
    public async Task An_assertion_is_good_for_minutes_only(string claim, int shift, CancellationToken stop)
    {
        var runner = await RegisterAsync(await NewRepositoryAsync(stop), stop);
        await RefusedAsync(runner.AuthenticateAsync(stop, bend: claims => claims[claim] = claims[claim]!.GetValue<long>() + shift));
    }

    [Test]
    public async Task A_deleted_registration_is_an_invalid_client(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var runner = await RegisterAsync(repo, stop);
        await github.DeleteAsync($"/repos/{repo}/actions/runners/{runner.Id}", stop);
        await RefusedAsync(runner.AuthenticateAsync(stop));
    }

    [Test]
    public async Task The_JIT_blob_holds_the_three_files_a_runner_wants(CancellationToken stop)
    {
        var runner = await RegisterAsync(await NewRepositoryAsync(stop), stop);
        var settings = runner.Files[".runner"];
        Assert.Multiple(() =>
        {
            Assert.That(runner.Files.Keys, Is.EquivalentTo((string[])[".runner", ".credentials", ".credentials_rsaparams"]));
            Assert.That(settings["ServerUrlV2"]!.GetValue<string>(), Does.EndWith("/"));
            Assert.That(settings["ServerUrl"]!.GetValue<string>(), Is.EqualTo(settings["ServerUrlV2"]!.GetValue<string>()));
            Assert.That(settings["UseV2Flow"]!.GetValue<string>(), Is.EqualTo("True"));
            Assert.That(settings["Ephemeral"]!.GetValue<string>(), Is.EqualTo("True"));
            Assert.That(runner.Files[".credentials"]["Scheme"]!.GetValue<string>(), Is.EqualTo("OAuth"));
            Assert.That(runner.Files[".credentials_rsaparams"].AsObject(), Has.Count.EqualTo(8));
        });
    }

    private static async Task RefusedAsync(Task<Spoken> asked)
    {
        var spoken = await asked;
        Assert.That((spoken.Status, spoken.Body!["error"]!.GetValue<string>()), Is.EqualTo((HttpStatusCode.BadRequest, "invalid_client")));
        Assert.That(spoken.Body["error_description"], Is.InstanceOf<JsonValue>());
    }
}
