#include <exception>
#include <iostream>

#include "apps/gatehouse/command_line.hpp"
#include "apps/gatehouse/targets.hpp"
#include "platform/config/loader.hpp"

int main(int argc, char** argv) {
    try {
        return gatehouse::run_command_line(argc, argv);
    } catch (const gatehouse::config::Invalid& invalid) {
        std::cerr << "gatehouse: the settings cannot be used\n" << invalid.what() << '\n';
        return 2;
    } catch (const gatehouse::UnknownTarget& unknown) {
        std::cerr << "gatehouse: " << unknown.what() << '\n';
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "gatehouse: " << error.what() << '\n';
        return 1;
    }
}
