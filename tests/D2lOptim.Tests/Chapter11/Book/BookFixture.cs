using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Book;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Tests.Chapter11.Book;

/// <summary>Both pages, from quick runs of all sections, written once.</summary>
public sealed class BookFixture
{
    public BookFixture()
    {
        TorchSharp.torch.set_num_threads(1);
        var options = new ChapterOptions { Quick = true };
        Run = BookRun.Of(Section.All.Where(section => section.InPython), options);
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
