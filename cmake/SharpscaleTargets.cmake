# SPDX-License-Identifier: Apache-2.0
# One folder = one library target = one layer.

# One precompiled header serves all libraries.
add_library(sharpscale_pch OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled.cc)
target_link_libraries(sharpscale_pch PRIVATE opencv_core absl::status absl::statusor)
target_precompile_headers(sharpscale_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h)

# sharpscale_add_library(NAME image SRCS a.cc b.cc [PUBLIC ...] [PRIVATE ...])
# makes sharpscale_image with the alias sharpscale::image.
function(sharpscale_add_library)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;PUBLIC;PRIVATE" ${ARGN})
  set(target sharpscale_${ARG_NAME})
  add_library(${target} STATIC ${ARG_SRCS})
  add_library(sharpscale::${ARG_NAME} ALIAS ${target})
  target_include_directories(${target} PUBLIC
      $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/sharpscale>)
  target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  target_precompile_headers(${target} REUSE_FROM sharpscale_pch)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${ARG_NAME})
  install(TARGETS ${target} EXPORT sharpscaleTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
          COMPONENT dev)
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR}
             OUTPUT_VARIABLE folder)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sharpscale/${folder}
          COMPONENT dev)
endfunction()

# sharpscale_add_test(NAME noise_test SRCS noise_test.cc LINKS sharpscale::analysis [LABELS slow])
# Tests get SHARPSCALE_SOURCE_DIR, and SHARPSCALE_DATA where the evaluation pictures are.
function(sharpscale_add_test)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;LINKS;LABELS" ${ARGN})
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${ARG_NAME} PRIVATE SHARPSCALE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_precompile_headers(${ARG_NAME} REUSE_FROM sharpscale_test_pch)
  # Decoding TIFF, HEIF and others runs it.
  add_dependencies(${ARG_NAME} sharpscale_decode)
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
  set_tests_properties(${ARG_NAME} PROPERTIES TIMEOUT ${SHARPSCALE_TEST_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
