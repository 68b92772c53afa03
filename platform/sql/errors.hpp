#pragma once

#include <stdexcept>

#include "platform/base/unavailable.hpp"

namespace gatehouse::sql {

/// The database cannot be reached, is full, or did not answer in time: answered as 503. A write
/// that ends so may have been made all the same.
struct Unavailable : ServiceUnavailable {
    using ServiceUnavailable::ServiceUnavailable;
};

/// A statement failed for a reason that the code did not foresee (a bug): answered as 500.
struct StatementFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A statement was refused by a constraint (unique, foreign key, check, not null). What is to be
/// expected is written as ON CONFLICT instead.
struct ConstraintFailed : StatementFailed {
    using StatementFailed::StatementFailed;
};

}  // namespace gatehouse::sql
