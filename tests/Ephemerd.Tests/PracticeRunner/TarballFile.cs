using System.Formats.Tar;
using System.IO.Compression;

namespace Ephemerd.Tests.PracticeRunner;

internal static class TarballFile
{
    public static async Task<byte[]> ReadAsync(string archive, string name, CancellationToken stop)
    {
        await using var file = File.OpenRead(archive);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        while (await tar.GetNextEntryAsync(cancellationToken: stop) is { } entry)
        {
            if (entry.Name == name)
            {
                using var content = new MemoryStream();
                await entry.DataStream!.CopyToAsync(content, stop);
                return content.ToArray();
            }
        }

        throw new FileNotFoundException($"{name} is not in {archive}");
    }
}
