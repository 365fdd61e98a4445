// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_docs.h"

#include <array>

#include "cli/help.h"

namespace sharpscale {
namespace {

struct Form {
  const char* name;
  std::string (*make)();
};

constexpr std::array<Form, 5> kForms = {{{"man", ManualPage},
                                         {"markdown", HelpMarkdown},
                                         {"bash", BashCompletion},
                                         {"zsh", ZshCompletion},
                                         {"fish", FishCompletion}}};

}  // namespace

void DocsCommand::Declare(OptionSet& options) {
  OptionSpec& form = options.Positional("FORM", "Which form", &form_, true);
  for (const Form& one : kForms) form.choices.emplace_back(one.name);
}

int DocsCommand::Run(RunContext& context) {
  for (const Form& form : kForms) {
    if (form_ == form.name) context.console.Print(form.make());
  }
  return kExitDone;
}

}  // namespace sharpscale
