#include "bench/load/scenario.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace gatehouse::load {
namespace {

constexpr std::string_view kCookie = "__Host-refresh=";

std::pair<std::string, std::string> split(std::string_view line) {
    const auto tab = line.find('\t');
    if (tab == std::string_view::npos) {
        throw std::invalid_argument("a line has no second part");
    }
    return {std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))};
}

bool same_name(std::string_view field_name, std::string_view lower_case) {
    return std::ranges::equal(field_name, lower_case, [](char left, char right) {
        return std::tolower(static_cast<unsigned char>(left)) == right;
    });
}

/// The same GET with a bearer token of its own for each line; an empty line sends none.
class Get final : public Scenario {
public:
    Get(std::string_view path, std::string_view host, const std::vector<std::string>& tokens) {
        for (const std::string& token : tokens) {
            std::string request = "GET ";
            request.append(path).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
            if (!token.empty()) {
                request.append("Authorization: Bearer ").append(token).append("\r\n");
            }
            requests_.push_back(request + "\r\n");
        }
    }
    [[nodiscard]] std::size_t size() const override { return requests_.size(); }
    void append_request(std::size_t line, std::string& out) const override {
        out.append(requests_[line]);
    }
    void take(std::size_t, const Answer&) override {}

private:
    std::vector<std::string> requests_;
};

/// A session's refresh token, replaced by the one in each answer.
class Refresh final : public Scenario {
public:
    Refresh(std::string_view host, const std::vector<std::string>& lines)
        : head_("POST /api/v1/auth/refresh HTTP/1.1\r\nHost: " + std::string(host) +
                "\r\nOrigin: http://" + std::string(host) +
                "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
                "Content-Length: 0\r\nX-CSRF-Token: ") {
        for (const std::string& line : lines) {
            auto [cookie, csrf] = split(line);
            sessions_.push_back({std::move(cookie), std::move(csrf)});
        }
    }
    [[nodiscard]] std::size_t size() const override { return sessions_.size(); }
    void append_request(std::size_t line, std::string& out) const override {
        const Session& session = sessions_[line];
        out.append(head_).append(session.csrf);
        out.append("\r\nCookie: ").append(kCookie).append(session.cookie).append("\r\n\r\n");
    }
    void take(std::size_t line, const Answer& answer) override {
        if (answer.status != 200) return;
        const auto cookie = field(answer.head, "set-cookie");
        if (!cookie || !cookie->starts_with(kCookie)) {
            throw std::runtime_error("a refresh was answered without a cookie");
        }
        const auto value = cookie->substr(kCookie.size());
        sessions_[line].cookie = value.substr(0, value.find(';'));
    }

private:
    struct Session {
        std::string cookie;
        std::string csrf;
    };
    std::string head_;
    std::vector<Session> sessions_;
};

/// A sign-in with an address and a password.
class SignIn final : public Scenario {
public:
    SignIn(std::string_view host, const std::vector<std::string>& lines) {
        for (const std::string& line : lines) {
            const auto [email, password] = split(line);
            std::string body = R"({"email":")";
            body.append(email).append(R"(","password":")").append(password).append(R"("})");
            std::string request = "POST /api/v1/auth/login HTTP/1.1\r\nHost: ";
            request.append(host).append("\r\nContent-Type: application/json\r\nContent-Length: ");
            request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
            requests_.push_back(std::move(request));
        }
    }
    [[nodiscard]] std::size_t size() const override { return requests_.size(); }
    void append_request(std::size_t line, std::string& out) const override {
        out.append(requests_[line]);
    }
    void take(std::size_t, const Answer& answer) override {
        if (answer.status == 503 && !field(answer.head, "retry-after")) {
            throw std::runtime_error("a refused sign-in was answered without Retry-After");
        }
    }

private:
    std::vector<std::string> requests_;
};

}  // namespace

std::optional<std::string_view> field(std::string_view head, std::string_view name) {
    std::size_t at = head.find("\r\n");
    while (at != std::string_view::npos) {
        const std::size_t begin = at + 2;
        at = head.find("\r\n", begin);
        const std::string_view line = head.substr(begin, at - begin);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) continue;
        const auto value = line.find_first_not_of(' ', colon + 1);
        return value == std::string_view::npos ? std::string_view{} : line.substr(value);
    }
    return std::nullopt;
}

std::unique_ptr<Scenario> make_scenario(std::string_view name, std::string_view host,
                                        std::vector<std::string> lines) {
    constexpr std::string_view kGet = "get:";
    if (name.starts_with(kGet)) {
        return std::make_unique<Get>(name.substr(kGet.size()), host, lines);
    }
    if (name == "refresh") {
        return std::make_unique<Refresh>(host, lines);
    }
    if (name == "sign-in") {
        return std::make_unique<SignIn>(host, lines);
    }
    throw std::invalid_argument("unknown scenario " + std::string(name));
}

}  // namespace gatehouse::load
