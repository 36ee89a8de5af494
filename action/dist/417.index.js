export const id = 417;
export const ids = [417,656];
export const modules = {

/***/ 7656:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hz: () => (/* binding */ deriveKey),
/* harmony export */   deriveContentKey: () => (/* binding */ deriveContentKey),
/* harmony export */   keyId: () => (/* binding */ keyId),
/* harmony export */   w8: () => (/* binding */ hmac)
/* harmony export */ });
/* unused harmony exports generateContentKey, opaqueId */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6986);
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4089);



const SCOPE = "tracksafe/v1/";
const KEY_BYTES = 32;
/**
 * The content key of `user`: HKDF-SHA-256 (RFC 5869) of the app's client secret, so that every run
 * with the same secret finds the same key and nothing has to be stored.
 */
function deriveContentKey(clientSecret, user) {
    return deriveKey(clientSecret, "content-key", user);
}
/**
 * A key derived like the content key, for the purpose that `label` names: HKDF-SHA-256 of `source`,
 * with `label` and `scope` in its info.
 */
function deriveKey(source, label, scope) {
    const info = frame([SCOPE + label, scope]);
    const key = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hkdfSync)("sha256", source.reveal(), new Uint8Array(0), info, KEY_BYTES);
    return new _secret_js__WEBPACK_IMPORTED_MODULE_2__/* .Secret */ .zh(Buffer.from(key).toString("hex"));
}
/** A new content key, for a person who has no client secret and keeps this instead. */
function generateContentKey(random = (size) => randomBytes(size)) {
    return new Secret(Buffer.from(random(KEY_BYTES)).toString("hex"));
}
/** The id of a content key: 16 hex digits that say nothing else about it. */
function keyId(key) {
    return hmac(key, "key-id").slice(0, 16);
}
/**
 * The name of a thing in a sealed snapshot: 20 lower-case hex digits. It is the same for the same
 * key, `kind` and `id`. Without the key nobody can tell which `id` it stands for.
 */
function opaqueId(key, kind, id) {
    return hmac(key, "opaque-id", kind, id).slice(0, 20);
}
/**
 * HMAC-SHA-256 over `label`, which names the purpose, and `parts`, in 64 lower-case hex digits.
 * Each is preceded by its length, so that two different lists never give the same input; a string
 * stands for its UTF-8 bytes. Throws `KeyError` `key/bad-content-key` when `key` has another form.
 */
function hmac(key, label, ...parts) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)("sha256", keyBytes(key))
        .update(frame([SCOPE + label, ...parts]))
        .digest("hex");
}
/** `parts` one after the other, each preceded by its length in 8 bytes, big-endian. */
function frame(parts) {
    return Buffer.concat(parts.flatMap((part) => {
        const bytes = typeof part === "string" ? Buffer.from(part) : part;
        const length = Buffer.alloc(8);
        length.writeBigUInt64BE(BigInt(bytes.length));
        return [length, bytes];
    }));
}
function keyBytes(key) {
    const text = key.reveal();
    if (!/^[0-9a-f]{64}$/.test(text)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .KeyError */ .eN("key/bad-content-key", "A content key is not 64 hex digits.", {
            hint: "The stored key is damaged. Restore it, or run a backup with --full.",
        });
    }
    return Buffer.from(text, "hex");
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

/***/ 4417:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createStateSealer: () => (/* binding */ createStateSealer),
/* harmony export */   deriveStateKey: () => (/* binding */ deriveStateKey)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _content_key_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7656);
/* harmony import */ var _gzip_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6077);



const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const UNPACKED = 0;
const GZIPPED = 1;
/**
 * The key for the state and the journals of `scope`: HKDF-SHA-256 of `source`, which is the app's
 * client secret or, without one, a random key of this machine.
 */
function deriveStateKey(source, scope) {
    return (0,_content_key_js__WEBPACK_IMPORTED_MODULE_1__/* .deriveKey */ .Hz)(source, "state-key", scope);
}
/**
 * Seals with AES-256-GCM (NIST SP 800-38D): a random nonce, the ciphertext, the tag; the name is
 * authenticated, too. Content that gzip makes smaller is packed first. `key` is one of {@link
 * deriveStateKey}.
 */
function createStateSealer(key, random = (size) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(size)) {
    const cipherKey = Buffer.from((0,_content_key_js__WEBPACK_IMPORTED_MODULE_1__/* .hmac */ .w8)(key, "state-cipher"), "hex");
    return {
        label: (name) => (0,_content_key_js__WEBPACK_IMPORTED_MODULE_1__/* .hmac */ .w8)(key, "state-name", name).slice(0, 32),
        async seal(name, bytes) {
            const packed = await (0,_gzip_js__WEBPACK_IMPORTED_MODULE_2__/* .compress */ .Bc)(bytes);
            const plain = packed.length < bytes.length ? [Buffer.of(GZIPPED), packed] : [Buffer.of(UNPACKED), bytes];
            const nonce = random(NONCE_BYTES);
            const cipher = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createCipheriv)(CIPHER, cipherKey, nonce).setAAD(Buffer.from(name));
            const sealed = plain.map((piece) => cipher.update(piece));
            return Buffer.concat([nonce, ...sealed, cipher.final(), cipher.getAuthTag()]);
        },
        async open(name, sealed) {
            const plain = decrypt(cipherKey, name, sealed);
            if (plain === null)
                return null;
            const content = plain.subarray(1);
            // Only somebody with the key can have written this, so it is safe to unpack. Another first
            // byte comes from a later version, and is not read.
            if (plain[0] === GZIPPED)
                return (0,_gzip_js__WEBPACK_IMPORTED_MODULE_2__/* .decompress */ .mF)(content);
            return plain[0] === UNPACKED ? content : null;
        },
    };
}
function decrypt(key, name, sealed) {
    if (sealed.length < NONCE_BYTES + TAG_BYTES)
        return null;
    const end = sealed.length - TAG_BYTES;
    const decipher = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createDecipheriv)(CIPHER, key, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
    })
        .setAAD(Buffer.from(name))
        .setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, end));
    try {
        return Buffer.concat([plain, decipher.final()]);
    }
    catch {
        // The only error of `final` is that the content is not authentic.
        return null;
    }
}


/***/ })

};
