#include "apps/gatehouse/pages.hpp"

#include <set>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "apps/gatehouse/docs/docs_page.hpp"
#include "apps/gatehouse/docs/html.hpp"
#include "platform/json/json.hpp"
#include "platform/log/sink.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse {
namespace {

namespace bj = boost::json;

/// The program with all targets, not serving.
class PagesTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        directory_ = std::make_unique<testing::TempDirectory>();
        settings_ = std::make_unique<Settings>();
        settings_->data.dir = directory_->path();
        const log::Logger log{sink_, clock_, {.service = "test"}};
        const auto all = select_targets("all");
        pages_ = std::make_unique<Pages>();
        host_ = std::make_unique<service::Host>(host_settings(*settings_), guests(all, *settings_),
                                                log);
        pages_->add_to(host_->router(), all);
        document_ = bj::parse(pages_->openapi()).as_object();
    }
    static void TearDownTestSuite() {
        host_.reset();
        pages_.reset();
        settings_.reset();
        directory_.reset();
    }

    static inline SystemClock clock_;
    static inline log::MemorySink sink_;
    static inline std::unique_ptr<testing::TempDirectory> directory_;
    static inline std::unique_ptr<Settings> settings_;
    static inline std::unique_ptr<Pages> pages_;
    static inline std::unique_ptr<service::Host> host_;
    static inline bj::object document_;
};

/// Collects the values of all `$ref` below `value`.
void collect_references(const bj::value& value, std::set<std::string>& found) {
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array) {
            collect_references(item, found);
        }
    } else if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object) {
            if (key == "$ref") {
                found.insert(std::string{member.as_string()});
            } else {
                collect_references(member, found);
            }
        }
    }
}

TEST_F(PagesTest, TheDocumentHasEachRouteOnce) {
    std::size_t operations = 0;
    std::set<std::string> ids;
    for (const auto& [path, item] : document_["paths"].as_object()) {
        for (const auto& [verb, operation] : item.as_object()) {
            ++operations;
            EXPECT_TRUE(ids.insert(std::string{operation.at("operationId").as_string()}).second)
                << verb << ' ' << path;
        }
    }
    std::size_t routes = 0;
    for (const auto& entry : host_->router().entries()) {
        http::Operation operation;
        json::SchemaBook book;
        const bool described = entry->endpoint->describe(operation, book);
        routes += described && !entry->route.path.ends_with('/') ? 1 : 0;
    }
    EXPECT_EQ(operations, routes);
}

TEST_F(PagesTest, EveryReferenceOfTheDocumentResolves) {
    std::set<std::string> references;
    collect_references(document_, references);
    EXPECT_FALSE(references.empty());
    const bj::value document(document_);
    for (const auto& reference : references) {
        ASSERT_TRUE(reference.starts_with("#/components/")) << reference;
        boost::system::error_code error;
        EXPECT_NE(document.find_pointer(reference.substr(1), error), nullptr) << reference;
    }
}

TEST_F(PagesTest, TheDocumentSaysWhatALimitMayBe) {
    std::size_t lists = 0;
    for (const auto& [path, item] : document_["paths"].as_object()) {
        for (const auto& [verb, operation] : item.as_object()) {
            const auto* parameters = operation.as_object().if_contains("parameters");
            if (parameters == nullptr) continue;
            for (const auto& parameter : parameters->as_array()) {
                if (parameter.at("name").as_string() != "limit") continue;
                ++lists;
                const auto& schema = parameter.at("schema").as_object();
                EXPECT_EQ(schema.at("type"), "integer") << path;
                EXPECT_EQ(schema.at("minimum"), 1) << path;
                EXPECT_EQ(schema.at("maximum"), 100) << path;
                EXPECT_EQ(parameter.at("required"), false) << path;
            }
        }
    }
    EXPECT_GT(lists, 3U);
}

TEST_F(PagesTest, TheDocumentTellsSuccessesApart) {
    const auto answers = [](std::string_view path) -> const bj::object& {
        return document_["paths"].as_object()[path].at("post").at("responses").as_object();
    };
    const auto schema = [](const bj::value& answer) -> std::string_view {
        return answer.at("content").at("application/json").at("schema").at("$ref").as_string();
    };
    const auto& sign_up = answers("/api/v1/auth/register");
    EXPECT_EQ(schema(sign_up.at("201")), "#/components/schemas/SessionAnswer");
    EXPECT_EQ(schema(sign_up.at("202")), "#/components/schemas/VerificationRequired");
    const auto& verified = answers("/api/v1/auth/email/verify");
    EXPECT_EQ(schema(verified.at("200")), "#/components/schemas/PasswordNeeded");
    EXPECT_FALSE(verified.at("204").as_object().contains("content"));
}

TEST_F(PagesTest, AC05_WhatIsNotMeantForEverybodyNeedsAToken) {
    for (const auto& [path, item] : document_["paths"].as_object()) {
        if (path == "/api/v1/users/me" || path.contains("/admin")) {
            for (const auto& [verb, operation] : item.as_object()) {
                EXPECT_FALSE(operation.at("security").as_array().empty()) << verb << ' ' << path;
            }
        }
    }
}

TEST_F(PagesTest, ThePageListsEveryRouteAndObeysItsPolicy) {
    const auto page = docs::docs_page(document_);
    for (const auto& [path, item] : document_["paths"].as_object()) {
        for (const auto& [verb, operation] : item.as_object()) {
            const auto summary =
                docs::escape(std::string_view{operation.at("summary").as_string()});
            EXPECT_NE(page.find("<p class=\"summary\">" + summary), std::string::npos) << path;
        }
    }
    EXPECT_EQ(page.find("<script>"), std::string::npos);
    EXPECT_EQ(page.find("<style"), std::string::npos);
    EXPECT_EQ(page.find(" style="), std::string::npos);
    EXPECT_EQ(page.find(" onclick="), std::string::npos);
}

TEST_F(PagesTest, ThePageShowsAnExampleOfEachBodyAndTheBoundsOfParameters) {
    const auto page = docs::docs_page(document_);
    EXPECT_NE(page.find(docs::escape("{\n  \"email\": \"ada@example.com\",\n  \"password\": "
                                     "\"correct horse battery staple\"\n}")),
              std::string::npos);
    EXPECT_NE(page.find(docs::escape("{\n  \"token\": \"...\",\n  \"password\": ")),
              std::string::npos);
    EXPECT_NE(page.find("integer<span class=\"quiet\">, 1 to 100, default 20</span><br>How many"),
              std::string::npos);
}

TEST_F(PagesTest, TheDocumentSaysWhatIsTiedToAVersion) {
    const auto& profile = document_["paths"].at("/api/v1/users/me");
    const auto& read = profile.at("get").at("responses");
    EXPECT_TRUE(read.at("200").at("headers").as_object().contains("ETag"));
    EXPECT_TRUE(read.as_object().contains("304"));
    EXPECT_TRUE(profile.at("patch").at("responses").at("200").at("headers").is_object());
    EXPECT_FALSE(document_["paths"]
                     .at("/api/v1/auth/session")
                     .at("get")
                     .at("responses")
                     .as_object()
                     .contains("304"));
    const auto& limited = read.at("429").at("headers").as_object();
    EXPECT_TRUE(limited.contains("Retry-After") && limited.contains("RateLimit"));
}

TEST(DocsPage, XS01_WhatTheDocumentSaysIsText) {
    const auto document = bj::parse(R"({
        "info": {"title": "<script>alert(1)</script>", "version": "\"><img src=x>"},
        "paths": {"/a/<b>": {"get": {"summary": "<i>", "security": [],
            "parameters": [{"name": "\"<u>", "in": "query", "schema": {"enum": ["<s>"],
                            "type": "string"}}],
            "responses": {"200": {"description": "<b>"}}}}},
        "components": {"schemas": {"<em>": {"type": "object",
            "properties": {"<q>": {"type": "string", "description": "<hr>"}}}}}})");
    const auto page = docs::docs_page(document.as_object());
    for (const auto* tag :
         {"<script>alert", "<img", "<i>", "<u>", "<s>", "<b>", "<em>", "<q>", "<hr>"}) {
        EXPECT_EQ(page.find(tag), std::string::npos) << tag;
    }
}

}  // namespace
}  // namespace gatehouse
