using System.Globalization;
using System.Text;

namespace Ephemerd.PracticeRunner.Working.Logs;

/// <summary>A log on its way to the server: a UTF-8 file with a byte order mark, each line with its time in front. Not thread-safe.</summary>
internal sealed class LogFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly StreamWriter _writer;

    public LogFile(string directory, Guid id)
    {
        Directory.CreateDirectory(directory);
        _path = Path.Combine(directory, $"{id}_1.log");
        _writer = new StreamWriter(new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.Read), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
    }

    public long Lines { get; private set; }

    public void Write(DateTimeOffset at, string line)
    {
        _writer.Write(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z '", CultureInfo.InvariantCulture));
        _writer.WriteLine(line);
        Lines++;
    }

    /// <summary>Ends the writing and opens the file for its upload.</summary>
    public async Task<FileStream> CloseForReadingAsync()
    {
        await _writer.DisposeAsync();
        return new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.Asynchronous);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        File.Delete(_path);
    }
}
