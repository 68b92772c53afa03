# The compiler, its flags and its cache. Everything here holds for the whole tree: one precompiled
# header serves all targets only if all of them are compiled with the same flags.

# GCC 12 and 13 miscompile coroutines that await a call with an aggregate temporary.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 14)
else()
    message(FATAL_ERROR
        "Gatehouse needs clang 19 or GCC 14 at least, not ${CMAKE_CXX_COMPILER_ID} "
        "${CMAKE_CXX_COMPILER_VERSION}. Start with: cmake --preset dev")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

set(GATEHOUSE_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")

set(CMAKE_C_FLAGS_DEV "-O1 -g")
set(CMAKE_CXX_FLAGS_DEV "-O1 -g")
set(CMAKE_C_FLAGS_SANITIZE "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")

add_compile_options(
    -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wimplicit-fallthrough -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Wcast-align -Winvalid-pch -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # -Wthread-safety: the annotations of Clang's capability analysis are checked where they are used.
    add_compile_options(-Wthread-safety)
endif()

# -fPIE for libraries too (not CMake's own handling, which gives them -fPIC): everything ends in one
# executable, and the precompiled header must have been built with the flags of its users.
add_compile_options(-fPIE -pthread)
add_link_options(-pie -pthread)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
# Identical output in every checkout: paths relative to the tree in __FILE__ and in debug information.
file(RELATIVE_PATH from_binary_dir "${PROJECT_BINARY_DIR}" "${PROJECT_SOURCE_DIR}")
add_compile_options(
    "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=" "-ffile-prefix-map=${from_binary_dir}=")

if(GATEHOUSE_SANITIZE)
    add_compile_options(-fsanitize=${GATEHOUSE_SANITIZE} -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${GATEHOUSE_SANITIZE})
endif()

# OpenSSF "Compiler Options Hardening Guide for C and C++". The sanitizers bring their own checks.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT GATEHOUSE_SANITIZE)
    add_compile_options(
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstrict-flex-arrays=3 -fstack-clash-protection
        -fstack-protector-strong -ftrivial-auto-var-init=zero)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
        add_compile_options(-fcf-protection=full)
    elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
        add_compile_options(-mbranch-protection=standard)
    endif()
    add_link_options(LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack LINKER:-z,nodlopen
        LINKER:--as-needed LINKER:--gc-sections)
    add_compile_options(-ffunction-sections -fdata-sections)
endif()

find_program(GATEHOUSE_LINKER NAMES ld.lld-19 ld.lld)
if(GATEHOUSE_LINKER AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_link_options("--ld-path=${GATEHOUSE_LINKER}")
endif()

# Two links at a time at most: more of them with debug information exhaust a small machine.
set_property(GLOBAL PROPERTY JOB_POOLS link=2)
set(CMAKE_JOB_POOL_LINK link)

find_program(GATEHOUSE_CCACHE ccache)
if(GATEHOUSE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${PROJECT_SOURCE_DIR}/cmake/cached_compile;${PROJECT_SOURCE_DIR}")
    set(CMAKE_C_COMPILER_LAUNCHER "${CMAKE_CXX_COMPILER_LAUNCHER}")
endif()

# Asio and Beast are compiled once, in platform/boost.
add_compile_definitions(
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
    BOOST_ASIO_DISABLE_BOOST_COROUTINE)
