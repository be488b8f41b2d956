# SPDX-License-Identifier: Apache-2.0
"""One library a folder and one test binary a group of folders; sources are found, never listed."""

def photoferry_library(name, folders, deps = [], flat = False, exclude = [], **kwargs):
    """A library of the folders' sources.

    Args:
      name: of the target; the CMake target is called photoferry_NAME.
      folders: below the package; "." is the package itself.
      deps: as in cc_library.
      flat: the folders' own files only, not those of folders inside.
      exclude: globs of files that belong to others.
      **kwargs: as in cc_library.
    """
    native.cc_library(
        name = name,
        srcs = _found(folders, ".cc", flat, exclude + ["**/*_test.cc", "**/*_main.cc"]),
        hdrs = _found(folders, ".h", flat, exclude),
        deps = deps,
        **kwargs
    )

def photoferry_providers(deps):
    """A library for every provider family of the package, `providers` for all of them, `plugins`."""
    families = _families("**/*.cc")
    for family in families:
        photoferry_library(name = family, folders = [family], deps = deps)
    native.cc_library(name = "providers", deps = families)
    native.filegroup(name = "plugins", srcs = native.glob(["**/plugin.cc"]))

def photoferry_test(name, folders, deps = [], **kwargs):
    """All *_test.cc of the folders in one binary, with the fixtures beside them; none, no binary."""
    tests = _found(folders, "_test.cc")
    if tests:
        native.cc_test(
            name = name,
            srcs = tests + _found(folders, ".h"),
            deps = deps + [":testing", ":watches", "//bazel:gtest_main"],
            **kwargs
        )

def photoferry_provider_tests(side, deps = []):
    """A test binary for every provider family that has tests: exporters_meta_test and so on."""
    for family in _families("**/*_test.cc", below = side + "/"):
        photoferry_test(
            name = "%s_%s_test" % (side, family),
            folders = [side + "/" + family],
            deps = deps + ["//%s:%s" % (side, family)],
        )

def _families(pattern, below = ""):
    found = {}
    for path in native.glob([below + "*/" + pattern]):
        found[path[len(below):].split("/")[0]] = True
    return sorted(found.keys())

def _found(folders, suffix, flat = False, exclude = []):
    inside = "/*" if flat else "/**/*"
    globs = [(folder + inside if folder != "." else inside[1:]) + suffix for folder in folders]
    return native.glob(globs, exclude = exclude)
