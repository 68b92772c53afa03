#include "services/auth-service/transfer/importer.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <ranges>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "contracts/events.hpp"
#include "platform/async/loops.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

// A batch costs one fsync and keeps other writers waiting: for some tens of milliseconds when there
// are none, for a few when there are.
constexpr std::size_t kBatch = 512;
constexpr std::size_t kSharedBatch = 64;

constexpr std::string_view kDiffers = "differs";
constexpr std::string_view kIdTaken = "id_taken";

void refuse(LineReport& report, std::vector<LineFault> faults) {
    report.outcome = LineOutcome::invalid;
    report.reason = faults.front().code;
    report.pointer = faults.front().pointer;
    report.faults = std::move(faults);
}

void refuse_id(LineReport& report) {
    refuse(report, {{"/id", std::string{kIdTaken}, "another account has this id"}});
}

void report_existing(LineReport& report, const Account& account, const NewRow& row) {
    report.outcome = LineOutcome::exists;
    report.id = account.id;
    if (const auto difference = first_difference(account, row)) {
        report.reason = kDiffers;
        report.pointer = *difference;
    }
}

const Account* find(const std::vector<Account>& accounts, std::string_view email) {
    const auto found = std::ranges::find(accounts, email, &Account::email);
    return found == accounts.end() ? nullptr : &*found;
}

void count(ImportSummary& summary, const LineReport& report) {
    ++summary.lines;
    switch (report.outcome) {
        case LineOutcome::created:
            ++summary.created;
            break;
        case LineOutcome::exists:
            ++(report.reason ? summary.differing : summary.existing);
            break;
        case LineOutcome::invalid:
            ++summary.invalid;
            break;
    }
}

/// All that a line says about an account, so that two lines can be compared.
std::string content_of(const NewRow& row) {
    const Account& account = row.imported.account;
    std::string content;
    const bool verified = account.email_verified_at.has_value();
    for (const std::string_view part :
         {std::string_view{account.name}, std::string_view{account.password},
          std::string_view{account.roles}, std::string_view{account.status},
          std::string_view{verified ? "verified" : ""}}) {
        content.append(part) += '\n';
    }
    if (row.has_id) content += account.id.text();
    if (row.has_created_at) content += std::to_string(unix_ms(account.created_at));
    return content;
}

}  // namespace

Task<ImportSummary> Importer::run(LineReader& lines, Output& report, const ImportOptions& options) {
    run_id_ = ids_.next().text();
    ImportSummary summary;
    std::optional<SeenLines> seen;
    if (options.dry_run) seen.emplace(random_);
    bool shared = !options.dry_run && options.shared();
    Batch batch = read_batch(lines, options, shared);
    while (!batch.reports.empty()) {
        const SteadyTime begin = clock_.steady_now();
        // The next lines are read and checked while the database is busy with these.
        shared = !options.dry_run && options.shared();
        std::future<Batch> next = std::async(std::launch::async, [this, &lines, &options, shared] {
            return read_batch(lines, options, shared);
        });
        co_await (seen ? try_out(batch, *seen) : store(batch));
        write(batch, report, summary);
        // Half of the time is the server's: SQLite has no queue for those who want to write.
        if (shared) co_await async::sleep_for(clock_.steady_now() - begin);
        batch = next.get();
    }
    if (!options.dry_run) co_await record_end(summary, lines);
    co_return summary;
}

void Importer::write(const Batch& batch, Output& report, ImportSummary& summary) {
    std::string text;
    for (const LineReport& line : batch.reports) {
        count(summary, line);
        json::append(text, line);
        text += '\n';
    }
    report.append(text);
    report.flush();
}

Importer::Batch Importer::read_batch(LineReader& lines, const ImportOptions& options, bool shared) {
    Batch batch;
    const std::size_t size = shared ? kSharedBatch : kBatch;
    const LineRules rules{hasher_, options.project ? &*options.project : nullptr,
                          options.allow_admins, clock_.now()};
    while (batch.reports.size() < size) {
        const auto line = lines.next();
        if (!line) break;
        read_line(batch, *line, rules, options.dry_run);
    }
    mark_repeated(batch);
    return batch;
}

void Importer::read_line(Batch& batch, const LineReader::Line& line, const LineRules& rules,
                         bool dry_run) {
    LineReport& report = batch.reports.emplace_back();
    report.line = line.number;
    if (line.too_long) {
        refuse(report, {{"", "line_too_long", "a line has at most 16384 bytes"}});
        return;
    }
    auto row = read_account_line(line.text, rules);
    if (!row) {
        report.email = std::move(row.error().email);
        refuse(report, std::move(row.error().faults));
        return;
    }
    Account& account = row->imported.account;
    report.email = account.email;
    if (!row->has_id) account.id = UserId{ids_.next()};
    std::optional<PreparedAuditEvent> event;
    if (!dry_run) {
        event = audit_.prepare(
            {.action = audit_action::kImported,
             .at = rules.now,
             .origin = {.request_id = run_id_},
             .target = account.id,
             .changes = {{"roles", "", account.roles}, {"status", "", account.status}},
             .subject = AuditSubject{.email = account.email}});
    }
    batch.pending.push_back({batch.reports.size() - 1, std::move(*row), std::move(event)});
}

void Importer::mark_repeated(Batch& batch) {
    std::unordered_set<std::string_view> emails;
    std::unordered_set<UserId> ids;
    for (Pending& pending : batch.pending) {
        const Account& account = pending.row.imported.account;
        const bool fresh_email = emails.insert(account.email).second;
        const bool fresh_id = ids.insert(account.id).second;
        pending.repeated = !fresh_email || !fresh_id;
    }
}

Task<void> Importer::store(Batch& batch) {
    if (batch.pending.empty()) co_return;
    co_await database_.transact([this, &batch](sql::Transaction& transaction) -> Task<void> {
        co_await store_in(transaction, batch);
    });
    outbox_.nudge();
}

Task<void> Importer::store_in(sql::Transaction& transaction, Batch& batch) {
    std::vector<const ImportedAccount*> rows;
    for (const Pending& pending : batch.pending) {
        if (!pending.repeated) rows.push_back(&pending.row.imported);
    }
    const auto inserted = co_await AccountStore::insert_all(transaction, rows);
    const std::unordered_set<UserId> fresh(inserted.begin(), inserted.end());

    std::vector<const Pending*> created;
    std::vector<Pending*> rest;
    std::vector<std::string_view> emails;
    for (Pending& pending : batch.pending) {
        const Account& account = pending.row.imported.account;
        // The body may run again: what an earlier run reported is void.
        LineReport& report = batch.reports[pending.report];
        report = {.line = report.line,
                  .email = account.email,
                  .outcome = LineOutcome::created,
                  .id = account.id,
                  .reason = {},
                  .pointer = {},
                  .faults = {}};
        if (!pending.repeated && fresh.contains(account.id)) {
            created.push_back(&pending);
        } else {
            rest.push_back(&pending);
            emails.push_back(account.email);
        }
    }
    const auto existing = co_await AccountStore::find_all_by_email(transaction, emails);
    for (Pending* pending : rest) {
        if (co_await store_rest(transaction, *pending, existing, batch.reports[pending->report])) {
            created.push_back(pending);
        }
    }
    co_await tell(transaction, created);
}

/// Finds out why a line was not inserted with the others; true when it was now, because what stood
/// in its way was a line that was refused.
Task<bool> Importer::store_rest(sql::Transaction& transaction, Pending& pending,
                                const std::vector<Account>& existing, LineReport& report) {
    const ImportedAccount* const row = &pending.row.imported;
    if (const Account* account = find(existing, row->account.email)) {
        report_existing(report, *account, pending.row);
        co_return false;
    }
    const auto inserted = co_await AccountStore::insert_all(transaction, {&row, 1});
    if (!inserted.empty()) co_return true;
    const auto account = co_await accounts_.find_by_email(transaction, row->account.email);
    if (account) {
        report_existing(report, *account, pending.row);
    } else {
        report.id.reset();
        refuse_id(report);
    }
    co_return false;
}

Task<void> Importer::tell(sql::Transaction& transaction,
                          const std::vector<const Pending*>& created) {
    std::vector<const PreparedAuditEvent*> events;
    contracts::UsersImported told;
    for (const Pending* pending : created) {
        const Account& account = pending->row.imported.account;
        events.push_back(&*pending->event);
        told.users.push_back({account.id, account.name, account.created_at});
        if (told.users.size() == contracts::UsersImported::kMost || pending == created.back()) {
            co_await outbox_.add(transaction, told);
            told.users.clear();
        }
    }
    co_await AuditLog::record_all(transaction, events);
}

Task<void> Importer::try_out(Batch& batch, SeenLines& seen) {
    std::vector<std::string_view> emails;
    for (const Pending& pending : batch.pending)
        emails.push_back(pending.row.imported.account.email);
    const auto existing = co_await AccountStore::find_all_by_email(database_, emails);
    for (Pending& pending : batch.pending) {
        const Account& account = pending.row.imported.account;
        LineReport& report = batch.reports[pending.report];
        if (const Account* other = find(existing, account.email)) {
            report_existing(report, *other, pending.row);
            continue;
        }
        if (pending.row.has_id) {
            const bool taken = (co_await accounts_.find(account.id)).has_value();
            // Only an earlier line with this id and another address stands in its way.
            if (taken || !seen.note("id " + account.id.text(), account.email).value_or(true)) {
                refuse_id(report);
                continue;
            }
            report.id = account.id;
        }
        const auto same = seen.note("email " + account.email, content_of(pending.row));
        report.outcome = same ? LineOutcome::exists : LineOutcome::created;
        if (same && !*same) {
            report.reason = kDiffers;
            report.pointer = "";
        }
    }
}

/// Ties the accounts of a run to the file that they came from.
Task<void> Importer::record_end(const ImportSummary& summary, const LineReader& lines) {
    const crypto::Digest digest = lines.digest();
    const AuditEvent event{
        .action = audit_action::kImportFinished,
        .at = clock_.now(),
        .origin = {.request_id = run_id_},
        .outcome = summary.complete() ? AuditOutcome::success : AuditOutcome::failure,
        .changes = {{"created", "", std::to_string(summary.created)},
                    {"existing", "", std::to_string(summary.existing)},
                    {"differing", "", std::to_string(summary.differing)},
                    {"invalid", "", std::to_string(summary.invalid)},
                    {"sha256", "", crypto::hex_encode(crypto::bytes_of(digest))}}};
    const PreparedAuditEvent prepared = audit_.prepare(event);
    const PreparedAuditEvent* const one[] = {&prepared};
    co_await database_.transact([&one](sql::Transaction& transaction) -> Task<void> {
        co_await AuditLog::record_all(transaction, one);
    });
}

}  // namespace gatehouse::auth
