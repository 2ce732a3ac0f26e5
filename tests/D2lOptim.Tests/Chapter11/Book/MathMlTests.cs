using System.Text.RegularExpressions;
using System.Xml.Linq;
using D2lOptim.Chapter11.Book;

namespace D2lOptim.Tests.Chapter11.Book;

public class MathMlTests
{
    [Theory]
    [InlineData("x", "<mi>x</mi>")]
    [InlineData("-1.5", "<mo>−</mo><mn>1.5</mn>")]
    [InlineData("x_1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>")]
    [InlineData("f'(x)",
        "<mrow><mi>f</mi><mo class=\"prime\">′</mo></mrow><mo stretchy=\"false\">(</mo><mi>x</mi><mo "
        + "stretchy=\"false\">)</mo>")]
    [InlineData(@"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>")]
    [InlineData(@"\sqrt{s + \epsilon}", "<msqrt><mrow><mi>s</mi><mo>+</mo><mi>ϵ</mi></mrow></msqrt>")]
    [InlineData(@"\mathbf{g}_t", "<msub><mi>𝐠</mi><mi>t</mi></msub>")]
    [InlineData(@"\hat{v}", "<mover accent=\"true\"><mrow><mi>v</mi></mrow><mo stretchy=\"false\">^</mo></mover>")]
    [InlineData(@"\sum_{i}^n", "<munderover><mo>∑</mo><mrow><mi>i</mi></mrow><mi>n</mi></munderover>")]
    [InlineData(@"\begin{bmatrix} a & b \\ c & d \end{bmatrix}",
        "<mrow><mo>[</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"
        + "<mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>]</mo></mrow>")]
    [InlineData("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>")]
    public void A_formula_becomes(string tex, string expected) =>
        Assert.StartsWith($"<math><semantics><mrow>{expected}</mrow><annotation", MathMl.Convert(tex));

    [Theory]
    [InlineData(@"\foo", @"\foo is not known")]
    [InlineData(@"\frac{1}", "something is missing at the end")]
    [InlineData("{x", "'}' is missing")]
    [InlineData("x^2^3", "a second superscript")]
    [InlineData(@"\begin{align} x \end{align}", "environment align is not known")]
    [InlineData("x # y", "'#' is not known")]
    public void What_is_not_known_is_refused_by_name(string tex, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => MathMl.Convert(tex)).Message);

    [Fact]
    public void Every_formula_of_the_text_is_well_formed()
    {
        var formulas = BookFixture.Texts.SelectMany(text => text.Parts)
            .SelectMany(part => Regex.Matches(part.Markdown, @"(?<!\$)\$\$?([^$]+?)\$\$?(?!\$)")
            .Select(m => m.Groups[1].Value)).ToList();
        Assert.True(formulas.Count > 200);
        Assert.All(formulas,
            tex => XElement
            .Parse(MathMl.Convert(Regex.Replace(Regex.Replace(tex, @"\\label\{.*?\}", ""), @"\{\{.*?\}\}", "1"))));
    }
}
