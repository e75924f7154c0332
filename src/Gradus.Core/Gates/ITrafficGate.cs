namespace Gradus.Core.Gates;

/// <summary>
/// A check on what gateways say of a version that has moved: it has nothing to say before the move, and is asked at each step of a
/// canary.
/// </summary>
public interface ITrafficGate : IGate;
