#include "platform/testing/service_harness.hpp"

#include "platform/crypto/tokens.hpp"
#include "platform/testing/postgres_server.hpp"

namespace gatehouse::testing {
namespace {

constexpr Milliseconds kTokenLifetime = std::chrono::minutes{15};

}  // namespace

std::vector<Backend> backends() {
    if (!PostgresServer::installed()) return {Backend::sqlite};
    return {Backend::sqlite, Backend::postgres};
}

void PrintTo(Backend backend, std::ostream* out) {
    *out << (backend == Backend::sqlite ? "sqlite" : "postgres");
}

ServiceHarness::Process::Process(ServiceHarness& harness)
    : keys(crypto::KeyRing::open(harness.directory_.path() / "keys", harness.clock_,
                                 harness.random_)),
      database(sql::open(harness.open_, loops)),
      bus({.first_wait = Milliseconds{1}, .longest_wait = Milliseconds{4}}),
      revocations(loops, harness.clock_, kTokenLifetime),
      limits(harness.clock_, harness.random_, metrics, harness.limits_),
      environment{.clock = harness.clock_,
                  .random = harness.random_,
                  .ids = harness.ids_,
                  .loops = loops,
                  .database = *database,
                  .bus = bus,
                  .revocations = revocations,
                  .limits = limits,
                  .keys = *keys,
                  .tokens = harness.tokens_,
                  .log = harness.log_,
                  .metrics = metrics},
      service(harness.make_(environment)),
      guard(loops, keys->signing_keys(),
            {.issuer = harness.tokens_.issuer, .audience = harness.tokens_.audience}, revocations),
      client(prepare_router(), loops, harness.clock_, harness.random_) {
    service->subscribe(bus);
    loops.start();
    async::run_on(loops.at(0), service->start());
}

ServiceHarness::Process::~Process() {
    async::run_on(loops.at(0), service->stop());
    database->close();
    loops.stop();
}

http::Router& ServiceHarness::Process::prepare_router() {
    router.authenticate_with(guard);
    if (limits.enabled()) router.limit_with(client_limits);
    service->add_routes(router);
    return router;
}

ServiceHarness::ServiceHarness(Backend backend, std::string service,
                               std::span<const sql::Migration> migrations, Make make,
                               service::RateLimitSettings limits, std::uint64_t seed)
    : service_name_(std::move(service)),
      migrations_(migrations),
      make_(std::move(make)),
      limits_(limits),
      random_(seed),
      ids_(clock_, random_),
      log_(log_sink_, clock_, {.service = service_name_}, {.level = log::Level::debug}) {
    open_.url = backend == Backend::sqlite ? "sqlite:" + directory_.path().string()
                                           : PostgresServer::shared()->fresh_url();
    open_.service = service_name_;
    sql::migrate(open_, migrations_);
    process_ = std::make_unique<Process>(*this);
}

ServiceHarness::~ServiceHarness() = default;

void ServiceHarness::restart() {
    process_.reset();
    process_ = std::make_unique<Process>(*this);
}

std::string ServiceHarness::bearer(const Identity& identity) {
    const crypto::AccessTokenSigner signer{process_->keys->signing_keys()};
    const auto now = unix_seconds(clock_.now());
    const crypto::AccessClaims claims{.issuer = tokens_.issuer,
                                      .audience = tokens_.audience,
                                      .subject = identity.user.uuid(),
                                      .session = identity.session.uuid(),
                                      .token_id = ids_.next(),
                                      .issued_at = now,
                                      .not_before = now,
                                      .expires_at = now + 15 * 60,
                                      .scope = "account",
                                      .roles = identity.roles,
                                      .version = identity.version};
    return "Bearer " + signer.sign(claims, clock_.now());
}

Identity ServiceHarness::somebody(std::vector<std::string> roles) {
    return {
        .user = UserId{ids_.next()}, .session = SessionId{ids_.next()}, .roles = std::move(roles)};
}

void ServiceHarness::publish(std::string_view topic, std::string payload) {
    run(process_->bus.publish({.id = ids_.next(),
                               .topic = std::string{topic},
                               .payload = std::move(payload),
                               .traceparent = {},
                               .created_at = clock_.now()}));
}

}  // namespace gatehouse::testing
