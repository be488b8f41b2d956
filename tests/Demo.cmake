# SPDX-License-Identifier: Apache-2.0
# The demo account: a Graph server with generated media. Tests use it in-process.
find_package(JPEG REQUIRED)
# Debian compiles cpp-httplib with OpenSSL; seen without it, its classes have another layout.
photoferry_dependency(httplib cpp-httplib OpenSSL::SSL)
target_compile_definitions(dep_httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT)
photoferry_dependency(jpeg JPEG::JPEG)
photoferry_library(demo tests/fakes/demo EXCLUDE "_main\\.cc$" DEPS base jpeg)
if(EXISTS ${PROJECT_SOURCE_DIR}/tests/fakes/demo/demo_account_main.cc)
  photoferry_program(photoferry-demo-account tests/fakes/demo/demo_account_main.cc DEPS demo cli)
  set_target_properties(photoferry-demo-account PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                        ${PROJECT_BINARY_DIR})
endif()
