#include "platform/config/loader.hpp"

#include <filesystem>
#include <fstream>

#include <boost/describe.hpp>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "platform/config/listing.hpp"

namespace gatehouse::config {
namespace {

enum class Colour : std::uint8_t { red, dark_green };
BOOST_DESCRIBE_ENUM(Colour, red, dark_green)

struct Sample {
    static constexpr std::string_view kSection = "sample";
    bool on = true;
    std::size_t count = 3;
    Milliseconds wait = std::chrono::minutes{15};
    std::string name = "plain";
    Colour colour = Colour::red;
    std::vector<std::string> items{};
    std::optional<Seconds> pause{};
    Secret password{};
    static constexpr Doc kDocs[] = {
        {"on", "Whether it is on."},
        {"count", "How many there are.", 1, 10},
        {"wait", "How long it waits.", ms(std::chrono::minutes{1}), ms(std::chrono::hours{1})},
        {"name", "What it is called."},
        {"colour", "What it looks like."},
        {"items", "What belongs to it."},
        {"pause", "How long it rests."},
        {.key = "password", .text = "What opens it.", .secret = true},
    };
};
BOOST_DESCRIBE_STRUCT(Sample, (), (on, count, wait, name, colour, items, pause, password))

struct Undocumented {
    static constexpr std::string_view kSection = "undocumented";
    bool on = true;
    bool off = false;
    static constexpr Doc kDocs[] = {{"on", "Whether it is on."}};
};
BOOST_DESCRIBE_STRUCT(Undocumented, (), (on, off))

static_assert(Section<Sample>);
static_assert(!Section<Undocumented>, "a member without a sentence does not compile");

struct OutOfBounds {
    static constexpr std::string_view kSection = "bad";
    int count = 0;
    static constexpr Doc kDocs[] = {{"count", "How many there are.", 1, 10}};
};
BOOST_DESCRIBE_STRUCT(OutOfBounds, (), (count))

class LoaderTest : public testing::Test {
protected:
    LoaderTest() {
        std::string pattern = testing::TempDir() + "gatehouse-config-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
        loader_.bind(sample_);
    }
    ~LoaderTest() override { std::filesystem::remove_all(directory_); }

    std::filesystem::path write(std::string_view text, mode_t mode = 0600) {
        auto path = directory_ / "gatehouse.toml";
        std::ofstream{path, std::ios::binary} << text;
        ::chmod(path.c_str(), mode);
        return path;
    }
    void environment(std::vector<const char*> variables) { loader_.environment(variables); }
    std::string all_findings() const {
        std::string text;
        for (const auto& finding : loader_.findings()) {
            text += finding + "\n";
        }
        return text;
    }

    std::filesystem::path directory_;
    Sample sample_;
    Loader loader_;
};

TEST_F(LoaderTest, LaterSourcesWin) {
    loader_.file(write("[sample]\ncount = 4\nname = \"file\"\nwait = \"20m\"\n"), true);
    environment({"GATEHOUSE_SAMPLE_COUNT=5", "GATEHOUSE_SAMPLE_NAME=environment", "HOME=/"});
    loader_.flag("sample.count", "--count", "6");
    EXPECT_NO_THROW(loader_.finish());
    EXPECT_EQ(sample_.wait, std::chrono::minutes{20});
    EXPECT_EQ(sample_.name, "environment");
    EXPECT_EQ(sample_.count, 6u);
    EXPECT_EQ(loader_.origin("sample.on"), "default");
    EXPECT_TRUE(loader_.origin("sample.wait").ends_with("gatehouse.toml:4"));
    EXPECT_EQ(loader_.origin("sample.name"), "environment GATEHOUSE_SAMPLE_NAME");
    EXPECT_EQ(loader_.origin("sample.count"), "--count");
}

TEST_F(LoaderTest, ReadsEveryKindFromAFile) {
    loader_.file(write("[sample]\non = false\ncount = 10\nwait = \"1h\"\nname = \"\"\n"
                       "colour = \"dark_green\"\nitems = [\"a\", \"b\"]\npause = \"2s\"\n"
                       "password = \"hidden thing\"\n"),
                 true);
    loader_.finish();
    EXPECT_FALSE(sample_.on);
    EXPECT_EQ(sample_.colour, Colour::dark_green);
    EXPECT_EQ(sample_.items, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(sample_.pause, Seconds{2});
    EXPECT_EQ(sample_.password.expose(), "hidden thing");
}

TEST_F(LoaderTest, ReadsEveryKindFromTheEnvironment) {
    environment({"GATEHOUSE_SAMPLE_ON=false", "GATEHOUSE_SAMPLE_COUNT=1",
                 "GATEHOUSE_SAMPLE_WAIT=1m", "GATEHOUSE_SAMPLE_COLOUR=dark_green",
                 "GATEHOUSE_SAMPLE_ITEMS=a, b ,c", "GATEHOUSE_SAMPLE_PAUSE=3s",
                 "GATEHOUSE_SAMPLE_PASSWORD=a=b"});
    loader_.finish();
    EXPECT_FALSE(sample_.on);
    EXPECT_EQ(sample_.wait, std::chrono::minutes{1});
    EXPECT_EQ(sample_.items, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(sample_.pause, Seconds{3});
    EXPECT_EQ(sample_.password.expose(), "a=b");
}

TEST_F(LoaderTest, ASecretMayComeFromAFile) {
    const auto path = directory_ / "secret";
    std::ofstream{path} << "from file\n";
    environment({("GATEHOUSE_SAMPLE_PASSWORD_FILE=" + path.string()).c_str()});
    loader_.finish();
    EXPECT_EQ(sample_.password.expose(), "from file");
    EXPECT_EQ(loader_.origin("sample.password"), "environment GATEHOUSE_SAMPLE_PASSWORD_FILE");
}

TEST_F(LoaderTest, TheDefaultFileMayBeAbsentAndANamedOneMayNot) {
    loader_.file(directory_ / "absent.toml", false);
    EXPECT_TRUE(loader_.findings().empty());
    loader_.file(directory_ / "absent.toml", true);
    EXPECT_THROW(loader_.finish(), Invalid);
}

TEST_F(LoaderTest, CollectsEveryFinding) {
    loader_.file(write("[sample]\ncount = 11\nwait = 15\n[other]\nkey = 1\n"), true);
    environment({"GATEHOUSE_SAMPLE_ON=yes"});
    EXPECT_EQ(loader_.findings().size(), 4u) << all_findings();
}

TEST_F(LoaderTest, SuggestsTheNearestName) {
    loader_.file(write("[sample]\ncuont = 4\n"), true);
    environment({"GATEHOUSE_SAMPLE_NAMES=x"});
    EXPECT_NE(all_findings().find("did you mean sample.count?"), std::string::npos);
    EXPECT_NE(all_findings().find("did you mean GATEHOUSE_SAMPLE_NAME?"), std::string::npos);
}

TEST_F(LoaderTest, AFindingIsOneLine) {
    loader_.file(write("[sample]\n\"a\\nb\" = 4\n"), true);
    ASSERT_EQ(loader_.findings().size(), 1u);
    EXPECT_EQ(loader_.findings().front().find('\n'), std::string::npos);
}

TEST_F(LoaderTest, ListsValuesWithTheirOriginAndHidesSecrets) {
    environment({"GATEHOUSE_SAMPLE_PASSWORD=hunter2", "GATEHOUSE_SAMPLE_ITEMS=a,b"});
    const auto text = listing(loader_.entries());
    EXPECT_EQ(text.find("hunter2"), std::string::npos);
    EXPECT_NE(text.find("sample.items = [\"a\", \"b\"]"), std::string::npos) << text;
    EXPECT_NE(text.find("# environment GATEHOUSE_SAMPLE_ITEMS"), std::string::npos);
    EXPECT_NE(text.find("# sample.password = (hidden)"), std::string::npos);
    EXPECT_NE(text.find("# sample.pause = (unset)"), std::string::npos);
}

TEST_F(LoaderTest, TheListingCanBeReadBack) {
    environment({"GATEHOUSE_SAMPLE_NAME=a \"quoted\" \\ name", "GATEHOUSE_SAMPLE_ITEMS=a,b"});
    Sample copy;
    Loader again;
    again.bind(copy);
    again.file(write(listing(loader_.entries())), true);
    EXPECT_NO_THROW(again.finish());
    EXPECT_EQ(copy.name, sample_.name);
    EXPECT_EQ(copy.items, sample_.items);
    EXPECT_EQ(copy.wait, sample_.wait);
}

TEST_F(LoaderTest, TheReferenceNamesEverySetting) {
    const auto text = reference(loader_.entries());
    for (const auto& entry : loader_.entries()) {
        EXPECT_NE(text.find("`" + entry.key + "`"), std::string::npos);
        EXPECT_NE(text.find(entry.doc), std::string::npos);
    }
    EXPECT_NE(text.find("GATEHOUSE_SAMPLE_COLOUR"), std::string::npos);
}

TEST(Loader, RefusesADefaultOutOfItsOwnBounds) {
    OutOfBounds section;
    Loader loader;
    EXPECT_THROW(loader.bind(section), std::logic_error);
}

TEST(Loader, RefusesASectionTwice) {
    Sample first;
    Sample second;
    Loader loader;
    loader.bind(first);
    EXPECT_THROW(loader.bind(second), std::logic_error);
}

}  // namespace
}  // namespace gatehouse::config
