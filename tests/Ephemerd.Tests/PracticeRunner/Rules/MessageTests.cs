using System.Text.Json.Nodes;
using System.Text.Json;
using Ephemerd.PracticeRunner.Working.Message;
using Ephemerd.PracticeRunner.Working.Steps;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner.Rules;

/// <summary>The job message's own encodings, and the lines a step speaks in.</summary>
public sealed class MessageTests
{
    [Test]
    public void Context_data_is_decoded_into_plain_values()
    {
        var decoded = ContextData.Decode(Parse("""{"t":2,"d":[{"k":"a","v":"x"},{"k":"b","v":{"t":1,"a":[1,true,null]}},{"k":"c","v":{"t":2,"d":[]}}]}"""));
        Assert.That(decoded!.ToJsonString(), Is.EqualTo("""{"a":"x","b":[1,true,null],"c":{}}"""));
    }

    [TestCase("\"plain\"", "plain")]
    [TestCase("5", "5")]
    [TestCase("""{"type":3,"expr":"github.actor"}""", "octocat")]
    [TestCase("""{"type":3,"expr":"github.missing.deeper"}""", "")]
    [TestCase("""{"type":0,"file":1,"line":2,"col":3,"lit":"text"}""", "text")]
    public void A_template_gives(string token, string text)
    {
        var contexts = new JsonObject { ["github"] = new JsonObject { ["actor"] = "octocat" } };
        Assert.That(Templates.Text(Parse(token), contexts), Is.EqualTo(text));
    }

    [TestCase("""{"type":3,"expr":"format('a {0}', github.sha)"}""")]
    [TestCase("""{"type":1,"seq":["a"]}""")]
    public void A_richer_template_is_refused(string token) =>
        Assert.That(() => Templates.Text(Parse(token), []), Throws.TypeOf<TemplateException>());

    [Test]
    public void File_commands_come_on_one_line_or_between_marks()
    {
        var pairs = FileCommands.Pairs(["A=1=2", "", "B<<--", "x", "y=z", "--", "C="]);
        Assert.That(pairs, Is.EqualTo(new[] { ("A", "1=2"), ("B", "x\ny=z"), ("C", "") }));
    }

    [TestCase("B<<END", "x")]
    [TestCase("no sign of a value", "")]
    public void A_broken_file_command_is_refused(string first, string second) =>
        Assert.That(() => FileCommands.Pairs([first, second]).ToList(), Throws.TypeOf<TemplateException>());

    [Test]
    public void A_workflow_command_has_a_name_properties_and_a_text()
    {
        Assert.That(WorkflowCommand.TryParse("  ::error file=a%3Ab.cs,line=6::two%0Alines at 50%25", out var command), Is.True);
        Assert.That(command.Name, Is.EqualTo("error"));
        Assert.That(command.Properties, Is.EquivalentTo(new Dictionary<string, string> { ["file"] = "a:b.cs", ["line"] = "6" }));
        Assert.That(command.Text, Is.EqualTo("two\nlines at 50%"));
    }

    [TestCase("just text")]
    [TestCase("::")]
    [TestCase("::not closed")]
    [TestCase("::::")]
    public void Other_lines_are_no_commands(string line) => Assert.That(WorkflowCommand.TryParse(line, out _), Is.False);

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
