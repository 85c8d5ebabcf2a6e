using System.Text.Json.Serialization;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>The bodies of the token, broker and run services: camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(AssertionClaims))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(BrokerMessage))]
[JsonSerializable(typeof(AcknowledgeRequest))]
[JsonSerializable(typeof(AcquireRequest))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(ServiceError))]
[JsonSerializable(typeof(JobCancellation))]
[JsonSerializable(typeof(FeedLines))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Bodies whose fields are snake case: the token reply, the inner job and update messages, all of the results service.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(TokenError))]
[JsonSerializable(typeof(JobOffer))]
[JsonSerializable(typeof(RefreshOrder))]
[JsonSerializable(typeof(StepsUpdate))]
[JsonSerializable(typeof(LogRequest))]
[JsonSerializable(typeof(LogPlace))]
[JsonSerializable(typeof(LogMetadata))]
internal sealed partial class SnakeJson : JsonSerializerContext;
