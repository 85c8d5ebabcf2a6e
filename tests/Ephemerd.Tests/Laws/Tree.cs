using System.Runtime.CompilerServices;

namespace Ephemerd.Tests.Laws;

/// <summary>The source tree these tests were compiled from.</summary>
internal static class Tree
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    /// <summary>C# files below a folder of the tree, as (path from the root, text), in order.</summary>
    public static IReadOnlyList<SourceFile> CSharp(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => new SourceFile(Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Here([CallerFilePath] string here = "") => here;
}

internal sealed record SourceFile(string Path, string Text);
