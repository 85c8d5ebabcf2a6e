using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace Ephemerd.Forge.Hosting;

/// <summary>The command line.</summary>
internal static class ForgeCommand
{
    public static RootCommand Make()
    {
        var listen = new Option<IPEndPoint>("--listen")
        {
            Description = "Address and port to listen on; port 0 takes a free one.",
            DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 0),
            CustomParser = result => EndPoint(result.Tokens[0].Value, result.AddError),
            HelpName = "ADDRESS:PORT",
        };
        var seed = new Option<int>("--seed") { Description = "Seed of all chance: routing, lag, faults.", DefaultValueFactory = _ => 1 };
        var packages = new Option<FileInfo[]>("--runner-package")
        {
            Description = "A runner release to offer: actions-runner-<os>-<arch>-<version>.tar.gz. Repeatable.",
            DefaultValueFactory = _ => [],
        };
        var lag = Lag();
        var repositories = new Option<string[]>("--repository") { Description = "Make this repository. Repeatable.", DefaultValueFactory = _ => [], HelpName = "OWNER/NAME" };
        var token = new Option<FileInfo?>("--token-file") { Description = "Make a token that sees every repository and write it there, for the daemon's token_file." };
        var adminToken = new Option<FileInfo?>("--admin-token-file") { Description = "Take the admin token from this file instead of making one." };
        var publicUrl = new Option<Uri?>("--public-url") { Description = "The address runners reach the forge by, when it is another one than --listen." };
        var stdin = new Option<bool>("--exit-with-stdin") { Description = "End when standard input does, that is, with the process that started the forge." };
        var command = new RootCommand(
            "A small GitHub on loopback: REST, the runner's own protocol, and faults on demand. All state is in memory and ends with the process.\n"
            + "When it listens it prints one JSON line: url, admin_url, admin_token, pid, seed. SIGTERM and SIGINT end it with exit code 0.")
        {
            listen, seed, packages, lag, repositories, token, adminToken, publicUrl, stdin,
        };
        command.SetAction((parsed, stop) => ForgeServer.RunAsync(
            new ForgeOptions(parsed.GetValue(listen)!)
            {
                Seed = parsed.GetValue(seed),
                Lag = TimeSpan.FromSeconds(parsed.GetValue(lag)),
                RunnerPackages = parsed.GetValue(packages)!,
                Repositories = parsed.GetValue(repositories)!,
                TokenFile = parsed.GetValue(token),
                AdminTokenFile = parsed.GetValue(adminToken),
                PublicUrl = parsed.GetValue(publicUrl),
                ExitWithStdin = parsed.GetValue(stdin),
            },
            stop));
        return command;
    }

    private static Option<double> Lag()
    {
        var lag = new Option<double>("--lag-seconds") { Description = "How far listings may trail the truth, 0 to 10 seconds.", DefaultValueFactory = _ => 0 };
        lag.Validators.Add(NotTooFar);
        return lag;
    }

    private static void NotTooFar(OptionResult lag)
    {
        if (lag.GetValueOrDefault<double>() is < 0 or > 10)
        {
            lag.AddError("--lag-seconds must be between 0 and 10.");
        }
    }

    private static IPEndPoint? EndPoint(string text, Action<string> wrong)
    {
        if (IPEndPoint.TryParse(text, out var parsed))
        {
            return parsed;
        }

        wrong($"'{text}' is not an address and port such as 127.0.0.1:0.");
        return null;
    }
}
