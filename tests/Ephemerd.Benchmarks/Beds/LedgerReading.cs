using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>One order as the database holds it; what is null has no end yet.</summary>
internal sealed record LedgerRow(string Run, string Repo, string? Outcome, string? Reason, long? JobId, double? DecisionMs, bool LeaseOpen);

/// <summary>Reads a daemon's database from outside with plain SQL, while no daemon has it open.</summary>
internal static class LedgerReading
{
    private const string Everything =
        """
        SELECT o.run, o.repo, e.outcome, e.reason, e.job_id, e.decision_ms, l.run IS NOT NULL AND l.released_at IS NULL
        FROM orders o LEFT JOIN ends e ON e.run = o.run LEFT JOIN leases l ON l.run = o.run
        ORDER BY o.granted_at
        """;

    public static IReadOnlyList<LedgerRow> Rows(string database)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant.
        command.CommandText = Everything;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<LedgerRow>();
        while (reader.Read())
        {
            rows.Add(new LedgerRow(
                reader.GetString(0), reader.GetString(1), Word(Text(reader, 2)), Text(reader, 3), reader.IsDBNull(4) ? null : reader.GetInt64(4),
                reader.IsDBNull(5) ? null : reader.GetDouble(5), reader.GetBoolean(6)));
        }

        return rows;
    }

    /// <summary>Outcomes as listings spell them.</summary>
    private static string? Word(string? name) => name is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
