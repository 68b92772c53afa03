#pragma once

#include <stdexcept>

namespace gatehouse {

/// Something that the request needs cannot be used now (database, cache, queue) and may be later:
/// the exception that `platform/http` answers as 503 with Retry-After, whoever throws it.
class ServiceUnavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace gatehouse
