namespace Ephemerd.Model;

/// <summary>One thing a decision looked at.</summary>
/// <param name="Source">Who or what says so, in an operator's words.</param>
/// <param name="At">Since when it is known: what changed later is not in it.</param>
internal sealed record Fact(string Name, string Value, string Source, DateTimeOffset At);
