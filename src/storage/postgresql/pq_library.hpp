// libpq, loaded while the tool runs.
#pragma once

#include <libpq-fe.h>

namespace audience {

/// Only a catalog that names a server needs it, and it brings OpenSSL along: so it is not linked.
struct PqLibrary {
  decltype(&::PQconnectStartParams) connect_start;
  decltype(&::PQconnectPoll) connect_poll;
  decltype(&::PQconninfo) connection_options;
  decltype(&::PQconninfoFree) free_options;
  decltype(&::PQstatus) status;
  decltype(&::PQsocket) socket;
  decltype(&::PQfinish) finish;
  decltype(&::PQerrorMessage) error_message;
  decltype(&::PQserverVersion) server_version;
  decltype(&::PQsetnonblocking) set_nonblocking;
  decltype(&::PQsetErrorVerbosity) set_error_verbosity;
  decltype(&::PQsetNoticeProcessor) set_notice_processor;
  decltype(&::PQsendQueryParams) send_query;
  decltype(&::PQsetSingleRowMode) set_single_row_mode;
  decltype(&::PQflush) flush;
  decltype(&::PQconsumeInput) consume_input;
  decltype(&::PQisBusy) is_busy;
  decltype(&::PQgetResult) get_result;
  decltype(&::PQresultStatus) result_status;
  decltype(&::PQresultErrorField) result_error_field;
  decltype(&::PQresultErrorMessage) result_error_message;
  decltype(&::PQntuples) row_count;
  decltype(&::PQnfields) column_count;
  decltype(&::PQgetisnull) is_null;
  decltype(&::PQgetvalue) value;
  decltype(&::PQgetlength) length;
  decltype(&::PQclear) clear;
  decltype(&::PQgetCancel) get_cancel;
  decltype(&::PQcancel) cancel;
  decltype(&::PQfreeCancel) free_cancel;
};

/// Loaded when first asked for, and never let go. Throws Error(database_unusable) that names the package
/// where it is not there.
const PqLibrary& pq_library();

}  // namespace audience
