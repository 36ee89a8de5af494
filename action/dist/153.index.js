export const id = 153;
export const ids = [153];
export const modules = {

/***/ 1215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ createDecrypt),
/* harmony export */   m: () => (/* binding */ isAgeFile)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(711);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);
/* harmony import */ var _armor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4648);



/** The first line of every age file (C2SP: age-encryption.org/v1). */
const INTRO = "age-encryption.org/v1\n";
/** Whether `bytes` start like an age file, armored or binary. The rest of them is not checked. */
function isAgeFile(bytes) {
    return (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .isArmored */ .r1)(bytes) || headText(bytes) === INTRO;
}
/** A {@link Decrypt} that tries all of `identities`. They are parsed once for all files. */
function createDecrypt(identities) {
    const decrypter = new age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .Decrypter */ .Hz();
    for (const { kind, secret } of identities) {
        if (kind === "passphrase")
            decrypter.addPassphrase(secret.reveal());
        else
            decrypter.addIdentity(secret.reveal());
    }
    // The library throws plain errors only, so the cause is told by how far it came. It asks the
    // identities in order, after parsing the header, and asks this last one only if all others
    // declined.
    decrypter.addIdentity({
        unwrapFileKey: () => {
            throw new AllDeclined("no identity fits a recipient of the file");
        },
    });
    return async (sealed) => {
        const file = (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .isArmored */ .r1)(sealed) ? (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeArmor */ .u1)(sealed) : sealed;
        checkIntro(file);
        try {
            return await decrypter.decrypt(file);
        }
        catch (cause) {
            throw cause instanceof AllDeclined ? noMatch(cause) : damaged(cause);
        }
    };
}
/** No identity opens a file. */
class AllDeclined extends Error {
    name = "AllDeclined";
}
/**
 * Checks the first line here, because the library would quote it in its error, and in a file that
 * is not sealed it may be a title.
 */
function checkIntro(file) {
    const head = headText(file);
    if (head === INTRO)
        return;
    if (INTRO.startsWith(head) || (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .isArmorStub */ .Aj)(file)) {
        throw damaged(new Error("cut off in its first line"));
    }
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .FormatError */ .IF("seal/not-age", "The file is not an age file (age-encryption.org/v1).", {
        hint: "Give the unchanged file; its name ends in .age.",
    });
}
function headText(file) {
    return String.fromCharCode(...file.subarray(0, INTRO.length));
}
function damaged(cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .IntegrityError */ .cs("seal/damaged", "A sealed file was changed or cut off.", {
        cause,
        hint: "Use an earlier snapshot, or another copy of this one.",
    });
}
function noMatch(cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .KeyError */ .eN("key/no-match", "None of the given keys opens a sealed file.", {
        cause,
        hint: "Give the identity that belongs to one of the recipients named in the snapshot's metadata.json.",
    });
}


/***/ }),

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

/***/ 6153:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseIdentities: () => (/* binding */ parseIdentities)
/* harmony export */ });
/* unused harmony exports isSealedIdentityFile, openIdentityFile, openIdentityText */
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(711);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4089);
/* harmony import */ var _age_file_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1215);




/**
 * The identities in the text of an identity file: one a line, `#` before a comment. White space,
 * quotes and a byte order mark around the text or a line are ignored. Returns at least one, without
 * repeats.
 *
 * Throws `KeyError`: `key/bad-identity` with the line, counted from 1, and never the text;
 * `key/sealed-identity` when the text is sealed itself (see {@link openIdentityFile}).
 */
async function parseIdentities(text) {
    if (isSealedIdentityFile(new TextEncoder().encode(text.reveal().trim()))) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .KeyError */ .eN("key/sealed-identity", "The identity is sealed with a passphrase.", {
            hint: "Open it first with `age -d FILE`, and give the output.",
        });
    }
    const found = new Map();
    for (const [index, line] of unwrap(text.reveal())
        .split(/\r\n|\r|\n/)
        .entries()) {
        const key = unwrap(line);
        if (key === "" || key.startsWith("#"))
            continue;
        const identity = await parseIdentity(key, index + 1);
        found.set(identity.recipient, identity);
    }
    if (found.size === 0) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .KeyError */ .eN("key/bad-identity", "The identity is empty.", {
            hint: "Give the text of the identity file, which has a line AGE-SECRET-KEY-….",
        });
    }
    return [...found.values()];
}
/** Whether an identity file is sealed itself, so that it needs {@link openIdentityFile}. */
function isSealedIdentityFile(bytes) {
    return (0,_age_file_js__WEBPACK_IMPORTED_MODULE_3__/* .isAgeFile */ .m)(bytes);
}
/**
 * The identities in an identity file that was sealed with `passphrase`, armored or binary.
 *
 * Throws as {@link openIdentityText} and {@link parseIdentities} do.
 */
async function openIdentityFile(bytes, passphrase) {
    return parseIdentities(await openIdentityText(bytes, passphrase));
}
/**
 * The text of an identity file that was sealed with `passphrase`, armored or binary.
 *
 * Throws `KeyError` `key/wrong-passphrase`, `IntegrityError` `seal/damaged`, and `FormatError`
 * `seal/not-age`.
 */
async function openIdentityText(bytes, passphrase) {
    const text = await createDecrypt([{ kind: "passphrase", secret: passphrase }])(bytes).catch((cause) => {
        if (!(cause instanceof KeyError))
            throw cause;
        throw new KeyError("key/wrong-passphrase", "The passphrase does not open the identity file.", {
            cause,
            hint: "Type it as it was written down, with the dashes. If the file is sealed for a key, it has no passphrase: open it with age -d -i KEY.",
        });
    });
    return new Secret(new TextDecoder().decode(text));
}
async function parseIdentity(text, line) {
    const bad = (what) => new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .KeyError */ .eN("key/bad-identity", `Line ${line} of the identity file ${what}.`, {
        hint: "Expected AGE-SECRET-KEY-1… (X25519) or AGE-SECRET-KEY-PQ-1… (hybrid), one a line.",
    });
    if (/^age1/i.test(text))
        throw bad("is a recipient, the public half of a key");
    const prefix = /^(AGE-SECRET-KEY-(?:PQ-)?1)[02-9A-Z]+$/.exec(text)?.[1];
    if (prefix === undefined)
        throw bad("is not an age identity");
    const recipient = await (0,age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .identityToRecipient */ .RE)(text).catch(() => {
        // The library's error is not kept as the cause: its message repeats the identity.
        throw bad("is mistyped or cut off: its checksum is wrong");
    });
    const kind = prefix === "AGE-SECRET-KEY-1" ? "x25519" : "hybrid";
    return { kind, secret: new _secret_js__WEBPACK_IMPORTED_MODULE_2__/* .Secret */ .zh(text), recipient };
}
/** `text` without the white space and the quotes around it. */
function unwrap(text) {
    const trimmed = text.trim();
    return /^(["'`])(.*)\1$/s.exec(trimmed)?.[2]?.trim() ?? trimmed;
}


/***/ })

};
