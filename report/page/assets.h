// SPDX-License-Identifier: Apache-2.0
//
// File: report/page/assets.h
//
// Style sheet and script of the page: the files of report/assets, built in by
// report/CMakeLists.txt.

#ifndef SHARPSCALE_REPORT_PAGE_ASSETS_H_
#define SHARPSCALE_REPORT_PAGE_ASSETS_H_

#include <string_view>

namespace sharpscale::page {

std::string_view ReportCss();
std::string_view ReportJs();
std::string_view BatchCss();
std::string_view BatchJs();

}  // namespace sharpscale::page

#endif  // SHARPSCALE_REPORT_PAGE_ASSETS_H_
