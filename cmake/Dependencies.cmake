# SPDX-License-Identifier: Apache-2.0
# Debian 12's libraries, each behind one interface target: dep_absl, dep_grpc, ...
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(EXPAT REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_library(PHOTOFERRY_SODIUM sodium REQUIRED)
find_program(PHOTOFERRY_GRPC_PLUGIN grpc_cpp_plugin REQUIRED)

function(photoferry_dependency name)
  add_library(dep_${name} INTERFACE)
  target_link_libraries(dep_${name} INTERFACE ${ARGN})
endfunction()

photoferry_dependency(absl absl::status absl::statusor absl::strings absl::str_format absl::time
                      absl::flat_hash_map absl::flat_hash_set absl::cleanup absl::any_invocable
                      Threads::Threads)
photoferry_dependency(json nlohmann_json::nlohmann_json)
photoferry_dependency(expat EXPAT::EXPAT)
photoferry_dependency(crypto OpenSSL::Crypto)
photoferry_dependency(tls OpenSSL::SSL)
photoferry_dependency(sodium ${PHOTOFERRY_SODIUM})
photoferry_dependency(curl CURL::libcurl)
photoferry_dependency(sqlite SQLite::SQLite3)
photoferry_dependency(grpc gRPC::grpc++ gRPC::grpc++_reflection)
photoferry_dependency(cli CLI11::CLI11)
