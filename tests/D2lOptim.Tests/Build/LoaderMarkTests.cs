using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Xunit.Abstractions;

namespace D2lOptim.Tests.Build;

public class LoaderMarkTests(ITestOutputHelper output)
{
    private const ushort Other = 0x5, Weak = 0x2;

    public static TheoryData<string, string[], int> Needs => new()
    {
        { "a need among others", ["GLIBCXX_3.4.30", "GLIBCXX_3.4.32", "CXXABI_1.3"], 1 },
        { "the only need", ["GLIBCXX_3.4.32"], 0 },
        { "the last need", ["CXXABI_1.3", "GLIBCXX_3.4.32"], 1 },
        { "no such need", ["GLIBCXX_3.4.3", "GLIBCXX_3.4.320"], -1 },
    };

    [Theory]
    [MemberData(nameof(Needs))]
    public void One_flag_of_one_need_is_set_and_no_other_byte(string what, string[] needs, int marked)
    {
        var (elf, flags) = MadeUp(needs);
        var before = elf.ToArray();
        Assert.True(LoaderMark.MarkWeak(elf, LoaderMark.Mark) == marked >= 0, what);
        for (var k = 0; k < needs.Length; k++)
            Assert.Equal(k == marked ? Other | Weak : Other,
                BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(flags[k])));
        Assert.Equal(marked >= 0 ? 1 : 0, before.Zip(elf).Count(pair => pair.First != pair.Second));

        var once = elf.ToArray();
        LoaderMark.MarkWeak(elf, LoaderMark.Mark);
        Assert.Equal(once, elf);
    }

    [Fact]
    public void A_file_that_was_cut_short_is_refused()
    {
        var (elf, _) = MadeUp(["GLIBCXX_3.4.32"]);
        const int unread = 16; // sh_addralign and sh_entsize of the last section
        for (var length = 0; length < elf.Length - unread; length++)
            Assert.Throws<InvalidDataException>(() => LoaderMark.MarkWeak(elf[..length], LoaderMark.Mark));
        Assert.Throws<InvalidDataException>(() => LoaderMark.MarkWeak("#!/bin/sh"u8.ToArray(), LoaderMark.Mark));
        elf[4] = 1; // 32-bit
        Assert.Throws<InvalidDataException>(() => LoaderMark.MarkWeak(elf, LoaderMark.Mark));
    }

    // TorchSharp's own, in the output of this very build: at most one byte from its package's, and that only where the
    // host needs it.
    [Fact]
    public void TorchSharps_library_is_its_packages_but_for_the_mark()
    {
        var built = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        var packaged = Path.Combine(TorchSharpPackage.Folder, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || !File.Exists(built) || !File.Exists(packaged))
        {
            output.WriteLine("not checked: TorchSharp's package is not what this backend uses");
            return;
        }
        var (ours, theirs) = (File.ReadAllBytes(built), File.ReadAllBytes(packaged));
        Assert.Equal(theirs.Length, ours.Length);
        var changed = ours.Zip(theirs).Where(pair => pair.First != pair.Second).ToList();
        output.WriteLine(
            $"{changed.Count} of {ours.Length} bytes differ; this host's libstdc++ has the mark: "
            + $"{LoaderMark.HostHasMark()}");
        if (LoaderMark.HostHasMark()) Assert.Empty(changed);
        else Assert.Equal([((byte)Weak, (byte)0)], changed);
        Assert.True(LoaderMark.MarkWeak(theirs, LoaderMark.Mark));
    }

    // A header, a section of strings, and a section of version needs of two libraries: libm's one, then libstdc++'s.
    private static (byte[] Elf, int[] Flags) MadeUp(string[] needs)
    {
        const int header = 64, entry = 64, aux = 16;
        List<byte> strings = [0];
        int Name(string text)
        {
            var at = strings.Count;
            strings.AddRange([.. Encoding.ASCII.GetBytes(text), 0]);
            return at;
        }
        string[][] libraries = [["GLIBC_2.29"], needs];
        var offsets = libraries.Select(library => library.Select(Name).ToArray()).ToArray();
        var (stringsAt, needsAt) = (header, header + strings.Count);
        var elf = new byte[needsAt + libraries.Sum(library => aux * (1 + library.Length)) + (3 * entry)];
        var sectionsAt = elf.Length - (3 * entry);
        void Put16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), (ushort)value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);
        void Put64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(at), value);

        byte[] magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        magic.CopyTo(elf, 0);
        Put64(40, sectionsAt);
        Put16(58, entry);
        Put16(60, 3);
        strings.CopyTo(elf, stringsAt);

        var flags = new List<int>();
        var at = needsAt;
        for (var k = 0; k < libraries.Length; k++)
        {
            var length = aux * (1 + libraries[k].Length);
            Put16(at, 1);
            Put16(at + 2, libraries[k].Length);
            Put32(at + 8, aux);
            Put32(at + 12, k == libraries.Length - 1 ? 0 : (uint)length);
            for (var m = 0; m < libraries[k].Length; m++)
            {
                var need = at + (aux * (1 + m));
                if (k == 1) flags.Add(need + 4);
                Put16(need + 4, Other);
                Put32(need + 8, (uint)offsets[k][m]);
                Put32(need + 12, m == libraries[k].Length - 1 ? 0u : aux);
            }
            at += length;
        }
        Put32(sectionsAt + entry + 4, 3); // SHT_STRTAB
        Put64(sectionsAt + entry + 24, stringsAt);
        Put32(sectionsAt + (2 * entry) + 4, 0x6ffffffe); // SHT_GNU_verneed
        Put64(sectionsAt + (2 * entry) + 24, needsAt);
        Put32(sectionsAt + (2 * entry) + 40, 1);
        Put32(sectionsAt + (2 * entry) + 44, (uint)libraries.Length);
        return (elf, [.. flags]);
    }
}
