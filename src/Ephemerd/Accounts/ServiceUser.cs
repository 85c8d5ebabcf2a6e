namespace Ephemerd.Accounts;

/// <summary>A user that jobs run as.</summary>
/// <param name="Index">Which slot it belongs to; null for the daemon's own user, which every slot then shares.</param>
internal sealed record ServiceUser(int? Index, string Name, uint Uid, uint Gid);

/// <summary>Users could not be made or are not what they should be. The message names the user and the tool's words.</summary>
internal sealed class AccountFault(string message) : Exception(message);
