using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Build.Framework;

/// <summary>
/// Copies a native library, and on a host whose libstdc++ is older than GCC 13's marks its need of GLIBCXX_3.4.32 as
/// weak: the loader then warns of a version that is absent, where it would refuse. docs/backends.md tells why that is
/// safe.
/// </summary>
public sealed class LoaderMark : Microsoft.Build.Utilities.Task
{
    /// <summary>The version that GCC 13 brought.</summary>
    public const string Mark = "GLIBCXX_3.4.32";

    // The only symbol of that version; nothing in TorchSharp's library calls it.
    private const string Symbol = "_ZSt21ios_base_library_initv";

    private const uint VersionNeeds = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>The library as its package has it.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string Destination { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var library = File.ReadAllBytes(Source);
        if (!HostHasMark() && MarkWeak(library, Mark))
            Log.LogMessage(MessageImportance.Low, "{0}: {1} marked weak, this host's libstdc++ is older", Destination,
                Mark);
        // Deleted first: what stands there may be a hard link to the package's own file.
        File.Delete(Destination);
        File.WriteAllBytes(Destination, library);
        return true;
    }

    /// <summary>Whether this host's libstdc++ knows <see cref="Mark"/>; the loader itself is asked.</summary>
    public static bool HostHasMark()
    {
        const int lazy = 1;
        var library = dlopen("libstdc++.so.6", lazy);
        return library != IntPtr.Zero && dlvsym(library, Symbol, Mark) != IntPtr.Zero;
    }

    /// <summary>Sets the weak flag of the needs of a version in a 64-bit little-endian ELF file.</summary>
    /// <param name="elf">The file; changed in place.</param>
    /// <param name="version">The version's name.</param>
    /// <returns>Whether the file has such a need, marked before or now.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, or a table lies outside of it.</exception>
    public static bool MarkWeak(byte[] elf, string version)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2
            || elf[5] != 1)
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        try
        {
            var found = false;
            foreach (var flags in NeedsOf(elf, version))
            {
                elf[flags] |= (byte)Weak;
                found = true;
            }
            return found;
        }
        catch (Exception e) when (e is ArgumentException || e is OverflowException || e is IndexOutOfRangeException)
        {
            throw new InvalidDataException("a table of this ELF file lies outside of it", e);
        }
    }

    // The offsets of the vna_flags of each need of the version. Elf64_Shdr: sh_type 4, sh_offset 24, sh_size 32,
    // sh_link 40, sh_info 44. Elf64_Verneed: vn_cnt 2, vn_aux 8, vn_next 12. Elf64_Vernaux: vna_flags 4, vna_name 8,
    // vna_next 12.
    private static IEnumerable<int> NeedsOf(byte[] elf, string version)
    {
        var (sections, size, count) = (Int64(elf, 40), BitConverter.ToUInt16(elf, 58), BitConverter.ToUInt16(elf, 60));
        for (var k = 0; k < count; k++)
        {
            var section = checked(sections + (k * size));
            if (BitConverter.ToUInt32(elf, section + 4) != VersionNeeds) continue;
            var strings = Int64(elf, checked(sections + (BitConverter.ToInt32(elf, section + 40) * size)) + 24);
            var need = Int64(elf, section + 24);
            for (var n = BitConverter.ToInt32(elf, section + 44); n > 0; n--)
            {
                var auxiliary = checked(need + BitConverter.ToInt32(elf, need + 8));
                for (var m = BitConverter.ToUInt16(elf, need + 2); m > 0; m--)
                {
                    if (Text(elf, checked(strings + BitConverter.ToInt32(elf, auxiliary + 8))) == version)
                        yield return auxiliary + 4;
                    auxiliary = checked(auxiliary + BitConverter.ToInt32(elf, auxiliary + 12));
                }
                need = checked(need + BitConverter.ToInt32(elf, need + 12));
            }
        }
    }

    private static int Int64(byte[] elf, int at) => checked((int)BitConverter.ToInt64(elf, at));

    private static string Text(byte[] elf, int at) =>
        Encoding.ASCII.GetString(elf, at, Array.IndexOf(elf, (byte)0, at) - at);

    [DllImport("libdl.so.2")]
    private static extern IntPtr dlopen(string name, int flags);

    [DllImport("libdl.so.2")]
    private static extern IntPtr dlvsym(IntPtr library, string symbol, string version);
}
