#include "platform/crypto/password_strength.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <zxcvbn.h>

#include "platform/base/secret.hpp"
#include "platform/crypto/common_passwords.hpp"
#include "platform/crypto/unicode.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kEstimated = 100;       // code points of a password that zxcvbn sees
constexpr std::size_t kPersonalWords = 16;    // words of a name that it is told
constexpr std::size_t kShortestIdentity = 4;  // a shorter name may well stand in a password
constexpr std::string_view kProduct = "gatehouse";

/// zxcvbn's limits of 10^3, 10^6, 10^8 and 10^10 guesses, in whole bits.
constexpr std::array<double, 4> kScoreBits = {9, 19, 26, 33};

struct MatchesDelete {
    void operator()(ZxcMatch_t* matches) const noexcept { ZxcvbnFreeInfo(matches); }
};
using MatchesPtr = std::unique_ptr<ZxcMatch_t, MatchesDelete>;

struct Estimate {
    int score;
    bool listed;  ///< the whole password stands in a dictionary
};

std::string_view local_part(std::string_view email) {
    return email.substr(0, email.find('@'));
}

/// A word as zxcvbn's user dictionary wants it.
void add_word(std::vector<std::string>& words, std::string_view word) {
    if (!word.empty() && code_points(word)) {
        words.emplace_back(to_folded(word).expose());
    }
}

std::vector<std::string> words_of(const PersonalWords& person) {
    std::vector<std::string> words{std::string(kProduct)};
    add_word(words, person.email);
    add_word(words, local_part(person.email));
    add_word(words, person.name);
    for (std::size_t at = 0; at < person.name.size() && words.size() < kPersonalWords;) {
        const std::size_t end = std::min(person.name.find(' ', at), person.name.size());
        add_word(words, person.name.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

bool is_dictionary(int type) {
    return type == DICTIONARY_MATCH || type == DICT_LEET_MATCH;
}

Estimate estimate(std::string_view password, const PersonalWords& person) {
    const std::vector<std::string> words = words_of(person);
    std::vector<const char*> dictionary;
    for (const std::string& word : words) {
        dictionary.push_back(word.c_str());
    }
    dictionary.push_back(nullptr);
    const std::string_view seen = first_code_points(password, kEstimated);
    Secret terminated(seen.size() + 1);
    std::ranges::copy(std::as_bytes(std::span{seen}), terminated.writable().begin());
    ZxcMatch_t* found = nullptr;
    const double bits = ZxcvbnMatch(terminated.expose().data(), dictionary.data(), &found);
    const MatchesPtr matches{found};
    Estimate result{0, false};
    for (const double limit : kScoreBits) {
        result.score += bits >= limit ? 1 : 0;
    }
    result.listed = matches != nullptr && matches->Next == nullptr && is_dictionary(matches->Type);
    return result;
}

bool contains_word(std::string_view folded_password, std::string_view word) {
    if (code_points(word).value_or(0) < kShortestIdentity) {
        return false;
    }
    return folded_password.contains(to_folded(word).expose());
}

}  // namespace

std::string_view text_of(Weakness weakness) noexcept {
    switch (weakness) {
        case Weakness::too_short:
            return "is too short";
        case Weakness::too_long:
            return "is too long";
        case Weakness::too_guessable:
            return "is too easy to guess; a few unrelated words are not";
        case Weakness::common:
            return "is one of the passwords that attackers try first";
        case Weakness::contains_identity:
            return "contains your e-mail address or your name";
        case Weakness::contains_product:
            return "is little more than the name of this product";
    }
    std::unreachable();
}

int password_score(std::string_view password, const PersonalWords& words) {
    return estimate(password, words).score;
}

std::optional<Weakness> find_weakness(std::string_view password, const PersonalWords& words,
                                      const PasswordPolicy& policy) {
    const std::size_t length = password_length(password);
    if (length < policy.min_length) return Weakness::too_short;
    if (length > policy.max_length) return Weakness::too_long;
    const Secret folded = to_folded(password);
    if (contains_word(folded.expose(), local_part(words.email)) ||
        contains_word(folded.expose(), words.name)) {
        return Weakness::contains_identity;
    }
    if (is_common_password(folded.expose())) return Weakness::common;
    const Estimate result = estimate(password, words);
    if (result.score >= policy.min_score) return std::nullopt;
    if (result.listed) return Weakness::common;
    return folded.expose().contains(kProduct) ? Weakness::contains_product
                                              : Weakness::too_guessable;
}

}  // namespace gatehouse::crypto
