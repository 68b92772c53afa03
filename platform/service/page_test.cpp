#include "platform/service/page.hpp"

#include <gtest/gtest.h>

namespace gatehouse::service {
namespace {

TEST(PageLimit, TakesOneToAHundred) {
    EXPECT_EQ(PageLimit::parse("1")->value(), 1);
    EXPECT_EQ(PageLimit::parse("100")->value(), 100);
    for (const char* text :
         {"", "0", "-1", "101", "1.5", "x", " 1", "1 ", "99999999999999999999"}) {
        EXPECT_FALSE(PageLimit::parse(text)) << text;
    }
}

TEST(Cursors, IV09_OnlyTheListThatGaveACursorTakesIt) {
    const Cursors cursors{crypto::Mac{"0123456789abcdef0123456789abcdef"}};
    const Cursors foreign{crypto::Mac{"fedcba9876543210fedcba9876543210"}};
    const std::string cursor = cursors.seal("sessions a", "position");
    EXPECT_EQ(cursors.open("sessions a", cursor), "position");
    EXPECT_EQ(cursors.open("sessions b", cursor), std::nullopt);
    EXPECT_EQ(foreign.open("sessions a", cursor), std::nullopt);
    EXPECT_EQ(cursors.open("sessions a", ""), std::nullopt);
    EXPECT_EQ(cursors.open("sessions a", "AAAA"), std::nullopt);
    for (std::size_t index = 0; index < cursor.size(); ++index) {
        std::string changed = cursor;
        changed[index] = changed[index] == 'A' ? 'B' : 'A';
        EXPECT_EQ(cursors.open("sessions a", changed), std::nullopt) << index;
    }
}

}  // namespace
}  // namespace gatehouse::service
