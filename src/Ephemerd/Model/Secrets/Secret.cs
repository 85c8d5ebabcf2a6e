namespace Ephemerd.Model;

/// <summary>
/// A value that must not reach a log, an argv, a record or an environment. It prints as <c>***</c>, and from its making on so does every text
/// of ours that repeats it (<see cref="Redactor"/>); <see cref="Reveal"/> is searched for in review.
/// </summary>
internal sealed class Secret
{
    private readonly string _value;

    public Secret(string value)
    {
        _value = value;
        Redactor.Process.Learn(value);
    }

    public string Reveal()
    {
        Redactor.Process.Learn(_value);
        return _value;
    }

    public override string ToString() => "***";
}
