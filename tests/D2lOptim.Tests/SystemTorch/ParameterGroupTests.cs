using TorchSharp.Modules;
using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

public class ParameterGroupTests
{
    public static TheoryData<string> Optimizers => ["SGD", "Adagrad", "RMSProp", "Adadelta", "Adam", "AdamW", "Adamax"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_group_with_a_rate_of_its_own_steps_as_an_optimizer_of_its_own(string name)
    {
        using var scope = NewDisposeScope();
        Parameter a = Point(), b = Point(), alone = Point(), other = Point();
        using optim.Optimizer groups = name switch
        {
            "SGD" => optim.SGD([new SGD.ParamGroup([a], new()), new([b], new() { LearningRate = 0.5 })], 0.1),
            "Adagrad" => optim.Adagrad([new Adagrad.ParamGroup([a], new()), new([b], new() { LearningRate = 0.5 })],
                0.1),
            "RMSProp" => optim.RMSProp([new RMSProp.ParamGroup([a], new()), new([b], new() { LearningRate = 0.5 })],
                0.1),
            "Adadelta" => optim.Adadelta([new Adadelta.ParamGroup([a], new()), new([b], new() { LearningRate = 0.5 })],
                0.1),
            "Adam" => optim.Adam([new Adam.ParamGroup([a], new()), new([b], new() { LearningRate = 0.5 })], 0.1),
            "AdamW" => optim.AdamW([new AdamW.ParamGroup([a], new()), new([b], new() { LearningRate = 0.5 })], 0.1),
            _ => optim.Adamax([new Adamax.ParamGroup([a], new()), new([b], new() { LearningRate = 0.5 })], 0.1),
        };
        using optim.Optimizer first = One(name, alone, 0.1), second = One(name, other, 0.5);
        for (var t = 0; t < 3; t++)
        {
            foreach (var p in (Parameter[])[a, b, alone, other]) p.grad = p.detach() * 2;
            foreach (var optimizer in (optim.Optimizer[])[groups, first, second]) optimizer.step();
        }
        Assert.Equal(alone.data<float>().ToArray(), a.data<float>().ToArray());
        Assert.Equal(other.data<float>().ToArray(), b.data<float>().ToArray());
        Assert.NotEqual(a.data<float>().ToArray(), b.data<float>().ToArray());
    }

    private static Parameter Point() => new(tensor([1f, -2f]));

    private static optim.Optimizer One(string name, Parameter p, double lr) => name switch
    {
        "SGD" => optim.SGD([p], lr),
        "Adagrad" => optim.Adagrad([p], lr),
        "RMSProp" => optim.RMSProp([p], lr),
        "Adadelta" => optim.Adadelta([p], lr),
        "Adam" => optim.Adam([p], lr),
        "AdamW" => optim.AdamW([p], lr),
        _ => optim.Adamax([p], lr),
    };
}
