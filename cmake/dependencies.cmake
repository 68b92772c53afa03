# The libraries of others, all from Debian 12. Those without a CMake package of their own get an
# imported target here, so that components name every library the same way:
#   Boost::headers Boost::json Boost::url OpenSSL::Crypto SQLite::SQLite3
#   fmt::fmt spdlog::spdlog prometheus-cpp::core tomlplusplus::tomlplusplus
#   gatehouse::{crypt,argon2,zxcvbn,unistring,idn2,mustache,cli11,pq,curl}
# Of pq and curl only the headers: who uses them loads the library when it is needed.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED CONFIG COMPONENTS headers container json url)
find_package(OpenSSL 3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(GTest REQUIRED)
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)

# Declares gatehouse::<name> for a library that is found as a header and, unless LIBRARY is
# absent, a shared object.
function(system_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER;LIBRARY" "")
    find_path(GATEHOUSE_${name}_INCLUDE "${arg_HEADER}")
    if(arg_LIBRARY)
        find_library(GATEHOUSE_${name}_LIBRARY "${arg_LIBRARY}")
    endif()
    if(NOT GATEHOUSE_${name}_INCLUDE OR (arg_LIBRARY AND NOT GATEHOUSE_${name}_LIBRARY))
        message(FATAL_ERROR "${name}: ${arg_HEADER} or its library is missing; run scripts/setup")
    endif()
    add_library(gatehouse::${name} INTERFACE IMPORTED GLOBAL)
    if(arg_LIBRARY)
        target_link_libraries(gatehouse::${name} INTERFACE "${GATEHOUSE_${name}_LIBRARY}")
    endif()
endfunction()

system_library(crypt HEADER crypt.h LIBRARY crypt)
system_library(argon2 HEADER argon2.h LIBRARY argon2)
system_library(zxcvbn HEADER zxcvbn.h LIBRARY zxcvbn)
system_library(unistring HEADER uninorm.h LIBRARY unistring)
system_library(idn2 HEADER idn2.h LIBRARY idn2)
system_library(mustache HEADER kainjow/mustache.hpp)
system_library(cli11 HEADER CLI/CLI.hpp)
system_library(curl HEADER curl/curl.h)
add_library(gatehouse::pq INTERFACE IMPORTED GLOBAL)
target_include_directories(gatehouse::pq INTERFACE ${PostgreSQL_INCLUDE_DIRS})
