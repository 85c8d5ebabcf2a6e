namespace Ephemerd.Sweep;

/// <summary>How far one sweep looks.</summary>
internal enum SweepScope
{
    /// <summary>Before admission opens: this machine only, for GitHub may take long to answer and holds no place.</summary>
    Start,

    /// <summary>What is due.</summary>
    Usual,

    /// <summary>Everything, because somebody asked.</summary>
    Thorough,
}
