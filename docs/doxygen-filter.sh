#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A header with its // comments as Doxygen's ///: the "File:" block documents the file, a comment above a declaration
# that declaration, one behind a field that field. What could be taken for a command or a tag is written out.
exec awk '
  function plain(text) {
    gsub(/\\/, "\\\\", text); gsub(/@/, "\\@", text); gsub(/&/, "\\&amp;", text); gsub(/#/, "\\#", text)
    gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/%/, "%%", text)
    return text
  }
  /^\/\/ SPDX/ { print ""; next }
  /^\/\/ File: / { print "/// \\file"; next }
  /^ *\/\/ clang-format|^ *\/\/ NOLINT/ { print; next }
  /^ *\/\// { match($0, /\/\//); print substr($0, 1, RSTART - 1) "///" plain(substr($0, RSTART + 2)); next }
  /[;,{}] *\/\/ / { at = match($0, / *\/\/ /); print substr($0, 1, at - 1) "  ///< " plain(substr($0, at + RLENGTH)); next }
  { print }' "$1"
