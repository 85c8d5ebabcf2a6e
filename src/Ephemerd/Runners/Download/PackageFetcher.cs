using System.Security.Cryptography;
using Ephemerd.GitHub;

namespace Ephemerd.Runners.Download;

/// <summary>
/// Fetches a release to a file, reckoning its SHA-256 on the way. Releases are public: no credential goes along, so redirects may be
/// followed.
/// </summary>
internal sealed class PackageFetcher(HttpClient http, TimeProvider time)
{
    // A line that brings nothing for this long is dead.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Null when the file is whole and is what <see cref="RunnerDownload.Sha256"/> says. What is at <paramref name="path"/> after a fault is
    /// rubbish for the caller to remove. <see cref="IOException"/> when it cannot be written.
    /// </summary>
    /// <param name="progress">Bytes so far, and in all where the server says.</param>
    public async Task<PackageFault?> FetchAsync(RunnerDownload download, string path, Action<long, long?> progress, CancellationToken stop)
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, silence.Token);
        try
        {
            using var answer = await http.GetAsync(download.Url, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                return Fault(download, $"the server answers {(int)answer.StatusCode}");
            }

            var source = await answer.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                var total = answer.Content.Headers.ContentLength;
                var (bytes, sum, cut) = await CopyAsync(source, path, b => progress(b, total), silence, either.Token).ConfigureAwait(false);
                return cut || (total is not null && bytes != total)
                    ? Fault(download, $"cut short after {bytes:N0} of {total?.ToString("N0") ?? "unknown"} bytes")
                    : Verify(download, sum);
            }
        }
        catch (HttpRequestException e)
        {
            return Fault(download, $"no answer ({e.HttpRequestError})");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Fault(download, $"nothing came for {LongestSilence.TotalSeconds:0} s");
        }
    }

    private static async Task<(long Bytes, string Sum, bool Cut)> CopyAsync(
        Stream source, string path, Action<long> progress, CancellationTokenSource silence, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        var buffer = new byte[1 << 17];
        long bytes = 0;
        while (true)
        {
            silence.CancelAfter(LongestSilence);
            int read;
            try
            {
                read = await source.ReadAsync(buffer, stop).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Of the connection, told apart here from one of the disk.
                return (bytes, "", true);
            }

            if (read == 0)
            {
                return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), false);
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), stop).ConfigureAwait(false);
            progress(bytes += read);
        }
    }

    private static PackageFault? Verify(RunnerDownload download, string sum) =>
        string.Equals(sum, download.Sha256, StringComparison.OrdinalIgnoreCase)
            ? null
            : new PackageFault(
                PackageFaultKind.BadChecksum, $"{download.FileName}: its SHA-256 is {sum}, GitHub says {download.Sha256}; it was thrown away");

    private static PackageFault Fault(RunnerDownload download, string why) =>
        new(PackageFaultKind.NotFetched, $"{download.FileName} from {download.Url.GetLeftPart(UriPartial.Path)}: {why}");
}
