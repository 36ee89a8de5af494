import { UsageError } from "../../src/errors.ts";
import { exportLists } from "../../src/export/export.ts";
import type { FormatName } from "../../src/export/formats.ts";
import { arrange, type ListRequest, readListRows } from "../snapshot/service.ts";
import type { WorkerSession } from "../worker/session.ts";

/** A list as it is shown, and the format for it. */
export interface ListExportRequest extends ListRequest {
  readonly format: FormatName;
}

/** A file to save. */
export interface ExportedFile {
  /** Safe on any system. */
  readonly name: string;
  readonly text: string;
  /** The number of entries that the format cannot hold. */
  readonly leftOut: number;
}

/** Answers questions about files for other programs. */
export function exportService(session: WorkerSession) {
  return {
    /** Writes the shown rows of a list, in their order. */
    async exportList(request: ListExportRequest): Promise<ExportedFile> {
      const { format, snapshot, list, filter, sort } = request;
      const { head, rows, kind } = await readListRows(session, snapshot, list);
      const entries = arrange(rows, filter, sort).flatMap((place) => rows[place] ?? []);
      const playlist = head.kind === "playlist" ? head.playlist : null;
      if (kind === "covers" || kind === "index") throw notInFormat();
      const { files, leftOutEntries } = exportLists([{ kind, playlist, entries }], { format });
      const [file] = files;
      if (file === undefined) throw notInFormat();
      return { name: file.name, text: file.text(), leftOut: leftOutEntries.length };
    },
  };
}

function notInFormat(): UsageError {
  return new UsageError("usage/format", "This format has no way to write such a list.", {
    hint: "Choose JSON, which holds everything.",
  });
}
