// Prints the microseconds that one add_ of a 5×1 tensor costs: add_inplace CALLS
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <chrono>
#include <iostream>

int main(int, char** arguments) {
    const int calls = std::stoi(arguments[1]);
    at::set_num_threads(1);
    auto x = at::zeros({5, 1}), y = at::ones({5, 1});
    for (int k = 0; k < calls; k++) x.add_(y);
    const auto started = std::chrono::steady_clock::now();
    for (int k = 0; k < calls; k++) x.add_(y);
    std::cout << std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count() / calls << "\n";
}
