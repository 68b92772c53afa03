# What is checked about the tree as a whole. Include it after all components are declared.
write_component_table("${PROJECT_BINARY_DIR}/components.json")

add_test(NAME layers COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/scripts/layers.py"
    --root "${PROJECT_SOURCE_DIR}" --components "${PROJECT_BINARY_DIR}/components.json")
add_test(NAME layers_test
    COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/scripts/layers_test.py")
set_tests_properties(layers layers_test PROPERTIES LABELS check)
