#include "apps/gatehouse/doctor/finding.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platform/base/json_string.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::doctor {
namespace {

/// The form for programs.
struct Report {
    std::int64_t errors;
    std::int64_t warnings;
    Findings findings;
};
BOOST_DESCRIBE_STRUCT(Report, (), (errors, warnings, findings))

std::int64_t count(const Findings& findings, Verdict verdict) {
    return std::ranges::count(findings, verdict, &Finding::verdict);
}

/// A text that stays on its line whatever a file name or a server put into it.
std::string one_line(std::string_view text) {
    std::string escaped;
    append_json_string(escaped, text);
    std::string plain;
    for (std::size_t i = 1; i + 1 < escaped.size(); ++i) {
        const bool quoted = escaped[i] == '\\' && (escaped[i + 1] == '"' || escaped[i + 1] == '\\');
        plain += escaped[quoted ? ++i : i];
    }
    return plain;
}

}  // namespace

Finding ok(std::string_view check, std::string found) {
    return {Verdict::ok, std::string{check}, std::move(found), {}};
}

Finding warning(std::string_view check, std::string found, std::string advice) {
    return {Verdict::warning, std::string{check}, std::move(found), std::move(advice)};
}

Finding error(std::string_view check, std::string found, std::string advice) {
    return {Verdict::error, std::string{check}, std::move(found), std::move(advice)};
}

std::string as_text(const Findings& findings) {
    std::string text;
    for (const auto& finding : findings) {
        text += fmt::format("{:<8} {:<22} {}", boost::describe::enum_to_string(finding.verdict, ""),
                            finding.check, one_line(finding.found));
        if (!finding.advice.empty()) {
            text += fmt::format(" -> {}", one_line(finding.advice));
        }
        text += '\n';
    }
    return text;
}

std::string as_json(const Findings& findings) {
    return json::write(Report{.errors = count(findings, Verdict::error),
                              .warnings = count(findings, Verdict::warning),
                              .findings = findings});
}

bool any_error(const Findings& findings) {
    return count(findings, Verdict::error) > 0;
}

}  // namespace gatehouse::doctor
