#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "platform/embed/embedded_file.hpp"
#include "platform/service/service.hpp"

namespace gatehouse::user {

/// The user-service: what people tell about themselves. What it is given outlives it; endpoints run
/// on all loops, its jobs on loop 0.
class UserService final : public service::Service {
public:
    static constexpr std::string_view kName = "user-service";
    /// The name of its database, as sql::OpenOptions takes it.
    static constexpr std::string_view kDatabase = "user";
    static constexpr int kPort = 3002;

    explicit UserService(const service::Environment& environment);
    ~UserService() override;

    /// The files to apply to its database before it is made.
    [[nodiscard]] static std::span<const EmbeddedFile> migrations();

    void add_routes(http::Router& router) override;
    void subscribe(events::EventBus& bus) override;
    Task<void> start() override;
    Task<void> stop() override;
    Task<bool> ready() override;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gatehouse::user
