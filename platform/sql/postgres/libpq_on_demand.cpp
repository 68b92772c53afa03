// The functions of libpq that this room calls, under their own names: each passes its call on to
// the library, which is loaded at the first of them. What libpq brings (LDAP, Kerberos, a second
// TLS library) costs three MiB of memory and time at the start, which nobody pays who keeps the
// data in SQLite.

#include <libpq-fe.h>

#include "platform/base/shared_library.hpp"

namespace {

const gatehouse::SharedLibrary& library() {
    // Named after its binary interface, which is the same since PostgreSQL 8.2.
    static const gatehouse::SharedLibrary loaded("libpq.so.5",
                                                 "PostgreSQL needs its client library");
    return loaded;
}

}  // namespace

// NOLINTBEGIN(cppcoreguidelines-macro-usage,bugprone-macro-parentheses): a function's name, twice
#define FORWARD(result, name, parameters, arguments)                             \
    extern "C" result name parameters {                                          \
        static auto* const function = library().function<decltype(name)>(#name); \
        return function arguments;                                               \
    }
// NOLINTEND(cppcoreguidelines-macro-usage,bugprone-macro-parentheses)

FORWARD(void, PQclear, (PGresult * result), (result))
FORWARD(char*, PQcmdStatus, (PGresult * result), (result))
FORWARD(char*, PQcmdTuples, (PGresult * result), (result))
FORWARD(PostgresPollingStatusType, PQconnectPoll, (PGconn * connection), (connection))
FORWARD(PGconn*, PQconnectStartParams,
        (const char* const* keywords, const char* const* values, int expand),
        (keywords, values, expand))
FORWARD(void, PQconninfoFree, (PQconninfoOption * options), (options))
FORWARD(PQconninfoOption*, PQconninfoParse, (const char* text, char** error), (text, error))
FORWARD(int, PQconsumeInput, (PGconn * connection), (connection))
FORWARD(int, PQenterPipelineMode, (PGconn * connection), (connection))
FORWARD(char*, PQerrorMessage, (const PGconn* connection), (connection))
FORWARD(char*, PQescapeIdentifier, (PGconn * connection, const char* text, size_t size),
        (connection, text, size))
FORWARD(PGresult*, PQexec, (PGconn * connection, const char* query), (connection, query))
FORWARD(PGresult*, PQexecParams,
        (PGconn * connection, const char* query, int count, const Oid* types,
         const char* const* values, const int* lengths, const int* formats, int result_format),
        (connection, query, count, types, values, lengths, formats, result_format))
FORWARD(void, PQfinish, (PGconn * connection), (connection))
FORWARD(int, PQflush, (PGconn * connection), (connection))
FORWARD(void, PQfreemem, (void* memory), (memory))
FORWARD(Oid, PQftype, (const PGresult* result, int column), (result, column))
FORWARD(PGresult*, PQgetResult, (PGconn * connection), (connection))
FORWARD(int, PQgetisnull, (const PGresult* result, int row, int column), (result, row, column))
FORWARD(int, PQgetlength, (const PGresult* result, int row, int column), (result, row, column))
FORWARD(char*, PQgetvalue, (const PGresult* result, int row, int column), (result, row, column))
FORWARD(int, PQisBusy, (PGconn * connection), (connection))
FORWARD(int, PQnfields, (const PGresult* result), (result))
FORWARD(int, PQntuples, (const PGresult* result), (result))
FORWARD(int, PQpipelineSync, (PGconn * connection), (connection))
FORWARD(char*, PQresultErrorField, (const PGresult* result, int field), (result, field))
FORWARD(char*, PQresultErrorMessage, (const PGresult* result), (result))
FORWARD(ExecStatusType, PQresultStatus, (const PGresult* result), (result))
FORWARD(int, PQsendPrepare,
        (PGconn * connection, const char* name, const char* query, int count, const Oid* types),
        (connection, name, query, count, types))
FORWARD(int, PQsendQueryParams,
        (PGconn * connection, const char* query, int count, const Oid* types,
         const char* const* values, const int* lengths, const int* formats, int result_format),
        (connection, query, count, types, values, lengths, formats, result_format))
FORWARD(int, PQsendQueryPrepared,
        (PGconn * connection, const char* name, int count, const char* const* values,
         const int* lengths, const int* formats, int result_format),
        (connection, name, count, values, lengths, formats, result_format))
FORWARD(PQnoticeProcessor, PQsetNoticeProcessor,
        (PGconn * connection, PQnoticeProcessor processor, void* argument),
        (connection, processor, argument))
FORWARD(int, PQsetnonblocking, (PGconn * connection, int on), (connection, on))
FORWARD(int, PQsocket, (const PGconn* connection), (connection))
FORWARD(int, PQsslInUse, (PGconn * connection), (connection))
FORWARD(ConnStatusType, PQstatus, (const PGconn* connection), (connection))
FORWARD(PGTransactionStatusType, PQtransactionStatus, (const PGconn* connection), (connection))
