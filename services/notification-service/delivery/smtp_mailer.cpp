#include "services/notification-service/delivery/smtp_mailer.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "services/notification-service/delivery/curl_library.hpp"
#include "services/notification-service/delivery/mail_headers.hpp"
#include "services/notification-service/delivery/smtp_conversation.hpp"

namespace gatehouse::notification {
namespace {

struct Release {
    void operator()(CURL* curl) const { curl_library().easy_cleanup(curl); }
    void operator()(curl_mime* mime) const { curl_library().mime_free(mime); }
};
using Curl = std::unique_ptr<CURL, Release>;
using Mime = std::unique_ptr<curl_mime, Release>;

/// How long an idle connection is kept for the next mail.
constexpr std::chrono::seconds kKeepConnection{5};
constexpr long kConnectTimeoutMs = 10'000;
/// A server that does not answer QUIT holds nobody up, least of all the end of the program.
constexpr long kQuitTimeoutSeconds = 1;

/// A list of strings as libcurl wants it.
class StringList {
public:
    StringList() = default;
    StringList(const StringList&) = delete;
    StringList& operator=(const StringList&) = delete;
    ~StringList() { curl_library().slist_free_all(list_); }

    void add(const std::string& text) {
        curl_slist* longer = curl_library().slist_append(list_, text.c_str());
        if (longer == nullptr) {
            throw std::bad_alloc();
        }
        list_ = longer;
    }
    [[nodiscard]] curl_slist* get() const noexcept { return list_; }

private:
    curl_slist* list_ = nullptr;
};

Curl make_curl() {
    Curl curl{curl_library().easy_init()};
    if (!curl) {
        throw std::bad_alloc();
    }
    return curl;
}

template <class T>
void set(CURL* curl, CURLoption option, T value) {
    if (const CURLcode code = curl_library().easy_setopt(curl, option, value); code != CURLE_OK) {
        throw std::runtime_error(fmt::format("libcurl: {}", curl_library().easy_strerror(code)));
    }
}

void require(CURLcode code) {
    if (code != CURLE_OK) {
        throw std::runtime_error(fmt::format("libcurl: {}", curl_library().easy_strerror(code)));
    }
}

void add_part(curl_mime* mime, const std::string& text, const char* type) {
    curl_mimepart* part = curl_library().mime_addpart(mime);
    require(curl_library().mime_data(part, text.data(), text.size()));
    require(curl_library().mime_type(part, type));
    require(curl_library().mime_encoder(part, "quoted-printable"));
}

/// libcurl tells of everything that passes; of commands and replies, line by line.
int follow(CURL* /*curl*/, curl_infotype type, char* data, std::size_t size, void* user) {
    auto& conversation = *static_cast<SmtpConversation*>(user);
    const std::string_view text{data, size};
    if (type == CURLINFO_HEADER_OUT) {
        conversation.sent_command(text);
    } else if (type == CURLINFO_HEADER_IN) {
        conversation.received_reply(text);
    } else if (type == CURLINFO_DATA_OUT) {
        conversation.sent_content();
    }
    return 0;
}

int stop_when_told(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<std::atomic<bool>*>(flag)->load(std::memory_order_relaxed) ? 1 : 0;
}

void set_server(CURL* curl, const SmtpMailer::Options& options) {
    const long timeout = static_cast<long>(options.timeout.count());
    set(curl, CURLOPT_URL, options.url.c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(curl, CURLOPT_USE_SSL,
        static_cast<long>(options.tls == SmtpTls::required ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) {
        set(curl, CURLOPT_CAINFO, options.ca_file.c_str());
        // Else the system's certificates would count beside it.
        set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, std::min<long>(timeout, kConnectTimeoutMs));
    set(curl, CURLOPT_TIMEOUT_MS, timeout);
    set(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (timeout + 999) / 1000);
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_PROXY, "");
}

Handover send(CURL* curl, const SmtpMailer::Options& options, const OutgoingMail& mail,
              std::atomic<bool>& stopping) {
    char detail[CURL_ERROR_SIZE] = "";
    SmtpConversation conversation;
    const std::string sender = "<" + std::string(address_of(options.from)) + ">";
    StringList recipients;
    recipients.add("<" + mail.to + ">");
    StringList headers;
    headers.add("Date: " +
                date_header(std::chrono::floor<Milliseconds>(std::chrono::system_clock::now())));
    headers.add("From: " + sender_header(options.from));
    headers.add("To: <" + mail.to + ">");
    headers.add("Subject: " + encode_header(mail.subject));
    headers.add("Message-ID: <" + mail.id + "@" + domain_of(options.from) + ">");
    headers.add("Auto-Submitted: auto-generated");

    // reset keeps the connection, so the next mail needs no new handshake.
    curl_library().easy_reset(curl);
    const Mime mime(curl_library().mime_init(curl));
    curl_mime* alternatives = curl_library().mime_init(curl);
    add_part(alternatives, mail.text, "text/plain; charset=utf-8");
    add_part(alternatives, mail.html, "text/html; charset=utf-8");
    curl_mimepart* body = curl_library().mime_addpart(mime.get());
    require(curl_library().mime_subparts(body, alternatives));
    require(curl_library().mime_type(body, "multipart/alternative"));

    set_server(curl, options);
    set(curl, CURLOPT_ERRORBUFFER, static_cast<char*>(detail));
    set(curl, CURLOPT_VERBOSE, 1L);
    set(curl, CURLOPT_DEBUGFUNCTION, &follow);
    set(curl, CURLOPT_DEBUGDATA, static_cast<void*>(&conversation));
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, &stop_when_told);
    set(curl, CURLOPT_XFERINFODATA, static_cast<void*>(&stopping));
    set(curl, CURLOPT_MAIL_FROM, sender.c_str());
    set(curl, CURLOPT_MAIL_RCPT, recipients.get());
    set(curl, CURLOPT_HTTPHEADER, headers.get());
    set(curl, CURLOPT_MIMEPOST, mime.get());

    const CURLcode code = curl_library().easy_perform(curl);
    // These point into this call; the connection lives on, and says QUIT one day.
    set(curl, CURLOPT_VERBOSE, 0L);
    set(curl, CURLOPT_NOPROGRESS, 1L);
    set(curl, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    set(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, kQuitTimeoutSeconds);
    if (code == CURLE_OK) {
        return {Handover::Outcome::sent, {}};
    }
    const char* said = static_cast<const char*>(detail);
    return conversation.failure(*said != '\0' ? said : curl_library().easy_strerror(code));
}

}  // namespace

std::string probe(const SmtpMailer::Options& options) {
    char detail[CURL_ERROR_SIZE] = "";
    const Curl curl = make_curl();
    set_server(curl.get(), options);
    set(curl.get(), CURLOPT_ERRORBUFFER, static_cast<char*>(detail));
    // Without recipients libcurl sends this command and nothing else.
    set(curl.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
    set(curl.get(), CURLOPT_NOBODY, 1L);
    const CURLcode code = curl_library().easy_perform(curl.get());
    set(curl.get(), CURLOPT_SERVER_RESPONSE_TIMEOUT, kQuitTimeoutSeconds);
    if (code == CURLE_OK) return {};
    const char* said = static_cast<const char*>(detail);
    return *said != '\0' ? said : curl_library().easy_strerror(code);
}

SmtpMailer::SmtpMailer(Options options) : options_(std::move(options)) {
    // A library that is missing is found now, not at the first mail.
    (void)curl_library();
    thread_ = std::thread(&SmtpMailer::run, this);
}

SmtpMailer::~SmtpMailer() {
    stop();
}

Task<Handover> SmtpMailer::hand_over(OutgoingMail mail) {
    co_return co_await async::handoff<Handover>([&](async::Resume<Handover> resume) {
        const std::scoped_lock guard(mutex_);
        if (stopping_) {
            resume.value(Handover::Outcome::postponed, "stopping");
            return;
        }
        queue_.push_back({std::move(mail), std::move(resume)});
        wake_.notify_one();
    });
}

void SmtpMailer::stop() {
    {
        const std::scoped_lock guard(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void SmtpMailer::run() {
    Curl curl;
    std::unique_lock lock(mutex_);
    const auto has_work = [&] { return stopping_ || !queue_.empty(); };
    for (;;) {
        if (curl && !wake_.wait_for(lock, kKeepConnection, has_work)) {
            lock.unlock();
            curl.reset();
            lock.lock();
        }
        wake_.wait(lock, has_work);
        if (stopping_) {
            for (Job& job : queue_) {
                job.resume.value(Handover::Outcome::postponed, "stopping");
            }
            queue_.clear();
            return;
        }
        Job job = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        try {
            if (!curl) {
                curl = make_curl();
            }
            job.resume.value(send(curl.get(), options_, job.mail, stopping_));
        } catch (const std::exception&) {
            job.resume.error(std::current_exception());
        }
        lock.lock();
    }
}

}  // namespace gatehouse::notification
