namespace Ephemerd.Model;

/// <summary>
/// A value that must not reach a log, an argv, a record or an environment. It prints as <c>***</c>, and from its making on so does every text
/// of ours that repeats it (<see cref="Redactor"/>); <see cref="Reveal"/> is searched for in review.
/// </summary>
internal sealed class Secret
{
    private readonly string _value;

    /// <param name="passing">Whether it is one of many that follow each other, as tokens of an hour do.</param>
    public Secret(string value, bool passing = false)
    {
        _value = value;
        Redactor.Process.Learn(value, passing);
    }

    public string Reveal() => _value;

    public override string ToString() => "***";
}
