// gatehouse-raw-bcrypt THREADS SECONDS COST: hashes a second with nothing around them.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <crypt.h>
#include <fmt/format.h>

namespace {

using Clock = std::chrono::steady_clock;

/// Hashes until `end`; gives the number and the time that they took together.
void hash_until(Clock::time_point end, const std::string& setting, std::atomic<double>& rate) {
    const auto data = std::make_unique<crypt_data>();
    const auto begin = Clock::now();
    int count = 0;
    while (Clock::now() < end) {
        const char* hash = ::crypt_r("correct horse battery staple", setting.c_str(), data.get());
        if (hash == nullptr || hash[0] == '*') {
            std::abort();
        }
        ++count;
    }
    rate += count / std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        fmt::print(stderr, "usage: gatehouse-raw-bcrypt THREADS SECONDS COST\n");
        return 2;
    }
    const int thread_count = std::atoi(arguments[1]);
    const double seconds = std::atof(arguments[2]);
    const std::string setting =
        fmt::format("$2b${:02}$abcdefghijklmnopqrstuu", std::atoi(arguments[3]));
    std::atomic<double> rate = 0;
    {
        const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                            std::chrono::duration<double>(seconds));
        std::vector<std::jthread> threads;
        for (int i = 0; i < thread_count; ++i) {
            threads.emplace_back([&] { hash_until(end, setting, rate); });
        }
    }
    fmt::print("{{\"per_second\":{:.3f}}}\n", rate.load());
    return 0;
}
