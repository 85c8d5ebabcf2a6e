namespace Ephemerd.TestBed; public static class A { }
