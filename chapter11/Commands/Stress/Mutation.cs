namespace D2lOptim.Chapter11.Commands.Stress;

/// <summary>Damages bytes as disks, transfers and editors do.</summary>
internal static class Mutation
{
    /// <summary>Other bytes, made from these by one to four changes.</summary>
    internal static byte[] Of(byte[] content, Random random)
    {
        var bytes = content.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--) Change(bytes, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(3) == 0 ? random.Next(Math.Min(bytes.Count, 200)) : random.Next(3) == 0
            ? Math.Max(0, bytes.Count - 1 - random.Next(200)) : random.Next(bytes.Count);
        var length = Math.Min(bytes.Count - at, random.Next(1, 1 + (int)Math.Pow(2, random.Next(10))));
        switch (random.Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, bytes.Count - at); break;
            case 3: bytes.RemoveRange(at, length); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 5:
                bytes.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)).ToArray());
                break;
            case 6: for (var k = at; k < at + length; k++) bytes[k] = 0; break;
            case 7: for (var k = at; k < at + length; k++) bytes[k] = 255; break;
            default: for (var k = at; k < at + length; k++) bytes[k] = (byte)random.Next(256); break;
        }
    }
}
