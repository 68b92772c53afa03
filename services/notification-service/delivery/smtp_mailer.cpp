#include "services/notification-service/delivery/smtp_mailer.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>

namespace gatehouse::notification {
namespace {

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Mime = std::unique_ptr<curl_mime, decltype(&curl_mime_free)>;

/// A list of strings as libcurl wants it.
class StringList {
public:
    StringList() = default;
    StringList(const StringList&) = delete;
    StringList& operator=(const StringList&) = delete;
    ~StringList() { curl_slist_free_all(list_); }

    void add(const std::string& text) {
        curl_slist* longer = curl_slist_append(list_, text.c_str());
        if (longer == nullptr) {
            throw std::bad_alloc();
        }
        list_ = longer;
    }
    [[nodiscard]] curl_slist* get() const noexcept { return list_; }

private:
    curl_slist* list_ = nullptr;
};

template <class T>
void set(CURL* curl, CURLoption option, T value) {
    if (const CURLcode code = curl_easy_setopt(curl, option, value); code != CURLE_OK) {
        throw std::runtime_error(fmt::format("libcurl: {}", curl_easy_strerror(code)));
    }
}

void require(CURLcode code) {
    if (code != CURLE_OK) {
        throw std::runtime_error(fmt::format("libcurl: {}", curl_easy_strerror(code)));
    }
}

/// RFC 5322 section 3.3.
std::string mail_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[64];
    const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return {text, size};
}

void add_part(curl_mime* mime, const std::string& text, const char* type) {
    curl_mimepart* part = curl_mime_addpart(mime);
    require(curl_mime_data(part, text.data(), text.size()));
    require(curl_mime_type(part, type));
    require(curl_mime_encoder(part, "quoted-printable"));
}

std::string domain_of(std::string_view mailbox) {
    const std::string_view address = address_of(mailbox);
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? "localhost" : std::string(address.substr(at + 1));
}

std::string sender_header(std::string_view from) {
    const auto angle = from.rfind('<');
    if (angle == std::string_view::npos) {
        return std::string(from);
    }
    std::string_view name = from.substr(0, angle);
    while (name.ends_with(' ')) {
        name.remove_suffix(1);
    }
    return encode_header(name) + " <" + std::string(address_of(from)) + ">";
}

/// 4yz and everything about the way there may pass; 5yz will not (RFC 5321 section 4.2.1).
Handover verdict_on_failure(CURLcode code, long reply, const char* detail) {
    const std::string_view text = *detail != '\0' ? detail : curl_easy_strerror(code);
    const bool about_this_mail = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
                                 code == CURLE_RECV_ERROR || code == CURLE_PARTIAL_FILE ||
                                 code == CURLE_UPLOAD_FAILED;
    const bool permanent = about_this_mail && reply >= 500 && reply < 600;
    return {permanent ? Handover::Outcome::refused : Handover::Outcome::postponed,
            reply > 0 ? fmt::format("{} (reply {})", text, reply) : std::string(text)};
}

int stop_when_told(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<std::atomic<bool>*>(flag)->load(std::memory_order_relaxed) ? 1 : 0;
}

long tls_level(SmtpTls tls) {
    switch (tls) {
        case SmtpTls::required:
            return CURLUSESSL_ALL;
        case SmtpTls::opportunistic:
            return CURLUSESSL_TRY;
        case SmtpTls::off:
            return CURLUSESSL_NONE;
    }
    throw std::logic_error("a TLS level without a meaning");
}

Handover send(CURL* curl, const SmtpMailer::Options& options, const OutgoingMail& mail,
              std::atomic<bool>& stopping) {
    char detail[CURL_ERROR_SIZE] = "";
    const std::string sender = "<" + std::string(address_of(options.from)) + ">";
    StringList recipients;
    recipients.add("<" + mail.to + ">");
    StringList headers;
    headers.add("Date: " + mail_date());
    headers.add("From: " + sender_header(options.from));
    headers.add("To: <" + mail.to + ">");
    headers.add("Subject: " + encode_header(mail.subject));
    headers.add("Message-ID: <" + mail.id + "@" + domain_of(options.from) + ">");
    headers.add("Auto-Submitted: auto-generated");

    // reset keeps the connection, so the next mail needs no new handshake.
    curl_easy_reset(curl);
    const Mime mime(curl_mime_init(curl), &curl_mime_free);
    curl_mime* alternatives = curl_mime_init(curl);
    add_part(alternatives, mail.text, "text/plain; charset=utf-8");
    add_part(alternatives, mail.html, "text/html; charset=utf-8");
    curl_mimepart* body = curl_mime_addpart(mime.get());
    require(curl_mime_subparts(body, alternatives));
    require(curl_mime_type(body, "multipart/alternative"));

    set(curl, CURLOPT_URL, options.url.c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(curl, CURLOPT_USE_SSL, tls_level(options.tls));
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, std::min<long>(options.timeout.count(), 10'000));
    set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_PROXY, "");
    set(curl, CURLOPT_ERRORBUFFER, static_cast<char*>(detail));
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, &stop_when_told);
    set(curl, CURLOPT_XFERINFODATA, static_cast<void*>(&stopping));
    set(curl, CURLOPT_MAIL_FROM, sender.c_str());
    set(curl, CURLOPT_MAIL_RCPT, recipients.get());
    set(curl, CURLOPT_HTTPHEADER, headers.get());
    set(curl, CURLOPT_MIMEPOST, mime.get());

    const CURLcode code = curl_easy_perform(curl);
    long reply = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    if (code == CURLE_OK) {
        return {Handover::Outcome::sent, {}};
    }
    return verdict_on_failure(code, reply, static_cast<const char*>(detail));
}

}  // namespace

std::string_view address_of(std::string_view mailbox) {
    const auto begin = mailbox.rfind('<');
    if (begin == std::string_view::npos) {
        return mailbox;
    }
    const auto end = mailbox.find('>', begin);
    return mailbox.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
}

std::string encode_header(std::string_view text) {
    const bool plain =
        std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
    if (plain && text.size() <= 200 && !text.contains("=?")) {
        return std::string(text);
    }
    // 45 bytes give 60 characters: with the frame 72, below the limit of 75 for an encoded-word.
    constexpr std::size_t kChunk = 45;
    std::string result;
    while (!text.empty()) {
        std::size_t size = std::min(kChunk, text.size());
        // An encoded-word holds whole characters (RFC 2047 section 5).
        while (size < text.size() && size > 1 &&
               (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) {
            --size;
        }
        std::string encoded(4 * ((size + 2) / 3) + 1, '\0');
        const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                           reinterpret_cast<const unsigned char*>(text.data()),
                                           static_cast<int>(size));
        encoded.resize(static_cast<std::size_t>(length));
        result += (result.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + encoded + "?=";
        text.remove_prefix(size);
    }
    return result;
}

SmtpMailer::SmtpMailer(Options options)
    : options_(std::move(options)), thread_(&SmtpMailer::run, this) {
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
    const Curl curl(curl_easy_init(), &curl_easy_cleanup);
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
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
            job.resume.value(send(curl.get(), options_, job.mail, stopping_));
        } catch (const std::exception&) {
            job.resume.error(std::current_exception());
        }
        lock.lock();
    }
}

}  // namespace gatehouse::notification
