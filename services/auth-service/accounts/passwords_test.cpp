#include "services/auth-service/accounts/passwords.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <time.h>

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kSetPassword{"test_set_password",
                                  "UPDATE users SET password = $2 WHERE email = $1"};

/// What each job of the pool's one thread cost, in seconds of its processor: what else the machine
/// does is not in it.
class JobCosts {
public:
    void note() {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        const double now =
            static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
        const std::scoped_lock guard(mutex_);
        costs_.push_back(now - before_);
        before_ = now;
    }
    std::vector<double> take() {
        const std::scoped_lock guard(mutex_);
        return std::exchange(costs_, {});
    }

private:
    std::mutex mutex_;
    double before_ = 0;
    std::vector<double> costs_;
};

class PasswordWorkTest : public ServiceFixture {
protected:
    PasswordWorkTest() : PasswordWorkTest(std::make_shared<JobCosts>()) {}

    /// What a sign-in with a wrong password costs, in the middle of some.
    double cost_of(std::string_view email) {
        costs_->take();
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(sign_in(email, "not the right password").status, 401);
        }
        auto costs = costs_->take();
        EXPECT_EQ(costs.size(), 5U);
        std::ranges::sort(costs);
        return costs[costs.size() / 2];
    }

private:
    explicit PasswordWorkTest(const std::shared_ptr<JobCosts>& costs)
        : ServiceFixture(costing_settings(),
                         {.threads = 1,
                          .on_hashed = [costs](std::chrono::duration<double>) { costs->note(); }}),
          costs_(costs) {}

    /// Dear enough that hashing is nearly all of a job.
    static Settings costing_settings() {
        Settings settings;
        settings.password.bcrypt_cost = 9;
        return settings;
    }

    std::shared_ptr<JobCosts> costs_;
};

TEST_P(PasswordWorkTest, EN02_AWrongPasswordCostsTheSameWhateverTheStoredHash) {
    ASSERT_EQ(sign_up("ada@example.com").status, 201);
    const std::string hash43(43, 'A');
    for (const std::string& stored :
         {std::string{"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
          std::string{"$2y$08$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
          std::string{"$gh1$1$2b$07$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
          std::string{"$gh1$unknown$2b$07$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
          "$6$rounds=1000$salt$" + std::string(86, 'A'),
          "$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$" + hash43,
          "$pbkdf2-sha256$2000$c2FsdHNhbHQ$" + hash43, "$scrypt$ln=8,r=8,p=1$c2FsdHNhbHQ$" + hash43,
          std::string{Account::kNoPassword}, std::string{"no hash"}}) {
        harness.run(harness.database().execute(kSetPassword, "ada@example.com", stored));
        const double unknown = cost_of("nobody@example.com");
        EXPECT_NEAR(cost_of("ada@example.com") / unknown, 1, 0.35) << stored;
    }
}

INSTANTIATE_ON_DATABASES(PasswordWorkTest);

}  // namespace
}  // namespace gatehouse::auth
