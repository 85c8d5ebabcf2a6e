using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>
/// Statements with named values, by the provider's own commands, which belong to the transaction that their connection has open. A mapper that compiles its
/// readers while the program runs, and what it loads to do so, took five megabytes of a daemon's memory. A value that a statement does not name is passed
/// over; one that it misses throws.
/// </summary>
internal static class Statements
{
    /// <returns>How many rows were inserted, changed or deleted.</returns>
    public static int Execute(this SqliteConnection db, string sql, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using var command = Command(db, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Every row at once: a reading holds the file no longer than it has to.</summary>
    public static List<T> Query<T>(this SqliteConnection db, string sql, Func<SqliteDataReader, T> read, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using var command = Command(db, sql, values);
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read())
        {
            found.Add(read(rows));
        }

        return found;
    }

    /// <summary>The first row's only number.</summary>
    public static long Number(this SqliteConnection db, string sql, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using var command = Command(db, sql, values);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static SqliteCommand Command(SqliteConnection db, string sql, IReadOnlyList<(string Name, object? Value)> values)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
