# embed_files(NAME NAMESPACE <namespace> FILES <files or patterns>)
#
# Compiles files into the component whose folder this is; call it before component(). With NAME
# `sign_up_mails` it generates, at build time, "<folder>/sign_up_mails.hpp", which declares
#     extern const std::array<gatehouse::EmbeddedFile, N> kSignUpMails;
# in NAMESPACE, constant initialised and sorted by name. A file's name is its path below the folder.
function(embed_files name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE" "FILES")
    file(GLOB files CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" ${arg_FILES})
    list(SORT files)
    file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
    set(output "${PROJECT_BINARY_DIR}/generated/${folder}/${name}")
    # The list goes through a file: removing a file changes it, and that regenerates the array.
    list(JOIN files "\n" lines)
    file(CONFIGURE OUTPUT "${output}.list" CONTENT "${lines}\n" @ONLY)
    list(TRANSFORM files PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" OUTPUT_VARIABLE paths)
    add_custom_command(
        OUTPUT "${output}.cpp" "${output}.hpp"
        COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/scripts/embed.py"
            --list "${output}.list" --folder "${CMAKE_CURRENT_SOURCE_DIR}"
            --include "${folder}/${name}.hpp" --namespace "${arg_NAMESPACE}" --output "${output}"
        DEPENDS "${output}.list" "${PROJECT_SOURCE_DIR}/scripts/embed.py" ${paths}
        COMMENT "Embedding ${folder}/${name}"
        VERBATIM)
    # Of its own, so that clang-tidy gets the header without a build of the component.
    string(MAKE_C_IDENTIFIER "embed_${folder}_${name}" target)
    add_custom_target(${target} DEPENDS "${output}.hpp")
    set_property(GLOBAL APPEND PROPERTY GATEHOUSE_EMBEDDED ${target})
    set(embedded_sources ${embedded_sources} "${output}.cpp" "${output}.hpp" PARENT_SCOPE)
endfunction()
