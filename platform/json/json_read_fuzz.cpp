// libFuzzer target: whatever is read can be written, and reads back as the same text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "platform/json/json.hpp"

namespace {

using gatehouse::json::Document;

enum class Shade { light, dark };
BOOST_DESCRIBE_ENUM(Shade, light, dark)

struct Sample {
    std::optional<std::string> text;
    gatehouse::json::Patch<std::vector<int>> numbers;
    std::optional<double> real;
    std::optional<gatehouse::Time> time;
    std::optional<Shade> shade;
    std::optional<gatehouse::json::Object> object;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (text, numbers, real, time, shade, object))

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto document = Document::parse(text)) {
        std::string compact;
        gatehouse::json::append_compact(compact, document->root());
        const auto again = Document::parse(compact);
        require(again.has_value());
        std::string twice;
        gatehouse::json::append_compact(twice, again->root());
        require(compact == twice);
    }
    if (const auto sample = gatehouse::json::read<Sample>(text)) {
        const std::string written = gatehouse::json::write(*sample);
        const auto again = gatehouse::json::read<Sample>(written);
        require(again.has_value() && gatehouse::json::write(*again) == written);
    } else {
        require(sample.error().malformed != !sample.error().errors.empty());
    }
    return 0;
}
