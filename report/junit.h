// SPDX-License-Identifier: Apache-2.0
//
// File: report/junit.h
//
// The verdict of the gate for test systems: JUnit XML, one test case per rule.

#ifndef SHARPSCALE_REPORT_JUNIT_H_
#define SHARPSCALE_REPORT_JUNIT_H_

#include <string>

#include "advice/gate.h"

namespace sharpscale {

// A failed rule is a failure, a rule that could not be judged is skipped, a warning passes with its
// text as output. Pictures that show different scenes are one error. `suite` names the pair.
std::string JUnitXml(const Verdict& verdict, const std::string& suite);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_JUNIT_H_
