export const id = 375;
export const ids = [375];
export const modules = {

/***/ 7375:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ checkRecipients),
/* harmony export */   parseRecipients: () => (/* binding */ parseRecipients)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(711);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);


const EXPECTED = "Expected a recipient: age1… (X25519) or age1pq1… (hybrid, post-quantum).";
/**
 * The recipients in `text`, separated by spaces, commas or lines; `#` begins a comment to the end
 * of its line. `setting` is the name under which the person knows the text (`AGE_RECIPIENTS`,
 * `--recipient`, `age-recipients`), for the message. Throws as {@link checkRecipients} does.
 */
function parseRecipients(text, setting) {
    const words = text
        .replace(/#.*/g, "")
        .split(/[\s,]+/)
        .filter((word) => word !== "");
    return checkRecipients(words, setting);
}
/**
 * `recipients` sorted and without repeats: at least one, all valid, and all of one kind.
 *
 * Throws `UsageError`: `config/no-recipient`; `config/bad-recipient` with the position, counted
 * from 1, but never the text, which may be a secret in the wrong place; `config/mixed-recipients`,
 * because one X25519 recipient takes away the protection of the hybrid ones.
 */
function checkRecipients(recipients, setting) {
    if (recipients.length === 0) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/no-recipient", `${setting} holds no recipient to seal for.`, {
            hint: `${EXPECTED} Make a key with: tracksafe keygen`,
        });
    }
    const kinds = new Set(recipients.map((text, index) => kindOf(text, setting, index + 1)));
    if (kinds.size > 1) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/mixed-recipients", `${setting} mixes X25519 (age1…) and hybrid (age1pq1…) recipients.`, { hint: "Use one kind: a file is only as safe as the weakest of its recipients." });
    }
    return [...new Set(recipients)].sort();
}
/** The kind of one recipient. Decodes it to make sure that it is valid. */
function kindOf(text, setting, position) {
    const bad = (what, hint = EXPECTED) => new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/bad-recipient", `${setting}: recipient ${position} ${what}.`, { hint });
    if (/AGE-SECRET-KEY-/i.test(text)) {
        throw bad("is an identity, the secret half of a key", "Give its recipient (age1…) instead: age-keygen -y FILE prints it. If others could read the setting, make a new key.");
    }
    const prefix = /^(age1|age1pq1)[02-9a-z]+$/.exec(text)?.[1];
    if (prefix === undefined) {
        throw bad(text.startsWith("age1")
            ? "is mistyped, or of a kind that tracksafe cannot open"
            : "is not an age recipient");
    }
    try {
        new age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .Encrypter */ .T7().addRecipient(text);
    }
    catch {
        // The library's error is not kept as the cause: its message repeats the text.
        throw bad("is mistyped or cut off: its checksum is wrong");
    }
    return prefix === "age1pq1" ? "hybrid" : "x25519";
}


/***/ })

};
