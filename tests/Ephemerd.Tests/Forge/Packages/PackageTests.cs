using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Packages;

[TestFixture]
[CancelAfter(60_000)]
public sealed class PackageTests : ForgeTest
{
    private readonly TestPackage _package = TestPackage.Make("2.900.0");

    private protected override ForgeOptions Options => new() { RunnerPackages = [_package.Path] };

    [OneTimeTearDown]
    public void DropPackage() => _package.Dispose();

    [Test]
    [Order(1)]
    public async Task A_package_is_offered_with_its_checksum_and_streamed_whole(CancellationToken stop)
    {
        var offered = await OfferedAsync(stop);
        using var http = new HttpClient();
        var bytes = await http.GetByteArrayAsync(offered["download_url"]!.GetValue<string>(), stop);
        Assert.That(bytes, Is.EqualTo(_package.Bytes));
        Assert.That(offered["sha256_checksum"]!.GetValue<string>(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(bytes))));
        Assert.That((offered["os"]!.GetValue<string>(), offered["architecture"]!.GetValue<string>()), Is.EqualTo(("linux", "x64")));
    }

    [Test]
    [Order(2)]
    public async Task A_package_may_be_offered_with_a_wrong_checksum_or_break_off(CancellationToken stop)
    {
        await Admin.TroublePackageAsync(_package.FileName, new ForgePackageTrouble { CorruptChecksum = true, CutAfterBytes = 1000 }, stop);
        var offered = await OfferedAsync(stop);
        Assert.That(offered["sha256_checksum"]!.GetValue<string>(), Is.Not.EqualTo(Convert.ToHexStringLower(SHA256.HashData(_package.Bytes))));
        using var http = new HttpClient();
        Assert.ThrowsAsync<HttpRequestException>(() => http.GetByteArrayAsync(offered["download_url"]!.GetValue<string>(), stop));

        await Admin.TroublePackageAsync(_package.FileName, new ForgePackageTrouble { BytesPerSecond = 1_000_000 }, stop);
        Assert.That(await http.GetByteArrayAsync(offered["download_url"]!.GetValue<string>(), stop), Has.Length.EqualTo(_package.Bytes.Length));
    }

    [Test]
    [Order(3)]
    public async Task Only_the_newest_of_a_system_is_offered(CancellationToken stop)
    {
        using var newer = TestPackage.Make("2.1000.0");
        await Admin.AddPackageAsync(newer.Path, stop);
        Assert.That((await OfferedAsync(stop))["filename"]!.GetValue<string>(), Is.EqualTo(newer.FileName));
        Assert.ThrowsAsync<HttpRequestException>(() => Admin.AddPackageAsync("/etc/hostname", stop));
    }

    private async Task<JsonNode> OfferedAsync(CancellationToken stop)
    {
        var github = await NewClientAsync(stop);
        var list = await github.GetAsync($"/repos/{await NewRepositoryAsync(stop)}/actions/runners/downloads", stop);
        return list.Body!.AsArray().Single()!;
    }
}
