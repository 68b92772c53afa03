#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/service/outbox.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/transfer/account_line.hpp"
#include "services/auth-service/transfer/line_reader.hpp"
#include "services/auth-service/transfer/output.hpp"
#include "services/auth-service/transfer/seen_lines.hpp"
#include "services/auth-service/transfer/transfer.hpp"

namespace gatehouse::auth {

enum class LineOutcome : std::uint8_t { created, exists, invalid };
BOOST_DESCRIBE_ENUM(LineOutcome, created, exists, invalid)

/// What became of one line, as the report has it.
struct LineReport {
    std::int64_t line;
    std::optional<std::string> email;
    LineOutcome outcome;
    std::optional<UserId> id;
    std::optional<std::string> reason;   ///< a code, when the line was not taken
    std::optional<std::string> pointer;  ///< the member that is the reason; empty: the line
    std::vector<LineFault> faults;       ///< of an invalid line: all of them
};
BOOST_DESCRIBE_STRUCT(LineReport, (), (line, email, outcome, id, reason, pointer, faults))

/// Makes accounts of lines, in batches that are one transaction each: a line that was reported
/// `created` stays, and a run that was cut off is run again. Each account is told to the other
/// services and recorded in the audit trail; nobody gets a mail. For one run at a time.
class Importer {
public:
    Importer(sql::Database& database, AccountStore& accounts, service::Outbox& outbox,
             const AuditLog& audit, const crypto::PasswordHasher& hasher, IdSource& ids,
             RandomSource& random, const Clock& clock)
        : database_(database),
          accounts_(accounts),
          outbox_(outbox),
          audit_(audit),
          hasher_(hasher),
          ids_(ids),
          random_(random),
          clock_(clock) {}

    /// Reads `lines` to their end and reports each to `report`, once it is durable. Throws what
    /// reading, writing and the database throw; lines reported before are kept.
    Task<ImportSummary> run(LineReader& lines, Output& report, const ImportOptions& options);

private:
    /// A line that may become an account.
    struct Pending {
        std::size_t report;  ///< its place in the batch's reports
        NewRow row;
        std::optional<PreparedAuditEvent> event;
        bool repeated = false;  ///< an earlier line of the batch has its address or id
    };
    struct Batch {
        std::vector<LineReport> reports;
        std::vector<Pending> pending;
    };

    static void write(const Batch& batch, Output& report, ImportSummary& summary);
    /// On any thread. `shared`: few lines, since a server waits.
    Batch read_batch(LineReader& lines, const ImportOptions& options, bool shared);
    void read_line(Batch& batch, const LineReader::Line& line, const LineRules& rules,
                   bool dry_run);
    Task<void> store(Batch& batch);
    Task<void> store_in(sql::Transaction& transaction, Batch& batch);
    Task<bool> store_rest(sql::Transaction& transaction, Pending& pending,
                          const std::vector<Account>& existing, LineReport& report);
    Task<void> tell(sql::Transaction& transaction, const std::vector<const Pending*>& created);
    Task<void> try_out(Batch& batch, SeenLines& seen);
    static void mark_repeated(Batch& batch);
    Task<void> record_end(const ImportSummary& summary, const LineReader& lines);

    sql::Database& database_;
    AccountStore& accounts_;
    service::Outbox& outbox_;
    const AuditLog& audit_;
    const crypto::PasswordHasher& hasher_;
    IdSource& ids_;
    RandomSource& random_;
    const Clock& clock_;
    std::string run_id_;
};

}  // namespace gatehouse::auth
