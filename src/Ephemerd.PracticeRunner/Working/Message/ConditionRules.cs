namespace Ephemerd.PracticeRunner.Working.Message;

/// <summary>How the job stands when a condition is asked.</summary>
internal enum JobStanding
{
    Succeeding,
    Failing,
    Cancelled,
}

/// <summary>
/// Step conditions: <c>success() failure() always() cancelled() true false</c> joined by <c>! &amp;&amp; || ( )</c>.
/// One without a status function means <c>success() &amp;&amp; (…)</c>, as on GitHub. Pure.
/// </summary>
internal static class ConditionRules
{
    private static readonly string[] StatusFunctions = ["success()", "failure()", "always()", "cancelled()"];

    /// <exception cref="TemplateException">The condition uses more than that.</exception>
    public static bool Holds(string condition, JobStanding standing)
    {
        var text = condition.Replace(" ", "", StringComparison.Ordinal);
        var asksStatus = StatusFunctions.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase));
        var at = 0;
        var holds = Or(text, ref at, standing);
        if (at != text.Length)
        {
            throw new TemplateException($"The practice runner cannot evaluate the condition '{condition}'");
        }

        return holds && (asksStatus || standing is JobStanding.Succeeding);
    }

    private static bool Or(string text, ref int at, JobStanding standing)
    {
        var holds = And(text, ref at, standing);
        while (Take(text, ref at, "||"))
        {
            holds |= And(text, ref at, standing);
        }

        return holds;
    }

    private static bool And(string text, ref int at, JobStanding standing)
    {
        var holds = Term(text, ref at, standing);
        while (Take(text, ref at, "&&"))
        {
            holds &= Term(text, ref at, standing);
        }

        return holds;
    }

    private static bool Term(string text, ref int at, JobStanding standing)
    {
        if (Take(text, ref at, "!"))
        {
            return !Term(text, ref at, standing);
        }

        if (Take(text, ref at, "("))
        {
            var inner = Or(text, ref at, standing);
            return Take(text, ref at, ")") ? inner : throw new TemplateException($"The condition '{text}' lacks a bracket");
        }

        return Take(text, ref at, "success()") ? standing is JobStanding.Succeeding
            : Take(text, ref at, "failure()") ? standing is JobStanding.Failing
            : Take(text, ref at, "cancelled()") ? standing is JobStanding.Cancelled
            : Take(text, ref at, "always()") || Take(text, ref at, "true") ? true
            : Take(text, ref at, "false") ? false
            : throw new TemplateException($"The practice runner cannot evaluate the condition '{text}'");
    }

    private static bool Take(string text, ref int at, string word)
    {
        if (!text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        at += word.Length;
        return true;
    }
}
