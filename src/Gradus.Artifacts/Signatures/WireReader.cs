using Google.Protobuf;
using Gradus.Core.Models;

namespace Gradus.Artifacts.Signatures;

/// <summary>
/// Walks over the messages of a protocol buffer as they stream by. What is not asked for is skipped without being held. All
/// counts and lengths are bounded, for the bytes come from anyone.
/// </summary>
internal sealed class WireReader
{
    private const int MaxFields = 10_000_000;
    private const int MaxKept = 200_000;
    private const int MaxNameCharacters = 8 * 1024 * 1024;
    private const int Allowance = 1024 * 1024;

    private readonly MeteredStream _bytes;
    private readonly CodedInputStream _input;
    private int _fields;
    private int _kept;
    private int _nameCharacters;

    public WireReader(MeteredStream bytes)
    {
        _bytes = bytes;
        _input = CodedInputStream.CreateWithLimits(bytes, sizeLimit: int.MaxValue, recursionLimit: 32);
    }

    /// <summary>
    /// Walks over the outermost message, up to the end of the bytes. <paramref name="take"/> is given each field's tag and
    /// either reads the field and answers true, or leaves it.
    /// </summary>
    public void WalkAll(Func<uint, bool> take)
    {
        for (var tag = NextTag(); tag != 0; tag = NextTag())
        {
            TakeOrSkip(tag, take);
        }
    }

    /// <summary>Walks over the message that begins here, with its length. Answers true, for use as an answer.</summary>
    public bool Walk(Func<uint, bool> take)
    {
        var length = _input.ReadLength();
        var end = _input.Position + length;
        while (length > 0 && _input.Position < end)
        {
            TakeOrSkip(NextTag(), take);
        }

        // A field that reaches beyond the message that holds it; or a tag of 0, which only the end of the bytes gives.
        return length >= 0 && _input.Position == end
            ? true
            : throw new UnreadableOnnxException("its bytes are cut short or malformed");
    }

    /// <summary>Reads a text that is kept.</summary>
    public string ReadName()
    {
        var name = _input.ReadString();
        _nameCharacters += name.Length;
        if (_nameCharacters > MaxNameCharacters)
        {
            throw new UnreadableOnnxException("its names are too long");
        }

        CountKept();

        return Text.IsWellFormed(name) ? name : throw new UnreadableOnnxException("a name in it is not text");
    }

    /// <summary>To be called for each thing that is kept from the bytes: a name, a dimension, a value.</summary>
    public void CountKept()
    {
        if (++_kept > MaxKept)
        {
            throw new UnreadableOnnxException("it has too many inputs, outputs and weights");
        }
    }

    /// <summary>Reads an integer.</summary>
    public long ReadInteger() => _input.ReadInt64();

    private uint NextTag()
    {
        if (++_fields > MaxFields)
        {
            throw new UnreadableOnnxException($"it has more than {MaxFields} fields");
        }

        _bytes.Allow(Allowance);
        return _input.ReadTag();
    }

    private void TakeOrSkip(uint tag, Func<uint, bool> take)
    {
        if (tag == 0)
        {
            throw new UnreadableOnnxException("its bytes are cut short or malformed");
        }

        if (!take(tag))
        {
            _bytes.Allow(long.MaxValue);
            _input.SkipLastField();
        }
    }
}
