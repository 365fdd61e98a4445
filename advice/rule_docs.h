// SPDX-License-Identifier: Apache-2.0
//
// File: advice/rule_docs.h
//
// The rule tables as Markdown, for docs/advice.md: the documentation cannot drift from the code,
// because a test compares them.

#ifndef SHARPSCALE_ADVICE_RULE_DOCS_H_
#define SHARPSCALE_ADVICE_RULE_DOCS_H_

#include <string>

namespace sharpscale {

std::string RuleTableMarkdown();    // what calls for which step
std::string RemarkTableMarkdown();  // cautions without a threshold, and those for unknowns
std::string LintTableMarkdown();
std::string PresetTableMarkdown();
std::string GateTableMarkdown();  // limits of all built-in profiles side by side

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_RULE_DOCS_H_
