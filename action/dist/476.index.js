export const id = 476;
export const ids = [476];
export const modules = {

/***/ 7476:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   generateKey: () => (/* binding */ generateKey)
/* harmony export */ });
/* harmony import */ var age_encryption__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(711);
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4089);
/* harmony import */ var _key_id_comments_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3183);



/**
 * Makes a new key from the system's randomness. `hybrid` keys need age 1.3 or newer to be opened
 * with the `age` program. `now` and `keyIds` go into comments of the file.
 */
async function generateKey(kind, now, keyIds = []) {
    const identity = kind === "hybrid" ? await (0,age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .generateHybridIdentity */ .ud)() : await (0,age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .generateX25519Identity */ .ou)();
    const recipient = await (0,age_encryption__WEBPACK_IMPORTED_MODULE_0__/* .identityToRecipient */ .RE)(identity);
    const created = `${now.toISOString().slice(0, 19)}Z`;
    const lines = `# created: ${created}\n# public key: ${recipient}\n${identity}\n`;
    const fileText = lines + keyIds.map(_key_id_comments_js__WEBPACK_IMPORTED_MODULE_2__/* .keyIdComment */ .w).join("");
    return { kind, secret: new _secret_js__WEBPACK_IMPORTED_MODULE_1__/* .Secret */ .zh(identity), recipient, fileText: new _secret_js__WEBPACK_IMPORTED_MODULE_1__/* .Secret */ .zh(fileText) };
}


/***/ })

};
