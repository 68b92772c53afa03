#include <algorithm>

#include "services/auth-service/transfer/transfer_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr sql::Query kBegin{"test_export_begin", R"sql(
SELECT changes FROM audit_events WHERE action = 'users.export_started' ORDER BY id DESC LIMIT 1)sql"};

class ExportTest : public TransferFixture {};

TEST_P(ExportTest, GivesWhatAnImportTakes) {
    const Person person = somebody();
    std::string text;
    for (int i = 0; i < 1203; ++i) {
        text +=
            fmt::format(R"({{"email":"e{}@example.com","name":"Zo\u00eb \"{}\"","disabled":{}}})"
                        "\n",
                        i, i, i % 2 == 0);
    }
    import(text);
    const std::string with = exported(true);
    EXPECT_EQ(std::ranges::count(with, '\n'), 1204);
    EXPECT_THAT(with, HasSubstr(R"("password_hash":"$gh1$1$2b$04$)"));
    EXPECT_THAT(with, HasSubstr(R"("password_pepper":")"));
    const Imported again = import(with);
    EXPECT_TRUE(again.summary.complete());
    EXPECT_EQ(again.summary.existing, 1204);

    static constexpr sql::Query kRemove{"test_remove", "DELETE FROM users"};
    harness.run(harness.database().execute(kRemove));
    const Imported moved = import(with);
    EXPECT_EQ(moved.summary.created, 1204);
    EXPECT_EQ(exported(true), with) << "nothing is lost on the way";
    const auto answer = sign_in("person1@example.com");
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.as<SessionAnswer>().user.id, person.session.user.id);
}

TEST_P(ExportTest, LeavesHashesOutUnlessTheyAreAskedFor) {
    somebody();
    const std::string without = exported(false);
    EXPECT_THAT(without, Not(HasSubstr("password")));
    EXPECT_THAT(without, Not(HasSubstr("$2b$")));
    EXPECT_THAT(without, HasSubstr(R"("email":"person1@example.com")"));
}

TEST_P(ExportTest, AU01_IsRecordedBeforeItBegins) {
    somebody();
    (void)exported(true);
    EXPECT_THAT(harness.run(harness.database().one<std::string>(kBegin)), HasSubstr("included"));
    (void)exported(false);
    EXPECT_THAT(harness.run(harness.database().one<std::string>(kBegin)), HasSubstr("left out"));

    static constexpr sql::Query kCount{
        "test_exports", "SELECT count(*) FROM audit_events WHERE action = 'users.export_started'"};
    EXPECT_EQ(count(kCount), 2);
    EXPECT_THROW(harness.run(service().export_accounts(-1, true)), std::system_error);
    EXPECT_EQ(count(kCount), 3) << "an export that fails was begun";
}

INSTANTIATE_ON_DATABASES(ExportTest);

}  // namespace
}  // namespace gatehouse::auth
