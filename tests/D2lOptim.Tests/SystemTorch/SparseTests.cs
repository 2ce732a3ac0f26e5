using static TorchSharp.torch;

namespace D2lOptim.Tests.SystemTorch;

public class SparseTests
{
    [Fact]
    public void A_sparse_embeddings_gradient_has_a_row_for_every_lookup()
    {
        using var scope = NewDisposeScope();
        using var table = nn.Embedding(5, 2, sparse: true);
        var looked = table.call(tensor([3L, 1L, 3L]));
        Assert.Equal(table.weight!.index_select(0, tensor([3L, 1L, 3L])).data<float>().ToArray(), looked.data<float>()
            .ToArray());
        (looked * tensor([1f, 2, 3, 4, 5, 6], [3, 2])).sum().backward();
        var gradient = table.weight!.grad!;
        Assert.True(gradient.is_sparse);
        Assert.Equal([3L, 1L, 3L], gradient.SparseIndices.data<long>().ToArray());
        Assert.Equal([1f, 2, 3, 4, 5, 6], gradient.SparseValues.data<float>().ToArray());
        Assert.False(table.weight!.is_sparse);
    }

    [Fact]
    public void A_dense_embeddings_gradient_adds_the_lookups_of_a_row_up()
    {
        using var scope = NewDisposeScope();
        using var table = nn.Embedding(3, 2);
        (table.call(tensor([2L, 0L, 2L])) * tensor([1f, 2, 3, 4, 5, 6], [3, 2])).sum().backward();
        Assert.Equal([3f, 4, 0, 0, 6, 8], table.weight!.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_sparse_tensor_is_added_to_a_dense_one_at_its_rows()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, 2);
        x.add_(sparse_coo_tensor(tensor([2L, 2L, 0L]).unsqueeze(0), tensor([1f, 2, 3, 4, 5, 6], [3, 2]), [3, 2]),
            alpha: 10);
        Assert.Equal([51f, 61, 1, 1, 41, 61], x.data<float>().ToArray());
    }

    [Fact]
    public void Index_add_adds_rows_of_the_same_index_up()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, 2);
        x.index_add_(0, tensor([2L, 0L, 2L]), tensor([1f, 2, 3, 4, 5, 6], [3, 2]), 2);
        Assert.Equal([6f, 8, 0, 0, 12, 16], x.data<float>().ToArray());
    }

    [Fact]
    public void Unique_gives_each_value_once_where_each_stood_and_how_often()
    {
        using var scope = NewDisposeScope();
        var (values, places, counts) = tensor([7L, 3, 7, 5, 3, 7]).unique(return_inverse: true, return_counts: true);
        Assert.Equal([3L, 5, 7], values.data<long>().ToArray());
        Assert.Equal([2L, 0, 2, 1, 0, 2], places!.data<long>().ToArray());
        Assert.Equal([2L, 1, 3], counts!.data<long>().ToArray());
        var (rows, at, _) = tensor([1f, 2, 0, 0, 1, 2], [3, 2]).unique(return_inverse: true, dim: 0);
        Assert.Equal([0f, 0, 1, 2], rows.data<float>().ToArray());
        Assert.Equal([1L, 0, 1], at!.data<long>().ToArray());
    }
}
