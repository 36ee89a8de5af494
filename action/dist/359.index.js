export const id = 359;
export const ids = [359];
export const modules = {

/***/ 4648:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Aj: () => (/* binding */ isArmorStub),
/* harmony export */   r1: () => (/* binding */ isArmored),
/* harmony export */   u1: () => (/* binding */ decodeArmor),
/* harmony export */   uP: () => (/* binding */ encodeArmor)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(711);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);


const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const MAX_WHITESPACE = 1024;
/** The text that may follow the closing line: the end of the line, then white space. */
const AFTER_END = new RegExp(`^\\r?(?:\\n[\\t\\n\\v\\f\\r ]{0,${MAX_WHITESPACE - 1}})?$`);
/** `sealed` in age's ASCII armor: lines of 64 columns, with a final newline. */
function encodeArmor(sealed) {
    return new TextEncoder().encode(age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .armor.encode */ .yE.encode(sealed));
}
/** Whether `bytes` start like an armored age file. Blank lines before it are allowed. */
function isArmored(bytes) {
    const head = asText(bytes.subarray(0, MAX_WHITESPACE + BEGIN.length));
    return /^(?:[\t\v\f\r ]*\n)*-----BEGIN AGE ENCRYPTED FILE-----/.test(head);
}
/** Whether `bytes` are only the beginning of an armored file's first line. */
function isArmorStub(bytes) {
    return BEGIN.startsWith(asText(bytes.subarray(0, BEGIN.length + 1)));
}
/**
 * The binary age file in `armored`. As strict as the reference implementation (`armor.go` of
 * FiloSottile/age): up to 1024 bytes of white space are allowed around the file, on lines of their
 * own, and CRLF line ends. Nothing else may differ from the canonical form.
 *
 * Throws `IntegrityError` `seal/damaged`.
 */
function decodeArmor(armored) {
    const text = asText(armored);
    const inner = text.slice(text.indexOf(BEGIN)).trimEnd();
    const after = text.slice(text.indexOf(BEGIN) + inner.length);
    try {
        // The library ignores any white space around the lines that it looks for; the reference does
        // not.
        if (!AFTER_END.test(after))
            throw new Error("more than white space after the closing line");
        return age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .armor.decode */ .yE.decode(inner);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .IntegrityError */ .cs("seal/damaged", "A sealed file was changed or cut off (its armor is broken).", {
            cause,
            hint: "Use an earlier snapshot, or another copy of this one.",
        });
    }
}
/** Decodes one character per byte, so that no byte sequence is mistaken for white space. */
function asText(bytes) {
    return new TextDecoder("latin1").decode(bytes);
}


/***/ }),

/***/ 5359:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   generatePassphrase: () => (/* binding */ generatePassphrase),
/* harmony export */   sealWithPassphrase: () => (/* binding */ sealWithPassphrase)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(711);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4089);
/* harmony import */ var _armor_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4648);




/** 32 characters that nobody confuses on paper: no l and 1, no o and 0. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS = 6;
const GROUP_LENGTH = 4;
const MIN_LENGTH = 16;
const MIN_DISTINCT = 8;
/**
 * A new passphrase to write down: six groups of four characters, 120 bits, such as
 * `k7qm-x2pd-9fhs-…`. `random` returns the given number of random bytes.
 */
function generatePassphrase(random = (size) => crypto.getRandomValues(new Uint8Array(size))) {
    const letters = [...random(GROUPS * GROUP_LENGTH)].map((byte) => ALPHABET.charAt(byte % 32));
    const groups = Array.from({ length: GROUPS }, (_, group) => letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(""));
    return new _secret_js__WEBPACK_IMPORTED_MODULE_2__/* .Secret */ .zh(groups.join("-"));
}
/**
 * The recovery copy of `text`, an identity file: an armored age file that `age -d` opens after
 * asking for the passphrase. It takes about a second on purpose, to slow down guesses.
 *
 * Throws `UsageError` `config/weak-passphrase` for fewer than 16 characters, or fewer than 8
 * different ones: somebody who finds the copy has unlimited time to guess.
 */
async function sealWithPassphrase(text, passphrase) {
    const characters = [...passphrase.reveal()];
    if (characters.length < MIN_LENGTH || new Set(characters).size < MIN_DISTINCT) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/weak-passphrase", "The passphrase is too easy to guess.", {
            hint: `Use at least ${MIN_LENGTH} characters, ${MIN_DISTINCT} of them different, or let tracksafe make one up.`,
        });
    }
    const encrypter = new age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .Encrypter */ .T7();
    encrypter.setPassphrase(passphrase.reveal());
    return (0,_armor_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeArmor */ .uP)(await encrypter.encrypt(text.reveal()));
}


/***/ })

};
