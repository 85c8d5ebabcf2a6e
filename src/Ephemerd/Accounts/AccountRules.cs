using System.Globalization;

namespace Ephemerd.Accounts;

/// <summary>Names, and the reading of <c>/etc/passwd</c> and <c>/etc/group</c>.</summary>
internal static class AccountRules
{
    public const string Group = "_ephemerd";

    /// <summary>The home that the account database gives them is the one they have inside a sandbox; on the host it need not exist.</summary>
    public const string Home = "/home/runner";

    public static string UserName(int index) => string.Create(CultureInfo.InvariantCulture, $"{Group}{index}");

    public static uint? GroupId(string groupFile, string name) =>
        Line(groupFile, name) is [_, _, var gid, ..] ? uint.Parse(gid, CultureInfo.InvariantCulture) : null;

    public static (uint Uid, uint Gid)? User(string passwdFile, string name) =>
        Line(passwdFile, name) is [_, _, var uid, var gid, ..]
            ? (uint.Parse(uid, CultureInfo.InvariantCulture), uint.Parse(gid, CultureInfo.InvariantCulture)) : null;

    /// <summary>Every service user there is, whatever its group: the name makes it one. One that is root is none.</summary>
    public static IReadOnlyList<ServiceUser> ServiceUsers(string passwdFile) =>
    [
        .. from line in passwdFile.Split('\n')
           where line.StartsWith(Group, StringComparison.Ordinal)
           let name = line.Split(':')[0]
           where int.TryParse(name.AsSpan(Group.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
           let user = User(passwdFile, name)
           where user is { Uid: not 0 }
           select new ServiceUser(int.Parse(name.AsSpan(Group.Length), CultureInfo.InvariantCulture), name, user.Value.Uid, user.Value.Gid),
    ];

    public static string? NameOf(string passwdFile, uint uid)
    {
        var wanted = uid.ToString(CultureInfo.InvariantCulture);
        return passwdFile.Split('\n').Select(line => line.Split(':')).FirstOrDefault(f => f is [_, _, var id, ..] && id == wanted)?[0];
    }

    private static string[]? Line(string file, string name) =>
        file.Split('\n').FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.Ordinal))?.Split(':');
}
