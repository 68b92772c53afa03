#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "contracts/mail.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/seal.hpp"
#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {

/// A mail as the notification-service would get it.
struct CaughtMail {
    contracts::MailKind kind;
    contracts::MailContent content;
};

/// The service in its harness, with the mails that it asks for.
class MailFixture : public ServiceFixture {
protected:
    using ServiceFixture::ServiceFixture;

    void SetUp() override {
        harness.bus().subscribe(
            contracts::MailRequested::kTopic, "test",
            // The relay works on until the harness goes, which is after this object's members.
            [caught = caught_, &harness = harness](const events::Envelope& envelope) {
                return take(caught, harness, envelope);
            });
    }

    /// Waits for the relay: the first mail of this kind that was not given before.
    contracts::MailContent mail(contracts::MailKind kind) {
        for (int i = 0; i < 500; ++i) {
            {
                const std::scoped_lock guard(caught_->mutex);
                const auto found = std::ranges::find(caught_->mails, kind, &CaughtMail::kind);
                if (found != caught_->mails.end()) {
                    auto content = std::move(found->content);
                    caught_->mails.erase(found);
                    return content;
                }
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        ADD_FAILURE() << "no mail of kind " << static_cast<int>(kind);
        return {};
    }
    /// Mails not given yet, after all events so far were handed over.
    std::size_t waiting() {
        // A request of the same kind as those that must have had no effect, made last.
        const std::string marker = fmt::format("marker{}@example.com", ++markers_);
        sign_up(marker);
        for (int i = 0; i < 500; ++i) {
            {
                const std::scoped_lock guard(caught_->mutex);
                const auto found = std::ranges::find(
                    caught_->mails, marker, [](const CaughtMail& m) { return m.content.to; });
                if (found != caught_->mails.end()) {
                    caught_->mails.erase(found);
                    return caught_->mails.size();
                }
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        ADD_FAILURE() << "the marker's mail did not come";
        return 0;
    }

    testing::Response post(std::string_view path, std::string_view body,
                           testing::Fields fields = {}) {
        return client().post(fmt::format("/api/v1/auth{}", path), body, std::move(fields));
    }
    testing::Response reset(const std::string& token, std::string_view password) {
        return post("/password/reset",
                    fmt::format(R"({{"token":"{}","password":"{}"}})", token, password));
    }
    testing::Response verify(const std::string& token, testing::Fields fields = {}) {
        return post("/email/verify", fmt::format(R"({{"token":"{}"}})", token), std::move(fields));
    }

    /// The fields with which the portal's own page sends a cookie.
    static testing::Fields with_cookie(std::string cookie) {
        return {{"cookie", std::move(cookie)}, {"sec-fetch-site", "same-origin"}};
    }

private:
    struct Caught {
        std::mutex mutex;
        std::vector<CaughtMail> mails;
    };

    static Task<void> take(std::shared_ptr<Caught> caught, testing::ServiceHarness& harness,
                           const events::Envelope& envelope) {
        auto& environment = harness.environment();
        const crypto::Seal seal(environment.keys.key("mail"), environment.random);
        const auto event = json::read<contracts::MailRequested>(envelope.payload);
        const auto text = seal.open(event.value().sealed, contracts::MailRequested::kTopic);
        auto content = json::read<contracts::MailContent>(text.value());
        const std::scoped_lock guard(caught->mutex);
        caught->mails.push_back({event->kind, std::move(content.value())});
        co_return;
    }

    std::shared_ptr<Caught> caught_ = std::make_shared<Caught>();
    int markers_ = 0;
};

}  // namespace gatehouse::auth
