using D2lOptim.Descent;
using D2lOptim.Training;

namespace D2lOptim.Tests.Descent;

public class Descent2DTests
{
    public static TheoryData<string, string> Traces => new()
    {
        { "11.6", "11.6/gd-2d/trace/eta=0.4" },
        { "11.6", "11.6/gd-2d/trace/eta=0.6" },
        { "11.6", "11.6/momentum-2d/trace/eta=0.6,beta=0.5" },
        { "11.6", "11.6/momentum-2d/trace/eta=0.6,beta=0.25" },
        { "11.7", "11.7/adagrad-2d/trace/eta=0.4" },
        { "11.7", "11.7/adagrad-2d/trace/eta=2" },
        { "11.8", "11.8/rmsprop-2d/trace/eta=0.4,gamma=0.9" },
    };

    // Python's ** and Math.Pow are both the C library's pow, so these are equal on any platform where that is the same.
    [Theory]
    [MemberData(nameof(Traces))]
    public void A_trace_is_Pythons_bit_for_bit(string section, string key)
    {
        var expected = Goldens.Runs($"{section}.json").Runs.Single(run => run.Key == key).Lists.ToDictionary();
        var trace = Descent2D.Run(StepperOf(key));
        Assert.Equal(21, trace.Count);
        Assert.Equal(expected["x1"].Select(BitConverter.DoubleToInt64Bits), trace.Select(p => BitConverter.DoubleToInt64Bits(p.X1)));
        Assert.Equal(expected["x2"].Select(BitConverter.DoubleToInt64Bits), trace.Select(p => BitConverter.DoubleToInt64Bits(p.X2)));
    }

    [Theory]
    [InlineData("11.6/gd-2d/trace/eta=0.4", -0.943467, -0.000073)]
    [InlineData("11.6/gd-2d/trace/eta=0.6", -0.387814, -1673.365109)]
    [InlineData("11.6/momentum-2d/trace/eta=0.6,beta=0.5", 0.007188, 0.002553)]
    [InlineData("11.6/momentum-2d/trace/eta=0.6,beta=0.25", -0.126340, -0.186632)]
    [InlineData("11.7/adagrad-2d/trace/eta=0.4", -2.382563, -0.158591)]
    [InlineData("11.7/adagrad-2d/trace/eta=2", -0.002295, -0.000000)]
    [InlineData("11.8/rmsprop-2d/trace/eta=0.4,gamma=0.9", -0.010599, 0.000000)]
    public void The_last_position_is_the_one_the_book_prints(string key, double x1, double x2)
    {
        var (end1, end2) = Descent2D.Run(StepperOf(key))[^1];
        Assert.Equal((x1, x2), (Math.Round(end1, 6), Math.Round(end2, 6)));
    }

    private static Descent2D.Stepper StepperOf(string key)
    {
        var o = key.Split('/')[^1].Split(',').Select(option => option.Split('=')).ToDictionary(option => option[0], option => double.Parse(option[1]));
        return key.Split('/')[1] switch
        {
            "gd-2d" => Descent2D.GradientDescent(o["eta"]),
            "momentum-2d" => Descent2D.Momentum(o["eta"], o["beta"]),
            "adagrad-2d" => Descent2D.AdaGrad(o["eta"]),
            _ => Descent2D.RmsProp(o["eta"], o["gamma"]),
        };
    }
}
