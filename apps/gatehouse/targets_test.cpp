#include "apps/gatehouse/targets.hpp"

#include <gtest/gtest.h>

#include "platform/sql/maintenance.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse {
namespace {

// What holds rows needs the keys of its installation (F-15), so a row that a migration makes would
// stop the first start after `gatehouse migrate`.
TEST(Targets, F15_ADatabaseThatWasOnlyMigratedHoldsNoRows) {
    const testing::TempDirectory directory;
    for (const Target& target : targets()) {
        const sql::OpenOptions options{.url = "sqlite:" + directory.path().string(),
                                       .service = std::string{target.database}};
        EXPECT_GT(sql::migrate(options, target.migrations()), 0U);
        EXPECT_FALSE(sql::inspect(options).holds_rows) << target.name;
    }
}

}  // namespace
}  // namespace gatehouse
