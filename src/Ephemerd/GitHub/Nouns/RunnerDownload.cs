namespace Ephemerd.GitHub;

/// <summary>A runner release GitHub offers.</summary>
/// <param name="Os"><c>linux</c>, <c>win</c> or <c>osx</c>.</param>
/// <param name="Architecture"><c>x64</c>, <c>arm64</c> or <c>arm</c>.</param>
/// <param name="Sha256">Lower-case hex; null when GitHub gives none, which is a reason not to install.</param>
internal sealed record RunnerDownload(string Os, string Architecture, Uri Url, string FileName, string? Sha256);
