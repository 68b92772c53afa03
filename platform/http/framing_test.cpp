// The ways to make two programs disagree about where a request ends (SECURITY.md SM-01 to SM-04).
// Each test sends an attack with a canary behind it, a request that would create a thing, and
// checks that the attack is refused, that the connection ends, and that the canary was never
// executed.

#include "platform/http/server_fixture_test.hpp"

namespace gatehouse::http::test {
namespace {

using gatehouse::testing::RawClient;
using namespace std::string_literals;

const std::string kCanary =
    "POST /api/v1/things HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    "Content-Length: 21\r\n\r\n{\"name\":\"c\",\"size\":1}";

class Framing : public Served {
protected:
    Framing() { start(); }

    void expect_refused(const std::string& attack, int status = 400) {
        RawClient client{port()};
        client.send(attack + kCanary);
        const auto answers = client.read_to_end();
        ASSERT_EQ(answers.size(), 1U) << attack;
        EXPECT_EQ(answers.front().status, status) << attack;
        EXPECT_EQ(answers.front().header("connection"), "close");
        EXPECT_EQ(answers.front().header("content-type"), "application/problem+json");
        EXPECT_EQ(answers.front().header("x-content-type-options"), "nosniff");
        EXPECT_EQ(answers.front().header("x-request-id").size(), 32U);
        EXPECT_EQ(all_.create_thing.calls, 0) << attack;
    }
    /// An attack made of header lines on a request that is fine without them.
    void expect_lines_refused(const std::string& lines, const std::string& body = "") {
        expect_refused("POST /api/v1/things HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n" + body);
    }
    void expect_chunks_refused(const std::string& chunks) {
        expect_lines_refused("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                             chunks);
    }
};

TEST_F(Framing, TheCanaryIsExecutedWhenNothingIsWrong) {
    RawClient client{port()};
    client.send("GET /livez HTTP/1.1\r\nHost: h\r\n\r\n" + kCanary);
    EXPECT_EQ(client.read().status, 200);
    EXPECT_EQ(client.read().status, 201);
    EXPECT_EQ(all_.create_thing.calls, 1);
}

TEST_F(Framing, SM01_content_length_with_transfer_encoding_is_refused) {
    expect_lines_refused("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n");
    expect_lines_refused("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n");
}

TEST_F(Framing, SM01_odd_transfer_encodings_are_refused) {
    for (const char* value :
         {"xchunked", "chunked, identity", "identity", "gzip, chunked", "chunked, chunked",
          "\"chunked\"", "chunked;q=1", "chunked\x0b", "", ",chunked", "chunke", "x"}) {
        expect_lines_refused("Transfer-Encoding: "s + value + "\r\n", "0\r\n\r\n");
    }
    expect_lines_refused("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                         "0\r\n\r\n");
    expect_lines_refused("Transfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n", "0\r\n\r\n");
    expect_lines_refused("Transfer-Encoding : chunked\r\n", "0\r\n\r\n");
    expect_lines_refused("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n");
    expect_lines_refused(" Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
    expect_lines_refused("X: y\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n");
    expect_refused(
        "POST /api/v1/things HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_F(Framing, SM01_duplicate_or_odd_content_lengths_are_refused) {
    for (const char* value : {"+0", "-0", "-1", "0x0", "0,0", "0, 0", "0 0", "0;", "\"0\"", "", "a",
                              "18446744073709551616", "99999999999999999999", "1e1", "0.0"}) {
        expect_lines_refused("Content-Length: "s + value + "\r\n");
    }
    expect_lines_refused("Content-Length: 0\r\nContent-Length: 0\r\n");
    expect_lines_refused("Content-Length: 0\r\nContent-Length: 7\r\n");
    expect_lines_refused("Content-Length : 0\r\n");
    expect_lines_refused("Content-Length\x0b: 0\r\n");
}

TEST_F(Framing, WhatIsWrongWithALengthIsSaid) {
    const auto detail = [&](const std::string& lines) {
        RawClient client{port()};
        client.send("POST /api/v1/things HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n");
        const auto body = client.read().body;
        const auto at = body.find("\"detail\":\"") + 10;
        return body.substr(at, body.find('"', at) - at);
    };
    for (const char* value : {"+5", "0x5", "5, 5", "", "18446744073709551621"}) {
        EXPECT_EQ(detail("Content-Length: "s + value + "\r\n"), "Content-Length is not a length")
            << value;
    }
    EXPECT_EQ(detail("Transfer-Encoding: gzip\r\n"), "Transfer-Encoding must be chunked");
    for (const char* lines : {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                              "Content-Length: 4\r\ncontent-length: 5\r\n"}) {
        EXPECT_EQ(detail(lines), "the body's length is not clear") << lines;
    }
    EXPECT_EQ(detail("A(B): 1\r\n"), "the head is not HTTP/1.1");
}

TEST_F(Framing, SM02_folded_fields_are_refused) {
    expect_lines_refused("X: a\r\n b\r\n");
    expect_lines_refused("X: a\r\n\tb\r\n");
    expect_lines_refused("X:\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
    expect_refused("GET /livez HTTP/1.1\r\n Host: h\r\n\r\n");
}

TEST_F(Framing, SM02_field_lines_have_a_name_and_a_colon) {
    expect_lines_refused("X : a\r\n");
    expect_lines_refused("X\r\n");
    expect_lines_refused(": a\r\n");
    expect_lines_refused("X Y: a\r\n");
    expect_lines_refused("X\": a\r\n");
    expect_lines_refused("X\xc3\xa9: a\r\n");
    expect_lines_refused("(X): a\r\n");
}

TEST_F(Framing, SM02_control_characters_are_refused) {
    for (const char c : {'\0', '\x01', '\x08', '\x0b', '\x0c', '\x1b', '\x7f'}) {
        expect_lines_refused("X: a"s + c + "b\r\n");
        expect_lines_refused("X"s + c + ": a\r\n");
        expect_refused("GET /livez"s + c + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }
}

TEST_F(Framing, SM02_lines_end_with_crlf_only) {
    expect_refused("GET /livez HTTP/1.1\nHost: h\n\n");
    expect_refused("GET /livez HTTP/1.1\r\nHost: h\n\r\n");
    expect_refused("GET /livez HTTP/1.1\r\nHost: h\r\n\n");
    expect_refused("GET /livez HTTP/1.1\r\nHost: h\rX: y\r\n\r\n");
    expect_refused("GET /livez HTTP/1.1\rHost: h\r\n\r\n");
    expect_refused("\r\nGET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_refused("\nGET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST_F(Framing, SM02_request_lines_are_exact) {
    for (const char* line :
         {"GET  /livez HTTP/1.1", "GET /livez  HTTP/1.1", "GET\t/livez HTTP/1.1", " GET / HTTP/1.1",
          "GET /livez HTTP/1.1 ", "GET /livez", "GET /livez HTTP/1", "GET /livez http/1.1",
          "GET /livez HTTP/1.1x", "GET livez HTTP/1.1", "G(T / HTTP/1.1", "GET /a b HTTP/1.1",
          "GET /\xc3\xa9 HTTP/1.1", "/livez HTTP/1.1", "GET HTTP/1.1"}) {
        RawClient client{port()};
        client.send(line + "\r\nHost: h\r\nConnection: close\r\n\r\n"s + kCanary);
        const auto answers = client.read_to_end();
        ASSERT_EQ(answers.size(), 1U) << line;
        EXPECT_EQ(answers.front().status, 400) << line;
        EXPECT_EQ(all_.create_thing.calls, 0) << line;
    }
    expect_refused("GET /livez HTTP/2.0\r\nHost: h\r\n\r\n", 505);
    expect_refused("GET /livez HTTP/1.2\r\nHost: h\r\n\r\n", 505);
    expect_refused("GET /livez HTTP/0.9\r\nHost: h\r\n\r\n", 505);
    expect_refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
}

TEST_F(Framing, SM03_chunk_sizes_are_plain_hexadecimal) {
    for (const char* size : {"0x5", "+5", "-5", "5 ", " 5", "5\t", "", "g", "00000000000000005",
                             "ffffffffffffffffff", "5,", "5\n"}) {
        expect_chunks_refused(size + "\r\nhello\r\n0\r\n\r\n"s);
    }
    expect_chunks_refused("5\nhello\n0\n\n");
    expect_chunks_refused("5\rhello\r\n0\r\n\r\n");
    expect_chunks_refused("5\r\nhello0\r\n\r\n");
    expect_chunks_refused("5\r\nhellooo\r\n0\r\n\r\n");
    expect_chunks_refused("5\r\nhello\n0\r\n\r\n");
    expect_chunks_refused("5\r\nhello\r\n0\r\n\n");
    expect_chunks_refused("5;a\nb\r\nhello\r\n0\r\n\r\n");
}

TEST_F(Framing, SM03_long_extensions_and_trailers_are_refused) {
    expect_chunks_refused("5;" + std::string(257, 'a') + "\r\nhello\r\n0\r\n\r\n");
    expect_chunks_refused("5;a\x01\r\nhello\r\n0\r\n\r\n");
    expect_chunks_refused("0\r\nX: y\r\n\r\n");
    expect_chunks_refused("0\r\nContent-Length: 5\r\n\r\n");
}

TEST_F(Framing, SM03_a_chunk_beyond_64_bits_is_refused) {
    RawClient client{port()};
    client.send(
        "POST /api/v1/things HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "fffffffffffffffe\r\nhello\r\n0\r\n\r\n" +
        kCanary);
    const auto answers = client.read_to_end();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers.front().status, 413);
    EXPECT_EQ(all_.create_thing.calls, 0);
}

/// What is pipelined behind a refused request must be the next request, never its body.
TEST_F(Framing, SM04_bodies_are_consumed_whatever_the_answer) {
    const auto with_body = [&](const std::string& line, int status) {
        RawClient client{port()};
        const auto before = all_.create_thing.calls.load();
        client.send(line + "\r\nHost: h\r\nContent-Length: " + std::to_string(kCanary.size()) +
                    "\r\n\r\n" + kCanary + "GET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(client.read().status, status) << line;
        EXPECT_EQ(client.read().status, 200) << line;
        EXPECT_EQ(all_.create_thing.calls, before) << line;
    };
    with_body("GET /livez HTTP/1.1", 400);
    with_body("POST /nothing HTTP/1.1", 404);
    with_body("PATCH /api/v1/things HTTP/1.1", 405);
    with_body("BREW /api/v1/things HTTP/1.1", 405);
    with_body("POST /api/v1/things HTTP/1.1", 415);
    with_body("POST /api/v1/refresh HTTP/1.1", 403);
    with_body("DELETE /api/v1/things/x HTTP/1.1", 401);
    with_body("GET /%zz HTTP/1.1", 400);
}

TEST_F(Framing, SM04_too_large_bodies_end_the_connection) {
    expect_refused("POST /api/v1/things HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n", 413);
}

TEST_F(Framing, SM04_a_chunked_get_is_consumed) {
    RawClient client{port()};
    client.send(
        "GET /livez HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.read().status, 400);
    EXPECT_EQ(client.read().status, 200);
}

TEST_F(Framing, SM06_nothing_that_is_echoed_can_split_an_answer) {
    RawClient client{port()};
    client.send("GET /livez HTTP/1.1\r\nHost: h\r\nX-Request-Id: a%0d%0ab\r\n\r\n");
    EXPECT_EQ(client.read().header("x-request-id").size(), 32U);
    client.send("GET /x%0d%0aSet-Cookie:a=b HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = client.read();
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.header("set-cookie"), "");
}

TEST_F(Framing, HH02_there_is_exactly_one_host) {
    expect_refused("GET /livez HTTP/1.1\r\n\r\n");
    expect_refused("GET /livez HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n");
    expect_refused("GET /livez HTTP/1.1\r\nHost: h\r\nhOST: i\r\n\r\n");
    expect_refused("GET /livez HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n");
}

TEST_F(Framing, SM02_a_host_is_a_host) {
    for (const char* host :
         {"", "a@h", "h h", "h/", "h?", "h#", "h,h", "h\\", "\xc3\xa9", "h%20"}) {
        expect_refused("GET /livez HTTP/1.1\r\nHost: "s + host + "\r\n\r\n");
    }
    RawClient client{port()};
    client.send("GET /livez HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n");
    EXPECT_EQ(client.read().status, 200);
}

TEST_F(Framing, HH01_an_absolute_target_must_agree_with_host) {
    RawClient client{port()};
    client.send("GET http://h/livez HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.read().status, 200);
    client.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.read().status, 204);
    client.send("GET * HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.read().status, 400);
    client.send("CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n");
    EXPECT_EQ(client.read().status, 405);
    expect_refused("GET http://evil/livez HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_refused("GET http://h@evil/livez HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_refused("GET http://h?x HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_refused("GET /livez#x HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_refused("GET http:///livez HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_refused("GET ftp://h/livez HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST_F(Framing, EveryRefusalIsTheSameWhereverItIsSplit) {
    const std::string attack =
        "POST /api/v1/things HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n+0\r\n\r\n";
    for (std::size_t cut = 1; cut < attack.size(); ++cut) {
        RawClient client{port()};
        client.send(attack.substr(0, cut));
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        client.send(attack.substr(cut) + kCanary);
        const auto answers = client.read_to_end();
        ASSERT_EQ(answers.size(), 1U) << cut;
        ASSERT_EQ(answers.front().status, 400) << cut;
    }
    EXPECT_EQ(all_.create_thing.calls, 0);
}

}  // namespace
}  // namespace gatehouse::http::test
