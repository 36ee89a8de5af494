export const id = 596;
export const ids = [596,375];
export const modules = {

/***/ 1215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ decrypt),
/* harmony export */   m: () => (/* binding */ isAgeFile)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);
/* harmony import */ var _armor_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4648);



/** The first line of every age file (C2SP: age-encryption.org/v1). */
const INTRO = "age-encryption.org/v1\n";
/** Whether `bytes` start like an age file, armored or binary. Whether it is whole is not looked at. */
function isAgeFile(bytes) {
    return (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .isArmored */ .r1)(bytes) || headText(bytes) === INTRO;
}
/**
 * The content of an age file, armored or binary, once all of it is authenticated.
 *
 * Throws `FormatError` `seal/not-age` when `sealed` is no age v1 file; `KeyError` `key/no-match`
 * when none of `identities` opens it; `IntegrityError` `seal/damaged` when it was changed or cut.
 */
async function decrypt(sealed, identities) {
    const file = (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .isArmored */ .r1)(sealed) ? (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeArmor */ .u1)(sealed) : sealed;
    checkIntro(file);
    // The library throws plain errors only. What went wrong is told by how far it came: it asks the
    // identities in order, once the header is parsed, and this last one when all others declined.
    let declined = false;
    const decrypter = new age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .Decrypter */ .Hz();
    for (const { kind, secret } of identities) {
        if (kind === "passphrase")
            decrypter.addPassphrase(secret.reveal());
        else
            decrypter.addIdentity(secret.reveal());
    }
    decrypter.addIdentity({
        unwrapFileKey: () => {
            declined = true;
            return null;
        },
    });
    try {
        return await decrypter.decrypt(file);
    }
    catch (cause) {
        if (declined)
            throw noMatch(cause);
        throw damaged(cause);
    }
}
/** The library would put the first line of a file that is not sealed, a title even, in its error. */
function checkIntro(file) {
    const head = headText(file);
    if (head === INTRO)
        return;
    if (INTRO.startsWith(head) || (0,_armor_js__WEBPACK_IMPORTED_MODULE_2__/* .isArmorStub */ .Aj)(file)) {
        throw damaged(new Error("cut in its first line"));
    }
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .FormatError */ .IF("seal/not-age", "A file is not an age file (age-encryption.org/v1).", {
        hint: "Give the file as it was written: its name ends in .age.",
    });
}
function headText(file) {
    return Buffer.from(file.subarray(0, INTRO.length)).toString("latin1");
}
function damaged(cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .IntegrityError */ .cs("seal/damaged", "A sealed file was changed or cut.", {
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

/***/ 8596:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createOpener: () => (/* binding */ createOpener),
/* harmony export */   createSealer: () => (/* binding */ createSealer)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);
/* harmony import */ var _age_file_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1215);
/* harmony import */ var _armor_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4648);
/* harmony import */ var _gzip_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2159);
/* harmony import */ var _recipients_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7375);






/**
 * A sealer for `recipients` (`age1…` or `age1pq1…`). It only needs public keys.
 *
 * Throws `UsageError` as {@link checkRecipients} does: for none at all above all, since the library
 * would then write files that nobody can open. Sealing throws `UsageError` `config/bad-recipient`
 * when a well-formed recipient turns out to be no possible public key.
 */
function createSealer(recipients) {
    const checked = (0,_recipients_js__WEBPACK_IMPORTED_MODULE_5__.checkRecipients)(recipients, "The list of recipients");
    const encrypter = new age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .Encrypter */ .T7();
    for (const recipient of checked)
        encrypter.addRecipient(recipient);
    const encrypt = (compressed) => encrypter.encrypt(compressed).catch((cause) => {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/bad-recipient", "A recipient is not a usable public key.", {
            cause,
            hint: "Make a new key with: tracksafe keygen",
        });
    });
    return {
        scheme: "age",
        recipients: checked,
        seal: async (plaintext) => (0,_armor_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeArmor */ .uP)(await encrypt(await (0,_gzip_js__WEBPACK_IMPORTED_MODULE_4__/* .compress */ .Bc)(plaintext))),
    };
}
/** An opener that tries all of `identities`. Besides the port's errors: `seal/too-large`. */
function createOpener(identities) {
    return {
        open: async (sealed) => (0,_gzip_js__WEBPACK_IMPORTED_MODULE_4__/* .decompress */ .mF)(await (0,_age_file_js__WEBPACK_IMPORTED_MODULE_2__/* .decrypt */ .Y)(sealed, identities)),
    };
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
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);


const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const MAX_WHITESPACE = 1024;
/** What may follow the closing line: the end of the line, then white space. */
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
/** Whether `bytes` are no more than the beginning of an armored file's first line. */
function isArmorStub(bytes) {
    return BEGIN.startsWith(asText(bytes.subarray(0, BEGIN.length + 1)));
}
/**
 * The binary age file in `armored`. As strict as the reference implementation (`armor.go` of
 * FiloSottile/age): up to 1024 bytes of white space around the file are allowed, on lines of their
 * own, and nothing else that differs from the canonical form but CRLF line ends.
 *
 * Throws `IntegrityError` `seal/damaged`.
 */
function decodeArmor(armored) {
    const text = asText(armored);
    const inner = text.slice(text.indexOf(BEGIN)).trimEnd();
    const after = text.slice(text.indexOf(BEGIN) + inner.length);
    try {
        // The library ignores any white space around the lines it looks for; the reference does not.
        if (!AFTER_END.test(after))
            throw new Error("more than white space after the closing line");
        return age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .armor.decode */ .yE.decode(inner);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .IntegrityError */ .cs("seal/damaged", "A sealed file was changed or cut (its armor is broken).", {
            cause,
            hint: "Use an earlier snapshot, or another copy of this one.",
        });
    }
}
/** One character a byte, so that no byte sequence is read as white space it is not. */
function asText(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}


/***/ }),

/***/ 2159:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ compress),
/* harmony export */   mF: () => (/* binding */ decompress)
/* harmony export */ });
/* unused harmony export MAX_PLAINTEXT */
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8522);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6986);



/** The largest file that is sealed or opened, in bytes of plaintext: 16 MiB. */
const MAX_PLAINTEXT = 16 * 1024 * 1024;
/** zlib's default of 16 KiB makes a large file four times as many buffers. */
const CHUNK = 64 * 1024;
/**
 * `plaintext` as one gzip member. Throws `InternalError` `internal/seal-too-large` for more than
 * {@link MAX_PLAINTEXT}, which could not be opened again.
 */
async function compress(plaintext) {
    if (plaintext.length > MAX_PLAINTEXT) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .InternalError */ .Gd("internal/seal-too-large", `A file of ${plaintext.length} bytes is too large to be sealed in one piece.`);
    }
    return (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gzip)(plaintext);
}
/**
 * The content of all gzip members in `compressed`, one after the other. Throws `IntegrityError`:
 * `seal/damaged` when they are broken or cut, `seal/too-large` when the content is larger than
 * `limit` bytes, before more than that is unpacked.
 */
async function decompress(compressed, limit = MAX_PLAINTEXT) {
    try {
        return await (0,node_util__WEBPACK_IMPORTED_MODULE_0__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_1__.gunzip)(compressed, {
            chunkSize: CHUNK,
            maxOutputLength: limit,
        });
    }
    catch (cause) {
        if (cause instanceof RangeError) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .IntegrityError */ .cs("seal/too-large", `A sealed file unpacks to more than ${limit} bytes and was not unpacked.`, { cause, hint: "tracksafe writes no such file. Find out where it came from." });
        }
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .IntegrityError */ .cs("seal/damaged", "What was sealed in a file is broken gzip data.", {
            cause,
            hint: "Use an earlier snapshot, or another copy of this one.",
        });
    }
}


/***/ }),

/***/ 7375:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   checkRecipients: () => (/* binding */ checkRecipients),
/* harmony export */   parseRecipients: () => (/* binding */ parseRecipients)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);


const EXPECTED = "Expected a recipient: age1… (X25519) or age1pq1… (hybrid, post-quantum).";
/**
 * The recipients in `text`, separated by spaces, commas or lines; `#` begins a comment to the end
 * of its line. `setting` is how the person knows the text (`AGE_RECIPIENTS`, `--recipient`,
 * `age-recipients`), for the message. Otherwise as {@link checkRecipients}.
 */
function parseRecipients(text, setting) {
    const words = text
        .replace(/#.*/g, "")
        .split(/[\s,]+/)
        .filter((word) => word !== "");
    return checkRecipients(words, setting);
}
/**
 * `recipients` sorted and without repeats: at least one, each decoded and found whole, all of one
 * kind.
 *
 * Throws `UsageError`: `config/no-recipient`; `config/bad-recipient` with the position, counted
 * from 1, but never the text, which may be a secret in the wrong place; `config/mixed-recipients`,
 * because an X25519 recipient takes away what the hybrid one is for.
 */
function checkRecipients(recipients, setting) {
    if (recipients.length === 0) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/no-recipient", `${setting} names no recipient to seal for.`, {
            hint: `${EXPECTED} Make a key with: tracksafe keygen`,
        });
    }
    const kinds = new Set(recipients.map((text, index) => kindOf(text, setting, index + 1)));
    if (kinds.size > 1) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/mixed-recipients", `${setting} mixes X25519 (age1…) and hybrid (age1pq1…) recipients.`, { hint: "Use one kind: a file is only as safe as the weakest of its recipients." });
    }
    return [...new Set(recipients)].sort();
}
/** The kind of one recipient, once it is decoded. */
function kindOf(text, setting, position) {
    const bad = (what, hint = EXPECTED) => new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb("config/bad-recipient", `${setting}: recipient ${position} ${what}.`, { hint });
    if (/AGE-SECRET-KEY-/i.test(text)) {
        throw bad("is an identity, the secret half of a key", "Give its recipient (age1…) instead: age-keygen -y FILE prints it. If others could read the setting, make a new key.");
    }
    const prefix = /^(age1|age1pq1)[02-9a-z]+$/.exec(text)?.[1];
    if (prefix === undefined) {
        throw bad(text.startsWith("age1")
            ? "is mistyped, or of a kind that tracksafe could not open again"
            : "is not an age recipient");
    }
    try {
        new age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .Encrypter */ .T7().addRecipient(text);
    }
    catch {
        // Not kept as the cause: its message repeats the text.
        throw bad("is mistyped or cut: its checksum does not fit");
    }
    return prefix === "age1pq1" ? "hybrid" : "x25519";
}


/***/ })

};
