#include "platform/service/host.hpp"

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/log/sink.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::service {
namespace {

using tcp = asio::ip::tcp;

std::uint16_t free_port() {
    asio::io_context context;
    tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    return acceptor.local_endpoint().port();
}

config::ListenAddress loopback(std::uint16_t port) {
    return config::ListenAddress::parse("127.0.0.1:0")->with_port(port);
}

/// The whole answer to `GET path`, or nothing when nobody answers.
std::string get(std::uint16_t port, const std::string& path) {
    tcp::iostream stream;
    stream.expires_after(std::chrono::seconds{10});
    stream.connect(tcp::endpoint{asio::ip::address_v4::loopback(), port});
    stream << "GET " << path << " HTTP/1.1\r\nHost: localhost:" << port
           << "\r\nConnection: close\r\n\r\n"
           << std::flush;
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// What the tests see of the service.
struct Observed {
    std::atomic<bool> entered = false;
    std::atomic<bool> finished = false;
    std::atomic<bool> stopped_after_finishing = false;
    std::atomic<bool> healthy = true;
};

/// Takes its time.
class Slow {
public:
    static constexpr http::Route kRoute{http::Verb::get, "/slow", http::Access::anonymous};
    static constexpr http::Doc kDoc{"Take a while"};

    explicit Slow(Observed& observed) : observed_(observed) {}

    Task<http::Reply<http::RawJson>> handle() {
        observed_.entered = true;
        co_await async::sleep_for(std::chrono::milliseconds{150});
        observed_.finished = true;
        co_return http::RawJson{"{}"};
    }

private:
    Observed& observed_;
};

class SlowService final : public Service {
public:
    explicit SlowService(Observed& observed) : observed_(observed), slow_(observed) {}

    void add_routes(http::Router& router) override { router.add(slow_); }
    void subscribe(events::EventBus&) override {}
    Task<void> start() override { co_return; }
    Task<void> stop() override {
        observed_.stopped_after_finishing = observed_.finished.load();
        co_return;
    }
    Task<bool> ready() override { co_return observed_.healthy.load(); }

private:
    Observed& observed_;
    Slow slow_;
};

class HostTest : public ::testing::Test {
protected:
    HostTest() {
        settings_.server.listen = loopback(free_port());
        settings_.server.threads = 2;
        settings_.operations.listen = loopback(free_port());
        settings_.data_dir = directory_.path() / "data";
        settings_.database_url = "sqlite:" + settings_.data_dir.string();
    }

    std::unique_ptr<Host> host() {
        std::vector<Guest> guests;
        guests.push_back({.name = "slow-service",
                          .database = "slow",
                          .migrations = {{"0001_notes.sql", "CREATE TABLE notes (id BIGINT);"}},
                          .make = [this](const Environment&, Host&) {
                              return std::make_unique<SlowService>(observed_);
                          }});
        return std::make_unique<Host>(settings_, std::move(guests), log_);
    }
    [[nodiscard]] std::uint16_t port() const { return settings_.server.listen.port(); }
    [[nodiscard]] std::uint16_t operations_port() const {
        return settings_.operations.listen.port();
    }

    testing::TempDirectory directory_;
    SystemClock clock_;
    log::MemorySink sink_;
    log::Logger log_{sink_, clock_, {.service = "test"}};
    HostSettings settings_;
    Observed observed_;
};

TEST_F(HostTest, HL01_HealthIsAStatusWordOnBothPorts) {
    const auto running = host();
    running->start();
    for (const auto where : {port(), operations_port()}) {
        EXPECT_TRUE(get(where, "/livez").ends_with("\r\n\r\n{\"status\":\"ok\"}"));
        EXPECT_TRUE(get(where, "/readyz").ends_with("\r\n\r\n{\"status\":\"ok\"}"));
    }
    observed_.healthy = false;
    const auto answer = get(port(), "/readyz");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503"));
    EXPECT_NE(answer.find("\r\nRetry-After: 1\r\n"), std::string::npos) << answer;
    EXPECT_EQ(get(port(), "/livez").find("Retry-After"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n{\"status\":\"unavailable\"}"));
    EXPECT_TRUE(get(port(), "/livez").starts_with("HTTP/1.1 200"));
}

TEST_F(HostTest, MT01_MetricsAreOnTheOperationsPortOnly) {
    const auto running = host();
    running->start();
    EXPECT_TRUE(get(port(), "/metrics").starts_with("HTTP/1.1 404"));
    EXPECT_TRUE(get(operations_port(), "/slow").starts_with("HTTP/1.1 404"));
    const auto metrics = get(operations_port(), "/metrics");
    EXPECT_TRUE(metrics.starts_with("HTTP/1.1 200"));
    EXPECT_NE(metrics.find("http_server_request_duration_seconds_count"), std::string::npos);
}

TEST_F(HostTest, F14_WhatIsInFlightIsAnsweredBeforeAnythingStops) {
    const auto running = host();
    running->start();
    auto answer = std::async(std::launch::async, [this] { return get(port(), "/slow"); });
    while (!observed_.entered) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(running->stop());
    EXPECT_TRUE(answer.get().starts_with("HTTP/1.1 200"));
    EXPECT_TRUE(observed_.stopped_after_finishing);
    EXPECT_EQ(get(port(), "/livez"), "");
}

TEST_F(HostTest, F14_WhatTakesTooLongIsCutOff) {
    settings_.server.drain_limit = Milliseconds{10};
    const auto running = host();
    running->start();
    auto answer = std::async(std::launch::async, [this] { return get(port(), "/slow"); });
    while (!observed_.entered) {
        std::this_thread::yield();
    }
    EXPECT_FALSE(running->stop());
    EXPECT_EQ(answer.get(), "");
}

TEST_F(HostTest, F14_ServesDuringTheGraceTimeButIsNotReady) {
    settings_.server.drain_grace = Milliseconds{1000};
    block_signals();
    const auto running = host();
    running->start();
    auto stopped = std::async(std::launch::async, [&] { return running->stop(); });
    std::string readiness;
    do {
        readiness = get(port(), "/readyz");
    } while (readiness.starts_with("HTTP/1.1 200"));
    EXPECT_TRUE(readiness.starts_with("HTTP/1.1 503"));
    EXPECT_TRUE(get(port(), "/slow").starts_with("HTTP/1.1 200"));
    EXPECT_TRUE(stopped.get());
}

TEST_F(HostTest, ADataDirectoryServesOneProcess) {
    const auto first = host();
    try {
        host();
        FAIL() << "a second host took the same databases";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string{error.what()}.find(settings_.data_dir.string()), std::string::npos);
    }
    settings_.serves = false;
    EXPECT_NO_THROW(host()) << "a command beside the running server";
}

class HostKeysTest : public HostTest {
protected:
    HostKeysTest() { host(); }

    [[nodiscard]] std::filesystem::path keys() const { return settings_.data_dir / "keys"; }
    /// What a start fails with.
    std::string refusal() {
        try {
            host();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "it started";
    }
    void replace(const std::string& name) {
        const auto file = keys() / name;
        std::ofstream(file) << std::string(64, 'a') << '\n';
    }
};

TEST_F(HostKeysTest, F15_KeysThatAreMissingBesideADatabaseStopTheStart) {
    std::filesystem::remove_all(keys());
    EXPECT_THAT(refusal(), ::testing::HasSubstr("keys: keys are missing, but the database slow"));
    EXPECT_FALSE(std::filesystem::exists(keys())) << "new ones were made";
    settings_.serves = false;
    EXPECT_THAT(refusal(), ::testing::HasSubstr("keys are missing"));
}

TEST_F(HostKeysTest, F15_AMissingRootOrPepperStopsTheStart) {
    for (const char* name : {"root.key", "pepper-1.key"}) {
        const auto away = directory_.path() / name;
        std::filesystem::rename(keys() / name, away);
        EXPECT_THAT(refusal(), ::testing::HasSubstr("keys are missing"));
        EXPECT_FALSE(std::filesystem::exists(keys() / name)) << "a new one was made";
        std::filesystem::rename(away, keys() / name);
        EXPECT_EQ(refusal(), "it started");
    }
}

TEST_F(HostKeysTest, F15_KeysOfAnotherInstallationStopTheStart) {
    for (const std::string name : {"root.key", "pepper-1.key"}) {
        std::filesystem::copy_file(keys() / name, directory_.path() / name);
        replace(name);
        EXPECT_THAT(refusal(), ::testing::HasSubstr(name + " is that of another installation"));
        std::filesystem::rename(directory_.path() / name, keys() / name);
        EXPECT_EQ(refusal(), "it started");
    }
}

TEST_F(HostKeysTest, APepperThatIsAddedBelongsToTheDatabaseFromThenOn) {
    replace("pepper-2.key");
    std::filesystem::permissions(keys() / "pepper-2.key", std::filesystem::perms{0600});
    EXPECT_EQ(refusal(), "it started");
    std::filesystem::remove(keys() / "pepper-2.key");
    EXPECT_THAT(refusal(), ::testing::HasSubstr("pepper-2.key is missing"));
}

TEST_F(HostTest, ADatabaseThatWasOnlyMigratedGetsKeysAtTheFirstStart) {
    const std::vector<sql::Migration> migrations{
        {"0001_notes.sql", "CREATE TABLE notes (id BIGINT);"}};
    sql::migrate(open_options(settings_, "slow"), migrations);
    EXPECT_NO_THROW(host());
}

TEST_F(HostTest, F15_ADatabaseOfAnOlderVersionWithRowsNeedsItsKeys) {
    const std::vector<sql::Migration> migrations{
        {"0001_notes.sql", "CREATE TABLE notes (id BIGINT); INSERT INTO notes (id) VALUES (1);"}};
    sql::migrate(open_options(settings_, "slow"), migrations);
    EXPECT_THROW(host(), std::runtime_error);
    EXPECT_FALSE(std::filesystem::exists(settings_.data_dir / "keys"));
}

TEST_F(HostKeysTest, ADatabaseOfAnOlderVersionTakesTheKeysThatAreThere) {
    constexpr sql::Query kForget{"forget_labels", "DROP TABLE database_labels"};
    {
        async::Loops loops{1};
        loops.start();
        const auto database = sql::open(open_options(settings_, "slow"), loops);
        async::run_on(loops.at(0), database->execute(kForget));
        database->close();
    }
    EXPECT_EQ(refusal(), "it started");
    replace("root.key");
    EXPECT_THAT(refusal(), ::testing::HasSubstr("another installation"));
}

TEST_F(HostKeysTest, F22_ARestoreThatDidNotFinishStopsTheStart) {
    std::ofstream(settings_.data_dir / kRestoreNote) << "auth.sqlite\n";
    EXPECT_THAT(refusal(), ::testing::HasSubstr("a restore did not come to its end"));
    settings_.concludes_restore = true;
    EXPECT_EQ(refusal(), "it started");
}

TEST_F(HostKeysTest, F15_ADatabaseThatVanishedIsNotMadeAnew) {
    const auto file = settings_.data_dir / "slow.sqlite";
    const auto away = directory_.path() / "away.sqlite";
    std::filesystem::rename(file, away);
    EXPECT_THAT(refusal(), ::testing::HasSubstr("slow.sqlite is gone, but it was in use here"));
    settings_.serves = false;
    EXPECT_THAT(refusal(), ::testing::HasSubstr("is gone"));
    EXPECT_FALSE(std::filesystem::exists(file)) << "a new one was made";
    std::filesystem::rename(away, file);
    EXPECT_EQ(refusal(), "it started");
}

TEST_F(HostTest, AStartThatFailedBeforeItsDatabaseWasThereCanBeRepeated) {
    std::filesystem::create_directories(settings_.data_dir);
    {
        const DatabaseLock lock{settings_.data_dir, "slow"};
    }
    EXPECT_NO_THROW(host());
}

TEST_F(HostTest, F15_ACommandThatNeedsAnInstallationMakesNone) {
    settings_.serves = false;
    settings_.makes_installation = false;
    try {
        host();
        FAIL() << "an installation was made";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("there is no installation here"));
    }
    EXPECT_FALSE(std::filesystem::exists(settings_.data_dir));
    settings_.makes_installation = true;
    host();
    settings_.makes_installation = false;
    EXPECT_NO_THROW(host());
}

TEST_F(HostTest, APortThatIsTakenIsNamed) {
    const auto first = host();
    first->start();
    settings_.data_dir = directory_.path() / "other";
    settings_.database_url = "sqlite:" + settings_.data_dir.string();
    const auto second = host();
    try {
        second->start();
        FAIL() << "two hosts listen on one port";
    } catch (const std::runtime_error& error) {
        EXPECT_TRUE(std::string{error.what()}.starts_with("server.listen: "));
    }
}

TEST_F(HostTest, KeysAndDatabasesSurviveARestart) {
    auto running = host();
    running->start();
    const auto before = running->keys().signing_keys().list();
    running.reset();
    running = host();
    running->start();
    EXPECT_EQ(running->keys().signing_keys().list().front().kid, before.front().kid);
}

}  // namespace
}  // namespace gatehouse::service
