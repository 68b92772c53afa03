#pragma once

#include <string>
#include <vector>

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {

/// The service with an administrator who is signed in.
class AdminFixture : public ServiceFixture {
protected:
    using ServiceFixture::ServiceFixture;

    Person make_admin(std::string_view email) {
        const auto created = harness.run(harness.service<AuthService>().create_account(
            {.email = Email::parse(email).value(),
             .name = DisplayName::parse("Root").value(),
             .password = std::string{kPassword},
             .administrator = true}));
        EXPECT_TRUE(created);
        return person_of(sign_in(email));
    }

    static testing::Fields as(const Person& person) { return {{"authorization", person.bearer()}}; }
    static std::string path_of(const Person& person, std::string_view more = {}) {
        return fmt::format("/api/v1/auth/admin/users/{}{}", person.session.user.id.text(), more);
    }
    testing::Response get_user(const Person& by, const Person& person) {
        return client().get(path_of(person), as(by));
    }
    /// With the tag that the account has now.
    testing::Response patch_user(const Person& by, const Person& person, std::string_view body) {
        auto fields = as(by);
        fields.emplace_back("if-match", get_user(by, person).header("etag"));
        return client().patch(path_of(person), body, fields);
    }
};

}  // namespace gatehouse::auth
