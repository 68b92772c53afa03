#include "apps/gatehouse/portal_folder.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "platform/testing/temp_directory.hpp"

namespace gatehouse {
namespace {

void make_portal(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "index.html"} << "<!doctype html>";
}

TEST(PortalFolder, TheSettingWins) {
    const testing::TempDirectory root;
    make_portal(root.path() / "frontend/dist");
    EXPECT_EQ(portal_folder("/elsewhere", root.path() / "build/release/gatehouse"), "/elsewhere");
}

TEST(PortalFolder, IsFoundFromTheProgramInItsRepository) {
    const testing::TempDirectory root;
    make_portal(root.path() / "frontend/dist");
    EXPECT_EQ(portal_folder({}, root.path() / "build/release/gatehouse"),
              root.path() / "frontend/dist");
}

TEST(PortalFolder, IsFoundBesideAnInstalledProgram) {
    const testing::TempDirectory root;
    make_portal(root.path() / "share/gatehouse/portal");
    EXPECT_EQ(portal_folder({}, root.path() / "bin/gatehouse"),
              root.path() / "share/gatehouse/portal");
}

TEST(PortalFolder, AFolderWithoutIndexIsNone) {
    const testing::TempDirectory root;
    std::filesystem::create_directories(root.path() / "frontend/dist");
    const auto found = portal_folder({}, root.path() / "build/release/gatehouse");
    EXPECT_TRUE(!found || found == "/usr/share/gatehouse/portal");
}

}  // namespace
}  // namespace gatehouse
