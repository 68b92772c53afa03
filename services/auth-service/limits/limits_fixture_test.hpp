#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "services/auth-service/one_time_tokens/mail_fixture_test.hpp"

namespace gatehouse::auth {

constexpr std::string_view kWrong = "not the right password";
constexpr std::string_view kOtherPassword = "another long phrase 42 to keep";

/// The service with the limits of passwords, but room for any number of requests; counts hashes.
class LimitsFixture : public MailFixture {
protected:
    explicit LimitsFixture(service::RateLimitMode mode = service::RateLimitMode::enforce)
        : LimitsFixture(mode, std::make_shared<std::atomic<int>>(0)) {}

    /// As somebody with many addresses does it: each time from another one.
    testing::Response try_from_anywhere(std::string_view email, std::string_view password,
                                        testing::Fields fields = {}) {
        ++addresses_;
        client().set_peer(fmt::format("10.{}.{}.{}", addresses_ >> 16U & 255U,
                                      addresses_ >> 8U & 255U, addresses_ & 255U));
        return sign_in(email, password, std::move(fields));
    }
    /// Lets time pass once no hash is under way, which would seem to have taken as long.
    void pass(Milliseconds duration) {
        while (pool->pending() > 0) {
            std::this_thread::yield();
        }
        harness.clock().advance(duration);
    }
    /// Tries wrong passwords until one is refused unseen; gives how many were compared.
    int exhaust(std::string_view email, testing::Fields fields = {}) {
        int compared = 0;
        while (compared < 1'000 && try_from_anywhere(email, kWrong, fields).status == 401) {
            ++compared;
        }
        return compared;
    }
    static testing::Fields device_of(const testing::Response& signed_in) {
        return with_cookie(
            fmt::format("__Host-device={}", signed_in.cookie("__Host-device").value()));
    }
    std::vector<testing::Response> in_parallel(int count,
                                               const std::function<testing::Response(int)>& send) {
        std::vector<std::future<testing::Response>> sent;
        for (int i = 0; i < count; ++i) {
            sent.push_back(std::async(std::launch::async, send, i));
        }
        std::vector<testing::Response> answers;
        for (auto& one : sent) {
            answers.push_back(one.get());
        }
        return answers;
    }
    static std::size_t count_status(const std::vector<testing::Response>& answers, int status) {
        return static_cast<std::size_t>(
            std::ranges::count(answers, status, &testing::Response::status));
    }
    /// What a client can compare of two answers.
    static std::string shape(const testing::Response& response) {
        std::string text = std::to_string(response.status) + "\n";
        for (const auto& [name, value] : response.headers) {
            text += name + (name == "X-Request-Id" ? "" : ": " + value) + "\n";
        }
        return text + std::regex_replace(response.body, std::regex{R"("instance":"[^"]*")"}, "");
    }
    std::uint64_t decisions(std::string_view policy, std::string_view verdict) {
        return harness.metrics()
            .counters("rate_limit_decisions_total", "", {"policy", "verdict"})
            .with({policy, verdict})
            .value();
    }
    int hashed() const { return *hashed_; }

private:
    LimitsFixture(service::RateLimitMode mode, const std::shared_ptr<std::atomic<int>>& hashed)
        : MailFixture(quick_settings(),
                      {.threads = 2,
                       .queue = 1'000,
                       .on_hashed = [hashed](std::chrono::duration<double>) { ++*hashed; }},
                      {.mode = mode,
                       .requests_per_minute = 1'000'000,
                       .login_per_minute = 100'000,
                       .register_per_minute = 100'000}),
          hashed_(hashed) {}

    std::shared_ptr<std::atomic<int>> hashed_;
    unsigned addresses_ = 0;
};

}  // namespace gatehouse::auth
