#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace gatehouse::doctor {

/// How bad something is: `error` means that the installation does not work, is not safe, or loses
/// data; `warning` that it may.
enum class Verdict : std::uint8_t { ok, warning, error };
BOOST_DESCRIBE_ENUM(Verdict, ok, warning, error)

/// What one check came to.
struct Finding {
    Verdict verdict;
    std::string check;   ///< what was looked at: `keys`, `database auth`
    std::string found;   ///< without secrets
    std::string advice;  ///< what to do; empty when there is nothing
};
BOOST_DESCRIBE_STRUCT(Finding, (), (verdict, check, found, advice))

using Findings = std::vector<Finding>;

[[nodiscard]] Finding ok(std::string_view check, std::string found);
[[nodiscard]] Finding warning(std::string_view check, std::string found, std::string advice);
[[nodiscard]] Finding error(std::string_view check, std::string found, std::string advice);

/// One line for each finding.
[[nodiscard]] std::string as_text(const Findings& findings);
/// `{"errors":0,"warnings":1,"findings":[...]}`
[[nodiscard]] std::string as_json(const Findings& findings);
[[nodiscard]] bool any_error(const Findings& findings);

}  // namespace gatehouse::doctor
