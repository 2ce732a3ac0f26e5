using System.CommandLine;
using System.Diagnostics;
using D2lOptim.Chapter11.Book;
using D2lOptim.Data;

namespace D2lOptim.Chapter11.Commands;

internal static class BookCommand
{
    internal static Command Create()
    {
        var lang = new Option<string>("--lang") { Description = "en, zh or both.", DefaultValueFactory = _ => "both" };
        lang.AcceptOnlyFromAmong([.. BookText.Languages, "both"]);
        var output = new Option<DirectoryInfo>("--out")
        {
            Description =
            "The folder for book.en.html and book.zh.html.",
            DefaultValueFactory = _ => new("docs")
        };
        var command = new Command("book",
            "Write the chapter as a page that one reads: a file a language, which needs no network.") { lang, output };
        command.SetAction(parsed =>
        {
            var languages = parsed.GetValue(lang) is "both" or null ? BookText.Languages : [parsed.GetValue(lang)!];
            Write(languages, parsed.GetRequiredValue(output).FullName);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(IReadOnlyList<string> languages, string folder)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(folder);
        var options = new ChapterOptions();
        TorchSharp.torch.set_num_threads(1);
        var texts = languages.Select(BookText.Read).ToList();
        var code = CodeListing.OfTheCheckout();
        BookRun? run = null;
        Terminal.WithProgress((print, progress) =>
            run = BookRun.Of(Section.All, options, progress));
        foreach (var text in texts)
        {
            var path = Path.Combine(folder, $"book.{text.Language}.html");
            var page = BookPage.Write(text, run!, code, options);
            AtomicFile.Write(path, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(page);
            });
            Console.WriteLine($"{path}: {new FileInfo(path).Length / 1e6:F1} MB");
        }
        Console.WriteLine($"{languages.Count} in {clock.Elapsed.TotalSeconds:F1} s");
    }
}
