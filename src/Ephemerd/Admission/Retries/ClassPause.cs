namespace Ephemerd.Admission;

/// <summary>A class whose runs fail in a row.</summary>
/// <param name="FailingSince">When the first of them failed.</param>
/// <param name="Until">The next is not ordered before.</param>
/// <param name="Reason">Of the newest failure.</param>
internal sealed record ClassPause(int Failures, DateTimeOffset FailingSince, DateTimeOffset NotedAt, DateTimeOffset Until, string Reason);
