#include "apps/gatehouse/doctor/data_checks.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/gatehouse/doctor/machine_checks.hpp"
#include "platform/service/process.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::doctor {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using ::testing::HasSubstr;

constexpr Time kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};

class DirectoryTest : public ::testing::Test {
protected:
    DirectoryTest() {
        std::filesystem::permissions(data(), std::filesystem::perms::owner_all);
        std::filesystem::create_directory(keys());
        std::filesystem::permissions(keys(), std::filesystem::perms::owner_all);
        for (const char* name : {"root.key", "pepper-1.key"})
            write(keys() / name, 0600);
        write(data() / "auth.sqlite", 0600);
    }
    [[nodiscard]] const std::filesystem::path& data() const { return directory_.path(); }
    [[nodiscard]] std::filesystem::path keys() const { return data() / "keys"; }
    static void write(const std::filesystem::path& file, mode_t mode) {
        std::ofstream(file) << std::string(64, 'a') << '\n';
        ::chmod(file.c_str(), mode);
    }
    static void expect(const Finding& finding, Verdict verdict, const std::string& names) {
        EXPECT_EQ(finding.verdict, verdict) << as_text({finding});
        EXPECT_THAT(finding.found + finding.advice, HasSubstr(names));
    }

private:
    testing::TempDirectory directory_;
};

TEST_F(DirectoryTest, IsFineForItsOwnerOnly) {
    expect(check_data_directory(data()), Verdict::ok, "its owner only");
    expect(check_data_directory(data() / "none"), Verdict::ok, "first start");
    expect(check_key_files(data(), true), Verdict::ok, "owner only");
}

TEST_F(DirectoryTest, F15_OpenToOthersIsNamed) {
    ::chmod(data().c_str(), 0755);
    expect(check_data_directory(data()), Verdict::warning, "chmod 700");
    ::chmod(data().c_str(), 0770);
    expect(check_data_directory(data()), Verdict::error, "mode 0770");
    ::chmod(data().c_str(), 0700);
    ::chmod((data() / "auth.sqlite").c_str(), 0640);
    expect(check_data_directory(data()), Verdict::error, "auth.sqlite is open");
    ::chmod((keys() / "root.key").c_str(), 0604);
    expect(check_key_files(data(), true), Verdict::error, "root.key is open");
    ::chmod(keys().c_str(), 0750);
    expect(check_key_files(data(), true), Verdict::error, "chmod 700");
}

TEST_F(DirectoryTest, F15_SomebodyElsesFilesAreNamed) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
    ASSERT_EQ(::chown((data() / "auth.sqlite").c_str(), 4242, 4242), 0);
    expect(check_data_directory(data()), Verdict::error, "belongs to user 4242");
    ASSERT_EQ(::chown((keys() / "pepper-1.key").c_str(), 4242, 4242), 0);
    expect(check_key_files(data(), true), Verdict::error, "belongs to user 4242");
}

TEST_F(DirectoryTest, F15_MissingKeysAreAnErrorOnceThereAreData) {
    std::filesystem::remove(keys() / "pepper-1.key");
    expect(check_key_files(data(), true), Verdict::error, "no password verifies");
    expect(check_key_files(data(), false), Verdict::ok, "first start");
    std::filesystem::remove_all(keys());
    expect(check_key_files(data(), true), Verdict::error, "nothing starts without");
}

TEST_F(DirectoryTest, F22_AnUnfinishedRestoreIsNamed) {
    write(data() / service::kRestoreNote, 0600);
    expect(check_data_directory(data()), Verdict::error, "run gatehouse restore again");
}

TEST(SigningKeysCheck, NamesAgeAndTheNextOne) {
    using crypto::KeyState;
    const auto key = [](std::string kid, KeyState state, Time from) {
        return crypto::SigningKeyInfo{std::move(kid), state, from, from, {}, {}};
    };
    EXPECT_EQ(check_signing_keys({}, kNow).verdict, Verdict::error);
    EXPECT_EQ(check_signing_keys({key("a", KeyState::revoked, kNow)}, kNow).verdict,
              Verdict::error);
    EXPECT_EQ(check_signing_keys({key("a", KeyState::active, kNow - days{10})}, kNow).verdict,
              Verdict::ok);
    const auto old = key("a", KeyState::active, kNow - days{200});
    const auto finding = check_signing_keys({old}, kNow);
    EXPECT_EQ(finding.verdict, Verdict::warning);
    EXPECT_EQ(finding.advice, "gatehouse keys rotate");
    const auto rotating =
        check_signing_keys({old, key("b", KeyState::next, kNow + minutes{5})}, kNow);
    EXPECT_EQ(rotating.verdict, Verdict::ok);
    EXPECT_THAT(rotating.found, HasSubstr("b follows"));
}

TEST(Facts, AreThoseOfThisMachine) {
    const testing::TempDirectory directory;
    std::ofstream(directory.path() / "file") << "x";
    const auto clock = clock_facts(directory.path());
    EXPECT_LT(std::chrono::abs(clock.now - clock.newest_file.value()), minutes{1});
    EXPECT_FALSE(clock_facts(directory.path() / "none").newest_file);
    const auto disk = disk_facts(directory.path());
    EXPECT_GT(disk.all_bytes, disk.free_bytes);
    EXPECT_THROW((void)disk_facts(directory.path() / "none"), std::system_error);
    EXPECT_GT(time_of_hash(10).count(), 5);
    EXPECT_GT(descriptor_limit(), 100U);
}

TEST(Report, LG02_IsALineForEachFinding) {
    const Findings findings{ok("settings", "all\nare\x1b[2J \"defaults\""),
                            error("keys", "lost", "restore")};
    EXPECT_EQ(as_text(findings),
              "ok       settings               all\\nare\\u001b[2J \"defaults\"\n"
              "error    keys                   lost -> restore\n");
    EXPECT_EQ(as_json(findings),
              R"({"errors":1,"warnings":0,"findings":[{"verdict":"ok","check":"settings",)"
              R"("found":"all\nare\u001b[2J \"defaults\"","advice":""},)"
              R"({"verdict":"error","check":"keys","found":"lost","advice":"restore"}]})");
    EXPECT_TRUE(any_error(findings));
    EXPECT_FALSE(any_error({warning("mail", "x", "y")}));
}

TEST(Descriptors, AreAllowedAsFarAsTheHardLimitGoes) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low{.rlim_cur = 256, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
    service::allow_descriptors(500);
    rlimit after{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
    EXPECT_EQ(after.rlim_cur, std::min<rlim_t>(service::descriptors_for(500), before.rlim_max));
    service::allow_descriptors(10);
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
    EXPECT_GT(after.rlim_cur, 300U) << "never lowered";
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

}  // namespace
}  // namespace gatehouse::doctor
