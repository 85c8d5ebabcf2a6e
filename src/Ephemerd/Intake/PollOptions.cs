using Ephemerd.Demand;

namespace Ephemerd.Intake;

/// <summary>How repositories are polled.</summary>
/// <param name="Interval">Between two looks at one repository; stretched where a credential has more repositories than it can serve.</param>
/// <param name="Matters">Whether a job is followed to its end once it leaves the listings. Those of hosted runners are not worth a request each.</param>
internal sealed record PollOptions(TimeSpan Interval, Func<ObservedJob, bool> Matters);
