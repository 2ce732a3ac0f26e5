using Microsoft.Playwright;

namespace D2lOptim.Tests.Chapter11.Book;

/// <summary>The distribution's Chromium, where there is one.</summary>
internal static class Browser
{
    public static string? Program { get; } =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome" }
        .FirstOrDefault(path => path is not null && File.Exists(path));

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Program,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"],
    });
}

/// <summary>A fact that needs a browser; skipped, and said so, where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Program is null)
            Skip = "there is no Chromium here: apt-get install chromium, or name one with CHROMIUM=…";
    }
}
