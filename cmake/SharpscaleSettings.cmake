# SPDX-License-Identifier: Apache-2.0
# Compiler settings that every target shares.
option(SHARPSCALE_TESTS "Build tests and benches" ON)
set(SHARPSCALE_SANITIZE "" CACHE STRING "Sanitizers, for instance address,undefined")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# -O2 keeps the build short; hot kernels ask for more where they are defined.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

# -pthread on every target: a precompiled header is only reused under equal macros.
add_compile_options(-Wall -Wextra -Wno-psabi -pthread)
# A limit for what hangs, s; instrumented code takes ten times as long.
set(SHARPSCALE_TEST_TIMEOUT 600)
if(SHARPSCALE_SANITIZE)
  set(SHARPSCALE_TEST_TIMEOUT 3600)
  add_compile_options(-fsanitize=${SHARPSCALE_SANITIZE} -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${SHARPSCALE_SANITIZE})
endif()

find_program(SHARPSCALE_CCACHE ccache)
if(SHARPSCALE_CCACHE)
  # Precompiled headers need the sloppiness; base_dir lets checkouts share one cache.
  set(ccache ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${SHARPSCALE_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${ccache})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
endif()
find_program(SHARPSCALE_MOLD mold)
if(SHARPSCALE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
