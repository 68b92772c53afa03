#include "services/auth-service/accounts/passwords.hpp"

#include <variant>

#include "platform/async/handoff.hpp"
#include "services/auth-service/problems.hpp"

namespace gatehouse::auth {
namespace {

/// Runs `work` on the pool and continues on the caller's loop.
template <class Work>
Task<std::expected<std::invoke_result_t<Work&>, Problem>> run(crypto::HashPool& pool,
                                                              SteadyTime deadline, Work work) {
    using Outcome = std::expected<std::invoke_result_t<Work&>, crypto::HashFailure>;
    Outcome outcome = co_await async::handoff<Outcome>(
        [&pool, deadline, work = std::move(work)](async::Resume<Outcome> resume) mutable {
            pool.submit(deadline, std::move(work),
                        [resume = std::move(resume)](Outcome result) mutable {
                            resume.value(std::move(result));
                        });
        });
    if (outcome) co_return std::move(*outcome);
    if (outcome.error().reason == crypto::HashFailure::Reason::failed) {
        std::rethrow_exception(outcome.error().error);
    }
    Problem problem{problems::kOverloaded, "Too many sign-ins are waiting; try again shortly"};
    problem.retry_after = Seconds{2};
    co_return std::unexpected(std::move(problem));
}

Problem weak(crypto::Weakness weakness) {
    const std::string_view text = crypto::text_of(weakness);
    Problem problem{problems::kWeakPassword, std::string{text}};
    problem.errors.push_back({"/password", "weak_password", std::string{text}});
    return problem;
}

}  // namespace

Task<std::expected<PasswordCheck, Problem>> Passwords::check(const Password& password,
                                                             std::optional<std::string> stored,
                                                             SteadyTime deadline) {
    auto work = [&hasher = hasher_, secret = password.clone(),
                 stored = std::move(stored)]() -> PasswordCheck {
        const std::string& hash = stored ? *stored : hasher.dummy();
        const bool fits = hasher.verify_evenly(secret.expose(), hash);
        PasswordCheck check{fits && stored.has_value(), std::nullopt};
        if (check.right && hasher.needs_rehash(hash)) {
            check.fresh_hash = hasher.hash(secret.expose());
        }
        return check;
    };
    co_return co_await run(pool_, deadline, std::move(work));
}

Task<std::expected<std::string, Problem>> Passwords::hash_new(const Password& password,
                                                              std::string_view email,
                                                              std::string_view name,
                                                              SteadyTime deadline) {
    using Outcome = std::variant<crypto::Weakness, std::string>;
    // The estimate takes up to milliseconds, which is why it runs on the pool too.
    auto work = [&hasher = hasher_, policy = policy_, secret = password.clone(),
                 person_email = std::string{email}, person_name = std::string{name}]() -> Outcome {
        const crypto::PersonalWords words{person_email, person_name};
        if (const auto weakness = crypto::find_weakness(secret.expose(), words, policy)) {
            return *weakness;
        }
        return hasher.hash(secret.expose());
    };
    auto outcome = co_await run(pool_, deadline, std::move(work));
    if (!outcome) co_return std::unexpected(std::move(outcome.error()));
    if (const auto* weakness = std::get_if<crypto::Weakness>(&*outcome)) {
        co_return std::unexpected(weak(*weakness));
    }
    co_return std::move(std::get<std::string>(*outcome));
}

}  // namespace gatehouse::auth
