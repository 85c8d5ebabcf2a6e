namespace Ephemerd.Status.Control;

/// <summary>One thing a request may say beside its path.</summary>
/// <param name="Name">As it is written in the query: exactly so, and once.</param>
/// <param name="Wants">What it takes, in words for who wrote it.</param>
/// <param name="Fits">Whether a value is such.</param>
internal sealed record ControlParameter(string Name, string Wants, Func<string, bool> Fits);
