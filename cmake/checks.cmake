# What is checked about the tree as a whole. Include it after all components are declared.
write_component_table("${PROJECT_BINARY_DIR}/components.json")

add_test(NAME layers COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/scripts/layers.py"
    --root "${PROJECT_SOURCE_DIR}" --components "${PROJECT_BINARY_DIR}/components.json")
foreach(name IN ITEMS embed_test layers_test results_test)
    add_test(NAME ${name} COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/scripts/${name}.py")
endforeach()

# The test programs that also run under ThreadSanitizer, and the headers that clang-tidy needs.
get_property(tsan_tests GLOBAL PROPERTY GATEHOUSE_TSAN_TESTS)
add_custom_target(tsan_tests DEPENDS ${tsan_tests})
get_property(embedded GLOBAL PROPERTY GATEHOUSE_EMBEDDED)
add_custom_target(generated_headers)
if(embedded)
    add_dependencies(generated_headers ${embedded})
endif()

add_test(NAME requirements COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/scripts/requirements.py"
    --root "${PROJECT_SOURCE_DIR}")
set_tests_properties(requirements PROPERTIES LABELS check)
