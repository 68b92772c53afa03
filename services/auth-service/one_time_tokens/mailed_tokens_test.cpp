#include <algorithm>
#include <cctype>
#include <future>
#include <string>
#include <vector>

#include "services/auth-service/one_time_tokens/mail_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::MailContent;
using contracts::MailKind;
using std::chrono::hours;

/// One kind of mailed token: the mail that brings it and the endpoint that takes it.
struct TokenKind {
    std::string_view name;
    MailKind mail;
    std::string_view path;
    std::string_view more;  ///< what the endpoint wants beside the proof
    int success;
};

constexpr TokenKind kKinds[] = {
    {"verify", MailKind::verify_email, "/email/verify", "", 200},
    {"reset", MailKind::reset_password, "/password/reset",
     R"(,"password":"another long phrase 42 to keep")", 204},
    {"change", MailKind::confirm_new_email, "/email/change/confirm", "", 204},
    {"undo", MailKind::email_change_notice, "/email/change/undo", "", 200},
};

/// What all kinds of mailed tokens and codes have in common.
class MailedTokenTest : public MailFixture {
protected:
    /// A mail of this kind to somebody new.
    MailContent letter_of(const TokenKind& kind) {
        const std::string address = fmt::format("ada{}@example.com", ++people_);
        const Person person = person_of(sign_up(address));
        const MailContent verification = mail(MailKind::verify_email);
        if (kind.mail == MailKind::verify_email) return verification;
        if (kind.mail == MailKind::reset_password) {
            post("/password/forgot", fmt::format(R"({{"email":"{}"}})", address));
            return mail(kind.mail);
        }
        post("/email/change", fmt::format(R"({{"email":"new.{}"}})", address),
             {{"authorization", person.bearer()}});
        const MailContent confirmation = mail(MailKind::confirm_new_email);
        const MailContent notice = mail(MailKind::email_change_notice);
        return kind.mail == MailKind::confirm_new_email ? confirmation : notice;
    }

    testing::Response use(const TokenKind& kind, std::string_view proof) {
        return post(kind.path, fmt::format("{{{}{}}}", proof, kind.more));
    }
    static std::string by_token(const MailContent& letter) {
        return fmt::format(R"("token":"{}")", *letter.token);
    }
    static std::string by_code(const MailContent& letter, std::string_view code) {
        return fmt::format(R"("email":"{}","code":"{}")", letter.to, code);
    }
    static std::string by_code(const MailContent& letter) { return by_code(letter, *letter.code); }
    static std::string wrong_code(const MailContent& letter) {
        std::string code = *letter.code;
        code[0] = code[0] == '0' ? '1' : '0';
        return by_code(letter, code);
    }

    /// How many of fifty parallel uses succeed; all others must be 410, or 503 where passwords are
    /// hashed.
    int successes_of_fifty(const TokenKind& kind, const std::string& proof) {
        std::vector<std::future<int>> parallel;
        for (int i = 0; i < 50; ++i) {
            parallel.push_back(
                std::async(std::launch::async, [&] { return use(kind, proof).status; }));
        }
        int done = 0;
        for (auto& one : parallel) {
            const int status = one.get();
            EXPECT_TRUE(status == kind.success || status == 410 || status == 503)
                << kind.name << status;
            done += status == kind.success ? 1 : 0;
        }
        return done;
    }

private:
    int people_ = 0;
};

TEST_P(MailedTokenTest, EV01_RS01_OfFiftyParallelUsesOfATokenOneSucceeds) {
    for (const TokenKind& kind : kKinds) {
        const auto letter = letter_of(kind);
        EXPECT_EQ(successes_of_fifty(kind, by_token(letter)), 1) << kind.name;
        EXPECT_EQ(use(kind, by_token(letter)).code(), "token_expired") << kind.name;
        EXPECT_EQ(use(kind, by_code(letter)).code(), "token_expired") << kind.name;
    }
}

TEST_P(MailedTokenTest, BF07_OfFiftyParallelUsesOfACodeOneSucceeds) {
    for (const TokenKind& kind : kKinds) {
        const auto letter = letter_of(kind);
        EXPECT_EQ(successes_of_fifty(kind, by_code(letter)), 1) << kind.name;
        EXPECT_EQ(use(kind, by_token(letter)).code(), "token_expired") << kind.name;
    }
}

TEST_P(MailedTokenTest, BF07_EveryKindOfCodeHasFiveTries) {
    for (const TokenKind& kind : kKinds) {
        const auto letter = letter_of(kind);
        EXPECT_EQ(successes_of_fifty(kind, wrong_code(letter)), 0) << kind.name;
        EXPECT_EQ(use(kind, by_code(letter)).code(), "token_expired") << kind.name;
        // The link has its own 256 bits: nobody who guesses codes can take it from its owner.
        EXPECT_EQ(use(kind, by_token(letter)).status, kind.success) << kind.name;
    }
}

TEST_P(MailedTokenTest, TheFifthTryStillCounts) {
    for (const TokenKind& kind : kKinds) {
        const auto letter = letter_of(kind);
        for (int i = 0; i < 4; ++i) {
            EXPECT_EQ(use(kind, wrong_code(letter)).status, 410) << kind.name;
        }
        EXPECT_EQ(use(kind, by_code(letter)).status, kind.success) << kind.name;
    }
}

TEST_P(MailedTokenTest, ACodeMayBeTypedInGroupsAndWithTheAddressInAnyCase) {
    for (const TokenKind& kind : kKinds) {
        auto letter = letter_of(kind);
        std::ranges::transform(letter.to, letter.to.begin(),
                               [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        const std::string grouped = letter.code->substr(0, 4) + " - " + letter.code->substr(4);
        EXPECT_EQ(use(kind, by_code(letter, grouped)).status, kind.success) << kind.name;
    }
}

TEST_P(MailedTokenTest, RS02_ACodeIsForItsAddressItsPurposeAndItsAccount) {
    const auto somebody = letter_of(kKinds[0]);
    for (const TokenKind& kind : kKinds) {
        const auto letter = letter_of(kind);
        for (const TokenKind& other : kKinds) {
            if (other.name == kind.name) continue;
            EXPECT_EQ(use(other, by_code(letter)).status, 410) << kind.name << other.name;
            EXPECT_EQ(use(other, by_token(letter)).status, 410) << kind.name << other.name;
        }
        auto foreign = letter;
        foreign.to = somebody.to;
        EXPECT_EQ(use(kind, by_code(foreign)).status, 410) << kind.name;
        for (const std::string& form :
             {by_code(letter) + "," + by_token(letter), std::string{R"("email":"a@example.com")"},
              std::string{R"("code":"12345678")"}, std::string{R"("token":null)"}}) {
            EXPECT_EQ(use(kind, form).status, 422) << kind.name << form;
        }
        EXPECT_EQ(use(kind, by_code(letter)).status, kind.success) << kind.name;
    }
}

/// Several accounts may want the same address: each code works for its own account only.
TEST_P(MailedTokenTest, TwoWhoWantOneAddressEachHaveTheirOwnCode) {
    const Person first = person_of(sign_up("first@example.com"));
    const Person second = person_of(sign_up("second@example.com"));
    std::vector<MailContent> letters;
    for (const Person* person : {&first, &second}) {
        post("/email/change", R"({"email":"wanted@example.com"})",
             {{"authorization", person->bearer()}});
        letters.push_back(mail(MailKind::confirm_new_email));
    }
    EXPECT_EQ(use(kKinds[2], by_code(letters[0])).status, 204);
    EXPECT_EQ(use(kKinds[2], by_code(letters[1])).status, 410) << "it is taken now";
    EXPECT_EQ(sign_in("wanted@example.com").as<SessionAnswer>().user.id, first.session.user.id);
    EXPECT_EQ(sign_in("second@example.com").status, 200);
}

constexpr sql::Query kDecoyTries{"test_decoy_tries", R"sql(
SELECT CAST(sum(code_attempts) AS bigint) FROM one_time_tokens WHERE user_id IS NULL)sql"};
constexpr sql::Query kCodeTries{"test_code_tries", R"sql(
SELECT CAST(sum(code_attempts) AS bigint) FROM one_time_tokens WHERE user_id IS NOT NULL)sql"};

/// bench/address_timing.py measures what this is for.
TEST_P(MailedTokenTest, EN04_AWrongCodeWritesOneRowWhateverTheAddress) {
    const auto tries = [this](const sql::Query& query) {
        return harness.run(harness.database().one<std::int64_t>(query));
    };
    std::int64_t decoys = 0;
    for (const TokenKind& kind : kKinds) {
        const auto letter = letter_of(kind);
        const std::int64_t before = tries(kCodeTries);
        // Beyond the fifth, where all tries are used, it is the same.
        for (int i = 1; i <= 7; ++i) {
            const auto known = use(kind, wrong_code(letter));
            const auto unknown = use(kind, R"("email":"nobody@example.com","code":"12345678")");
            EXPECT_EQ(known.code(), unknown.code()) << kind.name;
            EXPECT_EQ(tries(kCodeTries), before + i) << kind.name;
            EXPECT_EQ(tries(kDecoyTries), ++decoys) << kind.name;
        }
        EXPECT_EQ(use(kind, by_code(letter)).status, 410) << kind.name;
    }
}

INSTANTIATE_ON_DATABASES(MailedTokenTest);

/// The way back to an old address, against somebody who has taken an account over.
class UndoTest : public MailFixture {
protected:
    void change(const Person& person, std::string_view email) {
        const auto answer = post("/email/change", fmt::format(R"({{"email":"{}"}})", email),
                                 {{"authorization", person.bearer()}});
        EXPECT_EQ(answer.status, 202) << answer.body;
    }
    int confirm(const MailContent& letter) {
        return post("/email/change/confirm", fmt::format(R"({{"token":"{}"}})", *letter.token))
            .status;
    }
    int undo(const MailContent& letter) {
        return post("/email/change/undo", fmt::format(R"({{"token":"{}"}})", *letter.token)).status;
    }
    /// Somebody has taken the account of owner@example.com over and changed its address; the mail
    /// with the owner's way back.
    MailContent steal(const Person& thief) {
        change(thief, "thief@example.com");
        auto notice = mail(MailKind::email_change_notice);
        EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 204);
        return notice;
    }
    testing::Response change_password(const Person& person, std::string_view fresh) {
        return post(
            "/password/change",
            fmt::format(R"({{"current_password":"{}","new_password":"{}"}})", kPassword, fresh),
            {{"authorization", person.bearer()}});
    }
    /// Gives the account another address behind the service's back.
    void move(UserId user, std::string_view email) {
        constexpr sql::Query kMove{"test_move", "UPDATE users SET email = $2 WHERE id = $1"};
        harness.run(harness.database().execute(kMove, user, email));
    }
};

constexpr std::string_view kThiefsPassword = "thirteen foxes under the moon";
constexpr std::string_view kOwnersPassword = "another long phrase 42 to keep";

TEST_P(UndoTest, EV03_AnotherPasswordDoesNotTakeTheOwnersWayBack) {
    const Person thief = person_of(sign_up("owner@example.com"));
    const auto notice = steal(thief);
    ASSERT_EQ(change_password(thief, kThiefsPassword).status, 204);
    post("/password/forgot", R"({"email":"thief@example.com"})");
    ASSERT_EQ(reset(*mail(MailKind::reset_password).token, kThiefsPassword).status, 204);
    const Person again = person_of(sign_in("thief@example.com", kThiefsPassword));

    const auto answer =
        post("/email/change/undo", fmt::format(R"({{"token":"{}"}})", *notice.token));
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(refresh(again).status, 401);
    EXPECT_EQ(status_with_token(again), 401);
    EXPECT_EQ(sign_in("thief@example.com", kThiefsPassword).status, 401);
    EXPECT_EQ(sign_in("owner@example.com", kThiefsPassword).status, 401);
    const std::string key = R"("reset_token":")";
    const auto begin = answer.body.find(key) + key.size();
    EXPECT_EQ(
        reset(answer.body.substr(begin, answer.body.find('"', begin) - begin), kOwnersPassword)
            .status,
        204);
    EXPECT_EQ(sign_in("owner@example.com", kOwnersPassword).status, 200);
}

TEST_P(UndoTest, EV03_NobodyElseGetsTheOldAddressWhileItsOwnerCanReturn) {
    const Person other = person_of(sign_up("other@example.com"));
    const Person thief = person_of(sign_up("owner@example.com"));
    const auto notice = steal(thief);
    const auto taken = sign_up("thief@example.com");
    const auto kept = sign_up("owner@example.com");
    EXPECT_EQ(kept.status, 409);
    EXPECT_EQ(kept.code(), taken.code());
    EXPECT_EQ(kept.headers.size(), taken.headers.size());
    change(other, "owner@example.com");
    EXPECT_EQ(mail(MailKind::account_exists).to, "owner@example.com");
    EXPECT_EQ(undo(notice), 200);
    EXPECT_EQ(sign_up("thief@example.com").status, 201);
}

TEST_P(UndoTest, EV03_AnAddressThatWasFreeWhenAskedForStaysTheOwners) {
    const Person other = person_of(sign_up("other@example.com"));
    change(other, "between@example.com");
    const auto letter = mail(MailKind::confirm_new_email);
    mail(MailKind::email_change_notice);
    const Person owner = person_of(sign_up("owner@example.com"));
    for (const char* next : {"between@example.com", "last@example.com"}) {
        change(owner, next);
        EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 204);
    }
    EXPECT_EQ(confirm(letter), 410);
    mail(MailKind::email_change_notice);
    EXPECT_EQ(undo(mail(MailKind::email_change_notice)), 200);
    EXPECT_EQ(sign_in("other@example.com").status, 200);
}

TEST_P(UndoTest, EV03_ItsOwnAccountMayHaveAnOldAddressAgain) {
    const Person person = person_of(sign_up("owner@example.com"));
    const auto notice = steal(person);
    change(person, "owner@example.com");
    EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 204);
    EXPECT_EQ(sign_in("owner@example.com").status, 200);
    EXPECT_EQ(undo(notice), 200);
}

TEST_P(UndoTest, AnOldAddressIsFreeAfter72HoursAndWithoutItsAccount) {
    const Person person = person_of(sign_up("owner@example.com"));
    steal(person);
    harness.clock().advance(hours{72});
    EXPECT_EQ(sign_up("owner@example.com").status, 201);

    const Person leaving = person_of(sign_up("leaving@example.com"));
    change(leaving, "gone@example.com");
    EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 204);
    EXPECT_EQ(sign_up("leaving@example.com").status, 409);
    ASSERT_EQ(client().remove("/api/v1/auth/account", {{"authorization", leaving.bearer()}}).status,
              202);
    EXPECT_EQ(sign_up("leaving@example.com").status, 201);
}

TEST_P(UndoTest, EV03_AWayBackIsNotSpentWhereTheAddressIsTaken) {
    const Person thief = person_of(sign_up("owner@example.com"));
    const auto notice = steal(thief);
    const Person other = person_of(sign_up("other@example.com"));
    move(other.session.user.id, "owner@example.com");
    EXPECT_EQ(undo(notice), 410);
    EXPECT_EQ(status_with_token(thief), 200) << "all of it was rolled back";
    move(other.session.user.id, "other@example.com");
    EXPECT_EQ(undo(notice), 200);
    EXPECT_EQ(status_with_token(thief), 401);
}

TEST_P(UndoTest, AConfirmationIsNotSpentWhereTheAddressIsTaken) {
    const Person person = person_of(sign_up("ada@example.com"));
    change(person, "new@example.com");
    const auto letter = mail(MailKind::confirm_new_email);
    const Person other = person_of(sign_up("new@example.com"));
    EXPECT_EQ(confirm(letter), 410);
    move(other.session.user.id, "other@example.com");
    EXPECT_EQ(confirm(letter), 204);
    EXPECT_EQ(sign_in("new@example.com").status, 200);
}

TEST_P(UndoTest, EV03_AnotherChangeDoesNotTakeTheOwnersWayBack) {
    const Person thief = person_of(sign_up("owner@example.com"));
    change(thief, "thief@example.com");
    const auto notice = mail(MailKind::email_change_notice);
    EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 204);
    change(thief, "thief2@example.com");
    const auto own_notice = mail(MailKind::email_change_notice);
    EXPECT_EQ(own_notice.to, "thief@example.com");
    EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 204);
    // The thief goes back one step, which leaves the owner's step where it was.
    EXPECT_EQ(undo(own_notice), 200);
    EXPECT_EQ(undo(notice), 200);
    EXPECT_EQ(sign_up("thief@example.com").status, 201) << "the account has its old address";
    EXPECT_EQ(sign_up("owner@example.com").status, 409);
}

TEST_P(UndoTest, EV03_TheOwnersWayBackEndsTheThiefs) {
    const Person thief = person_of(sign_up("owner@example.com"));
    change(thief, "thief@example.com");
    const auto notice = mail(MailKind::email_change_notice);
    EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 204);
    change(thief, "thief2@example.com");
    const auto own_notice = mail(MailKind::email_change_notice);
    EXPECT_EQ(undo(notice), 200);
    EXPECT_EQ(undo(own_notice), 410);
    EXPECT_EQ(confirm(mail(MailKind::confirm_new_email)), 410);
}

TEST_P(UndoTest, EV03_ManyRequestsLeaveEveryNoticeOfUse) {
    const Person thief = person_of(sign_up("owner@example.com"));
    change(thief, "thief0@example.com");
    const auto notice = mail(MailKind::email_change_notice);
    mail(MailKind::confirm_new_email);
    MailContent last;
    for (int i = 1; i < 10; ++i) {
        change(thief, fmt::format("thief{}@example.com", i));
        last = mail(MailKind::confirm_new_email);
        mail(MailKind::email_change_notice);
    }
    mail(MailKind::verify_email);
    change(thief, "thief10@example.com");
    EXPECT_EQ(waiting(), 0U) << "beyond ten within three days nothing happens";
    EXPECT_EQ(confirm(last), 204);
    EXPECT_EQ(undo(notice), 200);
    EXPECT_EQ(sign_up("owner@example.com").status, 409);
}

INSTANTIATE_ON_DATABASES(UndoTest);

}  // namespace
}  // namespace gatehouse::auth
