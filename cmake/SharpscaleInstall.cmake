# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` lays down: bin/sharpscale, its module and helpers, models, headers and a package
# that find_package(sharpscale) finds. Programs look for their parts relative to themselves, so a copy
# works from any folder.
include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sharpscale)
install(EXPORT sharpscaleTargets NAMESPACE sharpscale:: DESTINATION ${config_dir})
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/sharpscaleConfig.cmake.in ${PROJECT_BINARY_DIR}/sharpscaleConfig.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sharpscaleConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sharpscaleConfig.cmake
              ${PROJECT_BINARY_DIR}/sharpscaleConfigVersion.cmake DESTINATION ${config_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
