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

struct Row {
    Id<struct RowTag> id;
    int value;
};
struct Page {
    std::vector<int> data;
    std::optional<std::string> next_cursor;
};

TEST(NewestFirst, EndsWithACursorForWhatIsLeft) {
    const Cursors cursors{crypto::Mac{"0123456789abcdef0123456789abcdef"}};
    PageQuery query{.limit = PageLimit::parse("2").value(), .cursor = {}};
    const auto first = NewestFirst::of(cursors, "rows", query);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->before(), Uuid::max());
    EXPECT_EQ(first->rows(), 3);
    const auto row = [](std::uint8_t number) {
        return Row{Id<struct RowTag>{Uuid{{number}}}, number};
    };
    const auto value = [](const Row& one) { return one.value; };
    const auto page = first->page<Page>(std::vector{row(9), row(8), row(7)}, value);
    EXPECT_EQ(page.data, (std::vector{9, 8}));
    ASSERT_TRUE(page.next_cursor);

    query.cursor = page.next_cursor;
    const auto second = NewestFirst::of(cursors, "rows", query);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->before(), row(8).id.uuid());
    EXPECT_FALSE(second->page<Page>(std::vector{row(7), row(6)}, value).next_cursor);
    EXPECT_FALSE(NewestFirst::of(cursors, "other rows", query));
}

}  // namespace
}  // namespace gatehouse::service
