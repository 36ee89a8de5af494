export const id = 974;
export const ids = [974];
export const modules = {

/***/ 1974:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createFetch: () => (/* binding */ createFetch)
/* harmony export */ });
/* harmony import */ var undici__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1684);
/* harmony import */ var _transport_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7168);


/** A `fetch` with connections and time bounds of its own, for libraries that take one. */
function createFetch(timeouts = _transport_js__WEBPACK_IMPORTED_MODULE_1__/* .DEFAULT_TIMEOUTS */ .R) {
    const dispatcher = createAgent(timeouts);
    return {
        fetch: (input, init) => (0,undici__WEBPACK_IMPORTED_MODULE_0__/* .fetch */ .hd)(input, { ...init, dispatcher }),
        [Symbol.asyncDispose]: () => dispatcher.destroy(),
    };
}
function createAgent({ connectMs, headersMs, bodyMs }) {
    return new undici__WEBPACK_IMPORTED_MODULE_0__/* .Agent */ .g6({
        // A lost HTTP/2 connection fails all requests on it, and with so few in flight it is no faster.
        allowH2: false,
        connect: { timeout: connectMs },
        headersTimeout: headersMs,
        bodyTimeout: bodyMs,
    });
}


/***/ })

};
