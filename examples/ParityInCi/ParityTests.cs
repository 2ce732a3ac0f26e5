using D2lOptim.Parity;
using Xunit;

public class ParityTests
{
    [Fact]
    public void The_port_trains_as_the_original_does()
    {
        using var port = new Port();
        ParityStart.From("python.npz", port.Net, port.Optimizer);
        ParityAssert.Equal("python.npz", port.Net, port.Optimizer,
            trace => port.Train((loss, inputs) => trace.Step(loss, inputs)));
    }
}
