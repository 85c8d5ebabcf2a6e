using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// One line of a table of questions. Admission asks only <see cref="Holds"/> until a no; `explain` asks everything of the same lines, so that
/// both can never say different things.
/// </summary>
/// <param name="Text">To be answered by yes when the job may go on.</param>
/// <param name="No">The job's verdict when this is the first no.</param>
/// <param name="Why">The reason beside the verdict, in words an operator can act on. Asked for only when the answer is no.</param>
internal sealed record Question<T>(string Text, Verdict No, Func<T, bool> Holds, Func<T, string> Why, Func<T, IReadOnlyList<Fact>> Facts)
{
    public Asked Of(T about) => new AskedOf(this, about);

    private sealed class AskedOf(Question<T> question, T about) : Asked
    {
        public override bool Holds => question.Holds(about);

        public override Closure No => new(question.No, question.Why(about));

        public override Ruling Ruling()
        {
            var holds = Holds;
            return new Ruling(question.Text, holds, question.No, holds ? null : question.Why(about), question.Facts(about));
        }
    }
}

/// <summary>A question about something in particular.</summary>
internal abstract class Asked
{
    public abstract bool Holds { get; }

    /// <summary>What a no means. Of no use when the answer is yes.</summary>
    public abstract Closure No { get; }

    public abstract Ruling Ruling();
}
