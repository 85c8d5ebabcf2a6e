namespace Ephemerd.PracticeRunner.Wire;

internal sealed record AssertionClaims(string Sub, string Iss, string Aud, string Jti, long Nbf, long Exp);

internal sealed record TokenReply(string AccessToken, string? TokenType, int? ExpiresIn);

internal sealed record TokenError(string? Error, string? ErrorDescription);

internal sealed record SessionAgent(long Id, string Name, string Version, string OsDescription, bool? Ephemeral, int Status, string? ProvisioningState);

internal sealed record SessionRequest(Guid SessionId, string OwnerName, SessionAgent Agent, bool UseFipsEncryption);

internal sealed record SessionReply(Guid SessionId);

/// <summary><see cref="Body"/> is JSON as text, of a shape named by <see cref="MessageType"/>.</summary>
internal sealed record BrokerMessage(long MessageId, string MessageType, string? Body);

internal sealed record JobOffer(string? Id, string RunnerRequestId, Uri RunServiceUrl, string? BillingOwnerId, bool ShouldAcknowledge);

internal sealed record JobCancellation(Guid JobId, TimeSpan? Timeout);

internal sealed record RefreshOrder(string? TargetVersion, Uri? DownloadUrl, string? Sha256Checksum, string? Os);

internal sealed record AcknowledgeRequest(string RunnerRequestId);

/// <summary>How the broker and the run service say no. Without this body they are not believed, whatever the status.</summary>
internal sealed record ServiceError(string? Source, string? ErrorKind, int StatusCode, string? ErrorMessage);
