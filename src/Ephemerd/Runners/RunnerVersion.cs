using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ephemerd.Runners;

/// <summary>A runner release: <c>2.336.0</c>. Ordered by its numbers, not as text.</summary>
internal readonly record struct RunnerVersion(int Major, int Minor, int Patch) : IComparable<RunnerVersion>
{
    public static bool operator <(RunnerVersion left, RunnerVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(RunnerVersion left, RunnerVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(RunnerVersion left, RunnerVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RunnerVersion left, RunnerVersion right) => left.CompareTo(right) >= 0;

    public static RunnerVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not a runner version such as 2.336.0.");

    public static bool TryParse([NotNullWhen(true)] string? text, out RunnerVersion version)
    {
        version = default;
        if (text?.Split('.') is not [var major, var minor, var patch]
            || !TryNumber(major, out var first) || !TryNumber(minor, out var second) || !TryNumber(patch, out var third))
        {
            return false;
        }

        version = new RunnerVersion(first, second, third);
        return true;
    }

    public int CompareTo(RunnerVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
