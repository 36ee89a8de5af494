export const id = 217;
export const ids = [217];
export const modules = {

/***/ 7217:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createKeptFiles: () => (/* binding */ createKeptFiles)
/* harmony export */ });
/* harmony import */ var _github_git_data_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7170);
/* harmony import */ var _github_git_objects_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8540);
/* harmony import */ var _branch_view_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9757);
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2486);
/* harmony import */ var _upload_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1107);





/** No snapshots are below a name like this: see `parsePath` and `isUserName`. */
const ROOT = ".tracksafe";
/** More than any run keeps there; what is larger was not written by one. */
const MAXIMUM = { files: 1000, bytes: 64 * 1024 * 1024 };
/**
 * Files kept below `.tracksafe` of a branch. What somebody else put there has to be expected: names
 * and contents are as they come.
 */
function createKeptFiles(options) {
    const view = (0,_branch_view_js__WEBPACK_IMPORTED_MODULE_2__/* .createBranchView */ .QP)(options);
    const { github, at } = view;
    async function list(head, name) {
        const entries = [...((await view.directory(head, [ROOT, name]))?.values() ?? [])];
        return entries.filter(_branch_view_js__WEBPACK_IMPORTED_MODULE_2__/* .isFile */ .fo);
    }
    async function plan(name, tree, head) {
        const path = [ROOT, name];
        const at = path.join("/");
        if (tree !== null) {
            const changes = [{ path: at, sha: tree, mode: "040000" }];
            return { path, changes, message: "Keep the state of a restore" };
        }
        const changes = (await list(head, name)).map((entry) => {
            return { path: `${at}/${entry.path}`, sha: null, mode: "100644" };
        });
        return { path, changes, message: "Forget the state of a restore" };
    }
    return {
        async read(name) {
            const files = await list(await view.head(), name);
            const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
            if (files.length > MAXIMUM.files || bytes > MAXIMUM.bytes)
                return new Map();
            const read = new Map();
            for (const { path, sha } of files)
                read.set(path, await (0,_github_git_data_js__WEBPACK_IMPORTED_MODULE_0__/* .readBlob */ .gm)(github, at, sha));
            return read;
        },
        async replace(name, files) {
            const there = new Map((await list(await view.look(), name)).map((one) => [one.path, one.sha]));
            const buffered = new Map();
            for (const [path, content] of files) {
                const sha = (0,_github_git_objects_js__WEBPACK_IMPORTED_MODULE_1__/* .blobSha */ .w)(content);
                buffered.set(path, there.get(path) === sha ? { sha } : { content });
            }
            const isSame = [...buffered.values()].every((file) => "sha" in file);
            if (isSame && there.size === files.size)
                return;
            const tree = files.size === 0 ? null : await (0,_upload_js__WEBPACK_IMPORTED_MODULE_4__/* .uploadTree */ .M)(view, buffered);
            await (0,_commit_js__WEBPACK_IMPORTED_MODULE_3__/* .commitTo */ .v)(view, {
                plan: (head) => plan(name, tree, head),
                open: new Map(),
            });
        },
    };
}


/***/ })

};
