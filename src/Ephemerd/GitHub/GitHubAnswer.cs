using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.GitHub;

/// <summary>A value or a fault, never both.</summary>
internal sealed class GitHubAnswer<T>
{
    private readonly T? _value;

    private GitHubAnswer(T? value, GitHubFault? fault)
    {
        _value = value;
        Fault = fault;
    }

    public GitHubFault? Fault { get; }

    public static GitHubAnswer<T> Of(T value) => new(value, null);

    public static GitHubAnswer<T> Of(GitHubFault fault) => new(default, fault);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out GitHubFault? fault)
    {
        value = _value;
        fault = Fault;
        return fault is null && value is not null;
    }
}
