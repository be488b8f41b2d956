# SPDX-License-Identifier: Apache-2.0
# The demo account: a Graph server with generated media. Tests use it in-process.
find_package(httplib CONFIG QUIET)
find_package(JPEG REQUIRED)
if(TARGET httplib::httplib)
  photoferry_dependency(httplib httplib::httplib)
else()
  photoferry_dependency(httplib cpp-httplib)
endif()
photoferry_dependency(jpeg JPEG::JPEG)
photoferry_library(demo tests/fakes/demo EXCLUDE "_main\\.cc$" DEPS base media httplib jpeg)
if(EXISTS ${PROJECT_SOURCE_DIR}/tests/fakes/demo/demo_account_main.cc)
  photoferry_program(photoferry-demo-account tests/fakes/demo/demo_account_main.cc DEPS demo)
endif()
