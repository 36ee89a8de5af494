export const id = 69;
export const ids = [69,375];
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

/***/ 9069:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createOpener: () => (/* binding */ createOpener),
  createSealer: () => (/* binding */ createSealer)
});

// EXTERNAL MODULE: ./src/crypto/gzip.js + 1 modules
var gzip = __webpack_require__(6077);
// EXTERNAL MODULE: ../../node_modules/age-encryption/dist/index.js + 36 modules
var dist = __webpack_require__(711);
// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: ./src/crypto/age-file.js
var age_file = __webpack_require__(1215);
// EXTERNAL MODULE: ./src/crypto/armor.js
var armor = __webpack_require__(4648);
// EXTERNAL MODULE: ./src/crypto/recipients.js
var crypto_recipients = __webpack_require__(7375);
;// CONCATENATED MODULE: ./src/crypto/sealing.js





/**
 * A sealer for `recipients` (`age1…` or `age1pq1…`). It only needs public keys.
 *
 * Throws `UsageError` as {@link checkRecipients} does. A list without recipients is refused above
 * all, because the library would then write files that nobody can open. Sealing throws `UsageError`
 * `config/bad-recipient` when a well-formed recipient turns out to be no possible public key.
 */
function sealerWith(compression, recipients) {
    const checked = (0,crypto_recipients/* checkRecipients */.$)(recipients, "The list of recipients");
    const encrypter = new dist/* Encrypter */.T7();
    for (const recipient of checked)
        encrypter.addRecipient(recipient);
    const encrypt = (compressed) => encrypter.encrypt(compressed).catch((cause) => {
        throw new errors/* UsageError */.eb("config/bad-recipient", "A recipient is not a usable public key.", {
            cause,
            hint: "Make a new key with: tracksafe keygen",
        });
    });
    return {
        scheme: "age",
        recipients: checked,
        seal: async (plaintext) => (0,armor/* encodeArmor */.uP)(await encrypt(await compression.compress(plaintext))),
    };
}
/**
 * An opener that tries all of `identities`. It throws the errors of `Opener`, and `seal/too-large`.
 */
function openerWith(compression, identities) {
    const decrypt = (0,age_file/* createDecrypt */.K)(identities);
    return { open: async (sealed) => compression.decompress(await decrypt(sealed)) };
}

;// CONCATENATED MODULE: ./src/crypto/age.js


/** A sealer for `recipients`, in Node. Throws as {@link sealerWith} does. */
function createSealer(recipients) {
    return sealerWith(gzip/* nodeGzip */.VC, recipients);
}
/**
 * An opener that tries all of `identities`, in Node. It throws the errors of {@link openerWith}.
 */
function createOpener(identities) {
    return openerWith(gzip/* nodeGzip */.VC, identities);
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

/***/ 6077:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Bc: () => (/* binding */ compress),
  mF: () => (/* binding */ decompress),
  VC: () => (/* binding */ nodeGzip)
});

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
;// CONCATENATED MODULE: ./src/crypto/compression.js

/** The largest file that is sealed or opened, in bytes of plaintext: 16 MiB. */
const MAX_PLAINTEXT = 16 * 1024 * 1024;
/**
 * Throws `InternalError` `internal/seal-too-large` for more than {@link MAX_PLAINTEXT}, which could
 * not be opened again.
 */
function checkPlaintextSize(plaintext) {
    if (plaintext.length <= MAX_PLAINTEXT)
        return;
    throw new errors/* InternalError */.Gd("internal/seal-too-large", `A file of ${plaintext.length} bytes is too large to be sealed in one piece.`);
}
/** The error for content of more than `limit` bytes. */
function sealedTooLarge(limit, cause) {
    return new errors/* IntegrityError */.cs("seal/too-large", `A sealed file would unpack to more than ${limit} bytes, so it was not unpacked.`, { cause, hint: "tracksafe never writes such a file. Find out where the file came from." });
}
/** The error for content that is no gzip data, or only a part of it. */
function brokenGzip(cause) {
    return new errors/* IntegrityError */.cs("seal/damaged", "The content of a sealed file is broken gzip data.", {
        cause,
        hint: "Use an earlier snapshot, or another copy of this one.",
    });
}

;// CONCATENATED MODULE: ./src/crypto/gzip.js



/** The size of a buffer. zlib's default of 16 KiB makes four times as many of them. */
const CHUNK = 64 * 1024;
/**
 * `plaintext` as one gzip member. Throws `InternalError` `internal/seal-too-large` for more than
 * {@link MAX_PLAINTEXT}, which could not be opened again.
 */
async function compress(plaintext) {
    checkPlaintextSize(plaintext);
    return (0,external_node_util_.promisify)(external_node_zlib_.gzip)(plaintext);
}
/**
 * The content of all gzip members in `compressed`, one after the other. Throws `IntegrityError`:
 * `seal/damaged` when they are broken or cut, `seal/too-large` when the content is larger than
 * `limit` bytes, before more than that is unpacked.
 */
async function decompress(compressed, limit = MAX_PLAINTEXT) {
    try {
        // Most files are small, and take less time here than on their way to another thread.
        return (0,external_node_zlib_.gunzipSync)(compressed, { chunkSize: CHUNK, maxOutputLength: limit });
    }
    catch (cause) {
        throw cause instanceof RangeError ? sealedTooLarge(limit, cause) : brokenGzip(cause);
    }
}
/** gzip by Node's zlib. */
const nodeGzip = { compress, decompress };


/***/ }),

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
