namespace Ephemerd.Model;

/// <summary>The operating system a runner offers, as the label GitHub users write.</summary>
internal enum JobOs
{
    Linux,
    Windows,
    MacOs,
}
