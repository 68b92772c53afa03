# component(NAME [DEPENDS <components>] [LIBS <libraries>]
#           [TEST_DEPENDS <components>] [TEST_LIBS <libraries>] [TEST_TIMEOUT <seconds>]
#           [TEST_SHARDS <number>] [TSAN])
#
# The folder NAME, which is the current one, as a library: all its .cpp files at any depth except
# those of a folder with a CMakeLists.txt of its own. A folder without .cpp files is header-only.
# Its *_test.cpp files become one GoogleTest program, <target>_test, run from the top of the tree.
# Each *_fuzz.cpp is a libFuzzer program of its own, built with the address sanitizer; the tests run
# it for a moment, from the inputs in the folder <file>_corpus when there is one.
# DEPENDS is the single source of who may include whom: the test `layers` compares the two.
# TEST_SHARDS divides the cases of a slow test program among so many runs, which run in parallel.
# TSAN marks a component whose tests also run under ThreadSanitizer.
#
# program(NAME OUTPUT <file> ...) is a component with a main.cpp, linked as <build>/<file>.
#
# The target of platform/json is platform_json, of services/auth-service services_auth_service.

function(component_target name result)
    string(MAKE_C_IDENTIFIER "${name}" target)
    set(${result} "${target}" PARENT_SCOPE)
endfunction()

# One precompiled header for the code and one for the tests. Only headers of the system, by their
# system names: so that its content, and with it every cache key, is the same in each checkout.
set(GATEHOUSE_PRECOMPILED
    <algorithm> <array> <atomic> <charconv> <chrono> <compare> <concepts> <coroutine> <cstdint>
    <cstring> <deque> <exception> <expected> <filesystem> <functional> <map> <memory> <mutex>
    <optional> <random> <ranges> <set> <span> <stdexcept> <string> <string_view> <thread> <tuple>
    <type_traits> <unordered_map> <utility> <variant> <vector>
    <fmt/format.h>
    <boost/describe.hpp> <boost/mp11.hpp>
    <boost/asio/any_io_executor.hpp> <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp>
    <boost/asio/co_spawn.hpp> <boost/asio/deferred.hpp> <boost/asio/io_context.hpp>
    <boost/asio/ip/tcp.hpp> <boost/asio/post.hpp> <boost/asio/steady_timer.hpp>
    <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>)

set(precompiled_source "${PROJECT_BINARY_DIR}/precompiled.cpp")
file(CONFIGURE OUTPUT "${precompiled_source}" CONTENT "// Carries the precompiled header.\n")
add_library(precompiled OBJECT "${precompiled_source}")
target_precompile_headers(precompiled PRIVATE ${GATEHOUSE_PRECOMPILED})
add_library(precompiled_test OBJECT "${precompiled_source}")
target_precompile_headers(precompiled_test PRIVATE
    ${GATEHOUSE_PRECOMPILED} <gmock/gmock.h> <gtest/gtest.h>)
foreach(target IN ITEMS precompiled precompiled_test)
    target_link_libraries(${target} PRIVATE Boost::headers fmt::fmt)
endforeach()
target_link_libraries(precompiled_test PRIVATE GTest::gtest GTest::gmock)

include_directories("${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/generated")

# All .cpp files below the current folder, without those of nested folders that declare themselves.
function(component_sources result)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
    file(GLOB_RECURSE nested CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt")
    foreach(lists IN LISTS nested)
        cmake_path(GET lists PARENT_PATH folder)
        list(FILTER found EXCLUDE REGEX "^${folder}/")
    endforeach()
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(component name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "TSAN" "TEST_TIMEOUT;TEST_SHARDS"
        "DEPENDS;LIBS;TEST_DEPENDS;TEST_LIBS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "component(${name}): unknown argument ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT CMAKE_CURRENT_SOURCE_DIR STREQUAL "${PROJECT_SOURCE_DIR}/${name}")
        message(FATAL_ERROR "component(${name}) belongs into the folder ${name}")
    endif()
    component_target("${name}" target)
    component_sources(sources)
    set(tests "${sources}")
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    set(fuzzers "${sources}")
    list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|/main)\\.cpp$")
    list(APPEND sources ${embedded_sources})

    set(links "")
    foreach(dependency IN LISTS arg_DEPENDS)
        component_target("${dependency}" dependency_target)
        list(APPEND links gatehouse::${dependency_target})
    endforeach()
    list(APPEND links Boost::headers fmt::fmt ${arg_LIBS})
    # Whoever includes Asio needs its compiled part.
    if(NOT name STREQUAL "platform/boost")
        list(APPEND links gatehouse::platform_boost)
    endif()

    if(sources)
        add_library(${target} STATIC ${sources})
        target_precompile_headers(${target} REUSE_FROM precompiled)
        target_link_libraries(${target} PUBLIC ${links})
    else()
        add_library(${target} INTERFACE)
        target_link_libraries(${target} INTERFACE ${links})
    endif()
    add_library(gatehouse::${target} ALIAS ${target})

    set_property(GLOBAL APPEND PROPERTY GATEHOUSE_COMPONENTS "${name}")
    set_property(GLOBAL PROPERTY "GATEHOUSE_DEPENDS_${name}" "${arg_DEPENDS}")
    set_property(GLOBAL PROPERTY "GATEHOUSE_TEST_DEPENDS_${name}" "${arg_TEST_DEPENDS}")

    if(tests)
        component_tests("${name}" "${target}" "${tests}")
    endif()
    if(GATEHOUSE_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        foreach(fuzzer IN LISTS fuzzers)
            component_fuzzer("${target}" "${fuzzer}")
        endforeach()
    endif()
endfunction()

# The test program of a component; called by component() only, whose parsed arguments it uses.
function(component_tests name target tests)
    set(links gatehouse::${target})
    foreach(dependency IN LISTS arg_TEST_DEPENDS)
        component_target("${dependency}" dependency_target)
        list(APPEND links gatehouse::${dependency_target})
    endforeach()
    # Tests of the levels below platform/testing cannot use it: it is built on them.
    if(EXISTS "${PROJECT_SOURCE_DIR}/platform/testing/CMakeLists.txt"
       AND name MATCHES "^(services|apps|tests)/|^platform/service$")
        list(APPEND links gatehouse::platform_testing)
    endif()
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE
        ${links} ${arg_TEST_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
    target_precompile_headers(${target}_test REUSE_FROM precompiled_test)

    if(NOT arg_TEST_TIMEOUT)
        set(arg_TEST_TIMEOUT 120)
    endif()
    set(labels unit)
    if(arg_TSAN)
        list(APPEND labels tsan)
        set_property(GLOBAL APPEND PROPERTY GATEHOUSE_TSAN_TESTS ${target}_test)
    endif()
    if(NOT arg_TEST_SHARDS)
        set(arg_TEST_SHARDS 1)
    endif()
    foreach(shard RANGE 1 ${arg_TEST_SHARDS})
        set(test ${target})
        if(arg_TEST_SHARDS GREATER 1)
            string(APPEND test _${shard})
        endif()
        math(EXPR index "${shard} - 1")
        add_test(NAME ${test} COMMAND ${target}_test
            "--gtest_output=xml:${PROJECT_BINARY_DIR}/results/${test}.xml"
            WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
        set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TEST_TIMEOUT} LABELS "${labels}"
            ENVIRONMENT "GTEST_SHUFFLE=1;GTEST_TOTAL_SHARDS=${arg_TEST_SHARDS};GTEST_SHARD_INDEX=${index}")
    endforeach()
endfunction()

function(component_fuzzer target source)
    cmake_path(GET source STEM LAST_ONLY stem)
    set(fuzzer "${target}_${stem}")
    add_executable(${fuzzer} "${source}")
    target_link_libraries(${fuzzer} PRIVATE gatehouse::${target})
    target_precompile_headers(${fuzzer} REUSE_FROM precompiled)
    target_link_options(${fuzzer} PRIVATE -fsanitize=fuzzer)

    # What it finds goes into the build folder, from where the next run starts.
    set(corpus "${PROJECT_BINARY_DIR}/corpus/${fuzzer}")
    file(MAKE_DIRECTORY "${corpus}")
    set(given "${CMAKE_CURRENT_SOURCE_DIR}/${stem}_corpus")
    if(NOT IS_DIRECTORY "${given}")
        set(given "")
    endif()
    add_test(NAME ${fuzzer} COMMAND ${fuzzer} -max_total_time=5 -max_len=4096 -timeout=5
        "-artifact_prefix=${corpus}-" "${corpus}" ${given})
    set_tests_properties(${fuzzer} PROPERTIES TIMEOUT 60 LABELS fuzz)
endfunction()

function(program name)
    cmake_parse_arguments(PARSE_ARGV 1 program "" "OUTPUT" "")
    component(${name} ${program_UNPARSED_ARGUMENTS})
    component_target("${name}" target)
    add_executable(${target}_main main.cpp)
    target_precompile_headers(${target}_main REUSE_FROM precompiled)
    target_link_libraries(${target}_main PRIVATE gatehouse::${target})
    set_target_properties(${target}_main PROPERTIES
        OUTPUT_NAME "${program_OUTPUT}" RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endfunction()

# Writes {"platform/json": {"depends": [...], "test_depends": [...]}, ...} for the test `layers`.
function(write_component_table file)
    get_property(components GLOBAL PROPERTY GATEHOUSE_COMPONENTS)
    list(SORT components)
    set(entries "")
    foreach(name IN LISTS components)
        foreach(kind IN ITEMS DEPENDS TEST_DEPENDS)
            get_property(depends GLOBAL PROPERTY "GATEHOUSE_${kind}_${name}")
            list(TRANSFORM depends REPLACE "(.+)" "\"\\1\"")
            list(JOIN depends ", " ${kind})
        endforeach()
        list(APPEND entries
            "  \"${name}\": {\"depends\": [${DEPENDS}], \"test_depends\": [${TEST_DEPENDS}]}")
    endforeach()
    list(JOIN entries ",\n" body)
    file(CONFIGURE OUTPUT "${file}" CONTENT "{\n${body}\n}\n" @ONLY)
endfunction()
