using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>Nothing grows until it eats the design: file ≤ 250 lines, method ≤ 50, constructor ≤ 6 parameters, folder ≤ 12 files; test file ≤ 400 lines.</summary>
public sealed class SizesLaw
{
    private const int FileLines = 250;
    private const int TestFileLines = 400;
    private const int MethodLines = 50;
    private const int Parameters = 6;
    private const int FolderFiles = 12;

    [TestCase("src/Ephemerd")]
    [TestCase("src/Ephemerd.Forge")]
    [TestCase("src/Ephemerd.PracticeRunner")]
    public void Files_and_methods_stay_small(string folder) =>
        Assert.That(Tree.CSharp(folder).SelectMany(f => TooLong(f, FileLines).Concat(LongMethods(f))), Is.Empty);

    [Test]
    public void Constructors_ask_for_few_things() => Assert.That(Tree.CSharp("src/Ephemerd").SelectMany(GreedyConstructors), Is.Empty);

    [Test]
    public void Rooms_get_sub_folders_in_time() => Assert.That(FullFolders(Tree.CSharp("src/Ephemerd")), Is.Empty);

    [Test]
    public void Test_files_stay_readable() => Assert.That(Tree.CSharp("tests").SelectMany(f => TooLong(f, TestFileLines)), Is.Empty);

    [Test]
    public void A_long_file_is_found() =>
        Assert.That(TooLong(new("A.cs", string.Concat(Enumerable.Repeat("\n", 251))), FileLines), Is.EqualTo(new[] { "A.cs has 251 lines" }));

    [TestCase("void M()\n{{{0}}}")]
    [TestCase("public static int operator ==(A a, A b)\n{{{0}}}")]
    [TestCase("[Test]\nint M(int a = 1) => a switch\n{{{0}}};")]
    [TestCase("A(int x) : base(x)\n{{{0}if (x) {{ }}\n}}")]
    [TestCase("class B\n{{\nvoid M()\n{{{0}}}\n}}")]
    public void A_long_method_is_found(string member)
    {
        var text = $"namespace N;\nclass A : Base\n{{\n    int _f = 1;\n{string.Format(null, member, new string('\n', 50))}\nvoid Small() {{ }}\n}}";
        Assert.That(LongMethods(new("A.cs", text)).Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_long_table_is_no_method() =>
        Assert.That(LongMethods(new("A.cs", $"class A {{ static int[] T = new[] {{ {new string('\n', 90)} }}; string S => \"{{\"; }}")), Is.Empty);

    [TestCase("class A(int a, int b, int c, int d, int e, int f, int g);", 1)]
    [TestCase("class A { public A(int a, F<int, int> b, int c, int d, int e, int f, int g) { } }", 1)]
    [TestCase("class A(int a, F<int, int> b, int c, int d, int e, int f) { A B() => new A(a, b, c, d, e, f); }", 0)]
    [TestCase("record A(int a, int b, int c, int d, int e, int f, int g);", 0)]
    public void A_greedy_constructor_is_found(string text, int found) => Assert.That(GreedyConstructors(new("A.cs", text)).Count(), Is.EqualTo(found));

    [Test]
    public void A_full_folder_is_found()
    {
        var files = Enumerable.Range(0, 13).Select(i => new SourceFile($"r/{i}.cs", "")).Append(new("r/sub/a.cs", ""));
        Assert.That(FullFolders(files), Is.EqualTo(new[] { "r has 13 files" }));
    }

    private static IEnumerable<string> TooLong(SourceFile file, int limit)
    {
        var lines = file.Text.AsSpan().Count('\n');
        return lines > limit ? [$"{file.Path} has {lines} lines"] : [];
    }

    private static IEnumerable<string> LongMethods(SourceFile file) => CSharpShape.Methods(file.Text)
        .Where(m => m.Lines > MethodLines)
        .Select(m => $"{file.Path}:{m.FirstLine} has a method of {m.Lines} lines");

    private static IEnumerable<string> GreedyConstructors(SourceFile file) => CSharpShape.Constructors(file.Text)
        .Where(c => c.Parameters > Parameters)
        .Select(c => $"{file.Path}: {c.Type} asks for {c.Parameters} things");

    private static IEnumerable<string> FullFolders(IEnumerable<SourceFile> files) => files
        .GroupBy(f => Path.GetDirectoryName(f.Path))
        .Where(folder => folder.Count() > FolderFiles)
        .Select(folder => $"{folder.Key} has {folder.Count()} files");
}
