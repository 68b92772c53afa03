#include "services/auth-service/transfer/exporter.hpp"

#include <string>
#include <vector>

#include "services/auth-service/transfer/account_line.hpp"

namespace gatehouse::auth {
namespace {

constexpr std::int64_t kPage = 500;

}  // namespace

Task<std::int64_t> Exporter::run(Output& output, bool with_hashes) {
    // Before the first account leaves: also an export that is cut off is known.
    const AuditEvent event{
        .action = audit_action::kExportStarted,
        .at = clock_.now(),
        .changes = {{"password_hashes", "", with_hashes ? "included" : "left out"}}};
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        co_await audit_.record(transaction, event);
    });
    std::int64_t count = 0;
    UserId last{Uuid{}};
    for (;;) {
        const auto page = co_await accounts_.list_to_export(last, kPage);
        if (page.empty()) break;
        std::string text;
        for (const ExportedAccount& account : page) {
            append_account_line(text, account, hasher_, with_hashes);
        }
        output.append(text);
        count += static_cast<std::int64_t>(page.size());
        last = page.back().id;
    }
    output.flush();
    co_return count;
}

}  // namespace gatehouse::auth
