# SPDX-License-Identifier: Apache-2.0
# How everything is compiled.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(PHOTOFERRY_MOLD mold)
if(PHOTOFERRY_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# What people run reads files and answers of strangers: a mistake ends the program instead of
# going on with overwritten memory. scripts/ci/hardening.sh looks for this in what was built.
add_compile_options($<$<CONFIG:Release>:-fPIE> $<$<CONFIG:Release>:-fstack-protector-strong>
                    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>
                    $<$<CONFIG:Release>:-D_GLIBCXX_ASSERTIONS>)
add_link_options($<$<CONFIG:Release>:-pie> $<$<CONFIG:Release>:-Wl,-z,relro,-z,now>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 sees these in its own std::string once it inlines enough of it.
  add_compile_options($<$<CONFIG:Release>:-Wno-restrict>
                      $<$<CONFIG:Release>:-Wno-stringop-overflow>
                      $<$<CONFIG:Release>:-Wno-stringop-overread>
                      $<$<CONFIG:Release>:-Wno-array-bounds>
                      $<$<CONFIG:Release>:-Wno-maybe-uninitialized>)
endif()
# gRPC asks for -pthread, and a precompiled header fits only where all flags are the same.
add_compile_options(-Wall -Wextra -Werror -Wno-missing-field-initializers -pthread)
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  add_compile_options(-Wthread-safety)
endif()

if(PHOTOFERRY_SANITIZE)
  add_compile_options(-fsanitize=${PHOTOFERRY_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PHOTOFERRY_SANITIZE})
endif()
