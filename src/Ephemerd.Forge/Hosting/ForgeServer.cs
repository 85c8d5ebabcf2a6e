using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Ephemerd.Forge.Admin;
using Ephemerd.Forge.Admin.Routes;
using Ephemerd.Forge.Keys;
using Ephemerd.Forge.Packages;
using Ephemerd.Forge.Protocol;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Ephemerd.Forge.Hosting;

/// <summary>Puts the rooms together, listens, tells where, and ends cleanly.</summary>
internal static class ForgeServer
{
    private const int WrongUsage = 2;

    /// <summary>Polls are held for most of a minute; an ending forge does not wait for them.</summary>
    private static readonly TimeSpan HeldPollsGet = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(ForgeOptions options, CancellationToken stop)
    {
        var adminToken = await AdminTokenAsync(options, stop);
        await using var app = Build(options, adminToken);
        var shelf = app.Services.GetRequiredService<PackageShelf>();
        if (!await StockAsync(shelf, options.RunnerPackages, stop) || !await SettleAsync(app.Services.GetRequiredService<PlaceAdmin>(), options, stop))
        {
            return WrongUsage;
        }

        app.UseWebSockets();
        app.MapForge();
        await app.StartAsync(stop);
        var url = Address(app);
        app.Services.GetRequiredService<ProtocolAddresses>().Root = options.PublicUrl ?? url;
        Announce(options, url, adminToken);
        if (options.ExitWithStdin)
        {
            _ = EndWithStdinAsync(app.Lifetime);
        }

        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    private static async Task<bool> StockAsync(PackageShelf shelf, IReadOnlyList<FileInfo> packages, CancellationToken stop)
    {
        foreach (var package in packages)
        {
            try
            {
                await shelf.AddAsync(package.FullName, stop);
            }
            catch (Exception wrong) when (wrong is ArgumentException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"--runner-package {package}: {wrong.Message}");
                return false;
            }
        }

        return true;
    }

    /// <summary>The repositories and the token of the command line: what the admin routes would make.</summary>
    private static async Task<bool> SettleAsync(PlaceAdmin places, ForgeOptions options, CancellationToken stop)
    {
        try
        {
            foreach (var repository in options.Repositories)
            {
                places.MakeRepo(new RepoOrder(repository));
            }

            if (options.TokenFile is { } file)
            {
                var made = places.MakeToken(new TokenOrder(file.Name, null, null, null, null));
                await WriteSecretAsync(file, made.Token, stop);
            }

            return true;
        }
        catch (Exception wrong) when (wrong is AdminRefusal or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return false;
        }
    }

    private static async Task WriteSecretAsync(FileInfo file, string secret, CancellationToken stop)
    {
        var way = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            way.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var to = new StreamWriter(file.FullName, way);
        await to.WriteLineAsync(secret.AsMemory(), stop);
    }

    private static WebApplication Build(ForgeOptions options, string adminToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "ephemerd-forge" });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = JobLog.BlobLimit;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = HeldPollsGet);
        var clock = new ForgeClock(TimeProvider.System);
        var world = new World(clock, new Random(options.Seed), new Manners { Lag = options.Lag });
        builder.Services.AddForge(world, KeyRing.Open(KeyPlace.Find()), options.Seed).AddSingleton(new AdminDoor(adminToken));
        return builder.Build();
    }

    private static Uri Address(WebApplication app)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var uri = new UriBuilder(bound);
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            uri.Host = "127.0.0.1";
        }

        return uri.Uri;
    }

    private static void Announce(ForgeOptions options, Uri url, string adminToken)
    {
        var root = (options.PublicUrl ?? url).AbsoluteUri.TrimEnd('/');
        var line = new ReadyLine(root, $"{url.AbsoluteUri.TrimEnd('/')}/_forge", adminToken, Environment.ProcessId, options.Seed);
        Console.Out.WriteLine(JsonSerializer.Serialize(line, ReadyJson.Default.ReadyLine));
        Console.Out.Flush();
    }

    private static async Task<string> AdminTokenAsync(ForgeOptions options, CancellationToken stop) => options.AdminTokenFile is { } file
        ? (await File.ReadAllTextAsync(file.FullName, stop)).Trim()
        : RandomNumberGenerator.GetHexString(40, lowercase: true);

    private static async Task EndWithStdinAsync(IHostApplicationLifetime lifetime)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer, lifetime.ApplicationStopping) > 0)
        {
            // What is said there does not matter, only that it ends.
        }

        lifetime.StopApplication();
    }
}
