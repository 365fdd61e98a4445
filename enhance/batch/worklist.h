// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/batch/worklist.h
//
// Which pictures a batch works on and where each result goes: folders are walked recursively, the
// tree is mirrored below the output folder, and the split over machines is a function of the name
// alone.

#ifndef SHARPSCALE_ENHANCE_BATCH_WORKLIST_H_
#define SHARPSCALE_ENHANCE_BATCH_WORKLIST_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

struct WorkItem {
  std::string name;    // stable key: path below its root, "/" separated; prefixed by the root's own
                       // name where several roots are given
  std::string source;  // path to read
  std::string output;  // path to write; "" where the job writes no picture
};

struct WorklistOptions {
  std::string output_folder;     // never walked, even where it lies inside a root; "" = none
  std::string output_extension;  // ".jpg", ...; "" = as the source (RAW, HEIF and GIF become .png)
  bool outputs = true;           // fill WorkItem::output
  int shard = 0;                 // this machine's share, 0 .. shards - 1
  int shards = 1;
  absl::Status Validate() const;
};

// All pictures (by file name ending) under `roots` (folders or files), sorted by name. Links to
// folders are not followed; hidden files and folders (".name") are left out. Two sources that would
// share an output keep their own ending in it ("a.jpg.png", "a.tif.png"). Errors: NotFound (a root
// does not exist), InvalidArgument (no roots, a pipe or device, bad shard, two roots of one name).
absl::StatusOr<std::vector<WorkItem>> ListWork(const std::vector<std::string>& roots,
                                               const WorklistOptions& options);

// The picture of `folder` that stands for the item `name`: the file of that name, or the only
// picture whose name differs by its ending alone (tools make JPEG of PNG). Errors: NotFound (no
// such folder or picture), InvalidArgument (several endings).
absl::StatusOr<std::string> TwinOf(const std::string& folder, const std::string& name);

// The share that `name` belongs to, 0 .. shards - 1. Depends on nothing but its arguments, so
// machines need not talk to each other and files added later do not move the others.
int ShardOf(const std::string& name, int shards);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_BATCH_WORKLIST_H_
