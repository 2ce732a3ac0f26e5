using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A table of rows, looked up by number; with sparse gradients only the rows that were looked up have
        /// one.</summary>
        public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly bool _sparse;

            internal Embedding(long num_embeddings, long embedding_dims, bool sparse, torch.Device? device,
                torch.ScalarType? dtype) : base(nameof(Embedding))
            {
                _sparse = sparse;
                weight = new Parameter(torch.empty(num_embeddings, embedding_dims, dtype, device));
                torch.nn.init.normal_(weight);
                register_parameter(nameof(weight), weight);
            }

            /// <summary>Never null; TorchSharp's may be.</summary>
            public Parameter? weight { get; }

            public override torch.Tensor forward(torch.Tensor input) =>
                Door.Call("embedding", weight, input, -1, false, _sparse);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The system backend has no padding row, no bound on norms and no scaling by frequency.</summary>
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
                    double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                if (padding_idx is not null || max_norm is not null || scale_grad_by_freq)
                    throw new NotSupportedException(
                    "the system backend has Embedding without padding_idx, max_norm and scale_grad_by_freq only");
                return new(num_embeddings, embedding_dims, sparse, device, dtype);
            }
        }
    }
}
