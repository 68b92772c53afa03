#include "platform/sql/insert_many.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/database_fixture_test.hpp"

namespace gatehouse::sql {
namespace {

constexpr std::string_view kSchema = R"sql(
CREATE TABLE people (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, age BIGINT))sql";

constexpr Query kCount{"people_count", "SELECT count(*) FROM people"};
constexpr Query kAge{"people_age", "SELECT age FROM people WHERE id = $1"};

class InsertManyTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!IsSkipped()) open(kSchema);
    }

    /// Inserts people with the numbers from `first` on; gives the ids that the database returned.
    std::vector<std::int64_t> insert(std::int64_t first, std::int64_t count) {
        std::vector<std::string> names;
        for (std::int64_t id = first; id < first + count; ++id) {
            names.push_back("person " + std::to_string(id));
        }
        std::vector<Value> values;
        for (std::int64_t id = first; id < first + count; ++id) {
            values.emplace_back(id);
            values.emplace_back(std::string_view{names[static_cast<std::size_t>(id - first)]});
            values.push_back(id % 2 == 0 ? Value{id} : Value{});
        }
        std::vector<std::int64_t> ids;
        for (const Result& result : on_loop(people_.run(*database, values))) {
            for (std::size_t row = 0; row < result.size(); ++row) {
                ids.push_back(result.row(row)[0].integer());
            }
        }
        return ids;
    }

    const InsertMany people_{"people_insert", "INSERT INTO people (id, name, age)", 3,
                             "ON CONFLICT DO NOTHING RETURNING id"};
};
INSTANTIATE_TEST_SUITE_P(Both, InsertManyTest, kBothDatabases, kDatabaseName);

TEST_P(InsertManyTest, InsertsAnyNumberOfRows) {
    std::int64_t expected = 0;
    for (const std::int64_t count : {0, 1, 31, 32, 33, 100}) {
        EXPECT_EQ(insert(expected + 1, count).size(), static_cast<std::size_t>(count));
        expected += count;
        EXPECT_EQ(one<std::int64_t>(kCount), expected);
    }
    EXPECT_EQ(one<std::optional<std::int64_t>>(kAge, 40), 40);
    EXPECT_EQ(one<std::optional<std::int64_t>>(kAge, 41), std::nullopt);
}

TEST_P(InsertManyTest, TellsWhichRowsWereNew) {
    EXPECT_EQ(insert(10, 20).size(), 20U);
    const auto added = insert(1, 64);
    EXPECT_EQ(added.size(), 44U);
    EXPECT_THAT(added, ::testing::Contains(9));
    EXPECT_THAT(added, ::testing::Not(::testing::Contains(10)));
    EXPECT_EQ(one<std::int64_t>(kCount), 64);
}

TEST_P(InsertManyTest, RefusesHalfARow) {
    const std::vector<Value> values{std::int64_t{1}};
    EXPECT_THROW(on_loop(people_.run(*database, values)), std::invalid_argument);
}

}  // namespace
}  // namespace gatehouse::sql
