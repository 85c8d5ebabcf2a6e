using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Ephemerd.Ledger;

/// <summary>
/// One numbered step of the schema, carried in the program. Steps are only ever added: an applied one is proven unchanged by its digest.
/// </summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Prefix = "Ephemerd.Ledger.Migrations.";

    /// <summary>All steps in order; the numbers run 1, 2, 3 without a hole.</summary>
    public static IReadOnlyList<Migration> All { get; } = Read();

    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    private static List<Migration> Read()
    {
        var assembly = typeof(Migration).Assembly;
        var all = assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => Of(assembly, n))
            .ToList();
        return all.Select(m => m.Number).SequenceEqual(Enumerable.Range(1, all.Count))
            ? all
            : throw new InvalidOperationException("The ledger's migrations are not numbered 1, 2, 3.");
    }

    private static Migration Of(Assembly assembly, string resource)
    {
        using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = resource[Prefix.Length..^".sql".Length];
        return new Migration(int.Parse(name[..4], CultureInfo.InvariantCulture), name, text.ReadToEnd());
    }
}
