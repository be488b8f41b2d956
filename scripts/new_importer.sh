#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Begins a destination: writes importers/NAME and tests/importers/NAME from scripts/templates/importer.
# They compile at once, and no other file changes; what is left to write are the four bodies in
# importers/NAME/NAME_importer.cc. importers/README.md tells how.
#   scripts/new_importer.sh NAME [DISPLAY NAME]
# NAME: lower-case words joined by '_', e.g. google_photos. DISPLAY NAME: by default "Google Photos".
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() { printf 'scripts/new_importer.sh: %s\n' "$1" >&2; exit 2; }

[ $# -eq 1 ] || [ $# -eq 2 ] || refuse "a name is wanted, and perhaps a display name:
  scripts/new_importer.sh google_photos \"Google Photos\""
name=$1

# The name becomes a folder, a C++ namespace and a part of a function's name.
[[ $name =~ ^[a-z][a-z0-9]*(_[a-z0-9]+)*$ ]] ||
  refuse "\"$name\" is no name for an importer: lower-case letters and digits, words joined by one '_', a letter first."
[ ${#name} -le 40 ] || refuse "\"$name\" is too long: at most 40 characters."
taken=" v1 fakes meta rig std absl testing google grpc sqlite
  alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const
  consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do
  double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
  namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
  requires return short signed sizeof static static_assert static_cast struct switch template this thread_local
  throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq "
[[ ${taken//$'\n'/ } != *" $name "* ]] || refuse "\"$name\" means something else in C++ or in this project; choose another name."

id=${name//_/-}
for folder in "importers/$name" "tests/importers/$name"; do
  [ ! -e "$folder" ] || refuse "$folder exists; it was left as it is. Choose another name or remove it."
done
if holder=$(grep -rlF --include='*.cc' "set_id(\"$id\")" importers); then
  refuse "the id \"$id\" is taken: see ${holder%%$'\n'*}."
fi

words=${name//_/ }
class=
display=
for word in $words; do
  class+=${word^}
  display+="${display:+ }${word^}"
done
display=${2:-$display}
[[ $display != *[\"\\@\`\|]* && $display != *[[:cntrl:]]* && $display =~ [^[:space:]] && ${#display} -le 60 ]] ||
  refuse "the display name must be 1 to 60 characters, without \", \\, @, \`, | and line breaks."
if grep -qxF "# $display" importers/*/README.md; then
  refuse "another destination is called \"$display\"; give a display name of its own."
fi

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
mkdir -p "$fresh/importer" "$fresh/test"
for template in scripts/templates/importer/*.in; do
  file=$(basename "$template" .in)
  target=$fresh/importer
  [[ $file != *_test.cc ]] || target=$fresh/test
  text=$(<"$template")
  text=${text//@name@/"$name"}
  text=${text//@Name@/"$class"}
  text=${text//@id@/"$id"}
  text=${text//@Display@/"$display"}
  printf '%s\n' "$text" >"$target/${file//NAME/"$name"}"
done
# Long and short names break lines at different places.
if command -v clang-format >/dev/null; then
  find "$fresh" \( -name '*.cc' -o -name '*.h' \) -exec clang-format -i --style="file:$PWD/.clang-format" {} +
else
  echo "clang-format is not installed: format the new files before they are checked in." >&2
fi
mkdir -p tests/importers
cp -r "$fresh/importer" "importers/$name"
cp -r "$fresh/test" "tests/importers/$name"

find "importers/$name" "tests/importers/$name" -type f | sort
cat <<NEXT

Next:
  1. Write the four bodies in importers/$name/${name}_importer.cc; importers/README.md tells how.
  2. Put the destination's own words into wire.cc, plugin.cc and README.md.
  3. scripts/test.sh '*$class*' runs its tests: those of the suite fail until the bodies are written.
  4. scripts/ci/docs.sh --fix writes docs/providers/$id.md.
NEXT
