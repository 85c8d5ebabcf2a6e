namespace Ephemerd.Cli;

/// <summary>A verb cannot do what was asked, in one sentence with the fix. Anything else that is thrown is our own mistake.</summary>
/// <param name="exitCode">One of <see cref="Cli.ExitCode"/>.</param>
internal sealed class VerbFault(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;
}
