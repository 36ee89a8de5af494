import { useState } from "preact/hooks";
import type { FormatName } from "../../src/export/formats.ts";
import { counted } from "../../src/report/text.ts";
import { problemOf } from "../history/actions.ts";
import { download } from "../parts/download.ts";
import { ShownProblem } from "../parts/shown-problem.tsx";
import type { ShownError } from "../worker/messages.ts";
import type { ExportedFile } from "./service.ts";

interface ExportFormProps {
  /** Makes the file of what is shown. Throws `AnswerError`. */
  readonly onExport: (format: FormatName) => Promise<ExportedFile>;
}

const FORMATS: readonly { readonly format: FormatName; readonly title: string }[] = [
  { format: "csv", title: "CSV" },
  { format: "m3u8", title: "M3U8" },
  { format: "xspf", title: "XSPF" },
  { format: "jspf", title: "JSPF" },
  { format: "json", title: "JSON" },
];

/** Saves what is shown as a file for another program. */
export function ExportForm({ onExport }: ExportFormProps) {
  const [format, setFormat] = useState<FormatName>("csv");
  const [said, setSaid] = useState("");
  const [problem, setProblem] = useState<ShownError | null>(null);
  const save = async () => {
    setSaid("");
    setProblem(null);
    try {
      const { name, text, leftOut } = await onExport(format);
      download(name, text);
      const gaps = counted(leftOut, "entry has", "entries have");
      setSaid(leftOut === 0 ? "Saved." : `Saved. ${gaps} no place in this format.`);
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <>
      <div class="row">
        <select
          aria-label="Format"
          value={format}
          onChange={({ currentTarget }) => setFormat(currentTarget.value as FormatName)}
        >
          {FORMATS.map(({ format: one, title }) => (
            <option key={one} value={one}>
              {title}
            </option>
          ))}
        </select>
        <button type="button" onClick={save}>
          Export
        </button>
        <span role="status" class="said">
          {said}
        </span>
      </div>
      {problem !== null && <ShownProblem id="export-problem" error={problem} />}
    </>
  );
}
