#include "platform/http/server.hpp"

#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http/server_fixture_test.hpp"

namespace gatehouse::http::test {
namespace {

using gatehouse::testing::RawClient;
using std::chrono::seconds;

constexpr std::string_view kLive = "GET /livez HTTP/1.1\r\nHost: h\r\n\r\n";

std::string post_thing(std::string_view body, std::string_view fields = {}) {
    return fmt::format(
        "POST /api/v1/things HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n{}\r\n{}",
        body.size(), fields, body);
}

TEST_F(Served, KeepsTheConnection) {
    start();
    RawClient client{port()};
    for (int i = 0; i < 3; ++i) {
        client.send(kLive);
        const auto answer = client.read();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, R"({"status":"ok"})");
        EXPECT_EQ(answer.header("connection"), "");
        EXPECT_EQ(answer.header("date"), "Thu, 15 Jan 2026 12:00:00 GMT");
    }
}

TEST_F(Served, AnswersPipelinedRequestsInOrder) {
    start();
    RawClient client{port()};
    std::string bytes;
    for (int i = 0; i < 50; ++i) {
        bytes += i % 5 == 0 ? "GET /api/v1/fail?how=wait HTTP/1.1\r\nHost: h\r\n\r\n"
                            : "GET /api/v1/things?limit=" + std::to_string(i) +
                                  " HTTP/1.1\r\nHost: h\r\n\r\n";
    }
    client.send(bytes);
    for (int i = 0; i < 50; ++i) {
        const auto answer = client.read();
        if (i % 5 == 0) {
            EXPECT_EQ(answer.status, 204);
        } else {
            EXPECT_EQ(answer.body, R"({"text":"-/)" + std::to_string(i) + "\"}");
        }
    }
}

TEST_F(Served, ARequestSplitAtEveryByteIsTheSameRequest) {
    start();
    const auto whole = post_thing(R"({"name":"a","size":2})") +
                       "POST /api/v1/things HTTP/1.1\r\nHost: h\r\n"
                       "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "5;x=y\r\n{\"nam\r\nB\r\ne\":\"b\",\"siz\r\n5\r\ne\":3}\r\n0\r\n\r\n" +
                       std::string{kLive};
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        RawClient client{port()};
        client.send(whole.substr(0, cut));
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        client.send(whole.substr(cut));
        ASSERT_EQ(client.read().body, R"({"name":"a","size":2})") << cut;
        ASSERT_EQ(client.read().body, R"({"name":"b","size":3})") << cut;
        ASSERT_EQ(client.read().status, 200) << cut;
    }
}

TEST_F(Served, OneByteAtATime) {
    start();
    RawClient client{port()};
    for (const char c : post_thing(R"({"name":"a","size":2})")) {
        client.send({&c, 1});
    }
    EXPECT_EQ(client.read().status, 201);
}

TEST_F(Served, HTTP10ClosesUnlessAskedNotTo) {
    start();
    RawClient client{port()};
    client.send("GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.read().header("connection"), "keep-alive");
    client.send("GET /livez HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.read().header("connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST_F(Served, ConnectionCloseIsHonoured) {
    start();
    RawClient client{port()};
    client.send("GET /livez HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n");
    client.send(kLive);
    EXPECT_EQ(client.read_to_end().size(), 1U);
}

TEST_F(Served, Expect100IsAnsweredBeforeTheBody) {
    start();
    RawClient client{port()};
    const auto request = post_thing(R"({"name":"a","size":2})", "Expect: 100-continue\r\n");
    const auto body = request.find("\r\n\r\n") + 4;
    client.send(request.substr(0, body));
    EXPECT_EQ(client.read().status, 100);
    client.send(request.substr(body));
    EXPECT_EQ(client.read().status, 201);
    client.send(post_thing("{}", "Expect: 200-ok\r\n"));
    EXPECT_EQ(client.read().status, 417);
    EXPECT_TRUE(client.closed());
}

TEST_F(Served, HeadSendsNoBody) {
    start();
    RawClient client{port()};
    client.send("HEAD /livez HTTP/1.1\r\nHost: h\r\n\r\n" + std::string{kLive});
    EXPECT_EQ(client.read(true).header("content-length"), "15");
    EXPECT_EQ(client.read().body, R"({"status":"ok"})");
}

TEST_F(Served, DS02_limits_are_refused_before_everything_is_read) {
    start();
    const auto status_of = [&](const std::string& bytes) {
        RawClient client{port()};
        client.send(bytes);
        const auto answers = client.read_to_end();
        return answers.size() == 1 ? answers.front().status : 0;
    };
    const std::string get = "GET /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
    EXPECT_EQ(status_of(get + "\r\n"), 200);
    EXPECT_EQ(status_of("GET /" + std::string(8300, 'a')), 414);
    EXPECT_EQ(status_of("GET /" + std::string(8192, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
    EXPECT_EQ(status_of("GET /" + std::string(8191, 'a') +
                        " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              404);
    EXPECT_EQ(status_of(get + "a: " + std::string(8192, 'b') + "\r\n\r\n"), 431);
    EXPECT_EQ(status_of(get + "a: " + std::string(9000, 'b')), 431);
    EXPECT_EQ(status_of(get + "a: " + std::string(8000, 'b') + "\r\nb: " + std::string(8300, 'b')),
              431);
    std::string fields;
    for (int i = 0; i < 98; ++i) {
        fields += "f" + std::to_string(i) + ": x\r\n";
    }
    EXPECT_EQ(status_of(get + fields + "\r\n"), 200);
    EXPECT_EQ(status_of(get + fields + "f: x\r\n\r\n"), 431);
    EXPECT_EQ(status_of("POST /api/v1/things HTTP/1.1\r\nHost: h\r\nContent-Length: 65537\r\n\r\n"),
              413);
    EXPECT_EQ(status_of("POST /api/v1/things HTTP/1.1\r\nHost: h\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n10001\r\n"),
              413);
    EXPECT_EQ(all_.create_thing.calls, 0);
}

TEST_F(Served, DS02_a_line_that_fills_a_small_head_is_refused) {
    start({.head = {.total = 4096}});
    const auto answers_to = [&](std::size_t size) {
        RawClient client{port()};
        client.send("GET /" + std::string(size - 5, 'a'));
        return client.read_to_end();
    };
    for (const std::size_t size : {std::size_t{4096}, std::size_t{4097}, std::size_t{6000}}) {
        const auto answers = answers_to(size);
        ASSERT_EQ(answers.size(), 1U) << size;
        EXPECT_EQ(answers.front().status, 431) << size;
    }
    RawClient within{port()};
    within.send("GET /" + std::string(4000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(within.read().status, 404);
}

TEST_F(Served, ALargeBodyOfTheAllowedSizeArrives) {
    start();
    RawClient client{port()};
    const auto body = R"({"size":1,"name":")" + std::string(65'000, 'x') + "\"}";
    client.send(post_thing(body));
    EXPECT_EQ(client.read().body.size(), body.size());
    std::string chunked =
        "POST /api/v1/things HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += 1000) {
        const auto part = body.substr(at, 1000);
        chunked += fmt::format("{:x}\r\n{}\r\n", part.size(), part);
    }
    client.send(chunked + "0\r\n\r\n" + std::string{kLive});
    EXPECT_EQ(client.read().body.size(), body.size());
    EXPECT_EQ(client.read().status, 200);
}

TEST_F(Served, DS01_slow_heads_and_bodies_are_cut) {
    start();
    RawClient silent{port()};
    RawClient slow_head{port()};
    RawClient slow_body{port()};
    RawClient idle{port()};
    slow_head.send("GET /livez HTTP/1.1\r\n");
    const auto late = post_thing(R"({"name":"a","size":2})");
    slow_body.send(late.substr(0, late.size() - 5));
    idle.send(kLive);
    EXPECT_EQ(idle.read().status, 200);
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    clock_.advance(seconds{11});
    EXPECT_TRUE(silent.closed());
    EXPECT_EQ(slow_head.read().status, 408);
    EXPECT_TRUE(slow_head.closed());
    slow_body.send("x");
    clock_.advance(seconds{20});
    EXPECT_EQ(slow_body.read().status, 408);
    idle.send(kLive);
    EXPECT_EQ(idle.read().status, 200);
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    clock_.advance(seconds{76});
    EXPECT_TRUE(idle.closed());
}

TEST_F(Served, SM04_a_body_that_does_not_end_closes_the_connection_whatever_the_target) {
    start();
    constexpr std::string_view kInside =
        "POST /api/v1/things HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
        "Content-Length: 21\r\n\r\n{\"name\":\"a\",\"size\":2}";
    std::vector<std::unique_ptr<RawClient>> clients;
    for (const char* target : {"/a//b", "/a/../b", "/nowhere", "/api/v1/things"}) {
        for (const char* framing : {"Content-Length: 400\r\n\r\nxxxxxxxxxx",
                                    "Transfer-Encoding: chunked\r\n\r\n190\r\nxxxxxxxxxx"}) {
            clients.push_back(std::make_unique<RawClient>(port()));
            clients.back()->send(
                fmt::format("POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n{}",
                            target, framing));
        }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    clock_.advance(seconds{31});
    for (std::size_t i = 0; i < clients.size(); ++i) {
        const auto answer = clients[i]->read();
        EXPECT_EQ(answer.status, i < 4 ? 400 : 408);
        EXPECT_EQ(answer.header("connection"), "close") << i;
        clients[i]->send(kInside);
        EXPECT_TRUE(clients[i]->closed()) << i;
    }
    EXPECT_EQ(all_.create_thing.calls, 0);
}

TEST_F(Served, DS01_a_reader_that_takes_nothing_is_cut) {
    static const std::string large(32'000'000, 'x');
    all_.router.add_page("/large", "text/plain", large);
    start();
    RawClient client{port()};
    const int small = 4096;
    ::setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    EXPECT_EQ(server_->connections(), 1U);
    clock_.advance(seconds{31});
    for (int i = 0; i < 100 && server_->connections() > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(Served, ALargeAnswerArrivesWhole) {
    static const std::string large(4'000'000, 'x');
    all_.router.add_page("/large", "text/plain", large);
    start();
    RawClient client{port()};
    client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n" + std::string{kLive});
    EXPECT_EQ(client.read().body, large);
    EXPECT_EQ(client.read().status, 200);
}

TEST_F(Served, AHandlerBeyondItsDeadlineIsAnsweredForIt) {
    start();
    RawClient client{port()};
    client.send("GET /api/v1/fail?how=slow HTTP/1.1\r\nHost: h\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    clock_.advance(seconds{6});
    const auto answer = client.read(false, seconds{1});
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.code(), "overloaded");
    EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(Served, DS03_connections_of_one_address_are_limited) {
    start({.max_connections_per_address = 3});
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(port()));
        clients.back()->send(kLive);
        EXPECT_EQ(clients.back()->read().status, 200);
    }
    RawClient beyond{port()};
    EXPECT_TRUE(beyond.closed());
    clients.pop_back();
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    RawClient next{port()};
    next.send(kLive);
    EXPECT_EQ(next.read().status, 200);
}

TEST_F(Served, DS03_connections_beyond_the_cap_wait) {
    start({.max_connections = 2, .uncounted = {*Network::parse("127.0.0.0/8")}});
    auto first = std::make_unique<RawClient>(port());
    auto second = std::make_unique<RawClient>(port());
    first->send(kLive);
    second->send(kLive);
    EXPECT_EQ(first->read().status, 200);
    EXPECT_EQ(second->read().status, 200);
    // Each loop may have had an accept under way when the cap was reached.
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int i = 0; i < 6; ++i) {
        waiting.push_back(std::make_unique<RawClient>(port()));
        waiting.back()->send(kLive);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    EXPECT_LE(server_->connections(), 4U);
}

TEST_F(Served, DS03_running_out_of_descriptors_is_survived) {
    start({.uncounted = {*Network::parse("127.0.0.0/8")}});
    RawClient served{port()};
    served.send(kLive);
    EXPECT_EQ(served.read().status, 200);

    // Clients with sockets, and not one descriptor left to accept them with.
    std::vector<int> starving(6);
    for (int& socket : starving) {
        socket = ::socket(AF_INET, SOCK_STREAM, 0);
    }
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit low = before;
    low.rlim_cur = static_cast<rlim_t>(starving.back());
    ::setrlimit(RLIMIT_NOFILE, &low);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (const int socket : starving) {
        EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address),
                  0);
        ::send(socket, kLive.data(), kLive.size(), MSG_NOSIGNAL);
    }
    const auto processor_us = [] {
        rusage use{};
        ::getrusage(RUSAGE_SELF, &use);
        return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1'000'000 + use.ru_utime.tv_usec +
               use.ru_stime.tv_usec;
    };
    const auto used = processor_us();
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    EXPECT_LT(processor_us() - used, 100'000);
    served.send(kLive);
    EXPECT_EQ(served.read().status, 200);

    ::setrlimit(RLIMIT_NOFILE, &before);
    for (const int socket : starving) {
        std::array<char, 64> answer{};
        const timeval limit{1, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        EXPECT_GT(::recv(socket, answer.data(), answer.size(), 0), 0);
        ::close(socket);
    }
}

TEST_F(Served, DrainingFinishesWhatIsInFlight) {
    start();
    RawClient busy{port()};
    RawClient idle{port()};
    idle.send(kLive);
    EXPECT_EQ(idle.read().header("connection"), "");
    server_->announce_close();
    busy.send(kLive);
    EXPECT_EQ(busy.read().header("connection"), "close");
    EXPECT_TRUE(busy.closed());
    RawClient last{port()};
    last.send("GET /api/v1/fail?how=wait HTTP/1.1\r\nHost: h\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    EXPECT_TRUE(server_->stop(seconds{5}));
    EXPECT_EQ(last.read().status, 204);
    EXPECT_TRUE(idle.closed());
    EXPECT_THROW(RawClient{port()}, std::system_error);
}

TEST_F(Served, NoRequestMeetsAClosedSocketWhileDraining) {
    start();
    std::atomic<bool> stopping = false;
    std::atomic<int> failed = 0;
    std::atomic<int> answered = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            while (!stopping) {
                // The connection is kept until the server says that it closes it.
                try {
                    RawClient client{port()};
                    for (bool closed = false; !closed; ++answered) {
                        client.send(kLive);
                        closed = client.read().header("connection") == "close";
                    }
                } catch (const std::system_error&) {
                    return;  // refused: it does not listen any more
                } catch (const std::runtime_error&) {
                    ++failed;
                }
            }
        });
    }
    while (answered < 100) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    stopping = true;
    EXPECT_TRUE(server_->stop(seconds{5}));
    for (auto& client : clients) {
        client.join();
    }
    EXPECT_EQ(failed, 0);
}

TEST_F(Served, ASecondServerOnThePortIsRefused) {
    start();
    Server second{loops_, *pipeline_, {.port = port()}};
    EXPECT_THROW(second.listen(), std::system_error);
}

}  // namespace
}  // namespace gatehouse::http::test
