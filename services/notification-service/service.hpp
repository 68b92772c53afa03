#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "platform/embed/embedded_file.hpp"
#include "platform/service/service.hpp"
#include "services/notification-service/settings.hpp"

namespace gatehouse::notification {

/// Connects to the mail server that is set, as for a mail, and sends none. Gives what went wrong,
/// or nothing. Blocks for `limit` at most.
[[nodiscard]] std::string probe_mail_server(const EmailSettings& email, Milliseconds limit);

/// The notification-service: mails to people. What it is given outlives it; endpoints run on all
/// loops, its jobs on loop 0.
class NotificationService final : public service::Service {
public:
    static constexpr std::string_view kName = "notification-service";
    /// The name of its database, as sql::OpenOptions takes it.
    static constexpr std::string_view kDatabase = "notification";
    static constexpr int kPort = 3003;

    /// `base_url`: where people reach the portal, without a final slash; what links in mails begin
    /// with. `is_public`: others than this machine are served, so kept mails are shown to nobody.
    NotificationService(const service::Environment& environment, const Settings& settings,
                        std::string base_url, bool is_public);
    ~NotificationService() override;

    /// The files to apply to its database before it is made.
    [[nodiscard]] static std::span<const EmbeddedFile> migrations();

    void add_routes(http::Router& router) override;
    void subscribe(events::EventBus& bus) override;
    Task<void> start() override;
    Task<void> stop() override;
    Task<bool> ready() override;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gatehouse::notification
