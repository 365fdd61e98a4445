# SPDX-License-Identifier: Apache-2.0
# Every library from outside, all from Debian 12 (packages listed in cmake/apt-packages.txt).
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenCV 4.6 REQUIRED COMPONENTS core imgproc)
find_package(absl REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(JPEG REQUIRED)
find_package(SQLite3 REQUIRED)
pkg_check_modules(vips REQUIRED IMPORTED_TARGET vips)
pkg_check_modules(libraw REQUIRED IMPORTED_TARGET libraw_r)
pkg_check_modules(exif REQUIRED IMPORTED_TARGET libexif)
if(SHARPSCALE_TESTS)
  find_package(GTest REQUIRED)
endif()
# LibTorch is looked for in models/ only.
