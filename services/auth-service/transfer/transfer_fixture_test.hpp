#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "services/auth-service/service_fixture_test.hpp"
#include "services/auth-service/transfer/importer.hpp"

namespace gatehouse::auth {

/// A file in memory.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view content = {})
        : file_(::memfd_create("lines", MFD_CLOEXEC)) {
        if (file_ < 0 || ::write(file_, content.data(), content.size()) != std::ssize(content) ||
            ::lseek(file_, 0, SEEK_SET) != 0) {
            throw std::system_error(errno, std::generic_category(), "memfd");
        }
    }
    ~MemoryFile() { ::close(file_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] int number() const { return file_; }
    [[nodiscard]] std::string content() const {
        std::string text(static_cast<std::size_t>(::lseek(file_, 0, SEEK_END)), '\0');
        if (::pread(file_, text.data(), text.size(), 0) != std::ssize(text)) {
            throw std::system_error(errno, std::generic_category(), "memfd");
        }
        return text;
    }

private:
    int file_;
};

/// A line of a report, as whoever reads it sees it.
struct ReportedLine {
    std::int64_t line;
    std::optional<std::string> email;
    std::string outcome;
    std::optional<UserId> id;
    std::optional<std::string> reason;
    std::optional<std::string> pointer;
    std::vector<LineFault> faults;
};
BOOST_DESCRIBE_STRUCT(ReportedLine, (), (line, email, outcome, id, reason, pointer, faults))

struct Imported {
    ImportSummary summary;
    std::vector<ReportedLine> lines;

    /// `created`, or outcome, reason and pointer of a line.
    [[nodiscard]] std::string told(std::size_t index) const {
        const ReportedLine& line = lines.at(index);
        return line.reason ? fmt::format("{} {} {}", line.outcome, *line.reason, *line.pointer)
                           : line.outcome;
    }
};

/// The service with files of accounts in memory.
class TransferFixture : public ServiceFixture {
protected:
    using ServiceFixture::ServiceFixture;

    AuthService& service() { return harness.service<AuthService>(); }

    Imported import(std::string_view text, ImportOptions options = {}) {
        const MemoryFile input{text};
        const MemoryFile report;
        Imported imported{.summary = harness.run(service().import_accounts(
                              input.number(), report.number(), std::move(options))),
                          .lines = {}};
        const std::string lines = report.content();
        for (std::size_t begin = 0; begin < lines.size();) {
            const std::size_t end = lines.find('\n', begin);
            auto line = json::read<ReportedLine>(lines.substr(begin, end - begin));
            imported.lines.push_back(std::move(line.value()));
            begin = end + 1;
        }
        return imported;
    }

    std::string exported(bool with_hashes) {
        const MemoryFile output;
        harness.run(service().export_accounts(output.number(), with_hashes));
        return output.content();
    }

    std::int64_t count(const sql::Query& query) {
        return harness.run(harness.database().one<std::int64_t>(query));
    }
    std::string stored_password(std::string_view email) {
        static constexpr sql::Query kFindPassword{"test_password",
                                                  "SELECT password FROM users WHERE email = $1"};
        return harness.run(harness.database().one<std::string>(kFindPassword, email));
    }
};

}  // namespace gatehouse::auth
