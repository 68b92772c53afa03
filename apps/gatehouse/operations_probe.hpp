#pragma once

#include <string>

#include "platform/config/values.hpp"

namespace gatehouse {

/// What a server's operations port answered.
struct OperationsAnswer {
    int status = 0;  ///< 0: nobody answers
    std::string body{};
};

/// Asks the operations port of a server on this machine; takes three seconds at most.
[[nodiscard]] OperationsAnswer ask_operations(const config::ListenAddress& listen,
                                              const std::string& path);

}  // namespace gatehouse
