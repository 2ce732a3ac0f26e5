using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

public class DoorTests
{
    public static TheoryData<string, Action, string> Mistakes => new()
    {
        { "mm shapes", () => zeros(2, 3).mm(zeros(2, 3)), "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)" },
        { "matmul shapes", () => zeros(2, 3).matmul(zeros(2, 3)),
            "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)" },
        { "broadcast", () => _ = zeros(2, 3) + zeros(2, 4), "must match the size of tensor b (4)" },
        { "dtype", () => zeros(2, 2).mm(zeros([2, 2], float64)), "expected scalar type Float but found Double" },
        { "index", () => zeros(2, 2).index_select(0, tensor([5L])), "index out of range" },
        { "device", () => zeros(2, 2).to(new Device(DeviceType.CUDA, 99)), "CUDA" },
        { "no threads", () => set_num_threads(0), "Expected positive number of threads" },
        { "negative size", () => zeros([-1]), "negative dimension -1" },
        { "backward without graph", () => zeros(1).backward(), "does not require grad" },
        { "unknown operator", () => Door.Call("no_such_operator"), "aten::no_such_operator" },
        { "missing argument", () => Door.Call("mm", zeros(2, 2)), "needs its argument 'mat2'" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Libtorchs_errors_arrive_with_their_message(string _, Action mistake, string message)
    {
        using var scope = NewDisposeScope();
        Assert.Contains(message, Assert.Throws<ExternalException>(mistake).Message);
    }

    [Fact]
    public void A_disposed_tensor_is_refused()
    {
        var x = zeros(2);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsInvalid);
        Assert.Contains("disposed", Assert.Throws<InvalidOperationException>(() => x.add_(1)).Message);
        using var y = zeros(2);
        Assert.Throws<InvalidOperationException>(() => y.add_(x));
        Assert.Throws<InvalidOperationException>(() => x.shape);
    }

    [Fact]
    public void Elements_come_back_as_they_were_given()
    {
        using var scope = NewDisposeScope();
        float[] values = [1.5f, -0f, float.MaxValue, float.Epsilon, float.NaN, float.PositiveInfinity];
        var x = tensor(values, [2, 3]);
        Assert.Equal([2, 3], x.shape);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), x.data<float>().ToArray()
            .Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([1.5f, float.Epsilon], x.t().data<float>().ToArray().Take(2));
    }

    [Fact]
    public void An_element_is_read_only_as_what_it_is()
    {
        using var x = tensor([1.0, 2.0]);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => x.data<float>()).Message);
        Assert.Contains("one element", Assert.Throws<ArgumentException>(() => x.item<double>()).Message);
    }

    [Fact]
    public void A_wrong_number_of_elements_is_refused() =>
        Assert.Contains("3 elements", Assert.Throws<ArgumentException>(() => tensor([1f, 2f, 3f], [2, 2])).Message);

    [Fact]
    public void A_generators_state_can_be_kept_and_put_back()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var state = generator.get_state();
        var first = randperm(100, generator: generator).data<long>().ToArray();
        generator.set_state(state);
        Assert.Equal(first, randperm(100, generator: generator).data<long>().ToArray());
        Assert.NotEqual(first, randperm(100, generator: generator).data<long>().ToArray());
        Assert.Equal(7, generator.initial_seed());
    }
}
