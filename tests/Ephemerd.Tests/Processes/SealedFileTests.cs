using System.Text;
using System.Text.Json.Serialization;
using Ephemerd.Processes;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

internal sealed partial class SealedFileTests
{
    private DirectoryInfo _folder = null!;
    private string _path = "";

    [SetUp]
    public void Make()
    {
        _folder = Directory.CreateTempSubdirectory("ephemerd-sealed-");
        _path = Path.Combine(_folder.FullName, "note.json");
    }

    [TearDown]
    public void Remove() => _folder.Delete(recursive: true);

    private SealedContent<Note> Read() => SealedFile.Read(_path, NoteJson.Default.Note);

    private void Write(string text) => SealedFile.Write(_path, new Note(text, 7), NoteJson.Default.Note);

    [Test]
    public void What_was_sealed_comes_back_and_no_other_file_is_left()
    {
        Write("one\ntwo √");
        Assert.That(Read(), Is.EqualTo(new SealedContent<Note>(SealState.Sound, new Note("one\ntwo √", 7), null)));
        Assert.That(_folder.GetFiles(), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllLines(_path), Has.Length.EqualTo(2), "one line of record and one of seal, both JSON");
    }

    [Test]
    public void No_file_is_told_from_one_that_lies() => Assert.That(Read().State, Is.EqualTo(SealState.NoFile));

    [Test]
    public void Cut_at_any_byte_it_has_no_seal()
    {
        Write("one");
        var whole = File.ReadAllBytes(_path);
        Assert.Multiple(() =>
        {
            for (var length = 0; length < whole.Length; length++)
            {
                File.WriteAllBytes(_path, whole[..length]);
                Assert.That(Read().State, Is.EqualTo(SealState.MissingSeal), $"cut after {length} of {whole.Length} bytes");
            }
        });
    }

    [Test]
    public void With_any_byte_of_the_record_changed_it_does_not_match_its_seal()
    {
        Write("one");
        var whole = File.ReadAllBytes(_path);
        var record = Array.IndexOf(whole, (byte)'\n');
        Assert.Multiple(() =>
        {
            for (var at = 0; at < record; at++)
            {
                var changed = whole.ToArray();
                changed[at] ^= 1;
                File.WriteAllBytes(_path, changed);
                Assert.That(Read().State, Is.EqualTo(SealState.Mismatch), $"byte {at}");
            }
        });
    }

    [Test]
    public void Whole_and_not_understood_is_a_case_of_its_own()
    {
        SealedFile.Write(_path, ["not", "a", "note"], NoteJson.Default.StringArray);
        var read = Read();
        Assert.That(read.State, Is.EqualTo(SealState.Invalid));
        Assert.That(read.Fault, Does.Contain(_path));
    }

    [Test]
    public void A_newer_record_replaces_an_older_one_and_a_reader_never_meets_a_part()
    {
        Write("0");
        using var over = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var states = new HashSet<SealState>();
            while (!over.IsCancellationRequested)
            {
                states.Add(Read().State);
            }

            return states;
        }, CancellationToken.None);
        for (var i = 0; i < 100; i++)
        {
            SealedFile.Write(_path, new Note(new string('x', i * 100), i), NoteJson.Default.Note, Durability.Cache);
        }

        over.Cancel();
        Assert.That(reader.Result, Is.EqualTo(new[] { SealState.Sound }));
        Assert.That(Encoding.UTF8.GetString(File.ReadAllBytes(_path)), Does.EndWith("\"}\n"));
    }

    internal sealed record Note(string Text, int Number);

    [JsonSerializable(typeof(Note))]
    [JsonSerializable(typeof(string[]))]
    internal sealed partial class NoteJson : JsonSerializerContext;
}
