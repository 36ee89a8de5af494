export const id = 862;
export const ids = [862];
export const modules = {

/***/ 2862:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createKeptDirectories: () => (/* binding */ createKeptDirectories)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6986);



/** What the files of states and journals are called. Others were put there by somebody else. */
const NAME = /^[0-9a-z]{1,64}(?:\.jsonl)?$/;
/**
 * Keeps directories without directories in them by a `keeper`. Nothing that goes wrong is thrown:
 * what cannot be read is not there, and what cannot be kept is lost.
 */
function createKeptDirectories(keeper, { log, onUnkept = () => { } }) {
    return {
        async restore(directory, name) {
            try {
                for (const [file, content] of await keeper.read(name)) {
                    if (NAME.test(file))
                        await put(directory, file, content);
                }
            }
            catch (error) {
                log.warn("kept.read-failed", { code: (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .toAppError */ .b_)(error).code });
            }
        },
        async save(directory, name) {
            try {
                await keeper.replace(name, await readFiles(directory));
            }
            catch (thrown) {
                const error = (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .toAppError */ .b_)(thrown);
                log.warn("kept.save-failed", { code: error.code });
                onUnkept(error);
            }
        },
    };
}
async function put(directory, file, content) {
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(directory, { recursive: true, mode: 0o700 });
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, file), content, { flag: "wx", mode: 0o600 });
    }
    catch (error) {
        // What an earlier step of the job left there is newer.
        if ((0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .systemCode */ .xU)(error) !== "EEXIST")
            throw error;
    }
}
async function readFiles(directory) {
    const files = new Map();
    const names = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(directory).catch(() => []);
    for (const name of names.filter((one) => NAME.test(one)).sort()) {
        files.set(name, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, name)));
    }
    return files;
}


/***/ })

};
