# SPDX-License-Identifier: MIT
# The bench jobs in R data.table.  usage: Rscript datatable.R JOB INPUT OUTPUT_FOLDER THREADS
suppressMessages(library(data.table))
args <- commandArgs(TRUE)
job <- args[1]; input <- args[2]; folder <- args[3]
setDTthreads(as.integer(args[4]))
dir.create(file.path(folder, "data"), recursive = TRUE, showWarnings = FALSE)
d <- fread(input, na.strings = NULL, colClasses = list(character = c("period", "flow", "hs10", "partner", "declarant_id", "qty_unit")))
d[is.na(qty), qty := 0]
one <- function(u) { u <- unique(u[u != ""]); if (length(u) > 1) "mixed" else if (length(u)) u else "" }
out <- function(x, level) {
  setorder(x, period, flow, code, partner)
  fwrite(x, file.path(folder, "data", paste0("hs", level, ".csv")))
}
if (job == "J0") {
  d[, code := substr(hs10, 1, 4)]
  out(d[, .(value = sum(value_usd), net_mass = sum(net_kg), quantity = sum(qty), records = .N),
        by = .(period, flow, code, partner)], 4)
} else {
  pairs <- d[, .(v = sum(value_usd), m = sum(net_kg), q = sum(qty), n = .N),
             by = .(period, flow, hs10, partner, declarant_id)]
  for (level in c(10, 8, 6, 4, 2)) {
    pairs[, code := substr(hs10, 1, level)]
    firm <- pairs[, .(v = sum(v), m = sum(m), q = sum(q), n = sum(n)),
                  by = .(period, flow, code, partner, declarant_id)]
    setorder(firm, period, flow, code, partner, -v)
    out(firm[, .(value = sum(v), net_mass = sum(m), quantity = sum(q), records = sum(n),
                 contributors = .N, top1 = v[1L], top2 = if (.N > 1L) v[2L] else 0),
             by = .(period, flow, code, partner)], level)
  }
}
