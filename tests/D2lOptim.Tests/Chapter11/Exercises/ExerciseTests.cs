using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Book;
using D2lOptim.Chapter11.Commands;
using D2lOptim.Chapter11.Exercises;
using D2lOptim.Tests.Data;

namespace D2lOptim.Tests.Chapter11.Exercises;

/// <summary>The worked exercises: the table, their text, and every claim that takes no images.</summary>
public class ExerciseTests
{
    // How many exercises each section of the book has.
    private static readonly Dictionary<string, int> s_counts = new()
    {
        ["11.1"] = 4,
        ["11.2"] = 9,
        ["11.3"] = 5,
        ["11.4"] = 5,
        ["11.5"] = 3,
        ["11.6"] = 4,
        ["11.7"] = 6,
        ["11.8"] = 4,
        ["11.9"] = 4,
        ["11.10"] = 4,
        ["11.11"] = 5,
    };

    public static TheoryData<string> Quick => [.. Exercise.All.Where(e => !e.Images).Select(e => e.Id)];

    public static TheoryData<string> Languages => [.. BookText.Languages];

    [Fact]
    public void The_table_has_every_exercise_of_the_book_once_in_its_order() =>
        Assert.Equal(s_counts.SelectMany(s => Enumerable.Range(1, s.Value).Select(k => $"{s.Key}.{k}")),
            Exercise.All.Select(e => e.Id));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_has_its_text_which_names_the_same_values_in_every_language(string language)
    {
        var (texts, english) = (ExerciseText.Read(language), ExerciseText.Read("en"));
        Assert.Equal(Exercise.All.Select(e => e.Id), texts.Keys);
        foreach (var (id, text) in texts) Assert.Equal(english[id].Names.Order(), text.Names.Order());
    }

    [Theory]
    [MemberData(nameof(Quick))]
    public void What_is_claimed_holds_and_the_answer_has_its_numbers(string id)
    {
        var exercise = Exercise.Find([id]).Single();
        var work = exercise.Worked(new ChapterOptions());
        Assert.NotEmpty(work.Checks);
        Assert.All(work.Checks, check => Assert.True(check.Holds, check.Claim));
        Assert.DoesNotContain("{", ExerciseText.Read("en")[id].Filled(work.Values));
        Assert.All(work.Figures, figure => Assert.StartsWith($"exercise-{id}", figure.Name));
    }

    [Fact]
    public void A_claim_that_does_not_hold_makes_exit_code_1_and_is_named()
    {
        using var folder = new TemporaryFolder();
        var texts = new Dictionary<string, ExerciseText>
        {
            ["0.0.1"] = new("0.0.1", "One", "?", "1", "It is {one:F0}."),
        };
        int Run(bool holds) => ExerciseCommand.Run(
            [new("0.0.1", work =>
            {
                work.Value("one", 1);
                work.Check("one is two", holds);
            })], texts, new ChapterOptions(), folder.Root);
        Assert.Equal((ExitCode.Done, ExitCode.CheckFailed), (Run(true), Run(false)));

        var work = new Work(new ChapterOptions());
        work.Value("one", -0.1);
        work.Check("one is two", false);
        Assert.Contains("  FAILS     one is two", ExerciseCommand.Told(texts["0.0.1"], work));
        Assert.Contains("  Answer    It is 0.", ExerciseCommand.Told(texts["0.0.1"], work));
    }

    [Fact]
    public void An_answer_that_names_what_was_not_computed_is_refused() =>
        Assert.Throws<BadInputException>(() => new ExerciseText("0.0.1", "", "", "", "{two}").Filled(
            new Dictionary<string, double> { ["one"] = 1 }));
}
