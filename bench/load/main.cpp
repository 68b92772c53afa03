// gatehouse-load: plays one scenario against a server on 127.0.0.1 and prints what it measured as
// one line of JSON.

#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include "bench/load/driver.hpp"
#include "bench/load/scenario.hpp"
#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

std::vector<std::string> read_lines(const std::string& path) {
    std::ifstream in(path);
    if (!in) {
        throw std::runtime_error("cannot read " + path);
    }
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string describe(gatehouse::load::Latencies& latencies) {
    return fmt::format(R"({{"count":{},"p50_us":{},"p90_us":{},"p99_us":{},"max_us":{}}})",
                       latencies.count(), latencies.quantile(0.5), latencies.quantile(0.9),
                       latencies.quantile(0.99), latencies.quantile(1));
}

void print(gatehouse::load::Report report) {
    std::string statuses;
    for (const auto& [status, count] : report.by_status) {
        statuses += fmt::format(R"({}"{}":{})", statuses.empty() ? "" : ",", status, count);
    }
    fmt::print(R"({{"seconds":{:.3f},"broken":{},"statuses":{{{}}},"good":{},"refused":{}}})"
               "\n",
               report.seconds, report.broken, statuses, describe(report.good),
               describe(report.refused));
}

}  // namespace

int main(int count, char** arguments) {
    CLI::App options{"Plays one scenario against a server on 127.0.0.1"};
    gatehouse::load::Plan plan;
    std::string scenario;
    std::string lines;
    std::string host;
    options.add_option("--port", plan.port, "the server's port")->required();
    options.add_option("--scenario", scenario, "get:<path>, refresh or sign-in")->required();
    options.add_option("--lines", lines, "file with a token, session or account a line")
        ->required();
    options.add_option("--host", host, "Host field; 127.0.0.1:<port> unless given");
    options.add_option("--connections", plan.connections, "connections");
    options.add_option("--seconds", plan.seconds, "how long");
    options.add_option("--rate", plan.rate, "requests a second; 0: as fast as answers come");
    CLI11_PARSE(options, count, arguments);
    try {
        if (host.empty()) {
            host = fmt::format("127.0.0.1:{}", plan.port);
        }
        const auto played = gatehouse::load::make_scenario(scenario, host, read_lines(lines));
        print(gatehouse::load::run(plan, *played));
    } catch (const std::exception& error) {
        fmt::print(stderr, "gatehouse-load: {}\n", error.what());
        return 1;
    }
    return 0;
}
