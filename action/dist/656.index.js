export const id = 656;
export const ids = [656];
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


/***/ })

};
