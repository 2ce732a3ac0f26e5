// The whole C++ side of SystemTorch but for the optimizers: any ATen operator through libtorch's dispatcher,
// and the few things that are not operators (gradients, generators, storage, threads).
#include "door.h"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/ScalarOps.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>
#include <algorithm>
#include <climits>
#include <cstring>
#include <thread>

namespace {
thread_local std::string error;

enum Tag : int64_t { None, Tensor, Int, Double, Bool, IntList, TensorList, Generator, Device, Number };

struct Arg {
    int64_t tag;
    int64_t count;  // of a list; of a number the tag of its type
    union { int64_t i; double d; void* p; };
};

// A number in a tensor's place, as Python passes the 2 of `2 * x`. It takes the type of x at once, to which the operator would
// cast it with the same rounding but at more than its own cost; where the number might widen x, that is left to the operator.
at::Tensor number(const Arg& a, const Arg& beside) {
    TORCH_CHECK(beside.tag == Tensor && beside.p, "a number needs a tensor beside it, which was null");
    auto value = a.count == Double ? c10::Scalar(a.d) : a.count == Bool ? c10::Scalar(a.i != 0) : c10::Scalar(a.i);
    auto type = c10::typeMetaToScalarType(static_cast<Handle>(beside.p)->dtype());
    auto tensor = type == at::kFloat || type == at::kDouble ? at::detail::scalar_tensor_static(value, type, at::kCPU) : c10::scalar_to_tensor(value);
    tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
    return tensor;
}

c10::IValue in(const Arg& a, const Arg& first) {
    switch (a.tag) {
        case Tensor: return borrow(static_cast<Handle>(a.p));
        case Int: return a.i;
        case Double: return a.d;
        case Bool: return a.i != 0;
        case IntList: return c10::IValue(at::IntArrayRef(static_cast<int64_t*>(a.p), a.count));
        case TensorList: {
            c10::List<at::Tensor> list;
            for (int64_t k = 0; k < a.count; k++) list.push_back(borrow(static_cast<Handle*>(a.p)[k]));
            return list;
        }
        case Generator: return *static_cast<at::Generator*>(a.p);
        case Device: {
            TORCH_CHECK(a.count >= -1 && a.count <= INT8_MAX, "a device's index must be from 0 to ", INT8_MAX, ", was ", a.count);
            return c10::Device(static_cast<c10::DeviceType>(a.i), static_cast<c10::DeviceIndex>(a.count));
        }
        case Number: return number(a, first);
        default: return {};
    }
}

Arg out(const c10::IValue& v) {
    Arg a{None, 0, {0}};
    if (v.isTensor()) { a.tag = Tensor; a.p = give(v.toTensor()); }
    else if (v.isInt()) { a.tag = Int; a.i = v.toInt(); }
    else if (v.isDouble()) { a.tag = Double; a.d = v.toDouble(); }
    else if (v.isBool()) { a.tag = Bool; a.i = v.toBool(); }
    else TORCH_CHECK(v.isNone(), "the operator returns a ", v.tagKind(), ", which has no way through the door");
    return a;
}
}

void keep_error(const std::exception& e) {
    auto c10 = dynamic_cast<const c10::Error*>(&e);
    error = c10 ? c10->what_without_backtrace() : e.what();
}

void keep_error(const char* text) { error = text; }

API const char* last_error() { return error.c_str(); }
API const char* version() { return TORCH_VERSION; }

// The operator `aten::name` with this overload, to be kept for the life of the process.
API int find_operator(const char* name, const char* overload, void** op) {
    return guarded([&] { *op = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); });
}

// Calls an operator; arguments that are not given take the schema's defaults. `results` may be shorter than what it returns.
API int call(void* op, const Arg* args, int64_t given, Arg* results, int64_t wanted) {
    return guarded([&] {
        auto& handle = *static_cast<c10::OperatorHandle*>(op);
        auto& schema = handle.schema().arguments();
        torch::jit::Stack stack;
        stack.reserve(schema.size());
        for (int64_t k = 0; k < given; k++) stack.push_back(in(args[k], args[0]));
        for (size_t k = given; k < schema.size(); k++) {
            TORCH_CHECK(schema[k].default_value(), handle.schema(), " needs its argument '", schema[k].name(), "'");
            stack.push_back(*schema[k].default_value());
        }
        handle.callBoxed(&stack);
        TORCH_CHECK(wanted <= static_cast<int64_t>(stack.size()), handle.schema(), " returns fewer values than were asked for");
        for (int64_t k = 0; k < wanted; k++) results[k] = out(stack[k]);
    });
}

API void release(Handle h) { c10::intrusive_ptr<c10::TensorImpl>::reclaim(h); }
API int64_t dim(Handle h) { return h->dim(); }
API int64_t element_count(Handle h) { return h->numel(); }
API void sizes(Handle h, int64_t* into) { auto s = h->sizes(); std::memcpy(into, s.data(), s.size() * sizeof(int64_t)); }
API int scalar_type(Handle h) { return answered([&] { return static_cast<int>(c10::typeMetaToScalarType(h->dtype())); }); }
API int device_type(Handle h) { return answered([&] { return static_cast<int>(h->device().type()); }); }
API int device_index(Handle h) { return answered([&] { return static_cast<int>(h->device().index()); }); }
API int is_contiguous(Handle h) { return answered([&] { return static_cast<int>(h->is_contiguous()); }); }
API int is_sparse(Handle h) { return h->is_sparse(); }
API int data_pointer(Handle h, void** p) { return guarded([&] { *p = borrow(h).data_ptr(); }); }

API int requires_grad(Handle h) { return answered([&] { return static_cast<int>(borrow(h).requires_grad()); }); }
API int gradient(Handle h, Handle* g) { return guarded([&] { *g = give(borrow(h).grad()); }); }

// The checks are those of `x.grad = …` in Python; libtorch's own optimizers trust that they were made.
API int set_gradient(Handle h, Handle g) {
    return guarded([&] {
        auto tensor = borrow(h), gradient = borrow(g);
        if (g) {
            TORCH_CHECK(h != g, "can't assign a tensor as its own grad");
            TORCH_CHECK(gradient.scalar_type() == tensor.scalar_type(), "assigned grad has data of a different type: ", gradient.scalar_type(), ", expected ", tensor.scalar_type());
            TORCH_CHECK(gradient.device() == tensor.device(), "assigned grad has data located on a different device: ", gradient.device(), ", expected ", tensor.device());
            TORCH_CHECK(gradient.sizes() == tensor.sizes(), "assigned grad has data of a different size: ", gradient.sizes(), ", expected ", tensor.sizes());
        }
        tensor.mutable_grad() = gradient;
    });
}
API int grad_enabled() { return c10::GradMode::is_enabled(); }
API void set_grad_enabled(int enabled) { c10::GradMode::set_enabled(enabled != 0); }

API int new_generator(uint64_t seed, void** g) { return guarded([&] { *g = new at::Generator(at::detail::createCPUGenerator(seed)); }); }
API int default_generator(void** g) { return guarded([&] { *g = new at::Generator(at::detail::getDefaultCPUGenerator()); }); }
API void release_generator(void* g) { delete static_cast<at::Generator*>(g); }
API int manual_seed(int64_t seed) { return guarded([&] { at::manual_seed(seed); }); }
API int initial_seed(void* g, int64_t* seed) { return guarded([&] { *seed = static_cast<int64_t>(static_cast<at::Generator*>(g)->current_seed()); }); }
API int generator_state(void* g, Handle* state) { return guarded([&] { *state = give(static_cast<at::Generator*>(g)->get_state()); }); }
API int set_generator_state(void* g, Handle state) { return guarded([&] { static_cast<at::Generator*>(g)->set_state(borrow(state)); }); }

API int device_count(int type) { return answered([&] { return at::globalContext().hasCUDA() && type == 1 ? at::detail::getCUDAHooks().getNumGPUs() : 0; }); }

// OpenMP ends the process where it cannot start as many threads as it was told to.
API int set_num_threads(int n) {
    return guarded([&] {
        auto most = std::max(64, 4 * static_cast<int>(std::thread::hardware_concurrency()));
        TORCH_CHECK(n <= most, "the number of threads must be from 1 to ", most, ", was ", n);
        at::set_num_threads(n);
    });
}
API int get_num_threads() { return answered([&] { return at::get_num_threads(); }); }
