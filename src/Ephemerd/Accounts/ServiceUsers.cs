using System.Globalization;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Accounts;

/// <summary>
/// The hidden users <c>_ephemerd0…N</c> in the one group <c>_ephemerd</c>, one for each slot index: made when needed, never deleted (a deleted
/// user's number would be given to a stranger, with the files). Making needs root and Linux's <c>useradd</c>; finding reads files only. Thread-safe.
/// </summary>
internal sealed partial class ServiceUsers
{
    private const int NameTaken = 9;
    private const int LockAttempts = 20;
    private static readonly TimeSpan ToolLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);
    private const string LockFile = "/run/ephemerd-accounts.lock";
    private readonly TimeProvider _time;
    private readonly ILogger<ServiceUsers> _log;

    public ServiceUsers(TimeProvider time, ILogger<ServiceUsers> log)
    {
        _time = time;
        _log = log;
    }

    /// <summary>The daemon's own user, for when it is not root.</summary>
    public static ServiceUser Own()
    {
        var uid = Caller.Uid;
        var name = AccountRules.NameOf(File.ReadAllText("/etc/passwd"), uid) ?? uid.ToString(CultureInfo.InvariantCulture);
        return new ServiceUser(null, name, uid, Caller.Gid);
    }

    /// <summary>Finds or makes the users 0 to <paramref name="count"/> − 1, in order. Throws <see cref="AccountFault"/>.</summary>
    public async Task<IReadOnlyList<ServiceUser>> EnsureAsync(int count, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new AccountFault("Service users are made on Linux only.");
        }

        await using var held = await LockAsync(stop);
        var gid = await EnsureGroupAsync(stop);
        var users = new List<ServiceUser>(count);
        var passwd = await File.ReadAllTextAsync("/etc/passwd", stop);
        for (var index = 0; index < count; index++)
        {
            users.Add(Find(passwd, index, gid) ?? await MakeAsync(index, gid, stop));
        }

        return users;
    }

    /// <summary>
    /// Finds or makes one user and those before it. One that is there costs two reads and no lock: entries are only ever added, and both files are
    /// replaced by renames. Throws <see cref="AccountFault"/>.
    /// </summary>
    public async Task<ServiceUser> EnsureOneAsync(int index, CancellationToken stop) =>
        AccountRules.GroupId(await File.ReadAllTextAsync("/etc/group", stop), AccountRules.Group) is { } gid
        && Find(await File.ReadAllTextAsync("/etc/passwd", stop), index, gid) is { } there
            ? there
            : (await EnsureAsync(index + 1, stop))[index];

    /// <summary>
    /// Two groupadds at once can both succeed and leave the second one's number: they look for the name before they take the account files' lock.
    /// So one asker at a time on this machine, other daemons included.
    /// </summary>
    private async Task<FileStream> LockAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPause, _time, stop);
            }
        }
    }

    private static ServiceUser? Find(string passwd, int index, uint gid)
    {
        var name = AccountRules.UserName(index);
        return AccountRules.User(passwd, name) switch
        {
            null => null,
            { Uid: 0 } => throw new AccountFault($"the user {name} is root; rename or remove it"),
            { } seen when seen.Gid != gid => throw new AccountFault(
                $"the user {name} is there but its group is {seen.Gid}, not {AccountRules.Group} ({gid}); run: usermod -g {AccountRules.Group} {name}"),
            { } seen => new ServiceUser(index, name, seen.Uid, seen.Gid),
        };
    }

    private async Task<uint> EnsureGroupAsync(CancellationToken stop)
    {
        if (GroupId() is { } there)
        {
            return there;
        }

        await RunAsync("groupadd", ["--system", AccountRules.Group], stop);
        return GroupId() ?? throw new AccountFault($"groupadd made no group {AccountRules.Group}");

        static uint? GroupId() => AccountRules.GroupId(File.ReadAllText("/etc/group"), AccountRules.Group);
    }

    private async Task<ServiceUser> MakeAsync(int index, uint gid, CancellationToken stop)
    {
        var name = AccountRules.UserName(index);
        await RunAsync(
            "useradd",
            ["--system", "--gid", AccountRules.Group, "--home-dir", AccountRules.Home, "--no-create-home", "--shell", "/usr/sbin/nologin", name],
            stop);
        var user = Find(await File.ReadAllTextAsync("/etc/passwd", stop), index, gid)
            ?? throw new AccountFault($"useradd made no user {name} that /etc/passwd knows");
        LogMade(name, user.Uid);
        return user;
    }

    /// <summary>Another tool may hold the account files' lock for a moment, or have made the same name: neither is an error.</summary>
    private async Task RunAsync(string tool, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await Children.RunAsync(ChildCommand.Tool(tool, arguments), ToolLimit, _time, stop);
            if (outcome.Succeeded || outcome.ExitCode == NameTaken)
            {
                return;
            }

            if (attempt == LockAttempts || !outcome.Error.Contains("lock", StringComparison.Ordinal))
            {
                throw new AccountFault($"{tool} {arguments[^1]}: {outcome.Reason}");
            }

            await Task.Delay(LockPause, _time, stop);
        }
    }

    [LoggerMessage(LogLevel.Information, "Made the service user {Name} (uid {Uid})")]
    private partial void LogMade(string name, uint uid);
}
