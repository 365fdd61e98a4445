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

# A Debian package: cpack -G DEB in the build folder.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sharpscale)
set(CPACK_PACKAGE_VENDOR "sharpscale developers")
set(CPACK_PACKAGE_CONTACT "sharpscale developers <sharpscale@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_DESCRIPTION "Says whether a picture needs upscaling, sharpening, both or neither for \
the size it must have, does it with small networks in a stated memory, and judges any enhancement for \
halos, invented texture, seams, colour and geometry drift.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "opencv-data, fonts-inter")
set(CPACK_STRIP_FILES ON)
include(CPack)
