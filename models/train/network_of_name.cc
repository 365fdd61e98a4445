// SPDX-License-Identifier: Apache-2.0

#include "models/train/network_of_name.h"

#include <utility>

#include "absl/strings/match.h"
#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/in_all_ways.h"
#include "models/two_passes.h"

namespace sharpscale {

absl::StatusOr<std::shared_ptr<const Network>> NetworkOfName(const std::string& name,
                                                             const NetworkOptions& options) {
  const std::string all_ways = "*8";
  if (absl::EndsWith(name, all_ways + all_ways)) {
    return absl::InvalidArgumentError(
        fmt::format("'{}': eight orientations are all there are; name '*8' once", name));
  }
  if (absl::EndsWith(name, all_ways)) {
    SHARPSCALE_ASSIGN_OR_RETURN(
        std::shared_ptr<const Network> network,
        NetworkOfName(name.substr(0, name.size() - all_ways.size()), options));
    return InAllWays(std::move(network));
  }
  const size_t then = name.find('>');
  if (then == std::string::npos) return LoadNetwork(name, options);
  if (name.find_first_not_of('>', then) == std::string::npos) {
    return absl::InvalidArgumentError(
        fmt::format("'{}': name the network of the second pass, as in A>B", name));
  }
  const size_t plus = name.find('+');
  const size_t first = plus == std::string::npos ? 0 : plus + 1;
  TwoPasses passes;
  SHARPSCALE_ASSIGN_OR_RETURN(passes.first, LoadNetwork(name.substr(first, then - first), options));
  SHARPSCALE_ASSIGN_OR_RETURN(passes.second,
                              LoadNetwork(name.substr(name.find_first_not_of('>', then)), options));
  if (first > 0) {
    SHARPSCALE_ASSIGN_OR_RETURN(passes.at_once, LoadNetwork(name.substr(0, plus), options));
  }
  passes.second_is_told = name[then + 1] == '>';
  return EnlargeInTwoPasses(std::move(passes));
}

}  // namespace sharpscale
