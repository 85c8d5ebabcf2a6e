using NUnit.Framework;
namespace Ephemerd.Tests.Laws;
public sealed class Smoke { [Test] public void X() => Assert.That(1, Is.EqualTo(1)); }
