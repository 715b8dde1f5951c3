#!/usr/bin/env bash
# An export as a sheet of LibreOffice, without a window: libreoffice.sh FILE FOLDER
# XLSX has its types. Of CSV: commas (44), quotes (34), UTF-8 (76), from line 1, and column 1, the ids, as text (1/2).
set -euo pipefail
reading=()
if [[ $1 == *.csv ]]; then reading=(--infilter="CSV:44,34,76,1,1/2"); fi
soffice --headless "${reading[@]}" --convert-to ods --outdir "$2" "$1"
