namespace Gradus.Protocol.Client;

/// <summary>How far an upload has come. Every byte is read twice: once for its digest, once to be sent.</summary>
/// <param name="Total">Bytes of all files.</param>
/// <param name="Hashed">Bytes whose digest is known.</param>
/// <param name="Stored">Bytes that the server has, sent now or there before.</param>
public readonly record struct UploadProgress(long Total, long Hashed, long Stored);
