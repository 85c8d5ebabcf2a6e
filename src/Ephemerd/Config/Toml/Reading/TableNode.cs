namespace Ephemerd.Config.Toml.Reading;

/// <summary>What a key holds while the text is being read.</summary>
internal abstract class TableNode
{
    public abstract TomlValue Finish();
}

/// <summary>A finished value, inline _tables and arrays included: nothing can be added to it any more.</summary>
internal sealed class FinishedNode(TomlValue value) : TableNode
{
    public override TomlValue Finish() => value;
}

/// <summary>An array of tables, one per [[header]].</summary>
internal sealed class TableListNode(TomlPosition at) : TableNode
{
    private readonly List<TableBuilder> _tables = [];

    public TableBuilder Last => _tables[^1];

    public void Add(TableBuilder table) => _tables.Add(table);

    public override TomlValue Finish() => new TomlArray([.. _tables.Select(t => t.Build())], at);
}
