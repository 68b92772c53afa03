#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "platform/async/handoff.hpp"
#include "platform/base/time.hpp"
#include "services/notification-service/delivery/mailer.hpp"
#include "services/notification-service/settings.hpp"

namespace gatehouse::notification {

/// SMTP (RFC 5321) by libcurl, with STARTTLS, AUTH and time limits, on one thread of its own that
/// keeps the connection for a moment between mails. Stop it before the loops go.
class SmtpMailer final : public Mailer {
public:
    struct Options {
        std::string url;   ///< smtp:// or smtps://, with user and password when there are any
        std::string from;  ///< `Name <address>` or `address`
        SmtpTls tls = SmtpTls::required;
        std::string ca_file{};  ///< PEM, in place of the system's; empty: the system's
        Milliseconds timeout{30'000};
    };

    /// Throws std::runtime_error when libcurl is not installed.
    explicit SmtpMailer(Options options);
    ~SmtpMailer() override;

    Task<Handover> hand_over(OutgoingMail mail) override;
    void stop() override;

private:
    struct Job {
        OutgoingMail mail;
        async::Resume<Handover> resume;
    };
    void run();

    Options options_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

/// Connects as for a mail, with TLS and sign-in where they are set, and says NOOP instead. Gives
/// what went wrong, or nothing. Blocks for the timeout at most.
[[nodiscard]] std::string probe(const SmtpMailer::Options& options);

}  // namespace gatehouse::notification
