// libtorch's own C++ optimizers behind one set of functions. Options cross the door as numbers in the order of TorchSharp's
// fields, the learning rate first and a flag as 0 or 1; the state of a parameter as a count of steps and a few tensors.
#include "door.h"
#include <torch/optim/adagrad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>
#include <memory>
#include <sstream>
#include <type_traits>

namespace {
using namespace torch::optim;

void only_minimize(double maximize) { TORCH_CHECK(maximize == 0, "libtorch's C++ optimizers do not maximize: negate the loss instead"); }

// How many numbers `set` reads.
constexpr int64_t width(const SGDOptions*) { return 6; }
constexpr int64_t width(const AdagradOptions*) { return 5; }
constexpr int64_t width(const RMSpropOptions*) { return 7; }
constexpr int64_t width(const AdamOptions*) { return 7; }
constexpr int64_t width(const AdamWOptions*) { return 7; }

void set(SGDOptions& o, const double* n) {
    o.lr(n[0]).momentum(n[1]).dampening(n[2]).weight_decay(n[3]).nesterov(n[4] != 0);
    only_minimize(n[5]);
}
void set(AdagradOptions& o, const double* n) { o.lr(n[0]).lr_decay(n[1]).initial_accumulator_value(n[2]).eps(n[3]).weight_decay(n[4]); }
void set(RMSpropOptions& o, const double* n) {
    only_minimize(n[1]);
    o.lr(n[0]).momentum(n[2]).alpha(n[3]).eps(n[4]).weight_decay(n[5]).centered(n[6] != 0);
}
template <class Adams> void set_adam(Adams& o, const double* n) {
    o.lr(n[0]).betas({n[1], n[2]}).eps(n[3]).weight_decay(n[4]).amsgrad(n[5] != 0);
    only_minimize(n[6]);
}
void set(AdamOptions& o, const double* n) { set_adam(o, n); }
void set(AdamWOptions& o, const double* n) { set_adam(o, n); }

struct Slots {
    int64_t* step;
    std::vector<at::Tensor*> tensors;
};
Slots slots(SGDParamState& s) { return {nullptr, {&s.momentum_buffer()}}; }
Slots slots(AdagradParamState& s) { return {&s.step(), {&s.sum()}}; }
Slots slots(RMSpropParamState& s) { return {&s.step(), {&s.square_avg(), &s.momentum_buffer(), &s.grad_avg()}}; }
Slots slots(AdamParamState& s) { return {&s.step(), {&s.exp_avg(), &s.exp_avg_sq(), &s.max_exp_avg_sq()}}; }
Slots slots(AdamWParamState& s) { return {&s.step(), {&s.exp_avg(), &s.exp_avg_sq(), &s.max_exp_avg_sq()}}; }

// libtorch keys the state by the address of a parameter: up to 2.0 as text, since then as a pointer.
template <class Key> Key key_of(const at::Tensor& parameter) {
    if constexpr (std::is_pointer_v<Key>) return parameter.unsafeGetTensorImpl();
    else {
        std::ostringstream text;
        text << parameter.unsafeGetTensorImpl();
        return text.str();
    }
}

struct AnyOptimizer {
    virtual ~AnyOptimizer() = default;
    virtual int64_t width() = 0;
    virtual Optimizer& base() = 0;
    virtual void set_options(OptimizerParamGroup& group, const double* numbers) = 0;
    virtual Slots state(const at::Tensor& parameter) = 0;
    virtual bool has_state(const at::Tensor& parameter) = 0;
    virtual void forget(const at::Tensor& parameter) = 0;
};

template <class Own, class Options, class State> struct Of : AnyOptimizer {
    Own own;

    explicit Of(const double* numbers) : own(std::vector<OptimizerParamGroup>{}, with(numbers)) {}
    static Options with(const double* numbers) { Options o(0.0); set(o, numbers); return o; }

    using Key = std::decay_t<decltype(own.state().begin()->first)>;

    int64_t width() override { return ::width(static_cast<Options*>(nullptr)); }
    Optimizer& base() override { return own; }
    void set_options(OptimizerParamGroup& group, const double* numbers) override { set(static_cast<Options&>(group.options()), numbers); }
    bool has_state(const at::Tensor& parameter) override { return own.state().count(key_of<Key>(parameter)) > 0; }
    void forget(const at::Tensor& parameter) override { own.state().erase(key_of<Key>(parameter)); }
    Slots state(const at::Tensor& parameter) override {
        auto& state = own.state()[key_of<Key>(parameter)];
        if (!state) state = std::make_unique<State>();
        return slots(static_cast<State&>(*state));
    }
};

std::unique_ptr<AnyOptimizer> make(int kind, const double* numbers) {
    switch (kind) {
        case 0: return std::make_unique<Of<SGD, SGDOptions, SGDParamState>>(numbers);
        case 1: return std::make_unique<Of<Adagrad, AdagradOptions, AdagradParamState>>(numbers);
        case 2: return std::make_unique<Of<RMSprop, RMSpropOptions, RMSpropParamState>>(numbers);
        case 3: return std::make_unique<Of<Adam, AdamOptions, AdamParamState>>(numbers);
        default: return std::make_unique<Of<AdamW, AdamWOptions, AdamWParamState>>(numbers);
    }
}
}

API int new_optimizer(int kind, const double* numbers, AnyOptimizer** o) { return guarded([&] { *o = make(kind, numbers).release(); }); }
API void release_optimizer(AnyOptimizer* o) { delete o; }

API int add_parameters(AnyOptimizer* o, Handle* parameters, int64_t count) {
    return guarded([&] {
        std::vector<at::Tensor> tensors;
        for (int64_t k = 0; k < count; k++) tensors.push_back(borrow(parameters[k]));
        o->base().add_param_group(OptimizerParamGroup(tensors));
    });
}

// One step with the options of every group, `count` numbers in all.
API int optimizer_step(AnyOptimizer* o, const double* numbers, int64_t count) {
    return guarded([&] {
        auto& groups = o->base().param_groups();
        TORCH_CHECK(count == static_cast<int64_t>(groups.size()) * o->width(), "the groups or the options are not those that the optimizer was given");
        for (auto& group : groups) {
            o->set_options(group, numbers);
            numbers += o->width();
        }
        o->base().step();
    });
}

API int optimizer_zero_grad(AnyOptimizer* o) {
    return guarded([&] {
        for (auto& group : o->base().param_groups())
            for (auto& parameter : group.params())
                if (auto& gradient = parameter.mutable_grad(); gradient.defined()) gradient.detach_().zero_();
    });
}

// The state of a parameter, if it has any; a tensor that is not there is null.
API int get_state(AnyOptimizer* o, Handle parameter, int64_t* step, Handle* tensors) {
    return guarded([&] {
        auto p = borrow(parameter);
        if (!o->has_state(p)) return;
        auto slots = o->state(p);
        if (slots.step) *step = *slots.step;
        for (auto tensor : slots.tensors) *tensors++ = give(*tensor);
    });
}

// The same the other way; without a first tensor the parameter is as before its first step.
API int set_state(AnyOptimizer* o, Handle parameter, int64_t step, Handle* tensors) {
    return guarded([&] {
        if (!*tensors) return o->forget(borrow(parameter));
        auto slots = o->state(borrow(parameter));
        if (slots.step) *slots.step = step;
        for (auto tensor : slots.tensors) *tensor = borrow(*tensors++);
    });
}
