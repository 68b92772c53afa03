# What is checked about the tree as a whole. Include it after all components are declared.
write_component_table("${PROJECT_BINARY_DIR}/components.json")

add_test(NAME layers COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/scripts/layers.py"
    --root "${PROJECT_SOURCE_DIR}" --components "${PROJECT_BINARY_DIR}/components.json")
foreach(name IN ITEMS layers_test results_test)
    add_test(NAME ${name} COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/scripts/${name}.py")
endforeach()
