#include "services/auth-service/transfer/account_line.hpp"

#include <chrono>
#include <utility>

#include "platform/crypto/hash_text.hpp"

namespace gatehouse::auth {
namespace {

// Clocks of other machines may be a little ahead.
constexpr Milliseconds kAhead = std::chrono::days{1};
constexpr std::size_t kMostEmail = 320;

/// Collects what is wrong with a line beyond what its members' types refuse.
class LineChecks {
public:
    explicit LineChecks(const LineRules& rules) : rules_(rules) {}

    void check_id(const std::optional<UserId>& id) {
        constexpr Uuid::Bytes kHighest{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                       0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
        if (id && (id->uuid() == Uuid{} || id->uuid() == Uuid{kHighest})) {
            fail("/id", "invalid_id", "must be neither the lowest nor the highest UUID");
        }
    }
    void check_time(std::string_view pointer, const std::optional<Time>& time) {
        if (time && (*time < Time{} || *time > rules_.now + kAhead)) {
            fail(pointer, "invalid_time", "must lie between 1970 and today");
        }
    }
    void check_verified(const AccountLine& line) {
        if (line.email_verified_at && line.email_verified && !*line.email_verified) {
            fail("/email_verified_at", "contradiction", "email_verified says that it never was");
        }
    }
    void check_roles(const AccountLine& line) {
        if (line.roles && !line.roles->empty() && !rules_.allow_admins) {
            fail("/roles", "role_not_allowed", "administrators are imported with --allow-admins");
        }
    }
    /// What is stored as the password.
    std::string password_of(const AccountLine& line) {
        const bool own = line.password_hash && crypto::PasswordHasher::is_own(*line.password_hash);
        if (line.password_pepper && !own) {
            fail("/password_pepper", "unexpected", "belongs to hashes of Gatehouse only");
        }
        if (!line.password_hash) return std::string{Account::kNoPassword};
        auto adopted = rules_.hasher.adopt(*line.password_hash, line.password_pepper.value_or(""),
                                           rules_.project);
        if (adopted) return std::move(*adopted);
        fail("/password_hash", adopted.error().code, std::move(adopted.error().detail));
        return {};
    }

    std::vector<LineFault> faults;

private:
    void fail(std::string_view pointer, std::string_view code, std::string detail) {
        faults.push_back({std::string{pointer}, std::string{code}, std::move(detail)});
    }

    const LineRules& rules_;
};

std::optional<Time> verified_at(const AccountLine& line, Time now) {
    if (line.email_verified_at) return line.email_verified_at;
    return line.email_verified.value_or(false) ? std::optional{now} : std::nullopt;
}

ImportedAccount row_of(AccountLine line, std::string password, Time now) {
    const bool admin = line.roles && !line.roles->empty();
    Account account{.id = line.id.value_or(UserId{Uuid{}}),
                    .email = line.email.text(),
                    .password = std::move(password),
                    .name = line.name.text(),
                    .roles = std::string{admin ? Account::kAdminRole : std::string_view{}},
                    .status = std::string{line.disabled.value_or(false) ? Account::kDisabled
                                                                        : Account::kActive},
                    .email_verified_at = verified_at(line, now),
                    .version = 1,
                    .created_at = line.created_at.value_or(now)};
    std::string key = search_key(account.name);
    return {.account = std::move(account),
            .name_key = std::move(key),
            .updated_at = now,
            .signed_in_at = line.signed_in_at};
}

RefusedLine refused(std::optional<std::string> email, const json::ReadFailure& failure) {
    RefusedLine line{.email = std::move(email), .faults = {}};
    if (failure.malformed) line.faults.push_back({"", "malformed_json", failure.detail});
    for (const FieldError& error : failure.errors) {
        line.faults.push_back({error.pointer, error.code, error.detail});
    }
    return line;
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
    json::append_member_name(out, name);
    json::append_text(out, text);
}

void append_member(std::string& out, std::string_view name, const std::optional<Time>& time) {
    if (!time) return;
    json::append_member_name(out, name);
    json::append_time(out, *time);
}

}  // namespace

std::expected<NewRow, RefusedLine> read_account_line(std::string_view text,
                                                     const LineRules& rules) {
    const auto document = json::Document::parse(text);
    if (!document) return std::unexpected(refused({}, {true, document.error(), {}}));
    const auto named = document->root().find("email");
    std::optional<std::string> email;
    if (named && named->kind() == json::Kind::string && named->text().size() <= kMostEmail) {
        email = named->text();
    }
    auto line = json::read<AccountLine>(*document);
    if (!line) return std::unexpected(refused(std::move(email), line.error()));
    LineChecks checks{rules};
    checks.check_id(line->id);
    checks.check_time("/created_at", line->created_at);
    checks.check_time("/email_verified_at", line->email_verified_at);
    checks.check_time("/signed_in_at", line->signed_in_at);
    checks.check_verified(*line);
    checks.check_roles(*line);
    std::string password = checks.password_of(*line);
    if (!checks.faults.empty()) {
        return std::unexpected(RefusedLine{std::move(email), std::move(checks.faults)});
    }
    const bool has_id = line->id.has_value();
    const bool has_created_at = line->created_at.has_value();
    return NewRow{row_of(std::move(*line), std::move(password), rules.now), has_id, has_created_at};
}

void append_account_line(std::string& out, const ExportedAccount& account,
                         const crypto::PasswordHasher& hasher, bool with_hash) {
    out += '{';
    append_member(out, "id", account.id.text());
    append_member(out, "email", account.email);
    append_member(out, "name", account.name);
    if (with_hash && account.password != Account::kNoPassword) {
        append_member(out, "password_hash", account.password);
        const std::string print = hasher.pepper_print(account.password);
        if (!print.empty()) append_member(out, "password_pepper", print);
    }
    json::append_member_name(out, "email_verified");
    out += account.email_verified_at ? "true" : "false";
    append_member(out, "email_verified_at", account.email_verified_at);
    append_member(out, "created_at", account.created_at);
    append_member(out, "signed_in_at", account.signed_in_at);
    json::append_member_name(out, "roles");
    json::append(out, split_roles(account.roles));
    json::append_member_name(out, "disabled");
    out += account.status == Account::kDisabled ? "true" : "false";
    out += "}\n";
}

std::optional<std::string_view> first_difference(const Account& account, const NewRow& line) {
    const Account& wanted = line.imported.account;
    if (line.has_id && account.id != wanted.id) return "/id";
    if (account.name != wanted.name) return "/name";
    if (wanted.has_password() && !crypto::PasswordHasher::same(account.password, wanted.password) &&
        (!crypto::PasswordHasher::is_own(account.password) ||
         crypto::PasswordHasher::is_own(wanted.password))) {
        return "/password_hash";
    }
    if (wanted.email_verified_at && !account.email_verified_at) return "/email_verified";
    if (line.has_created_at && account.created_at != wanted.created_at) return "/created_at";
    if (account.roles != wanted.roles) return "/roles";
    if (account.status != wanted.status) return "/disabled";
    return std::nullopt;
}

}  // namespace gatehouse::auth
