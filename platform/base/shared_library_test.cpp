#include "platform/base/shared_library.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

template <class Act>
std::string failure_of(Act act) {
    try {
        act();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

TEST(SharedLibrary, GivesFunctionsAndSaysWhatIsMissing) {
    const SharedLibrary maths{"libm.so.6", "sums need maths"};
    EXPECT_EQ(maths.function<double(double)>("fabs")(-3.0), 3.0);
    EXPECT_TRUE(failure_of([&maths] {
                    (void)maths.function<void()>("no_such_function");
                }).starts_with("sums need maths: "));
    EXPECT_TRUE(failure_of([] {
                    const SharedLibrary none("libno-such.so.1", "nothing needs it");
                }).starts_with("nothing needs it: libno-such.so.1"));
}

}  // namespace
}  // namespace gatehouse
