# SPDX-License-Identifier: Apache-2.0
# One library per folder; a folder's sources are found, never listed.

# photoferry_library(NAME FOLDER... [FLAT] [OF_TESTS] [EXCLUDE REGEX] [DEPS name...])
# FLAT: the folders' own files only, not those of folders inside. OF_TESTS: what tests consist of,
# with GoogleTest. A dependency is another library of ours (base, http, ...) or one of dep_*.
function(photoferry_library name)
  cmake_parse_arguments(ARG "FLAT;OF_TESTS" "EXCLUDE" "DEPS" ${ARGN})
  set(sources)
  foreach(folder IN LISTS ARG_UNPARSED_ARGUMENTS)
    if(ARG_FLAT)
      file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cc)
    else()
      file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cc)
    endif()
    list(APPEND sources ${found})
  endforeach()
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  if(ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${ARG_EXCLUDE})
  endif()
  if(sources)
    add_library(photoferry_${name} STATIC ${sources})
    target_include_directories(photoferry_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    photoferry_link(photoferry_${name} PUBLIC ${ARG_DEPS})
    if(ARG_OF_TESTS)
      photoferry_compile_as_test(photoferry_${name})
    else()
      photoferry_precompile(photoferry_${name} headers)
    endif()
    if(PHOTOFERRY_CRASH_POINTS)
      target_compile_definitions(photoferry_${name} PUBLIC PHOTOFERRY_CRASH_POINTS)
    endif()
  else()
    add_library(photoferry_${name} INTERFACE)
    target_include_directories(photoferry_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    photoferry_link(photoferry_${name} INTERFACE ${ARG_DEPS})
  endif()
endfunction()

function(photoferry_link target visibility)
  foreach(dep IN LISTS ARGN)
    if(TARGET dep_${dep})
      target_link_libraries(${target} ${visibility} dep_${dep})
    else()
      target_link_libraries(${target} ${visibility} photoferry_${dep})
    endif()
  endforeach()
endfunction()

# Two precompiled headers for the whole house, one of them with GoogleTest: compiled once, used by
# every library and every test binary. What is in them changes rarely or is included nearly
# everywhere. Files still include what they use: Bazel builds without this.
# photoferry_precompiled_headers(NAME [HEADERS header...] [LIBRARIES library...])
function(photoferry_precompiled_headers name)
  cmake_parse_arguments(ARG "" "" "HEADERS;LIBRARIES" ${ARGN})
  if(PHOTOFERRY_PCH)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${name}.cc CONTENT "")
    add_library(photoferry_${name} OBJECT ${PROJECT_BINARY_DIR}/generated/${name}.cc)
    target_link_libraries(photoferry_${name} PRIVATE photoferry_proto dep_absl dep_json
                          ${ARG_LIBRARIES})
    target_precompile_headers(photoferry_${name} PRIVATE
        <algorithm> <functional> <map> <memory> <optional> <string> <utility> <vector>
        <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/time/time.h> <nlohmann/json.hpp>
        <photoferry/v1/transfer_service.pb.h> ${ARG_HEADERS})
  endif()
endfunction()

function(photoferry_precompile target headers)
  if(PHOTOFERRY_PCH)
    target_precompile_headers(${target} REUSE_FROM photoferry_${headers})
  endif()
endfunction()

# Half of all compiling is that of GoogleTest's templates. What is tested keeps its optimisation and
# every sanitizer; PHOTOFERRY_TEST_OPTIONS spares the tests' own files some of it.
function(photoferry_compile_as_test target)
  target_link_libraries(${target} PUBLIC GTest::gmock)
  target_compile_options(${target} PRIVATE ${PHOTOFERRY_TEST_OPTIONS})
  photoferry_precompile(${target} test_headers)
endfunction()

function(photoferry_program name source)
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${source})
    message(WARNING "No ${source}: the program ${name} is left out")
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  add_executable(${name} ${PROJECT_SOURCE_DIR}/${source})
  photoferry_link(${name} PRIVATE ${ARG_DEPS})
  if(source MATCHES "^tests/")
    target_compile_options(${name} PRIVATE ${PHOTOFERRY_TEST_OPTIONS})
  else()
    photoferry_precompile(${name} headers)
  endif()
endfunction()

# Every folder below exporters/ or importers/ that has sources is one provider family.
function(photoferry_providers side)
  file(GLOB families CONFIGURE_DEPENDS LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/${side}/*)
  foreach(family IN LISTS families)
    if(IS_DIRECTORY ${family})
      get_filename_component(family_name ${family} NAME)
      photoferry_library(${side}_${family_name} ${side}/${family_name} DEPS contracts media)
      set_property(GLOBAL APPEND PROPERTY PHOTOFERRY_PROVIDERS ${side}_${family_name})
    endif()
  endforeach()
endfunction()

# The provider table, made from the plugin.cc files found: see scripts/provider_table.sh.
function(photoferry_provider_table)
  file(GLOB_RECURSE plugins CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
       ${PROJECT_SOURCE_DIR}/exporters/plugin.cc ${PROJECT_SOURCE_DIR}/importers/plugin.cc)
  set(generator ${PROJECT_SOURCE_DIR}/scripts/provider_table.sh)
  set(table ${PROJECT_BINARY_DIR}/provider_table.cc)
  add_custom_command(OUTPUT ${table} COMMAND ${generator} ${table} ${plugins}
                     DEPENDS ${generator} VERBATIM)
  get_property(libraries GLOBAL PROPERTY PHOTOFERRY_PROVIDERS)
  add_library(photoferry_providers STATIC ${table})
  target_include_directories(photoferry_providers PUBLIC ${PROJECT_SOURCE_DIR})
  photoferry_link(photoferry_providers PUBLIC engine ${libraries})
endfunction()
