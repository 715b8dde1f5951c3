// The customers of an audience into a file, and a link that leads to a copy of it.
#pragma once

#include "audience/export.hpp"
#include "output/output_stream.hpp"
#include "studio/studio.hpp"

namespace audience {

/// All is read in one state of the data; whom the catalog's `export_only_if` does not let out by the data of
/// now is held back. File and copy appear whole and are entered, or nothing is left of either. Throws
/// Error(conflict) where the file may not be written, is one of the database's own or another program's, or
/// where someone was erased while it was being written; Error(usage) for a request that cannot be met.
ExportResult export_audience(Studio& studio, const ExportRequest& request, const ExportTarget& target);

/// The mail to its recipient failed: the log names none any more, and the export stands. Until then it names
/// who may have the link, also where a command was killed while it mailed.
void note_unsent_mail(const Studio& studio, const std::string& export_id);

/// Into a stream that has taken nothing yet, without a link. It is entered when its last byte has been
/// written, or when writing failed or the reader left (ClosedPipe, thrown on afterwards): then with the rows
/// that may have gone out, and without a digest. What went out cannot be called back, so that someone erased
/// meanwhile is told in the result.
ExportResult stream_audience(Studio& studio, const ExportRequest& request, OutputStream& out);

/// Its record without the export: everything is read, nothing is kept or entered.
ExportResult preview_export(Studio& studio, const ExportRequest& request);

}  // namespace audience
