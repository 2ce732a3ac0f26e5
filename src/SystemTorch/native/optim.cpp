// libtorch's own C++ optimizers: made from a list of parameters, stepped, and their learning rate set.
#include "door.h"
#include <torch/optim/sgd.h>
#include <memory>

namespace {
std::vector<at::Tensor> list(Handle* handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    for (int64_t k = 0; k < count; k++) tensors.push_back(borrow(handles[k]));
    return tensors;
}
using torch::optim::Optimizer;
}

API int new_sgd(Handle* parameters, int64_t count, double lr, double momentum, double dampening, double weight_decay, int nesterov, Optimizer** o) {
    return guarded([&] {
        *o = new torch::optim::SGD(list(parameters, count),
            torch::optim::SGDOptions(lr).momentum(momentum).dampening(dampening).weight_decay(weight_decay).nesterov(nesterov));
    });
}
API int optimizer_step(Optimizer* o) { return guarded([&] { o->step(); }); }
API int optimizer_zero_grad(Optimizer* o) { return guarded([&] { o->zero_grad(); }); }
API void release_optimizer(Optimizer* o) { delete o; }
API int set_learning_rate(Optimizer* o, double lr) { return guarded([&] { for (auto& group : o->param_groups()) group.options().set_lr(lr); }); }
