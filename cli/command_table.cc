// SPDX-License-Identifier: Apache-2.0
//
// The command table: one entry per subcommand, in the order of --help.

#include "cli/cmd_advise.h"
#include "cli/cmd_analyze.h"
#include "cli/cmd_batch.h"
#include "cli/cmd_check.h"
#include "cli/cmd_choose.h"
#include "cli/cmd_compare.h"
#include "cli/cmd_docs.h"
#include "cli/cmd_enhance.h"
#include "cli/cmd_lint.h"
#include "cli/cmd_merge.h"
#include "cli/cmd_models.h"
#include "cli/cmd_print.h"
#include "cli/cmd_report.h"
#include "cli/cmd_study.h"
#include "cli/cmd_submit.h"
#include "cli/cmd_targets.h"
#include "cli/cmd_view.h"
#include "cli/cmd_watch.h"
#include "cli/command.h"
#include "cli/pixel_count.h"
#include "image/status_macros.h"

namespace sharpscale {

const std::vector<CommandInfo>& CommandTable() {
  static const std::vector<CommandInfo> table = {
      {"analyze",
       "FILE...",
       "Measure a picture: resolution, blur, noise, compression, halos",
       "Measures each picture and prints a table, or JSON. Unknown is a value: what cannot be "
       "measured "
       "on a picture is said to be unknown, with the reason.",
       {{"analyze photo.jpg", "a table of all measurements"},
        {"analyze --json photo.jpg", "the same for a program (schema sharpscale.report/1)"},
        {"analyze --metrics noise.,blur. *.jpg --jsonl", "some metrics of many files, a line each"},
        {"analyze --maps maps photo.jpg", "heat maps as PNG files in the folder maps"}},
       MakeCommand<AnalyzeCommand>},
      {"print",
       "FILE...",
       "Say how large a picture can be printed",
       "The table of print sizes: pixels per inch as the file has them and counting only those "
       "that carry "
       "real detail, the verdict in the hand and at the usual distance, and what an enlargement "
       "would give.",
       {{"print photo.jpg", "4x6 in to 24x36 in and A6 to A0"},
        {"print photo.jpg --ppi 240 --why", "with the reason for each verdict"}},
       MakeCommand<PrintCommand>},
      {"advise",
       "FILE... [target]",
       "Say what a picture needs for the use at hand, and why",
       "Measures the picture and plans the fewest steps that meet the target, each with the "
       "measurement "
       "that calls for it. \"Nothing to do\" and \"not fixable\" are answers, too.",
       {{"advise photo.jpg --print 8x10in", "is it enough for an 8 by 10 in print?"},
        {"advise photo.jpg --print-width 12in --ppi 300 --why",
         "with the reasoning and its numbers"},
        {"advise photo.jpg --display 4k --json", "for a program (schema sharpscale.plan/1)"}},
       MakeCommand<AdviseCommand>},
      {"enhance",
       "FILE -o OUT [target]",
       "Carry the advised plan out, or your own steps",
       "Restores, enlarges and sharpens as advised, measures after each step, and writes the "
       "result with "
       "its colour profile, metadata and resolution. The source is never overwritten. With nothing "
       "to do, "
       "nothing is written.",
       {{"enhance photo.jpg -o big.jpg --print 16x20in@300",
         "for a 16 by 20 in print, exactly 4800 x 6000 px"},
        {"enhance photo.jpg -o web.jpg --width 2400 --max-bytes 150k",
         "2400 px wide in at most 150 kB"},
        {"enhance photo.jpg -o out.png --steps \"restore:auto,upscale:2,sharpen:40%\"",
         "your own steps"},
        {"enhance photo.jpg -o out.tif --print A4 --export web,print",
         "one run, two files: out-web.jpg and out-print.tif"},
        {"enhance photo.jpg -o again.jpg --replay out.jpg.sharpscale.json",
         "the same again, byte for byte"}},
       MakeCommand<EnhanceCommand>},
      {"check",
       "[BEFORE] AFTER",
       "Judge the output of any tool: the quality gate",
       "Lays the two pictures over each other whatever their size ratio, measures what changed and "
       "what was "
       "added, and judges by a profile of rules. With one picture: the half that needs no source.",
       {{"check photo.jpg big.jpg", "does the result pass for a print?"},
        {"check photo.jpg big.jpg --profile ecommerce --junit check.xml", "for a test system"},
        {"check big.jpg --json",
         "without the source, for a program (schema sharpscale.comparison/1)"}},
       MakeCommand<CheckCommand>},
      {"compare",
       "RESULT... --source FILE",
       "Rank the results of several tools",
       "Judges each result against the source and ranks them: fewest broken rules first, then "
       "detail "
       "that fits the source less what strays from it and what was added. Contrast wins nothing, "
       "so "
       "a sharpened copy does not win. With --reference, agreement with that picture decides.",
       {{"compare a.png b.png c.png --source photo.jpg", "which tool did best?"},
        {"compare a.png b.png --source photo.jpg -o sheet.html", "the same crops side by side"}},
       MakeCommand<CompareCommand>},
      {"report",
       "FILE [RESULT] -o report.html",
       "One page that shows everything: verdict, pictures, maps, numbers",
       "Writes a self-contained HTML page: it works offline, dark and light, by keyboard, and "
       "prints on A4.",
       {{"report photo.jpg -o photo.html", "a picture alone"},
        {"report photo.jpg big.jpg -o big.html --print 16x20in", "before and after"}},
       MakeCommand<ReportCommand>},
      {"view",
       "[FILE [RESULT...]]",
       "The window: picture, maps, numbers, plan and result",
       "Shows a picture and its results in register, whatever their sizes, with heat maps, edge "
       "profiles, the "
       "print sizes, the plan to edit, preview and run, and the verdict. Needs a display; F1 lists "
       "the keys.",
       {{"view photo.jpg", "measure, advise, try and run"},
        {"view photo.jpg big.jpg other.png", "each result beside its source"},
        {"view photos --list", "a folder, with a table of all measurements"},
        {"view photo.jpg big.jpg --overlay halo --at worst --screenshot halo.png",
         "one picture of the window, for a report"}},
       MakeCommand<ViewCommand>,
       /*reads_pictures=*/false},
      {"batch",
       "FOLDER... -o FOLDER",
       "Analyze, enhance or check many pictures; resumable",
       "Runs one job over all pictures below the folders and mirrors the tree. What is done stands "
       "in a ledger in the output folder and is not done again, also after a kill; one bad file "
       "never stops the run. Exit code 2 when any file failed, 1 when any did not pass the gate.",
       {{"batch photos -o out", "measure all; `merge out --html summary.html` makes the page"},
        {"batch photos --do enhance --print 8x10in --format jpg -o prints", "enlarge for print"},
        {"batch prints --do check --before photos --profile print -o judged", "judge the results"},
        {"batch photos -o out --shard 0/4", "a quarter of the work, for one of four machines"}},
       MakeCommand<BatchCommand>},
      {"merge",
       "FOLDER...",
       "The results of a batch, or of all its shards, in one table or page",
       "Reads what batches left in their output folders, also in several shards, and writes it as "
       "one: a table (--csv), the full results a line each (--jsonl), a page with what failed and "
       "what stands out (--html). Nothing is computed again. With --json, the same lines on "
       "standard output, in the order of names.",
       {{"merge out --html summary.html", "a page: failures, outliers, how alike the pictures are"},
        {"merge out --csv all.csv", "all measurements as a table"},
        {"merge out0 out1 out2 --json", "the JSON of each picture, a line each"}},
       MakeCommand<MergeCommand>,
       /*reads_pictures=*/false},
      {"watch",
       "FOLDER... -o FOLDER",
       "A batch that goes on with every picture that comes in",
       "Looks into the folders again and again and does the job on pictures that are new or "
       "changed, once they have stopped growing. The ledger is that of a batch: what is done stays "
       "done, and `merge` reads it.",
       {{"watch inbox --do enhance --print 8x10in -o ready", "a hot folder for the print desk"},
        {"watch renders --do check --profile web -o judged --idle 600",
         "until nothing came for ten minutes"}},
       MakeCommand<WatchCommand>},
      {"submit",
       "FOLDER... -o FOLDER --slurm",
       "A batch on a cluster: an array job of Slurm",
       "Writes and submits an array job that shares the pictures out, follows it, submits again "
       "what a lost node left undone, and merges. The folders must be on storage that all nodes "
       "see. Stopped with Ctrl-C, the job goes on and the same command follows it.",
       {{"submit photos -o out --slurm --shards 16 --cpus 8", "measure on 16 tasks of 8 cores"},
        {"submit photos --do enhance --print 8x10in -o prints --slurm --dry-run",
         "only show the job script"}},
       MakeCommand<SubmitCommand>},
      {"study",
       "FOLDER...",
       "Is the advice right? Every plan on pictures with a known truth",
       "Degrades clean pictures in known ways, runs every sensible plan with the real operators, "
       "scores "
       "fidelity and added halos, and says how often the advised plan is among the best.",
       {{"study photos --pictures 10", "all degradations and targets on ten pictures"},
        {"study photos --degradations noise:8+jpeg:50 --factors 2 --json",
         "one case, all numbers"}},
       MakeCommand<StudyCommand>},
      {"choose",
       "FILE... [target]",
       "Rank files of one picture by their real detail",
       "Counts the pixels that carry real detail in each file, and says which one to start from.",
       {{"choose a.jpg b.jpg --print 8x10in", "which one for the print?"}},
       MakeCommand<ChooseCommand>},
      {"lint",
       "\"STEPS\" [target]",
       "Name the mistakes in a list of steps",
       "Judges steps that somebody else wrote: the order, the factors, the strengths. Exit 1 where "
       "a mistake "
       "was found.",
       {{"lint \"sharpen:80%,upscale:4\"", "sharpening before enlarging, and too much of it"},
        {"lint \"upscale:4\" --picture photo.jpg --display 4k",
         "does it fit the picture and the use?"}},
       MakeCommand<LintCommand>,
       /*reads_pictures=*/false},
      {"targets",
       "[KIND]",
       "List presets, papers, screens and gate profiles",
       "Lists what --for, --print, --display and --profile know, with date and source of the "
       "figures.",
       {{"targets", "all of them"}, {"targets presets --json", "the presets, for a program"}},
       MakeCommand<TargetsCommand>,
       /*reads_pictures=*/false},
      {"models",
       "list|show ID|FILE|verify [ID|FILE]|import FILE [OUT]",
       "List and verify the networks at hand, or import one",
       "The catalogue of networks: what they do, what they take, how fast they are, what they were "
       "measured "
       "at, and whether their files are whole. 'import' checks somebody else's weights "
       "(.safetensors of "
       "the compact architecture), tries the network and writes it in our own format.",
       {{"models", "the list"},
        {"models show upscale-x2-std", "all about one"},
        {"models verify", "are all files whole?"},
        {"models import realesr-general-x4v3.safetensors", "a network of one's own, for --model"}},
       MakeCommand<ModelsCommand>,
       /*reads_pictures=*/false},
      {"docs",
       "FORM",
       "Print this help as a manual page, Markdown or shell completion",
       "Prints the documentation of all commands in another form.",
       {{"docs bash > /etc/bash_completion.d/sharpscale", "completion for bash"},
        {"docs man | man -l -", "the manual page"}},
       MakeCommand<DocsCommand>,
       /*reads_pictures=*/false},
  };
  return table;
}

const CommandInfo* FindCommand(std::string_view name) {
  for (const CommandInfo& info : CommandTable()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

OptionSet DeclareOptions(const CommandInfo& info, Command& command, CommonOptions* common) {
  OptionSet options;
  command.Declare(options);
  if (info.reads_pictures) {
    options.Group("Opening pictures");
    options.Value("--max-pixels",
                  "N",
                  "Largest picture that is opened, in pixels: 400M, 2G (1G); more is an error",
                  [common](const std::string& text) -> absl::Status {
                    SHARPSCALE_ASSIGN_OR_RETURN(common->decode.max_pixels, ParsePixelCount(text));
                    return absl::OkStatus();
                  });
    options.Flag("--accept-truncated",
                 "Use the part of a truncated picture that is there; without it that is an error",
                 &common->decode.accept_truncated);
  }
  options.Group("Common options");
  options.Flag("--json", "Print JSON", &common->json);
  options.Flag("-q,--quiet", "No progress and no remarks", &common->quiet);
  options.Value(
      "--threads", "N", "Processor cores to use, 0 = all", [common](const std::string& text) {
        int threads = 0;
        const absl::Status status = ParseInto(text, &threads);
        if (!status.ok() || threads < 0 || threads > 1024) {
          return absl::InvalidArgumentError("'" + text + "' is not a number from 0 to 1024");
        }
        common->threads = threads;
        return absl::OkStatus();
      });
  return options;
}

}  // namespace sharpscale
