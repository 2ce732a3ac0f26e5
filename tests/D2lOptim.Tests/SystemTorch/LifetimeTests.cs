using TorchSharp;
using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

public class LifetimeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor inner, moved, detached, outer;
        using (var around = NewDisposeScope())
        {
            outer = zeros(1);
            using (var scope = NewDisposeScope())
            {
                inner = zeros(1);
                moved = zeros(1).MoveToOuterDisposeScope();
                detached = zeros(1).DetachFromDisposeScope();
                Assert.Equal(1, scope.DisposablesCount);
            }
            Assert.True(inner.IsInvalid);
            Assert.False(moved.IsInvalid || outer.IsInvalid);
            Assert.Equal(2, around.DisposablesCount);
        }
        Assert.True(moved.IsInvalid && outer.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_tensor_may_be_disposed_before_its_scope()
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 5).Select(_ => zeros(1)).ToList();
        tensors[1].Dispose();
        tensors[4].Dispose();
        Assert.Equal(3, scope.DisposablesCount);
        Assert.All([0, 2, 3], k => Assert.False(tensors[k].IsInvalid));
    }

    [Fact]
    public void Scopes_and_grad_mode_belong_to_their_thread()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (enabled, count) = (false, 0);
        var thread = new Thread(() =>
        {
            enabled = is_grad_enabled();
            using var elsewhere = NewDisposeScope();
            _ = zeros(1);
            count = elsewhere.DisposablesCount;
        });
        thread.Start();
        thread.Join();
        Assert.Equal((true, 1), (enabled, count));
        Assert.Equal(0, scope.DisposablesCount);
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void Grad_mode_comes_back_after_an_exception()
    {
        Assert.Throws<InvalidOperationException>((Action)(() =>
        {
            using var noGrad = no_grad();
            throw new InvalidOperationException();
        }));
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Scopes_may_be_disposed_out_of_order()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var x = zeros(1);
        outer.Dispose();
        x.MoveToOuterDisposeScope();
        inner.Dispose();
        Assert.False(x.IsInvalid);
        using var y = zeros(1);
        Assert.Equal((0, 0), (outer.DisposablesCount, inner.DisposablesCount));
        x.Dispose();
    }

    [Fact]
    public void A_scope_may_be_disposed_on_another_thread()
    {
        var scope = NewDisposeScope();
        var thread = new Thread(scope.Dispose);
        thread.Start();
        thread.Join();
        using var x = zeros(1);
        Assert.Equal(0, scope.DisposablesCount);
    }
}
