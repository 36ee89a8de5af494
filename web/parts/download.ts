/** The time that a browser may take to begin the download. */
const PATIENCE_MS = 10_000;

/** Has the browser save `content` as a file called `name`. Nothing is sent anywhere. */
export function download(name: string, content: string | Uint8Array): void {
  const part = typeof content === "string" ? content : Uint8Array.from(content);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([part], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE_MS);
}
