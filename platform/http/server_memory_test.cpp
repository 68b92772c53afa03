// What a server does when memory runs out while it accepts and sweeps, and what it keeps of it.
// Not with ThreadSanitizer, which lets nobody else allocate.
#if !__has_feature(thread_sanitizer)

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <thread>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include "platform/base/secret.hpp"
#include "platform/http/server_fixture_test.hpp"

namespace {

/// How many more allocations of a small node fail on loops' threads.
std::atomic<int> failing = 0;  // NOLINT(*-non-const-global-variables)

bool fails(std::size_t size) noexcept {
    return failing.load() > 0 && size >= 64 && size <= 96 &&
           gatehouse::async::Loops::current() != gatehouse::async::Loops::npos &&
           failing.fetch_sub(1) > 0;
}

}  // namespace

// For the whole test program; only `failing` changes what it does.
void* operator new(std::size_t size) {
    void* const memory = fails(size) ? nullptr : std::malloc(size);
    if (memory == nullptr) {
        throw std::bad_alloc{};
    }
    return memory;
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace gatehouse::http::test {
namespace {

using gatehouse::testing::RawClient;

constexpr std::string_view kLive = "GET /livez HTTP/1.1\r\nHost: h\r\n\r\n";

/// Throws once for each of `failures`.
class FlakyClock final : public Clock {
public:
    [[nodiscard]] Time now() const override {
        if (failures > 0 && failures.fetch_sub(1) > 0) {
            throw std::bad_alloc{};
        }
        return time.now();
    }
    [[nodiscard]] SteadyTime steady_now() const override { return time.steady_now(); }

    gatehouse::testing::FakeClock time;
    mutable std::atomic<int> failures = 0;
};

class ShortOfMemory : public ::testing::Test {
protected:
    ShortOfMemory() {
        server_.listen();
        loops_.start();
    }
    ~ShortOfMemory() override {
        server_.stop(Milliseconds{500});
        loops_.stop();
    }
    template <class Done>
    static bool wait_until(Done done) {
        for (int i = 0; i < 500 && !done(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return done();
    }
    void expect_served() {
        RawClient client{server_.port()};
        client.send(kLive);
        EXPECT_EQ(client.read().status, 200);
    }

    FlakyClock clock_;
    gatehouse::testing::SeededRandom random_;
    Endpoints all_;
    async::Loops loops_{1};
    Pipeline pipeline_{all_.router, 1, clock_, random_, {}};
    Server server_{loops_, pipeline_, {}};
};

TEST_F(ShortOfMemory, DS03_accepting_goes_on) {
    expect_served();
    ASSERT_TRUE(wait_until([&] { return server_.connections() == 0; }));
    failing = 3;
    std::vector<std::unique_ptr<RawClient>> dropped;
    for (int i = 0; i < 3; ++i) {
        dropped.push_back(std::make_unique<RawClient>(server_.port()));
        EXPECT_TRUE(dropped.back()->closed());
    }
    EXPECT_EQ(failing, 0);
    failing = 0;
    expect_served();
    EXPECT_TRUE(wait_until([&] { return server_.connections() == 0; })) << "places are given back";
}

TEST_F(ShortOfMemory, DS01_slow_clients_are_still_cut_off) {
    RawClient slow{server_.port()};
    slow.send("GET /livez HTTP/1.1\r\n");
    ASSERT_TRUE(wait_until([&] { return server_.connections() == 1; }));
    clock_.failures = 2;
    ASSERT_TRUE(wait_until([&] { return clock_.failures <= 0; }));
    clock_.failures = 0;
    clock_.time.advance(std::chrono::seconds{11});
    EXPECT_EQ(slow.read().status, 408);
    EXPECT_TRUE(slow.closed());
    expect_served();
}

/// How often a text stands in this process's memory, but for the text that is given, which is held
/// with every bit turned until it is looked for.
std::size_t copies_of(std::string text) {
    constexpr std::size_t kPiece = 1 << 20U;
    std::vector<char> piece(kPiece + text.size());
    for (char& c : text) {
        c = static_cast<char>(~c);
    }
    std::size_t found = 0;
    std::ifstream maps{"/proc/self/maps"};
    const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    for (std::string line; std::getline(maps, line);) {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::array<char, 5> rights{};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights.data()) != 3 ||
            !std::string_view{rights.data()}.starts_with("rw") || end - begin > 256 * kPiece) {
            continue;
        }
        for (; begin < end; begin += kPiece) {
            const auto size = std::min<std::size_t>(piece.size(), end - begin);
            const auto count = ::pread(memory, piece.data(), size, static_cast<off_t>(begin));
            const std::string_view here{piece.data(),
                                        static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
            for (auto at = here.find(text); at < kPiece; at = here.find(text, at + 1)) {
                const auto* const where = reinterpret_cast<const char*>(begin + at);
                const bool own = where == text.data() ||
                                 (where >= piece.data() && where < piece.data() + piece.size());
                found += own ? 0U : 1U;
            }
        }
    }
    ::close(memory);
    wipe(piece.data(), piece.size());
    wipe(text.data(), text.size());
    return found;
}

/// What an idle connection keeps.
class Idle : public Served {
protected:
    /// Sends a request whose body holds a text that nobody else has, with `around` bytes before and
    /// behind it; gives that text with every bit turned.
    std::string send_secret(RawClient& client, bool chunked, std::size_t around) {
        constexpr std::size_t kSecret = 32;
        const std::size_t size = kSecret + 2 * around;
        std::string request;
        request.reserve(size + 256);
        request += "POST /nowhere HTTP/1.1\r\nHost: h\r\n";
        request += chunked ? fmt::format("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", size)
                           : fmt::format("Content-Length: {}\r\n\r\n", size);
        const auto head = request.size();
        request.append(around, 'x');
        std::array<std::byte, kSecret> bits{};
        random_.fill(bits);
        std::string turned;
        for (const std::byte b : bits) {
            const char c = static_cast<char>('A' + std::to_integer<int>(b) % 26);
            request += c;
            turned += static_cast<char>(~c);
        }
        request.append(around, 'y');
        request += chunked ? "\r\n0\r\n\r\n" : "";
        client.send(std::string_view{request}.substr(0, apart_ ? head : request.size()));
        if (apart_) {
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
            client.send(std::string_view{request}.substr(head));
        }
        wipe(request.data(), request.size());
        return turned;
    }
    bool apart_ = false;
};

TEST_F(Idle, SE01_bodies_are_wiped) {
    start();
    for (const bool apart : {false, true}) {
        apart_ = apart;
        for (const bool chunked : {false, true}) {
            for (const std::size_t around : {10U, 3000U, 20000U}) {
                RawClient client{port()};
                const auto turned = send_secret(client, chunked, around);
                EXPECT_EQ(client.read().status, 404);
                std::size_t copies = 1;
                for (int i = 0; i < 50 && copies > 0; ++i) {
                    std::this_thread::sleep_for(std::chrono::milliseconds{10});
                    copies = copies_of(turned);
                }
                EXPECT_EQ(copies, 0U) << chunked << around << apart;
                client.send(kLive);
                EXPECT_EQ(client.read().status, 200);
            }
        }
    }
}

TEST_F(Idle, DS02_large_bodies_are_given_back) {
    start({.uncounted = {*Network::parse("127.0.0.0/8")}});
    constexpr std::size_t kClients = 100;
    const auto used = [] { return static_cast<std::size_t>(::mallinfo2().uordblks); };
    const std::string request =
        "POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 65536\r\n\r\n" +
        std::string(65'536, 'x');
    std::vector<std::unique_ptr<RawClient>> clients;
    std::size_t before = 0;
    for (std::size_t i = 0; i <= kClients; ++i) {
        if (i == 1) {
            before = used();  // what is made once has been made
        }
        clients.push_back(std::make_unique<RawClient>(port()));
        clients.back()->send(request);
        EXPECT_EQ(clients.back()->read().status, 404);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    EXPECT_LT((used() - before) / kClients, 20'000U);
    for (auto& client : clients) {
        client->send(kLive);
        EXPECT_EQ(client->read().status, 200);
    }
}

}  // namespace
}  // namespace gatehouse::http::test

#endif
