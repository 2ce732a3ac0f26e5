#pragma once
#include <ATen/ATen.h>
#include <climits>
#include <exception>
#include <string>

#define API extern "C" __attribute__((visibility("default")))

// A tensor crosses the door as one owned reference to its TensorImpl; null is an undefined tensor.
using Handle = c10::TensorImpl*;

inline at::Tensor borrow(Handle h) {
    return h ? at::Tensor(c10::intrusive_ptr<c10::TensorImpl>::reclaim_copy(h)) : at::Tensor();
}

inline Handle give(const at::Tensor& t) {
    if (!t.defined()) return nullptr;
    auto p = t.getIntrusivePtr();
    return p.release();
}

void keep_error(const std::exception& e);
void keep_error(const char* text);

// Runs `f`; a C++ exception becomes the result 1 and a text that `last_error` gives.
template <class F> int guarded(F&& f) {
    try { f(); return 0; }
    catch (const std::exception& e) { keep_error(e); return 1; }
    catch (...) { keep_error("libtorch threw something that is no exception"); return 1; }
}

// The number that `f` gives, or INT_MIN and a text that `last_error` gives.
template <class F> int answered(F&& f) {
    int answer = INT_MIN;
    return guarded([&] { answer = f(); }) == 0 ? answer : INT_MIN;
}
