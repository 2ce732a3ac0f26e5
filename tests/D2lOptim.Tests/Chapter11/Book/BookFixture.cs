using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Book;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Chapter11.Book;

/// <summary>Both pages, from quick runs of all sections, written once.</summary>
public sealed class BookFixture
{
    public BookFixture()
    {
        TorchSharp.torch.set_num_threads(1);
        using var images = new TemporaryFolder();
        IdxFiles.WriteSet(images.Root, 600, test: 100);
        var options = new ChapterOptions { Quick = true, DataDir = images.Root };
        Run = BookRun.Of(Section.All, options);
        Directory.CreateDirectory(Folder);
        foreach (var text in Texts)
        {
            Pages[text.Language] = BookPage.Write(text, Run, Code, options);
            File.WriteAllText(PathOf(text.Language), Pages[text.Language]);
        }
    }

    /// <summary>Where the pages and their screenshots are kept to be looked at.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "artifacts", "book");

    public static IReadOnlyList<BookText> Texts { get; } = [.. BookText.Languages.Select(BookText.Read)];

    public CodeListing Code { get; } = CodeListing.OfTheCheckout();

    public BookRun Run { get; }

    public Dictionary<string, string> Pages { get; } = [];

    public static string PathOf(string language) => Path.Combine(Folder, $"book.{language}.html");
}

[CollectionDefinition(nameof(BookFixture))]
public sealed class BookCollection : ICollectionFixture<BookFixture>;
