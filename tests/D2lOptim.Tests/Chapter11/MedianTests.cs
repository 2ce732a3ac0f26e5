using D2lOptim.Chapter11;
using D2lOptim.Chapter11.Commands;

namespace D2lOptim.Tests.Chapter11;

public class MedianTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3, 3, 3)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5, 1.5, 3.5)]
    [InlineData(new double[] { 5, 1, 4, 2, 3 }, 3, 2, 4)]
    public void The_median_and_the_quartiles(double[] values, double median, double low, double high)
    {
        Assert.Equal(median, Median.Of(values));
        Assert.Equal((low, high), Median.MiddleHalf(values));
    }
}
