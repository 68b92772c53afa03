#include <string>
#include <vector>

#include "platform/base/random.hpp"
#include "platform/crypto/digest.hpp"
#include "services/auth-service/transfer/line_reader.hpp"
#include "services/auth-service/transfer/seen_lines.hpp"
#include "services/auth-service/transfer/transfer_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using Lines = std::vector<std::string>;

/// Each line as `number:text`, or `number!` when it was too long.
Lines read_all(std::string_view text) {
    const MemoryFile file{text};
    LineReader reader{file.number()};
    Lines lines;
    while (const auto line = reader.next()) {
        lines.push_back(line->too_long ? fmt::format("{}!", line->number)
                                       : fmt::format("{}:{}", line->number, line->text));
    }
    EXPECT_EQ(reader.digest(), crypto::sha256(text));
    return lines;
}

TEST(LineReaderTest, GivesLinesWithTheirNumbers) {
    EXPECT_EQ(read_all(""), Lines{});
    EXPECT_EQ(read_all("\n\n \t\r\n"), Lines{});
    EXPECT_EQ(read_all("a"), Lines{"1:a"});
    EXPECT_EQ(read_all("a\nb\n"), (Lines{"1:a", "2:b"}));
    EXPECT_EQ(read_all("\na\r\n\nb"), (Lines{"2:a\r", "4:b"}));
}

TEST(LineReaderTest, SkipsLinesThatAreTooLongAndGoesOn) {
    const std::string longest(LineReader::kMaxLine, 'x');
    for (const std::size_t size :
         {LineReader::kMaxLine + 1, std::size_t{65'535}, std::size_t{65'536}, std::size_t{65'537},
          std::size_t{1'000'000}}) {
        const std::string text = "a\n" + std::string(size, 'y') + "\nb\n" + longest + "\n";
        EXPECT_EQ(read_all(text), (Lines{"1:a", "2!", "3:b", "4:" + longest})) << size;
        EXPECT_EQ(read_all(text + std::string(size, 'z')).back(), "5!") << size;
    }
}

TEST(LineReaderTest, FailsWhenItCannotRead) {
    LineReader reader{-1};
    EXPECT_THROW((void)reader.next(), std::system_error);
}

TEST(SeenLinesTest, KnowsWhatWasThereHoweverManyThereAre) {
    SystemRandom random;
    SeenLines seen{random};
    constexpr int kMany = 200'000;
    for (int i = 0; i < kMany; ++i) {
        ASSERT_EQ(seen.note("key " + std::to_string(i), "content"), std::nullopt) << i;
    }
    for (int i = 0; i < kMany; i += 997) {
        EXPECT_EQ(seen.note("key " + std::to_string(i), "content"), true);
        EXPECT_EQ(seen.note("key " + std::to_string(i), "other"), false);
    }
    EXPECT_EQ(seen.note("key", "content"), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::auth
