#include "platform/service/periodic.hpp"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

namespace gatehouse::service {
namespace {

Task<void> count_and_fail_first(std::atomic<int>& runs) {
    if (++runs == 1) throw std::runtime_error("the first run fails");
    co_return;
}

TEST(Periodic, RunsAgainAfterAFailureAndNotAfterStop) {
    std::atomic<int> failures = 0;
    std::atomic<int> runs = 0;
    async::Loops loops{1, [&failures](std::string_view, const std::exception_ptr&) { ++failures; }};
    Periodic job{loops, "test", Milliseconds{1}, [&runs] { return count_and_fail_first(runs); }};
    loops.start();
    job.start(Milliseconds{0});
    while (runs < 3)
        std::this_thread::yield();
    async::run_on(loops.at(0), job.stop());
    const int after_stop = runs;
    async::run_on(loops.at(0), async::sleep_for(Milliseconds{10}));
    EXPECT_EQ(runs, after_stop);
    EXPECT_EQ(failures, 1);
}

}  // namespace
}  // namespace gatehouse::service
