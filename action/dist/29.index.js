export const id = 29;
export const ids = [29];
export const modules = {

/***/ 3029:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createMarkedIssue: () => (/* binding */ createMarkedIssue)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(927);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6726);



const READ = { area: "issues", level: "read" };
const WRITE = { area: "issues", level: "write" };
/** How many pages of 100 issues are looked through. */
const MAX_PAGES = 10;
/**
 * Keeps one issue, found again by `mark`, an HTML comment at the end of its body. Neither labels
 * nor authors would do: a token may not set the one, and several may be the other.
 *
 * Its methods throw as `GitHub.call` does, and `StoreError` `store/no-issues` where issues are off.
 */
function createMarkedIssue(github, at, mark) {
    const withMark = ({ title, body }) => ({
        title,
        body: `${body}\n\n${mark}\n`,
    });
    /** The oldest open issue with the mark, so that all find the same one should there be two. */
    async function find() {
        for (let page = 1; page <= MAX_PAGES; page += 1) {
            const outcome = await github.attempt(READ, [410], (rest) => rest.issues.listForRepo({
                ...at,
                state: "open",
                sort: "created",
                direction: "asc",
                per_page: 100,
                page,
            }));
            if (!("data" in outcome))
                throw noIssues();
            const found = outcome.data.find(({ body, pull_request }) => pull_request === undefined && body?.includes(mark) === true);
            if (found !== undefined) {
                return { number: found.number, title: found.title, body: found.body ?? "" };
            }
            if (outcome.data.length < 100)
                return null;
        }
        return null;
    }
    async function create(issue) {
        try {
            const outcome = await github.attempt(WRITE, [410], (rest) => rest.issues.create({ ...at, ...issue, ..._client_js__WEBPACK_IMPORTED_MODULE_1__/* .ONCE */ .E }));
            if ("data" in outcome)
                return outcome.data.number;
        }
        catch (error) {
            const opened = (0,_failures_js__WEBPACK_IMPORTED_MODULE_2__/* .isAmbiguous */ .X2)(error) ? await find() : null;
            if (opened !== null)
                return opened.number;
            throw error;
        }
        throw noIssues();
    }
    return {
        async report(text) {
            const issue = withMark(text);
            const open = await find();
            if (open === null)
                return await create(issue);
            if (open.title !== issue.title || open.body.trim() !== issue.body.trim()) {
                await github.call(WRITE, (rest) => rest.issues.update({ ...at, issue_number: open.number, ...issue }));
            }
            return open.number;
        },
        async close(comment) {
            const open = await find();
            if (open === null)
                return;
            const issue_number = open.number;
            await github.call(WRITE, (rest) => rest.issues.createComment({ ...at, issue_number, body: comment, ..._client_js__WEBPACK_IMPORTED_MODULE_1__/* .ONCE */ .E }));
            await github.call(WRITE, (rest) => rest.issues.update({ ...at, issue_number, state: "closed" }));
        },
    };
}
function noIssues() {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/no-issues", "The repository has its issues switched off.", {
        hint: "Switch them on in the repository's settings to be told there when something goes wrong.",
    });
}


/***/ })

};
