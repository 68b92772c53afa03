#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/database_fixture_test.hpp"

namespace gatehouse::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr std::string_view kSchema = R"sql(
CREATE TABLE notes (
    id BIGINT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    extra TEXT,
    number BIGINT,
    ratio DOUBLE PRECISION
);
CREATE TABLE marks (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL CHECK (value >= 0)))sql";

class SessionTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!IsSkipped()) {
            open(kSchema);
        }
    }
};
INSTANTIATE_TEST_SUITE_P(Both, SessionTest, kBothDatabases, kDatabaseName);

/// A strong type that is a view of its text.
class Label {
public:
    static std::expected<Label, FieldError> parse(std::string_view text) {
        if (text.empty()) {
            return std::unexpected(FieldError{"", "empty", ""});
        }
        return Label(std::string(text));
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    bool operator==(const Label&) const = default;

private:
    explicit Label(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// A strong type whose text is made when it is asked for.
struct Level {
    int value;
    static std::optional<Level> parse(std::string_view text) {
        if (!text.starts_with("level ")) {
            return std::nullopt;
        }
        return Level{std::stoi(std::string(text.substr(6)))};
    }
    [[nodiscard]] std::string text() const { return "level " + std::to_string(value); }
    bool operator==(const Level&) const = default;
};

BOOST_DEFINE_ENUM_CLASS(Colour, red, dark_green)

struct Note {
    std::int64_t id;
    std::string body;
    std::optional<std::string> extra;
    std::optional<std::int64_t> number;
    std::optional<double> ratio;
    bool operator==(const Note&) const = default;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, body, extra, number, ratio))

constexpr Query kInsert{"note_insert", R"sql(
INSERT INTO notes (id, body, extra, number, ratio) VALUES ($1, $2, $3, $4, $5))sql"};
constexpr Query kFind{"note_find",
                      "SELECT id, body, extra, number, ratio FROM notes WHERE id = $1"};
constexpr Query kList{"note_list", "SELECT id, body, extra, number, ratio FROM notes ORDER BY id"};

TEST_P(SessionTest, RowsComeBackAsTheyWere) {
    const Note full{1, "text", "more", -7, 0.25};
    const Note empty{std::numeric_limits<std::int64_t>::max(), "", std::nullopt, std::nullopt,
                     std::nullopt};
    EXPECT_EQ(execute(kInsert, full.id, full.body, full.extra, full.number, full.ratio), 1);
    EXPECT_EQ(execute(kInsert, empty.id, empty.body, empty.extra, empty.number, empty.ratio), 1);
    EXPECT_EQ(one<Note>(kFind, full.id), full);
    EXPECT_THAT(all<Note>(kList), ElementsAre(full, empty));
    EXPECT_EQ(on_loop(database->maybe<Note>(kFind, 5)), std::nullopt);
    EXPECT_EQ(on_loop(database->maybe<Note>(kFind, 1), 1), full);
}

TEST_P(SessionTest, HostileTextsAreOnlyTexts) {
    const std::vector<std::string> texts{"'; DROP TABLE notes; --",
                                         "\" OR 1=1",
                                         "$1",
                                         "\\'; SELECT 1",
                                         "100%_",
                                         "\x7f\x01\t\r\n",
                                         "\xF0\x9F\x8F\xA0 h\xC3\xA4user \xE2\x80\xAE",
                                         std::string(100'000, 'x'),
                                         "NULL",
                                         "\\x41"};
    std::int64_t id = 0;
    for (const std::string& text : texts) {
        execute(kInsert, ++id, text, std::string_view(text), std::nullopt, std::nullopt);
        const Note note = one<Note>(kFind, id);
        EXPECT_EQ(note.body, text);
        EXPECT_EQ(note.extra, text);
    }
    EXPECT_EQ(all<Note>(kList).size(), texts.size());
}

TEST_P(SessionTest, TextsWithNulAreRefused) {
    using namespace std::string_literals;
    EXPECT_THAT([&] { execute(kInsert, 1, "a\0b"s, std::nullopt, std::nullopt, std::nullopt); },
                ThrowsMessage<StatementFailed>(HasSubstr("$2 holds NUL")));
    EXPECT_EQ(all<Note>(kList).size(), 0u);
}

struct Strong {
    Label label;
    std::optional<Level> level;
    Time at;
    bool operator==(const Strong&) const = default;
};
BOOST_DESCRIBE_STRUCT(Strong, (), (label, level, at))

TEST_P(SessionTest, StrongTypesTravelAsText) {
    constexpr Query kGet{"strong_get", "SELECT body, extra, number FROM notes WHERE id = $1"};
    const Strong strong{*Label::parse("front door"), Level{3},
                        time_from_unix_ms(1'769'846'709'120)};
    execute(kInsert, 1, strong.label, strong.level, strong.at, std::nullopt);
    EXPECT_EQ(one<Strong>(kGet, 1), strong);
    const Strong without{*Label::parse("back"), std::nullopt, time_from_unix_ms(-1)};
    execute(kInsert, 2, without.label, without.level, without.at, std::nullopt);
    EXPECT_EQ(one<Strong>(kGet, 2), without);
    execute(kInsert, 3, "", Level{4}, 0, std::nullopt);
    EXPECT_THAT([&] { one<Strong>(kGet, 3); },
                ThrowsMessage<StatementFailed>(HasSubstr("strong_get: column 1")));
}

TEST_P(SessionTest, EnumsUuidsAndIdsTravelAsText) {
    constexpr Query kColour{"colour_get", "SELECT body FROM notes WHERE body = $1"};
    constexpr Query kId{"id_get", "SELECT extra FROM notes WHERE extra = $1"};
    const auto uuid = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    const Id<struct Sample> id(uuid);
    execute(kInsert, 1, Colour::dark_green, id, std::nullopt, std::nullopt);
    EXPECT_EQ(one<Colour>(kColour, Colour::dark_green), Colour::dark_green);
    EXPECT_EQ(one<std::string>(kColour, "dark_green"), "dark_green");
    EXPECT_EQ(one<Id<struct Sample>>(kId, uuid), id);
    EXPECT_EQ(one<Uuid>(kId, id), uuid);
    EXPECT_EQ(one<std::string>(kId, id), "01890a5d-ac96-774b-bcce-b302099a8057");
}

TEST_P(SessionTest, ParametersAreBoundByNumber) {
    constexpr Query kTurned{"turned", R"sql(
INSERT INTO notes (number, id, extra, body) VALUES ($3, $1, $2, $2))sql"};
    execute(kTurned, 10, "same", 30);
    EXPECT_EQ(one<Note>(kFind, 10), (Note{10, "same", "same", 30, std::nullopt}));
}

TEST_P(SessionTest, RowsThatDoNotFitAreErrors) {
    constexpr Query kTwo{"two", "SELECT id, body FROM notes ORDER BY id"};
    constexpr Query kExtra{"extra", "SELECT extra FROM notes WHERE id = $1"};
    execute(kInsert, 1, "a", std::nullopt, std::nullopt, std::nullopt);
    execute(kInsert, 2, "b", "c", std::nullopt, std::nullopt);
    EXPECT_THAT([&] { all<Note>(kTwo); },
                ThrowsMessage<StatementFailed>(HasSubstr("2 columns for 5 members")));
    EXPECT_THAT([&] { one<std::string>(kExtra, 1); },
                ThrowsMessage<StatementFailed>(HasSubstr("column 1 is null")));
    EXPECT_THAT([&] { one<std::int64_t>(kExtra, 2); },
                ThrowsMessage<StatementFailed>(HasSubstr("does not fit")));
    EXPECT_THAT([&] { one<Note>(kFind, 3); },
                ThrowsMessage<StatementFailed>(HasSubstr("0 rows instead of one")));
    EXPECT_THAT([&] { on_loop(database->maybe<Note>(kList)); },
                ThrowsMessage<StatementFailed>(HasSubstr("at most one")));
}

TEST_P(SessionTest, WritesTellWhatTheyChangedAndReturn) {
    constexpr Query kUpsert{"mark", R"sql(
INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)sql"};
    constexpr Query kRaise{"raise", R"sql(
UPDATE marks SET value = value + $2 WHERE name = $1 RETURNING value)sql"};
    constexpr Query kAll{"raise_all", "UPDATE marks SET value = value + 1"};
    EXPECT_EQ(execute(kUpsert, "a", 1), 1);
    EXPECT_EQ(execute(kUpsert, "a", 2), 0);
    EXPECT_EQ(execute(kUpsert, "b", 2), 1);
    EXPECT_EQ(one<std::int64_t>(kRaise, "a", 10), 11);
    EXPECT_EQ(on_loop(database->maybe<std::int64_t>(kRaise, "c", 10)), std::nullopt);
    EXPECT_EQ(execute(kAll), 2);
}

TEST_P(SessionTest, BrokenConstraintsAndStatementsAreTold) {
    constexpr Query kMark{"mark_plain", "INSERT INTO marks (name, value) VALUES ($1, $2)"};
    constexpr Query kWrong{"wrong", "SELECT nothing FROM nowhere"};
    constexpr Query kOneName{"twice", "SELECT 1"};
    constexpr Query kSameName{"twice", "SELECT 2"};
    execute(kMark, "a", 1);
    EXPECT_THROW(execute(kMark, "a", 1), ConstraintFailed);
    EXPECT_THROW(execute(kMark, "b", -1), ConstraintFailed);
    EXPECT_THROW(all<Note>(kWrong), StatementFailed);
    EXPECT_THROW(execute(kMark, "only one argument"), StatementFailed);
    EXPECT_EQ(one<std::int64_t>(kOneName), 1);
    EXPECT_THAT([&] { one<std::int64_t>(kSameName); },
                ThrowsMessage<StatementFailed>(HasSubstr("two statements are named twice")));
    EXPECT_EQ(execute(kMark, "c", 1), 1);
}

TEST_P(SessionTest, BytesTravelAsTheyAre) {
    const std::string schema = on_sqlite() ? "CREATE TABLE files (id INTEGER, content BLOB) STRICT"
                                           : "CREATE TABLE files (id bigint, content bytea)";
    const Query create{"files_create", schema};
    constexpr Query kStore{"files_store", "INSERT INTO files (id, content) VALUES ($1, $2)"};
    constexpr Query kLoad{"files_load", "SELECT content FROM files WHERE id = $1"};
    execute(create);
    std::vector<std::uint8_t> bytes(256);
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        bytes[index] = static_cast<std::uint8_t>(index);
    }
    execute(kStore, 1, bytes);
    execute(kStore, 2, std::vector<std::uint8_t>{});
    EXPECT_EQ(one<std::vector<std::uint8_t>>(kLoad, 1), bytes);
    EXPECT_EQ(one<std::vector<std::uint8_t>>(kLoad, 2), std::vector<std::uint8_t>{});
}

TEST_P(SessionTest, IsHealthyUntilClosed) {
    EXPECT_TRUE(on_loop(database->healthy()));
    database->close();
    EXPECT_FALSE(on_loop(database->healthy()));
    EXPECT_THROW(execute(kInsert, 1, "a", "b", 1, 1.0), Unavailable);
    EXPECT_THROW(all<Note>(kList), Unavailable);
    EXPECT_THROW(on_loop(database->transact([](Transaction&) -> Task<void> { co_return; })),
                 Unavailable);
}

}  // namespace
}  // namespace gatehouse::sql
