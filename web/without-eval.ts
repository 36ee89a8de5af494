import * as z from "zod";

// The policy of the page forbids to make code from text, so zod must not try. This has to run
// before the first schema is made.
z.config({ jitless: true });
