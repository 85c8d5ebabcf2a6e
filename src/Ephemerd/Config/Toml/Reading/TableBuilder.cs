namespace Ephemerd.Config.Toml.Reading;

/// <summary>Who made a table decides who may still add to it.</summary>
internal enum TableOrigin
{
    /// <summary>Only named on the way to another: [a.b] implies a. A header may still define it, once.</summary>
    Implied,

    /// <summary>Defined by its own header, or the root.</summary>
    Header,

    /// <summary>Made by a dotted key: further dotted keys beside it may add, headers may only go through it.</summary>
    Dotted,
}

/// <summary>A table while the text is being read, with TOML's rules on what may be defined twice (nothing) and extended (little).</summary>
internal sealed class TableBuilder(TomlPosition at, int depth, TableOrigin origin) : TableNode
{
    private readonly List<(KeyPart Key, TableNode Node)> _entries = [];
    private readonly Dictionary<string, int> _indexByName = new(StringComparer.Ordinal);

    public int Depth => depth;

    public TomlTable Build() => new([.. _entries.Select(e => new TomlEntry(e.Key.Name, e.Key.At, e.Node.Finish()))], at);

    public override TomlValue Finish() => Build();

    public void Add(KeyPart key, TomlValue value) => Add(key, new FinishedNode(value));

    /// <summary>The table that the last part of a dotted key belongs to.</summary>
    public bool TryDescend(Cursor cursor, IReadOnlyList<KeyPart> path, out TableBuilder? owner)
    {
        owner = this;
        foreach (var part in path.SkipLast(1))
        {
            if (!owner.TryExtend(cursor, part, out var next))
            {
                return false;
            }
            owner = next!;
        }
        return true;
    }

    public bool TryReserve(Cursor cursor, KeyPart key) =>
        Find(key) is null || cursor.Fail(key.At, $"the key {key.Shown} was already defined {PlaceOf(key)}");

    /// <summary>The table that [path] or, with <paramref name="many"/>, [[path]] opens.</summary>
    public bool TryOpen(Cursor cursor, IReadOnlyList<KeyPart> path, bool many, out TableBuilder? opened)
    {
        opened = this;
        foreach (var part in path.SkipLast(1))
        {
            if (!opened.TryPass(cursor, part, out var next))
            {
                return false;
            }
            opened = next!;
        }
        return many ? opened.TryAppend(cursor, path[^1], out opened) : opened.TryDefine(cursor, path[^1], out opened);
    }

    private TableOrigin Origin { get; set; } = origin;

    private bool TryExtend(Cursor cursor, KeyPart part, out TableBuilder? next)
    {
        var node = Find(part);
        if (node is null)
        {
            return TryMake(cursor, part, TableOrigin.Dotted, out next);
        }
        next = node as TableBuilder;
        return next is { Origin: TableOrigin.Dotted }
            || cursor.Fail(part.At, $"{part.Shown} was defined {PlaceOf(part)} and cannot be extended by a dotted key");
    }

    private bool TryPass(Cursor cursor, KeyPart part, out TableBuilder? next)
    {
        next = Find(part) switch
        {
            TableBuilder table => table,
            TableListNode list => list.Last,
            _ => null,
        };
        if (next is null && Find(part) is not null)
        {
            return cursor.Fail(part.At, $"{part.Shown} was defined {PlaceOf(part)} as a value; a table cannot stand inside it");
        }
        return next is not null || TryMake(cursor, part, TableOrigin.Implied, out next);
    }

    private bool TryDefine(Cursor cursor, KeyPart name, out TableBuilder? defined)
    {
        defined = Find(name) as TableBuilder;
        if (defined is { Origin: TableOrigin.Implied })
        {
            defined.Origin = TableOrigin.Header;
            return true;
        }
        return Find(name) is null
            ? TryMake(cursor, name, TableOrigin.Header, out defined)
            : cursor.Fail(name.At, $"{name.Shown} was already defined {PlaceOf(name)}");
    }

    private bool TryAppend(Cursor cursor, KeyPart name, out TableBuilder? appended)
    {
        appended = null;
        if (!TryGoDeeper(cursor, name))
        {
            return false;
        }
        var list = Find(name) as TableListNode;
        if (list is null && Find(name) is not null)
        {
            return cursor.Fail(name.At, $"{name.Shown} was already defined {PlaceOf(name)}, and not by [[{name.Shown}]]");
        }
        if (list is null)
        {
            list = new(name.At);
            Add(name, list);
        }
        appended = new(name.At, depth + 2, TableOrigin.Header);
        list.Add(appended);
        return true;
    }

    private bool TryMake(Cursor cursor, KeyPart name, TableOrigin by, out TableBuilder? made)
    {
        made = null;
        if (!TryGoDeeper(cursor, name))
        {
            return false;
        }
        made = new(name.At, depth + 1, by);
        Add(name, made);
        return true;
    }

    private bool TryGoDeeper(Cursor cursor, KeyPart name) =>
        depth < TomlDocument.MaxDepth || cursor.Fail(name.At, $"tables are nested more than {TomlDocument.MaxDepth} deep here");

    private TableNode? Find(KeyPart key) => _indexByName.TryGetValue(key.Name, out var index) ? _entries[index].Node : null;

    private string PlaceOf(KeyPart key) => $"at {_entries[_indexByName[key.Name]].Key.At}";

    private void Add(KeyPart key, TableNode node)
    {
        _indexByName.Add(key.Name, _entries.Count);
        _entries.Add((key, node));
    }
}
