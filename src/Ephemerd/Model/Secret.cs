namespace Ephemerd.Model;

/// <summary>
/// A value that must not reach a log, an argv, a record or an environment. It prints as <c>***</c>; <see cref="Reveal"/> is searched for in
/// review.
/// </summary>
internal sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
