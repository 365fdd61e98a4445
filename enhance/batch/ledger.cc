// SPDX-License-Identifier: Apache-2.0

#include "enhance/batch/ledger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <utility>

#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kVersion = 2;               // 2 added source and thumbnail
constexpr int kBusyMilliseconds = 20000;  // another process of the same shard may be closing
constexpr const char* kColumns =
    "name, source_bytes, source_mtime, content_hash, settings_hash, status, attempts, error, "
    "output, "
    "output_bytes, verdict, json, seconds, source, thumbnail";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

absl::Status SqliteError(sqlite3* db, const std::string& path, const char* doing) {
  const int code = db == nullptr ? SQLITE_NOMEM : sqlite3_errcode(db);
  const std::string text = fmt::format(
      "{}: {} the ledger: {}", path, doing, db == nullptr ? "out of memory" : sqlite3_errmsg(db));
  switch (code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(text + "; move the file away and run again to start afresh");
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return absl::ResourceExhaustedError(text + "; free space on that disk and run again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return absl::PermissionDeniedError(text + "; the output folder must be writable");
    default:
      return absl::InternalError(text);
  }
}

void BindText(sqlite3_stmt* statement, int index, const std::string& text) {
  // SQLITE_TRANSIENT is a number cast to a pointer, as SQLite defines it: "make a copy".
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

std::string Text(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr ? std::string()
                         : std::string(text, sqlite3_column_bytes(statement, column));
}

WorkStatus StatusFrom(int code) {
  return code == 1 ? WorkStatus::kDone : code == 2 ? WorkStatus::kFailed : WorkStatus::kRunning;
}

LedgerRow RowOf(sqlite3_stmt* statement) {
  LedgerRow row;
  row.name = Text(statement, 0);
  row.source_bytes = sqlite3_column_int64(statement, 1);
  row.source_mtime = sqlite3_column_int64(statement, 2);
  row.content_hash = Text(statement, 3);
  row.settings_hash = Text(statement, 4);
  row.status = StatusFrom(sqlite3_column_int(statement, 5));
  row.attempts = sqlite3_column_int(statement, 6);
  row.error = Text(statement, 7);
  row.output = Text(statement, 8);
  row.output_bytes = sqlite3_column_int64(statement, 9);
  row.verdict = Text(statement, 10);
  row.json = Text(statement, 11);
  row.seconds = sqlite3_column_double(statement, 12);
  row.source = Text(statement, 13);
  row.thumbnail = Text(statement, 14);
  return row;
}

int StatusCode(WorkStatus status) {
  return status == WorkStatus::kDone ? 1 : status == WorkStatus::kFailed ? 2 : 0;
}

}  // namespace

struct Ledger::State {
  std::string path;
  sqlite3* db = nullptr;
  Statement find;
  Statement status;
  Statement put;
  std::mutex mutex;

  ~State() {
    find.reset();
    status.reset();
    put.reset();
    sqlite3_close(db);
  }

  absl::Status Execute(const char* sql, const char* doing) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      return SqliteError(db, path, doing);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Statement> Prepare(const std::string& sql) const {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) {
      return SqliteError(db, path, "reading");
    }
    return Statement(raw);
  }

  absl::StatusOr<int> Version() const {
    SHARPSCALE_ASSIGN_OR_RETURN(const Statement statement, Prepare("PRAGMA user_version"));
    if (sqlite3_step(statement.get()) != SQLITE_ROW) return SqliteError(db, path, "reading");
    return sqlite3_column_int(statement.get(), 0);
  }
};

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::~Ledger() = default;

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
  if (sqlite3_open_v2(path.c_str(), &state->db, flags, nullptr) != SQLITE_OK) {
    return SqliteError(state->db, path, "opening");
  }
  sqlite3_busy_timeout(state->db, kBusyMilliseconds);
  // NORMAL in write-ahead mode loses nothing when the process dies; a power cut may lose the last
  // rows, never the file.
  SHARPSCALE_RETURN_IF_ERROR(
      state->Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;", "opening"));
  SHARPSCALE_ASSIGN_OR_RETURN(const int version, state->Version());
  if (version > kVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "{}: ledger version {}, this program knows {}; use the newer sharpscale or another output "
        "folder",
        path,
        version,
        kVersion));
  }
  if (version == 0) {
    SHARPSCALE_RETURN_IF_ERROR(state->Execute(
        "BEGIN IMMEDIATE;"
        "CREATE TABLE IF NOT EXISTS work ("
        " name TEXT PRIMARY KEY, source_bytes INTEGER, source_mtime INTEGER, content_hash TEXT,"
        " settings_hash TEXT, status INTEGER, attempts INTEGER, error TEXT, output TEXT,"
        " output_bytes INTEGER, verdict TEXT, json TEXT, seconds REAL,"
        " source TEXT, thumbnail TEXT) WITHOUT ROWID;"
        "PRAGMA user_version = 2;"
        "COMMIT;",
        "creating"));
  } else if (version == 1) {
    SHARPSCALE_RETURN_IF_ERROR(
        state->Execute("BEGIN IMMEDIATE;"
                       "ALTER TABLE work ADD COLUMN source TEXT;"
                       "ALTER TABLE work ADD COLUMN thumbnail TEXT;"
                       "PRAGMA user_version = 2;"
                       "COMMIT;",
                       "bringing up to date"));
  }
  SHARPSCALE_ASSIGN_OR_RETURN(
      state->find, state->Prepare(fmt::format("SELECT {} FROM work WHERE name = ?", kColumns)));
  SHARPSCALE_ASSIGN_OR_RETURN(state->status,
                              state->Prepare("SELECT status FROM work WHERE name = ?"));
  SHARPSCALE_ASSIGN_OR_RETURN(
      state->put,
      state->Prepare(fmt::format(
          "INSERT OR REPLACE INTO work ({}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", kColumns)));
  return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

absl::StatusOr<std::optional<LedgerRow>> Ledger::Find(const std::string& name) const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  sqlite3_stmt* statement = state_->find.get();
  sqlite3_reset(statement);
  BindText(statement, 1, name);
  const int code = sqlite3_step(statement);
  std::optional<LedgerRow> row;
  if (code == SQLITE_ROW) row = RowOf(statement);
  sqlite3_reset(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    return SqliteError(state_->db, state_->path, "reading");
  }
  return row;
}

absl::StatusOr<std::optional<WorkStatus>> Ledger::StatusOf(const std::string& name) const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  sqlite3_stmt* statement = state_->status.get();
  BindText(statement, 1, name);
  const int code = sqlite3_step(statement);
  std::optional<WorkStatus> status;
  if (code == SQLITE_ROW) status = StatusFrom(sqlite3_column_int(statement, 0));
  sqlite3_reset(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    return SqliteError(state_->db, state_->path, "reading");
  }
  return status;
}

absl::Status Ledger::Put(const LedgerRow& row) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  sqlite3_stmt* statement = state_->put.get();
  sqlite3_reset(statement);
  BindText(statement, 1, row.name);
  sqlite3_bind_int64(statement, 2, row.source_bytes);
  sqlite3_bind_int64(statement, 3, row.source_mtime);
  BindText(statement, 4, row.content_hash);
  BindText(statement, 5, row.settings_hash);
  sqlite3_bind_int(statement, 6, StatusCode(row.status));
  sqlite3_bind_int(statement, 7, row.attempts);
  BindText(statement, 8, row.error);
  BindText(statement, 9, row.output);
  sqlite3_bind_int64(statement, 10, row.output_bytes);
  BindText(statement, 11, row.verdict);
  BindText(statement, 12, row.json);
  sqlite3_bind_double(statement, 13, row.seconds);
  BindText(statement, 14, row.source);
  BindText(statement, 15, row.thumbnail);
  const int code = sqlite3_step(statement);
  if (code != SQLITE_DONE) return SqliteError(state_->db, state_->path, "writing");
  sqlite3_reset(statement);
  return absl::OkStatus();
}

absl::Status Ledger::ForEach(const std::function<absl::Status(const LedgerRow&)>& visit) const {
  SHARPSCALE_ASSIGN_OR_RETURN(
      const Statement statement,
      state_->Prepare(fmt::format("SELECT {} FROM work ORDER BY name", kColumns)));
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) {
    SHARPSCALE_RETURN_IF_ERROR(visit(RowOf(statement.get())));
  }
  if (code != SQLITE_DONE) return SqliteError(state_->db, state_->path, "reading");
  return absl::OkStatus();
}

absl::StatusOr<LedgerLock> LedgerLock::Take(const std::string& ledger) {
  const std::string path = ledger + ".lock";
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return absl::PermissionDeniedError(
        fmt::format("{}: {}; the output folder must be writable", path, std::strerror(errno)));
  }
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  // Of the open file, not of the process: children that decode do not drop it.
  if (fcntl(descriptor, F_OFD_SETLK, &whole) != 0) {
    const int error = errno;
    close(descriptor);
    if (error == EAGAIN || error == EACCES) {
      return absl::UnavailableError(
          fmt::format("{}: another sharpscale works with this ledger; wait for it, or use another "
                      "output folder",
                      ledger));
    }
    return absl::PermissionDeniedError(fmt::format(
        "{}: cannot lock: {}; the file system must have POSIX locks", path, std::strerror(error)));
  }
  return LedgerLock(descriptor);
}

LedgerLock::LedgerLock(LedgerLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

LedgerLock::~LedgerLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status MergeLedgers(const std::vector<std::string>& paths,
                          const std::function<absl::Status(const LedgerRow&)>& visit) {
  struct Reader {
    std::unique_ptr<Ledger> ledger;
    Statement statement;
    std::optional<LedgerRow> row;

    absl::Status Next() {
      const int code = sqlite3_step(statement.get());
      row.reset();
      if (code == SQLITE_ROW) row = RowOf(statement.get());
      if (code == SQLITE_ROW || code == SQLITE_DONE) return absl::OkStatus();
      return SqliteError(ledger->state_->db, ledger->state_->path, "reading");
    }
  };
  std::vector<Reader> readers(paths.size());
  for (size_t i = 0; i < paths.size(); ++i) {
    std::error_code error;
    if (!std::filesystem::exists(paths[i], error)) {
      return absl::NotFoundError(fmt::format("{}: no such ledger", paths[i]));
    }
    SHARPSCALE_ASSIGN_OR_RETURN(readers[i].ledger, Ledger::Open(paths[i]));
    SHARPSCALE_ASSIGN_OR_RETURN(readers[i].statement,
                                readers[i].ledger->state_->Prepare(
                                    fmt::format("SELECT {} FROM work ORDER BY name", kColumns)));
    SHARPSCALE_RETURN_IF_ERROR(readers[i].Next());
  }
  while (true) {
    const std::string* first = nullptr;
    for (const Reader& reader : readers) {
      if (reader.row && (first == nullptr || reader.row->name < *first)) first = &reader.row->name;
    }
    if (first == nullptr) return absl::OkStatus();
    const std::string name = *first;
    std::optional<LedgerRow> best;
    for (Reader& reader : readers) {
      if (!reader.row || reader.row->name != name) continue;
      const bool keeps =
          best && best->status == WorkStatus::kDone && reader.row->status != WorkStatus::kDone;
      if (!keeps) best = std::move(reader.row);
      SHARPSCALE_RETURN_IF_ERROR(reader.Next());
    }
    SHARPSCALE_RETURN_IF_ERROR(visit(*best));
  }
}

}  // namespace sharpscale
