export const id = 234;
export const ids = [234];
export const modules = {

/***/ 8234:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createSavedDirectories: () => (/* binding */ createSavedDirectories)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6986);



/** The names of files of states and journals. Somebody else put any others there. */
const NAME = /^[0-9a-z]{1,64}(?:\.jsonl)?$/;
/**
 * Saves directories without directories in them with `keeper`, all at once when it is flushed.
 * Errors are not thrown: a file that cannot be read is not there, and a file that cannot be saved is
 * lost.
 */
function createSavedDirectories(keeper, { log, onUnsaved = () => { } }) {
    /** Each directory that waits to be saved, by the name that it is saved under. */
    const waiting = new Map();
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
            waiting.set(name, directory);
        },
        async flush() {
            if (waiting.size === 0)
                return;
            try {
                const read = [...waiting].map(async ([name, directory]) => {
                    return [name, await readFiles(directory)];
                });
                waiting.clear();
                await keeper.replace(new Map(await Promise.all(read)));
            }
            catch (thrown) {
                const error = (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .toAppError */ .b_)(thrown);
                log.warn("kept.save-failed", { code: error.code });
                onUnsaved(error);
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
        // An earlier step of the job left it there, and it is newer.
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
