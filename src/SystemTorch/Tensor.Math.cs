using System.Runtime.CompilerServices;

namespace TorchSharp;

// One line an operator: the name of TorchSharp to the left, that of ATen to the right.
public static partial class torch
{
    public static partial class linalg
    {
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            Door.Call("linalg_vector_norm", input, (Scalar)ord, dims, keepdim);
    }

    public enum RoundingMode { None = 0, trunc = 1, floor = 2 }

    public partial class Tensor
    {
        // Elementwise
        public Tensor abs() => Door.Call("abs", this);
        public Tensor add(Tensor target) => Door.Call("add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => Door.Call("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar) => Door.Call("add.Tensor", this, Arg.Number(scalar));
        public Tensor sub(Tensor target) => Door.Call("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => Door.Call("sub.Tensor", this, Arg.Number(target));
        public Tensor mul(Tensor target) => Door.Call("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Door.Call("mul.Tensor", this, Arg.Number(target));
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Divide("div.Tensor", target, rounding_mode);
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Divide("div.Tensor", Arg.Number(target), rounding_mode);
        public Tensor neg() => Door.Call("neg", this);
        public Tensor pow(Scalar exponent) => Door.Call("pow.Tensor_Scalar", this, exponent);
        public Tensor square() => Door.Call("square", this);
        public Tensor sqrt() => Door.Call("sqrt", this);
        public Tensor exp() => Door.Call("exp", this);
        public Tensor log() => Door.Call("log", this);
        public Tensor sin() => Door.Call("sin", this);
        public Tensor cos() => Door.Call("cos", this);
        public Tensor tanh() => Door.Call("tanh", this);
        public Tensor cosh() => Door.Call("cosh", this);
        public Tensor sinh() => Door.Call("sinh", this);
        public Tensor sign() => Door.Call("sign", this);
        public Tensor relu() => Door.Call("relu", this);
        public Tensor sigmoid() => Door.Call("sigmoid", this);
        public Tensor maximum(Tensor other) => Door.Call("maximum", this, other);
        public Tensor lerp(Tensor end, Tensor weight) => Door.Call("lerp.Tensor", this, end, weight);
        public Tensor reciprocal() => Door.Call("reciprocal", this);
        public Tensor lt(Tensor target) => Door.Call("lt.Tensor", this, target);
        public Tensor eq(Tensor target) => Door.Call("eq.Tensor", this, target);

        // In place
        public Tensor add_(Tensor target) => Door.InPlace("add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Door.InPlace("add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => Door.InPlace("add_.Tensor", this, Arg.Number(scalar));
        public Tensor sub_(Tensor target) => Door.InPlace("sub_.Tensor", this, target);
        public Tensor mul_(Tensor target) => Door.InPlace("mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => Door.InPlace("mul_.Tensor", this, Arg.Number(target));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
            ? Door.InPlace("div_.Tensor", this, target)
            : throw NoRounding(rounding_mode);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Door.InPlace("addcmul_", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Door.InPlace("addcdiv_", this, tensor1, tensor2, value);
        public Tensor lerp_(Tensor end, Tensor weight) => Door.InPlace("lerp_.Tensor", this, end, weight);
        public Tensor sqrt_() => Door.InPlace("sqrt_", this);
        public Tensor zero_() => Door.InPlace("zero_", this);
        public Tensor fill_(Scalar value) => Door.InPlace("fill_.Scalar", this, value);
        public Tensor copy_(Tensor source, bool nonBlocking = false) =>
            Door.InPlace("copy_", this, source, nonBlocking);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Door.InPlace("normal_", this, mean, std, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Door.InPlace("uniform_", this, from, to, generator);

        // Products
        public Tensor matmul(Tensor target) => Door.Call("matmul", this, target);
        public Tensor mm(Tensor target) => Door.Call("mm", this, target);
        public Tensor mv(Tensor target) => Door.Call("mv", this, target);
        public Tensor dot(Tensor target) => Door.Call("dot", this, target);

        // Over dimensions
        public Tensor sum(ScalarType? type = null) => Door.Call("sum", this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Door.Call("sum.dim_IntList", this, new[] { dim }, keepdim, type);
        public Tensor mean() => Door.Call("mean", this);
        public Tensor norm(float p = 2) => Door.Call("norm.Scalar", this, (double)p);
        public Tensor max() => Door.Call("max", this);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) =>
            Door.InPlace("clamp_", this, min is null ? default : (Arg)min, max is null ? default : (Arg)max);
        public Tensor all() => Door.Call("all", this);
        public Tensor argmax(long dim, bool keepdim = false) => Door.Call("argmax", this, dim, keepdim);

        // Shape and place
        public Tensor reshape(params long[] shape) => Door.Call("reshape", this, shape);
        public Tensor view(params long[] shape) => Door.Call("view", this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) =>
            Door.Call("flatten.using_ints", this, start_dim, end_dim);
        public Tensor unsqueeze(long dim) => Door.Call("unsqueeze", this, dim);
        public Tensor t() => Door.Call("t", this);
        public Tensor narrow(long dim, long start, long length) => Door.Call("narrow", this, dim, start, length);
        public Tensor select(long dim, long index) => Door.Call("select.int", this, dim, index);
        public Tensor index_select(long dim, Tensor index) => Door.Call("index_select", this, dim, index);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Door.InPlace("index_add_", this, dim, index, source, alpha);

        // Sparse
        public bool is_sparse => Native.is_sparse(this) != 0;
        public Tensor SparseIndices => Door.Call("_indices", this);
        public Tensor SparseValues => Door.Call("_values", this);
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true,
            bool return_inverse = false, bool return_counts = false, int? dim = null) => dim is { } d
            ? Door.CallTriple("unique_dim", this, d, sorted, return_inverse, return_counts)
            : Door.CallTriple("_unique2", this, sorted, return_inverse, return_counts);

        public Tensor contiguous() => Door.Call("contiguous", this);
        public Tensor clone() => Door.Call("clone", this);
        public Tensor cpu() => to(CPU);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(disposeAfter, Door.Call("to.dtype", this, type, non_blocking, copy));

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(disposeAfter, Door.Call("to.device", this, device, dtype, non_blocking, copy));

        [IndexerName("TensorItems")]
        public Tensor this[long i1] => select(0, i1);

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Element(i1, i2);
            set
            {
                using var element = Element(i1, i2);
                element.copy_(value);
            }
        }

        /// <summary>Whether all elements lie within <c>atol + rtol·|target|</c> of the target's.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Door.CallScalar("allclose", this, target, rtol, atol, equal_nan).Long != 0;

        private Tensor Divide(string op, Arg target, RoundingMode mode) => mode == RoundingMode.None
            ? Door.Call(op, this, target)
            : throw NoRounding(mode);

        private static NotSupportedException NoRounding(RoundingMode mode) =>
            new($"the system backend divides without rounding only, not with {mode}");

        private Tensor Element(long i1, long i2)
        {
            using var row = select(0, i1);
            return row.select(0, i2);
        }

        private Tensor After(bool dispose, Tensor result)
        {
            if (dispose) Dispose();
            return result;
        }
    }
}
