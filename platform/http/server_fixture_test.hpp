#pragma once

// A running server with the endpoints of test_endpoints_test.hpp.

#include <gtest/gtest.h>

#include "platform/http/server.hpp"
#include "platform/http/test_endpoints_test.hpp"
#include "platform/testing/raw_client.hpp"

namespace gatehouse::http::test {

class Served : public ::testing::Test {
protected:
    void start(ServerSettings settings = {}, PipelineSettings pipeline = {}) {
        pipeline_.emplace(all_.router, loops_.size(), clock_, random_, std::move(pipeline));
        server_.emplace(loops_, *pipeline_, std::move(settings));
        server_->listen();
        loops_.start();
    }
    void TearDown() override {
        if (server_) {
            server_->stop(Milliseconds{500});
        }
        loops_.stop();
    }
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }

    gatehouse::testing::FakeClock clock_;
    gatehouse::testing::SeededRandom random_;
    Endpoints all_;
    async::Loops loops_{2};
    std::optional<Pipeline> pipeline_;
    std::optional<Server> server_;
};

}  // namespace gatehouse::http::test
