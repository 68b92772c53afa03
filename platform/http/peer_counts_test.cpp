#include "platform/http/peer_counts.hpp"

#include <gtest/gtest.h>

namespace gatehouse::http {
namespace {

using boost::asio::ip::make_address;

TEST(PeerCounts, DS03_a_64_is_one_subscriber) {
    PeerCounts counts{2};
    EXPECT_TRUE(counts.enter(make_address("2001:db8:0:1::1")));
    EXPECT_TRUE(counts.enter(make_address("2001:db8:0:1:ffff:ffff:ffff:ffff")));
    EXPECT_FALSE(counts.enter(make_address("2001:db8:0:1::2")));
    EXPECT_TRUE(counts.enter(make_address("2001:db8:0:2::1")));
    counts.leave(make_address("2001:db8:0:1::1"));
    EXPECT_TRUE(counts.enter(make_address("2001:db8:0:1::3")));
    EXPECT_FALSE(counts.enter(make_address("2001:db8:0:1::3")));
}

TEST(PeerCounts, DS03_an_ipv4_address_is_one_subscriber_however_it_is_written) {
    PeerCounts counts{1};
    EXPECT_TRUE(counts.enter(make_address("192.0.2.1")));
    EXPECT_FALSE(counts.enter(make_address("::ffff:192.0.2.1")));
    EXPECT_TRUE(counts.enter(make_address("192.0.2.2")));
    counts.leave(make_address("::ffff:192.0.2.1"));
    EXPECT_TRUE(counts.enter(make_address("192.0.2.1")));
}

}  // namespace
}  // namespace gatehouse::http
