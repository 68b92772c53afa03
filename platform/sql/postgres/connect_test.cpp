#include "platform/sql/postgres/connect.hpp"

#include <gtest/gtest.h>

namespace gatehouse::sql::postgres {
namespace {

Parameters of(std::string url) {
    OpenOptions options;
    options.url = std::move(url);
    options.service = "auth";
    return Parameters{options};
}

TEST(Parameters, TL01_ALinkToAnotherMachineIsVerifiedUnlessSaidOtherwise) {
    for (const char* remote :
         {"postgresql://db.example.com/gatehouse", "postgresql://10.0.0.7/gatehouse",
          "postgresql://127.0.0.1,db.example.com/gatehouse", "postgresql://127.evil.example/x",
          "postgresql:///gatehouse?hostaddr=10.0.0.7", "postgresql://localhost.example.com/x"}) {
        EXPECT_EQ(of(remote).sslmode(), "verify-full") << remote;
        EXPECT_TRUE(of(remote).remote()) << remote;
    }
    for (const char* local :
         {"postgresql:///gatehouse", "postgresql://localhost/x", "postgresql://127.0.0.1:5433/x",
          "postgresql://[::1]/x", "postgresql:///x?host=/run/postgresql"}) {
        EXPECT_EQ(of(local).sslmode(), "") << local;
        EXPECT_FALSE(of(local).remote()) << local;
    }
    EXPECT_EQ(of("postgresql://db.example.com/x?sslmode=disable").sslmode(), "disable");
}

TEST(Parameters, EachServiceHasADatabase) {
    EXPECT_EQ(of("postgresql:///house").database(), "house_auth");
    EXPECT_EQ(of("postgresql://localhost").database(), "gatehouse_auth");
    EXPECT_THROW(of("postgresql://localhost/x?no_such_option=1"), std::invalid_argument);
}

}  // namespace
}  // namespace gatehouse::sql::postgres
