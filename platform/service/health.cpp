#include "platform/service/health.hpp"

namespace gatehouse::service {
namespace {

// A status word and nothing else: versions, hosts and reasons are in the log.
http::Success<http::RawJson> answer(bool good) {
    return {.body = {good ? R"({"status":"ok"})" : R"({"status":"unavailable"})"},
            .status = good ? 200 : 503};
}

}  // namespace

http::Reply<http::RawJson> Liveness::handle() {
    return answer(true);
}

Task<http::Reply<http::RawJson>> ReadinessProbe::handle() {
    bool good = readiness_.ready();
    for (const auto& service : services_) {
        if (!good) {
            break;
        }
        good = co_await service->ready();
    }
    co_return answer(good);
}

}  // namespace gatehouse::service
