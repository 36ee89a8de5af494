import "./without-eval.ts";
import { startPage } from "./start-page.tsx";
import { serveHistory } from "./worker/serve-history.ts";

// The page's worker runs the same script, so that the code of both is in the file once.
if (typeof document === "undefined") serveHistory();
else startPage(document.currentScript?.textContent ?? "");
