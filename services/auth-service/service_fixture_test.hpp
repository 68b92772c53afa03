#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/events.hpp"
#include "platform/crypto/hash_pool.hpp"
#include "platform/testing/service_harness.hpp"
#include "services/auth-service/service.hpp"
#include "services/auth-service/tokens/session_opener.hpp"

namespace gatehouse::auth {

inline constexpr std::string_view kPassword = "correct horse battery staple 9";

inline std::span<const sql::Migration> migrations_of_service() {
    static const std::vector<sql::Migration> migrations = [] {
        std::vector<sql::Migration> list;
        for (const EmbeddedFile& file : AuthService::migrations()) {
            list.push_back({file.name, file.text});
        }
        return list;
    }();
    return migrations;
}

/// What a signed-in browser keeps.
struct Person {
    SessionAnswer session;
    std::string cookie;

    [[nodiscard]] std::string bearer() const { return "Bearer " + session.access_token; }
};

/// The service in its harness, on each database, with cheap password hashes.
class ServiceFixture : public ::testing::TestWithParam<testing::Backend> {
protected:
    static Settings quick_settings() {
        Settings settings;
        settings.password.bcrypt_cost = 4;
        return settings;
    }

    explicit ServiceFixture(Settings settings = quick_settings(),
                            crypto::HashPool::Options pool_options = {.threads = 2},
                            const service::RateLimitSettings& limits = {.enabled = false})
        : settings_(settings), pool_options_(std::move(pool_options)), limits_(limits) {}

    testing::HttpClient& client() { return harness.client(); }

    testing::Response sign_up(std::string_view email, std::string_view password = kPassword,
                              testing::Fields fields = {}) {
        return client().post(
            "/api/v1/auth/register",
            fmt::format(R"({{"email":{},"password":{},"name":"Grace Hopper"}})",
                        json::write(std::string{email}), json::write(std::string{password})),
            std::move(fields));
    }
    testing::Response sign_in(std::string_view email, std::string_view password = kPassword,
                              testing::Fields fields = {}) {
        return client().post(
            "/api/v1/auth/login",
            fmt::format(R"({{"email":{},"password":{}}})", json::write(std::string{email}),
                        json::write(std::string{password})),
            std::move(fields));
    }
    static Person person_of(const testing::Response& response) {
        return {response.as<SessionAnswer>(), response.cookie("__Host-refresh").value()};
    }
    /// A new account, signed in.
    Person somebody() { return person_of(sign_up(fmt::format("person{}@example.com", ++people_))); }

    static testing::Fields cookie_fields(std::string_view cookie, std::string_view csrf) {
        return {{"cookie", fmt::format("__Host-refresh={}", cookie)},
                {"x-csrf-token", std::string{csrf}},
                {"sec-fetch-site", "same-origin"},
                {"content-type", "application/json"}};
    }
    testing::Response refresh(std::string_view cookie, std::string_view csrf) {
        return client().post("/api/v1/auth/refresh", {}, cookie_fields(cookie, csrf));
    }
    testing::Response refresh(const Person& person) {
        return refresh(person.cookie, person.session.csrf_token);
    }
    testing::Response sign_out(const Person& person, std::string_view body = "{}") {
        return client().post("/api/v1/auth/logout", body,
                             cookie_fields(person.cookie, person.session.csrf_token));
    }
    /// The status of a request with the person's access token.
    int status_with_token(const Person& person) {
        return client().get("/api/v1/auth/session", {{"authorization", person.bearer()}}).status;
    }

    Settings settings_;
    crypto::HashPool::Options pool_options_;
    service::RateLimitSettings limits_;
    std::unique_ptr<crypto::HashPool> pool;
    testing::ServiceHarness harness{
        GetParam(), std::string{AuthService::kDatabase}, migrations_of_service(),
        [this](service::Environment& environment) -> std::unique_ptr<service::Service> {
            pool = std::make_unique<crypto::HashPool>(environment.clock, pool_options_);
            return std::make_unique<AuthService>(environment, settings_, *pool);
        },
        limits_};

private:
    int people_ = 0;
};

#define INSTANTIATE_ON_DATABASES(fixture)                                           \
    INSTANTIATE_TEST_SUITE_P(Databases, fixture,                                    \
                             ::testing::ValuesIn(::gatehouse::testing::backends()), \
                             ::testing::PrintToStringParamName())

}  // namespace gatehouse::auth
