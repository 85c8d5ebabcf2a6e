using Ephemerd.Processes;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

public sealed class AtomicFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("atomic-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_written_file_has_its_content_and_is_its_owners_alone()
    {
        var path = Path.Combine(_folder, "secret");
        AtomicFile.WriteText(path, "one");
        Assert.That(File.ReadAllText(path), Is.EqualTo("one"));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(AtomicFile.Private));
    }

    [Test]
    public void The_mode_asked_for_is_set_whatever_the_umask()
    {
        var path = Path.Combine(_folder, "script");
        var mode = (UnixFileMode)0b111_101_111;
        AtomicFile.WriteText(path, "", mode, durability: Durability.Cache);
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(mode));
    }

    [Test]
    [CancelAfter(30_000)]
    public void A_reader_never_sees_a_part(CancellationToken stop)
    {
        var path = Path.Combine(_folder, "file");
        var contents = new[] { new string('a', 200_000), new string('b', 150_000) };
        AtomicFile.WriteText(path, contents[0], durability: Durability.Cache);
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                AtomicFile.WriteText(path, contents[i % 2], durability: Durability.Cache);
            }
        }, stop);
        while (!writer.IsCompleted)
        {
            Assert.That(contents, Does.Contain(File.ReadAllText(path)));
        }
    }

    [Test]
    public void A_failed_write_keeps_the_old_content_and_leaves_nothing_beside_it()
    {
        var path = Path.Combine(_folder, "taken");
        Directory.CreateDirectory(Path.Combine(path, "inside"));
        Assert.That(() => AtomicFile.WriteText(path, "x"), Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
    }
}
