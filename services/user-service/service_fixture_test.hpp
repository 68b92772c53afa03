#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/events.hpp"
#include "platform/json/json.hpp"
#include "platform/testing/service_harness.hpp"
#include "services/user-service/service.hpp"

namespace gatehouse::user {

inline std::span<const sql::Migration> migrations_of_service() {
    static const std::vector<sql::Migration> migrations = [] {
        std::vector<sql::Migration> list;
        for (const EmbeddedFile& file : UserService::migrations()) {
            list.push_back({file.name, file.text});
        }
        return list;
    }();
    return migrations;
}

/// The profile as a client of its owner reads it.
struct ReadProfile {
    UserId id;
    std::string name;
    std::string bio;
    std::optional<std::string> avatar_url;
    json::Object preferences;
    Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ReadProfile, (), (id, name, bio, avatar_url, preferences, updated_at))

/// The service in its harness, on each database.
class ServiceFixture : public ::testing::TestWithParam<testing::Backend> {
protected:
    testing::HttpClient& client() { return harness.client(); }

    void register_with_name(const testing::Identity& person, std::string name) {
        harness.publish(contracts::UserRegistered{.user_id = person.user,
                                                  .name = std::move(name),
                                                  .registered_at = harness.clock().now()});
    }
    /// Somebody with a profile.
    testing::Identity person(std::string name = "Grace Hopper") {
        auto identity = harness.somebody({});
        register_with_name(identity, std::move(name));
        return identity;
    }
    testing::Fields as(const testing::Identity& identity) {
        return {{"authorization", harness.bearer(identity)}};
    }
    testing::Response me(const testing::Identity& identity) {
        return client().get("/api/v1/users/me", as(identity));
    }
    /// A change with the tag that the profile has now.
    testing::Response patch(const testing::Identity& identity, std::string_view body) {
        auto fields = as(identity);
        fields.emplace_back("if-match", me(identity).header("etag"));
        return client().patch("/api/v1/users/me", body, std::move(fields));
    }

    testing::ServiceHarness harness{
        GetParam(), std::string{UserService::kDatabase}, migrations_of_service(),
        [](service::Environment& environment) -> std::unique_ptr<service::Service> {
            return std::make_unique<UserService>(environment);
        }};
};

#define INSTANTIATE_ON_DATABASES(fixture)                                           \
    INSTANTIATE_TEST_SUITE_P(Databases, fixture,                                    \
                             ::testing::ValuesIn(::gatehouse::testing::backends()), \
                             ::testing::PrintToStringParamName())

}  // namespace gatehouse::user
