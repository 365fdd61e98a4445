# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` lays down: bin/sharpscale, its module and helpers, models, headers and a package
# that find_package(sharpscale) finds. Programs look for their parts relative to themselves, so a copy
# works from any folder.
include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sharpscale)
install(EXPORT sharpscaleTargets NAMESPACE sharpscale:: DESTINATION ${config_dir} COMPONENT dev)
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/sharpscaleConfig.cmake.in ${PROJECT_BINARY_DIR}/sharpscaleConfig.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sharpscaleConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sharpscaleConfig.cmake
              ${PROJECT_BINARY_DIR}/sharpscaleConfigVersion.cmake DESTINATION ${config_dir}
        COMPONENT dev)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The viewer on a desktop.
set(packaging ${PROJECT_SOURCE_DIR}/packaging)
install(FILES ${packaging}/sharpscale-viewer.desktop
        DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${packaging}/sharpscale.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES ${packaging}/sharpscale.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
include(SharpscaleHelp)

# Debian packages: `./run package`. sharpscale has the programs, sharpscale-dev the libraries.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sharpscale)
set(CPACK_PACKAGE_VENDOR "sharpscale developers")
set(CPACK_PACKAGE_CONTACT "sharpscale developers <sharpscale@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "Says whether a picture needs upscaling, sharpening, both or \
neither for the size it must have, does it with small networks in a stated memory, and judges any \
enhancement for halos, invented texture, seams, colour and geometry drift.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME sharpscale)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
# The module of the networks is opened when one is needed; its own dependencies are found with it.
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS "opencv-data, fonts-inter")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SUGGESTS "slurm-client")
set(CPACK_COMPONENT_DEV_DESCRIPTION "Headers, libraries and the CMake package of sharpscale.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME sharpscale-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "sharpscale (= ${PROJECT_VERSION}), libopencv-dev, libabsl-dev, \
libfmt-dev, nlohmann-json3-dev, libcli11-dev, libjpeg62-turbo-dev, libsqlite3-dev, libvips-dev, \
libraw-dev, libheif-dev, liblcms2-dev, libpng-dev, libtiff-dev, libwebp-dev, zlib1g-dev")
include(CPack)
