#include "platform/crypto/key_ring.hpp"

#include <fstream>
#include <set>
#include <thread>

#include <sys/stat.h>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/fixture_test.hpp"

namespace gatehouse::crypto {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class KeyRingTest : public WithKeys {
protected:
    [[nodiscard]] std::filesystem::path file(std::string_view name) const {
        return folder_.path() / "keys" / name;
    }
    [[nodiscard]] std::filesystem::path signing_file() const {
        for (const auto& entry : std::filesystem::directory_iterator(file("signing"))) {
            if (entry.path().extension() == ".pem") return entry.path();
        }
        return {};
    }
    void expect_refused(std::string_view naming) {
        try {
            (void)open();
            FAIL() << "opened";
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string_view(error.what()).find(naming), std::string_view::npos)
                << error.what();
        }
    }
    static mode_t mode_of(const std::filesystem::path& path) {
        struct stat status{};
        EXPECT_EQ(::stat(path.c_str(), &status), 0);
        return status.st_mode & 07777;
    }
    static void write(const std::filesystem::path& path, std::string_view text) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    }
};

TEST_F(KeyRingTest, FingerprintsTellRingsApartAndStay) {
    EXPECT_FALSE(KeyRing::complete(file("")));
    const auto first = open()->fingerprints();
    EXPECT_TRUE(KeyRing::complete(file("")));
    EXPECT_EQ(first, open()->fingerprints());
    EXPECT_EQ(first.size(), 2U);
    EXPECT_EQ(first.at("key_ring").size(), 32U);
    EXPECT_NE(first.at("key_ring"), first.at("pepper-1"));

    write(file("pepper-2.key"), std::string(64, 'a') + "\n");
    std::filesystem::permissions(file("pepper-2.key"), std::filesystem::perms{0600});
    auto more = open()->fingerprints();
    EXPECT_EQ(more.erase("pepper-2"), 1U);
    EXPECT_EQ(more, first);

    std::filesystem::remove(file("root.key"));
    EXPECT_FALSE(KeyRing::complete(file("")));
    EXPECT_NE(open()->fingerprints().at("key_ring"), first.at("key_ring"));
}

TEST_F(KeyRingTest, MakesItsKeysOnceForTheirOwnerOnly) {
    const auto first = open();
    EXPECT_EQ(mode_of(file("")), 0700U);
    EXPECT_EQ(mode_of(file("signing")), 0700U);
    EXPECT_EQ(mode_of(file("root.key")), 0600U);
    EXPECT_EQ(mode_of(file("pepper-1.key")), 0600U);
    EXPECT_EQ(mode_of(signing_file()), 0600U);

    const auto second = open();
    EXPECT_EQ(first->mac_key("csrf").sign("x"), second->mac_key("csrf").sign("x"));
    EXPECT_EQ(first->peppers().current, "1");
    EXPECT_EQ(first->peppers().by_id.at("1").expose(), second->peppers().by_id.at("1").expose());
    EXPECT_EQ(first->signing_keys().current()->jwks(clock_.now()),
              second->signing_keys().current()->jwks(clock_.now()));
}

TEST_F(KeyRingTest, NoTwoInstallationsShareAKey) {
    const auto here = open();
    const TemporaryFolder elsewhere;
    const auto there = KeyRing::open(elsewhere.path() / "keys", clock_, random_);
    EXPECT_NE(here->mac_key("csrf").sign("x"), there->mac_key("csrf").sign("x"));
    EXPECT_NE(here->peppers().by_id.at("1").expose(), there->peppers().by_id.at("1").expose());
}

TEST_F(KeyRingTest, SeveralProcessesStartingTogetherAgree) {
    std::vector<std::unique_ptr<KeyRing>> rings(8);
    {
        std::vector<std::jthread> threads;
        for (auto& ring : rings) {
            threads.emplace_back([&] { ring = open(); });
        }
    }
    for (const auto& ring : rings) {
        EXPECT_EQ(ring->mac_key("a").sign("x"), rings[0]->mac_key("a").sign("x"));
        EXPECT_EQ(ring->signing_keys().list().size(), 1U);
        EXPECT_EQ(ring->signing_keys().list()[0].kid, rings[0]->signing_keys().list()[0].kid);
    }
}

TEST_F(KeyRingTest, KY04EachPurposeHasItsOwnKey) {
    const auto ring = open();
    std::set<std::string> codes;
    const std::vector<std::string_view> purposes = {
        "csrf", "refresh-inner", "refresh-outer", "cursor", "webhook", "csrf ", ""};
    for (const auto purpose : purposes) {
        const Digest code = ring->mac_key(purpose).sign("session");
        codes.emplace(bytes_of(code));
        for (const auto other : purposes) {
            EXPECT_EQ(ring->mac_key(other).verify("session", bytes_of(code)), other == purpose);
        }
    }
    EXPECT_EQ(codes.size(), purposes.size());
}

TEST_F(KeyRingTest, RefusesWhatOthersMayRead) {
    (void)open();
    for (const auto& path :
         {file(""), file("root.key"), file("pepper-1.key"), file("signing"), signing_file()}) {
        for (const mode_t extra : {040U, 004U, 020U, 002U}) {
            const mode_t before = mode_of(path);
            ASSERT_EQ(::chmod(path.c_str(), before | extra), 0);
            expect_refused(path.parent_path() == file("") ? path.stem().string() : "keys");
            ASSERT_EQ(::chmod(path.c_str(), before), 0);
        }
    }
    EXPECT_NO_THROW((void)open());
}

TEST_F(KeyRingTest, RefusesShortMalformedAndLinkedFiles) {
    (void)open();
    for (const std::string_view text :
         {"", "00", "0123456789abcdef0123456789abcdef",
          "not hexadecimal at all, whatever its length may be....!!"}) {
        write(file("root.key"), text);
        expect_refused("root.key");
    }
    std::filesystem::remove(file("root.key"));
    std::filesystem::create_symlink(file("pepper-1.key"), file("root.key"));
    expect_refused("root.key");
}

TEST_F(KeyRingTest, AMissingPepperIsNotReplacedSilently) {
    (void)open();
    std::filesystem::remove(file("pepper-1.key"));
    expect_refused("pepper-1.key");
}

TEST_F(KeyRingTest, TheNewestPepperIsCurrentAndOlderOnesStay) {
    (void)open();
    write(file("pepper-10.key"), std::string(64, 'a') + "\n");
    ASSERT_EQ(::chmod(file("pepper-10.key").c_str(), 0600), 0);
    const auto ring = open();
    EXPECT_EQ(ring->peppers().current, "10");
    EXPECT_EQ(ring->peppers().by_id.size(), 2U);
}

TEST_F(KeyRingTest, RefusesADamagedSigningKeyAndKeepsTheOldOnesRunning) {
    const auto ring = open();
    const auto before = ring->signing_keys().current();
    std::filesystem::copy_file(signing_file(), file("signing") / "other.pem");
    EXPECT_THROW(ring->signing_keys().reload_if_changed(), std::runtime_error);
    EXPECT_EQ(ring->signing_keys().current(), before);
    std::filesystem::remove(file("signing") / "other.pem");
    write(signing_file(), "kid: x\n");
    EXPECT_THROW(ring->signing_keys().reload_if_changed(), std::runtime_error);
    EXPECT_EQ(ring->signing_keys().current(), before);
    expect_refused("kid");
}

TEST_F(KeyRingTest, KY01JwksHasPublicMembersOnly) {
    const auto ring = open();
    const std::string jwks = ring->signing_keys().current()->jwks(clock_.now());
    const std::string kid = ring->signing_keys().list()[0].kid;
    EXPECT_TRUE(
        jwks.starts_with(R"({"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":")" +
                         kid + R"(","x":")"))
        << jwks;
    for (const std::string_view member :
         {"\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"k\"", "PRIVATE"}) {
        EXPECT_EQ(jwks.find(member), std::string::npos) << member;
    }
    EXPECT_LE(SigningKeys::kPublishedMaxAge, seconds(300));
}

TEST_F(KeyRingTest, KY02ANewKeyIsPublishedLongBeforeItSigns) {
    const auto ring = open();
    SigningKeys& keys = ring->signing_keys();
    const std::string old_kid = keys.list()[0].kid;
    const auto added = keys.rotate();
    ASSERT_TRUE(added);
    EXPECT_EQ(added->state, KeyState::next);
    EXPECT_FALSE(keys.rotate()) << "one key waits at a time";
    const auto active = [&] { return keys.current()->active(clock_.now())->kid; };
    const auto state = [&](std::string_view kid) {
        for (const auto& info : keys.list()) {
            if (info.kid == kid) return info.state;
        }
        ADD_FAILURE() << "no such key";
        return KeyState::retired;
    };
    EXPECT_NE(keys.current()->jwks(clock_.now()).find(added->kid), std::string::npos);

    clock_.advance(2 * SigningKeys::kPublishedMaxAge - seconds(1));
    EXPECT_EQ(active(), old_kid);
    clock_.advance(seconds(1));
    EXPECT_EQ(active(), added->kid);
    EXPECT_EQ(state(old_kid), KeyState::retiring);
    clock_.advance(minutes(15));
    EXPECT_EQ(state(old_kid), KeyState::retiring) << "its last token may just have expired";
    clock_.advance(minutes(1));
    EXPECT_EQ(state(old_kid), KeyState::retired);
    EXPECT_EQ(keys.current()->jwks(clock_.now()).find(old_kid), std::string::npos);
    EXPECT_EQ(active(), added->kid);
}

TEST_F(KeyRingTest, KY03RevokingTheActiveKeyPutsItsSuccessorInPlaceAtOnce) {
    const auto ring = open();
    SigningKeys& keys = ring->signing_keys();
    const std::string first = keys.list()[0].kid;
    const std::string waiting = keys.rotate()->kid;
    EXPECT_FALSE(keys.revoke("no such key"));
    EXPECT_TRUE(keys.revoke(first));
    EXPECT_EQ(keys.current()->active(clock_.now())->kid, waiting);
    EXPECT_EQ(keys.current()->verifying(first, clock_.now()), nullptr);
    EXPECT_EQ(keys.current()->jwks(clock_.now()).find(first), std::string::npos);

    EXPECT_TRUE(keys.revoke(waiting));
    const std::string third = keys.current()->active(clock_.now())->kid;
    EXPECT_NE(third, first);
    EXPECT_NE(third, waiting);
    EXPECT_TRUE(keys.revoke(first)) << "revoking again changes nothing";
    EXPECT_EQ(keys.current()->active(clock_.now())->kid, third);
}

TEST_F(KeyRingTest, ARevokedKeyThatNeverSignedReplacesNone) {
    const auto ring = open();
    SigningKeys& keys = ring->signing_keys();
    const std::string first = keys.list()[0].kid;
    const std::string waiting = keys.rotate()->kid;
    EXPECT_TRUE(keys.revoke(waiting));
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(keys.current()->active(clock_.now())->kid, first);
}

TEST_F(KeyRingTest, KY03ARunningServerSeesWhatAnotherProcessChanged) {
    const auto server = open();
    const auto command = open();
    const std::uint64_t version = server->signing_keys().version();
    EXPECT_FALSE(server->signing_keys().reload_if_changed());
    EXPECT_EQ(server->signing_keys().version(), version);
    const std::string kid = command->signing_keys().list()[0].kid;
    ASSERT_TRUE(command->signing_keys().revoke(kid));
    EXPECT_TRUE(server->signing_keys().reload_if_changed());
    EXPECT_NE(server->signing_keys().version(), version);
    EXPECT_EQ(server->signing_keys().current()->verifying(kid, clock_.now()), nullptr);
    EXPECT_FALSE(server->signing_keys().reload_if_changed());
}

TEST_F(KeyRingTest, KeysLongRetiredLeaveTheFolder) {
    const auto ring = open();
    SigningKeys& keys = ring->signing_keys();
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(keys.rotate());
        clock_.advance(std::chrono::days(40));
    }
    EXPECT_LE(keys.list().size(), 3U);
}

}  // namespace
}  // namespace gatehouse::crypto
