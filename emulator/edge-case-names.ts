/** Names that break programs which trust names. All of them are legal on Spotify. */
export const EDGE_CASE_NAMES: readonly string[] = [
  "../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "CON",
  "",
  " ",
  ".",
  "👩‍👩‍👧‍👦 family 🏳️‍🌈",
  "שלום עולם \u202Eabc\u202C",
  "caf\u00E9",
  "cafe\u0301",
  "bell\u0007 escape\u001B[31m tab\t",
  "line\u2028separator",
  "<script>alert('x')</script>",
  "a & b &amp; c",
  "{{ secrets }} $HOME `id` $(id)",
  "::set-output name=x::y",
  "null",
  "-rf",
  "名前".repeat(20),
  "long ".repeat(60),
  "\"quoted\", \\slashed/, 'single'",
  "\uFEFFbyte order mark",
];

/** A description with HTML, escapes and quotes. */
export const EDGE_CASE_DESCRIPTION = `<b>Bold</b> & "quoted" 'tag' <a href="https://example.com/?a=1&b=2">link</a> &amp; done`;
