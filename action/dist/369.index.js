export const id = 369;
export const ids = [369,906];
export const modules = {

/***/ 2929:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ob: () => (/* binding */ moveBranch),
/* harmony export */   pG: () => (/* binding */ readBranch),
/* harmony export */   v6: () => (/* binding */ replaceBranch)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3489);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1906);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6726);
/* harmony import */ var _git_data_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7170);




const READ = { area: "contents", level: "read" };
const WRITE = { area: "contents", level: "write" };
/** The state of a branch. */
async function readBranch(github, at, branch) {
    const outcome = await github.attempt(READ, [404], (rest) => rest.repos.getBranch({ ...at, branch }));
    if ("data" in outcome) {
        const { sha, commit, parents } = outcome.data.commit;
        return {
            commit: (0,_git_data_js__WEBPACK_IMPORTED_MODULE_2__/* .asSha */ .Pr)(sha),
            tree: (0,_git_data_js__WEBPACK_IMPORTED_MODULE_2__/* .asSha */ .Pr)(commit.tree.sha),
            parents: parents.map((parent) => (0,_git_data_js__WEBPACK_IMPORTED_MODULE_2__/* .asSha */ .Pr)(parent.sha)),
        };
    }
    // A repository that one may not see, an empty one and one without the branch answer alike here,
    // but not to this.
    const refs = await github.attempt(READ, [409], (rest) => rest.git.listMatchingRefs({ ...at, ref: `heads/${branch}` }));
    return "data" in refs ? "missing" : "empty";
}
/**
 * Moves a branch to `commit`, a child of where it is; `isNew` creates it. Throws as `GitHub.call`
 * does; after a `ProviderError` the branch may have moved all the same.
 */
async function moveBranch(github, at, move) {
    const { branch, commit: sha, isNew } = move;
    const outcome = await github.attempt(WRITE, [409, 422], (rest) => isNew
        ? rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha, ..._client_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_RETRIES */ .z })
        : rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: false, ..._client_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_RETRIES */ .z }));
    if ("data" in outcome)
        return "done";
    return /not a fast.forward|already exists|does not exist/i.test(outcome.message)
        ? "outdated"
        : "refused";
}
/**
 * Moves a branch from one commit to any other, and only from that one. GitHub offers this by GraphQL
 * alone (GraphQL API > Git > `updateRefs`, `beforeOid`). Throws as `GitHub.call` does; after a
 * `ProviderError` the branch may have moved all the same.
 */
async function replaceBranch(github, at, { branch, from, commit }) {
    const found = repositorySchema.safeParse(await github.query(READ, FIND_REPOSITORY, { ...at }));
    if (!found.success)
        throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .badAnswer */ .k6)();
    const { id } = found.data.repository;
    const name = `refs/heads/${branch}`;
    const complaint = await github.mutate(WRITE, UPDATE_REF, { id, name, from, commit });
    if (complaint === null)
        return "done";
    return /\brules?\b|protected|not allowed/i.test(complaint) ? "refused" : "outdated";
}
const repositorySchema = zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ repository: zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ id: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP() }) });
const FIND_REPOSITORY = "query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { id } }";
const UPDATE_REF = `mutation($id: ID!, $name: GitRefname!, $from: GitObjectID!, $commit: GitObjectID!) {
  updateRefs(input: { repositoryId: $id, refUpdates: [{ name: $name, beforeOid: $from, afterOid: $commit, force: true }] }) { clientMutationId }
}`;


/***/ }),

/***/ 1906:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  z: () => (/* binding */ NO_RETRIES),
  createGitHub: () => (/* binding */ createGitHub)
});

// EXTERNAL MODULE: ../../node_modules/@octokit/plugin-retry/dist-bundle/index.js
var dist_bundle = __webpack_require__(4491);
// EXTERNAL MODULE: ../../node_modules/@octokit/rest/dist-src/index.js + 21 modules
var dist_src = __webpack_require__(760);
// EXTERNAL MODULE: ./src/http/base-url.js
var base_url = __webpack_require__(5061);
// EXTERNAL MODULE: ./src/http/failures.js
var failures = __webpack_require__(1367);
// EXTERNAL MODULE: ./src/github/failures.js
var github_failures = __webpack_require__(6726);
;// CONCATENATED MODULE: ./src/github/fetch.js

/** The number of redirects that a request follows. */
const MAX_REDIRECTS = 3;
/**
 * `fetch` for octokit, with two differences. An answer counts once it is there in full and, when it
 * claims success, is JSON: octokit would take one that breaks off in its middle for an empty one,
 * and a proxy's web page for data. And a request is sent on, unchanged, to where a renamed
 * repository is now, but to no other host than that of `base`.
 *
 * GitHub: REST API > Best practices > Follow redirects.
 */
function wholeAnswers(fetch, base) {
    return async (address, { method, headers, body, signal }) => {
        const init = {
            method,
            headers,
            redirect: "manual",
            ...(body !== undefined && { body }),
            ...(signal && { signal }),
        };
        let url = new URL(address);
        for (let redirects = 0;; redirects += 1) {
            const answer = await fetch(url.href, init);
            const text = await answer.text();
            const isMoved = [301, 302, 307, 308].includes(answer.status);
            if (!isMoved)
                return toResponse(answer, text);
            url = new URL(answer.headers.get("location") ?? "", url);
            if (url.origin !== base.origin || redirects === MAX_REDIRECTS)
                throw (0,github_failures/* badAnswer */.k6)();
        }
    };
}
function toResponse({ status, headers }, text) {
    const hasBody = ![204, 205, 304].includes(status);
    const isError = status >= 400;
    const response = new Response(hasBody && isError ? text : null, {
        status,
        headers: [...headers],
    });
    if (!hasBody || isError)
        return response;
    // Octokit hands this on as the data: its own parser would copy a large text several times over.
    return Object.defineProperty(response, "body", { value: parse(text) });
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        throw (0,github_failures/* badAnswer */.k6)();
    }
}

;// CONCATENATED MODULE: ./src/github/request-pace.js

/** The longest pause that is waited for. */
const LONGEST_PAUSE_MS = 120_000;
/** GitHub: REST API > Best practices > Pause between mutative requests. */
const BETWEEN_WRITES_MS = 1000;
/** A pace that waits by `sleep`. */
function createPace(clock, sleep) {
    const now = () => clock.now().getTime();
    let pausedUntil = 0;
    let isClosed = false;
    let nextWriteAt = 0;
    let last = Promise.resolve();
    async function wait(isWrite, repeats) {
        const backoffUntil = now() + repeats ** 2 * 1000;
        for (;;) {
            const until = Math.max(pausedUntil, backoffUntil, isWrite ? nextWriteAt : 0);
            if (until <= now())
                break;
            if (isClosed && pausedUntil > now())
                throw (0,github_failures/* limitReached */.Cf)(new Date(pausedUntil));
            await sleep(until - now());
        }
        if (isWrite)
            nextWriteAt = now() + BETWEEN_WRITES_MS;
    }
    return {
        turn(isWrite, repeats) {
            const own = last.then(() => wait(isWrite, repeats));
            last = own.catch(() => { });
            return own;
        },
        pause(ms) {
            pausedUntil = Math.max(pausedUntil, now() + ms);
            isClosed = pausedUntil - now() > LONGEST_PAUSE_MS;
            return !isClosed;
        },
    };
}

;// CONCATENATED MODULE: ./src/github/client.js







/** For a request that must not be sent again before its effect was checked. */
const NO_RETRIES = { request: { retries: 0 } };
/** The number of times that a request is sent again after a 5xx or a lost connection. */
const RETRIES = 3;
/** The number of times that a request is sent again after a penalty. */
const LIMIT_RETRIES = 3;
/** Statuses that asking again at once does not change. */
const FINAL = [400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 451];
/** GitHub: REST API > API versions. */
const API_VERSION = "2022-11-28";
// Octokit's own words hold addresses, and so the names of accounts.
const QUIET = { debug: () => { }, info: () => { }, warn: () => { }, error: () => { } };
/** Sends a single attempt of a request, at its time. */
function sendInTime({ hook }, state) {
    hook.wrap("request", async (send, options) => {
        const { pace, clock, log, sent } = state;
        const repeats = sent.get(options) ?? 0;
        await pace.turn(options.method !== "GET", repeats);
        sent.set(options, repeats + 1);
        state.requests += 1;
        const startedAt = clock.now().getTime();
        let status = null;
        try {
            options.headers["x-github-api-version"] = API_VERSION;
            const answer = await send(options);
            status = answer.status;
            state.expiry = answer.headers["github-authentication-token-expiration"] ?? null;
            return answer;
        }
        catch (error) {
            status = (0,github_failures/* refusalOf */.Of)(error)?.status ?? null;
            throw error;
        }
        finally {
            const ms = clock.now().getTime() - startedAt;
            // The template of the address, which names nobody.
            log.debug("github.request", { method: options.method, route: options.url, status, ms });
        }
    });
}
/** Sends nothing during a penalty. After a short one, sends the refused requests again. */
function waitOutPenalties({ hook }, state) {
    const { pace, clock, log } = state;
    hook.wrap("request", async (send, options) => {
        for (let penalties = 1;; penalties += 1) {
            try {
                return await send(options);
            }
            catch (error) {
                const limit = (0,github_failures/* limitOf */.LF)(error, clock.now());
                if (limit === null)
                    throw error;
                const isShort = pace.pause(limit.ms);
                log.info("github.paused", { seconds: Math.ceil(limit.ms / 1000) });
                if (!isShort || penalties > LIMIT_RETRIES)
                    throw error;
            }
        }
    });
}
/** Octokit; its plugin decides whether a request is sent again after a failure, the pace when. */
function createOctokit(options, base, state) {
    const { signal } = options;
    // The plugin that comes first is closest to the wire: it is called for each attempt.
    const Client = dist_src/* Octokit */.E.plugin((octokit) => sendInTime(octokit, state), (octokit) => waitOutPenalties(octokit, state), dist_bundle/* retry */.L);
    return new Client({
        auth: options.token.reveal(),
        baseUrl: base.href.replace(/\/$/, ""),
        userAgent: options.userAgent,
        log: QUIET,
        request: {
            fetch: wholeAnswers(options.fetch, base),
            parseSuccessResponseBody: false,
            ...(signal && { signal }),
        },
        retry: { retries: RETRIES, retryAfterBaseValue: 0, doNotRetry: FINAL },
    });
}
/**
 * The client over octokit. Throws `UsageError` `config/insecure-url` or `config/invalid-url` for an
 * address that is neither https nor on this machine.
 */
function createGitHub(options) {
    const { clock, log, signal, tokenName } = options;
    const base = (0,base_url/* parseBaseUrl */.Q)("GITHUB_API_URL", options.apiUrl);
    const sleep = (ms) => clock.sleep(ms, signal).catch((error) => {
        throw signal?.aborted ? (0,failures/* cancelled */.KW)(signal) : error;
    });
    const pace = createPace(clock, sleep);
    const state = { pace, clock, log, sent: new WeakMap(), requests: 0, expiry: null };
    const { rest, graphql } = createOctokit(options, base, state);
    const translate = (error, need) => (0,github_failures/* toGitHubError */.Lg)(error, { need, tokenName, now: clock.now(), signal });
    return {
        async call(need, send) {
            try {
                return (await send(rest)).data;
            }
            catch (error) {
                throw translate(error, need);
            }
        },
        async attempt(need, known, send) {
            try {
                return { data: (await send(rest)).data };
            }
            catch (error) {
                const refusal = (0,github_failures/* refusalOf */.Of)(error);
                if (refusal !== null && known.includes(refusal.status))
                    return refusal;
                throw translate(error, need);
            }
        },
        async query(need, text, variables) {
            try {
                return await graphql(text, variables);
            }
            catch (error) {
                throw translate(error, need);
            }
        },
        async mutate(need, text, variables) {
            try {
                await graphql(text, { ...variables, ...NO_RETRIES });
                return null;
            }
            catch (error) {
                const complaint = (0,github_failures/* graphqlRefusalOf */.NX)(error);
                if (complaint === null)
                    throw translate(error, need);
                return complaint;
            }
        },
        sleep,
        requests: () => state.requests,
        tokenExpiresAt: () => parseExpiry(state.expiry),
    };
}
/** `2026-11-22 13:27:35 UTC`, or with an offset in place of `UTC`. */
function parseExpiry(text) {
    const time = new Date(String(text).replace("UTC", "+00:00"));
    return Number.isNaN(time.getTime()) ? null : time;
}


/***/ }),

/***/ 7170:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AY: () => (/* binding */ isTreeMode),
/* harmony export */   Pr: () => (/* binding */ asSha),
/* harmony export */   Vf: () => (/* binding */ createFirstFile),
/* harmony export */   Wn: () => (/* binding */ readParents),
/* harmony export */   Zc: () => (/* binding */ readTree),
/* harmony export */   _w: () => (/* binding */ probeWrite),
/* harmony export */   bP: () => (/* binding */ createTree),
/* harmony export */   gO: () => (/* binding */ createBlob),
/* harmony export */   gm: () => (/* binding */ readBlob),
/* harmony export */   kt: () => (/* binding */ createCommit)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1906);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6726);
/* harmony import */ var _git_objects_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8540);




const READ = { area: "contents", level: "read" };
const WRITE = { area: "contents", level: "write" };
/** The type of an entry of a tree, by its mode (GitHub: REST API > Git trees). */
const TREE_MODES = {
    "100644": "blob",
    "100755": "blob",
    "120000": "blob",
    "040000": "tree",
    "160000": "commit",
};
const isTreeMode = (mode) => typeof mode === "string" && Object.hasOwn(TREE_MODES, mode);
/**
 * The tree `sha`, not what is in its trees. Throws `StoreError` `store/too-large` for half a one.
 */
async function readTree(github, at, sha) {
    const answer = await github.call(READ, (rest) => rest.git.getTree({ ...at, tree_sha: sha }));
    if (answer.truncated !== false || !Array.isArray(answer.tree)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/too-large", "GitHub lists only a part of a directory of the repository.", {
            hint: "The directory has too many entries. Delete old snapshots, or start a new repository.",
        });
    }
    return answer.tree.map(({ path, mode, sha: own, size }) => {
        if (typeof path !== "string" || !isTreeMode(mode))
            throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_2__/* .badAnswer */ .k6)();
        return { path, mode, sha: asSha(own), size: size ?? null };
    });
}
/** The file `sha`. Throws `IntegrityError` `snapshot/corrupt` when something else came. */
async function readBlob(github, at, sha) {
    const answer = await github.call(READ, (rest) => rest.git.getBlob({ ...at, file_sha: sha }));
    if (typeof answer.content !== "string" || answer.encoding !== "base64")
        throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_2__/* .badAnswer */ .k6)();
    const content = Buffer.from(answer.content, "base64");
    if ((0,_git_objects_js__WEBPACK_IMPORTED_MODULE_3__/* .blobSha */ .w)(content) !== sha) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .IntegrityError */ .cs("snapshot/corrupt", "A file from GitHub arrived damaged.", {
            hint: "Try again. If this happens again, check the file in the repository.",
        });
    }
    return content;
}
/**
 * Throws what a write would throw. It stores a few bytes that nothing refers to and that git
 * clears away: what GitHub says of a token's rights is about the person behind it, and about
 * nobody for the token of a workflow.
 */
async function probeWrite(github, at) {
    // 409: the repository is empty, which a commit will change.
    await github.attempt(WRITE, [409], (rest) => rest.git.createBlob({ ...at, content: "tracksafe", encoding: "utf-8" }));
}
/** Stores a file; its sha. */
async function createBlob(github, at, content) {
    const base64 = Buffer.from(content).toString("base64");
    const answer = await settle(github, () => github.attempt(WRITE, NOT_YET, (rest) => rest.git.createBlob({ ...at, content: base64, encoding: "base64" })));
    return asSha(answer.sha);
}
/** Stores the tree that `changes` make of the tree `base`, or of nothing; its sha. */
async function createTree(github, at, base, changes) {
    const tree = changes.map((change) => "sha" in change
        ? { ...change, type: TREE_MODES[change.mode] }
        : { ...change, mode: "100644", type: "blob" });
    const answer = await settle(github, () => github.attempt(WRITE, NOT_YET, (rest) => rest.git.createTree({ ...at, tree, ...(base !== null && { base_tree: base }) })));
    return asSha(answer.sha);
}
/** Stores a commit, by the owner of the token; its sha. */
async function createCommit(github, at, commit) {
    const answer = await settle(github, () => github.attempt(WRITE, NOT_YET, (rest) => rest.git.createCommit({ ...at, ...commit })));
    return asSha(answer.sha);
}
/** The parents of a commit. */
async function readParents(github, at, sha) {
    const answer = await github.call(READ, (rest) => rest.git.getCommit({ ...at, commit_sha: sha }));
    return answer.parents.map((parent) => asSha(parent.sha));
}
/** Puts a first file, and with it a first commit, into an empty repository. */
async function createFirstFile(github, at, file) {
    const content = Buffer.from(file.text).toString("base64");
    const { path, message } = file;
    // 409 and 422: somebody else was first.
    await github.attempt(WRITE, [409, 422], (rest) => rest.repos.createOrUpdateFileContents({ ...at, path, message, content, ..._client_js__WEBPACK_IMPORTED_MODULE_1__/* .NO_RETRIES */ .z }));
}
/** The answers of GitHub about an object that not all of its servers see yet. */
const NOT_YET = [404, 409, 422];
/** The number of times that an object may be missing that was stored a moment ago. */
const LOOKS = 4;
/** Calls `send` until what it builds on is seen by GitHub, for a few seconds. */
async function settle(github, send) {
    for (let look = 1;; look += 1) {
        const outcome = await send();
        if ("data" in outcome)
            return outcome.data;
        if (look === LOOKS)
            throw refused(outcome);
        await github.sleep(1000 * 2 ** (look - 1));
    }
}
function refused({ status, message }) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/refused", `GitHub refused to store a file or commit (${status}).`, {
        cause: new Error(`GitHub answered ${status}: ${message}`),
        hint: "Check that the repository exists and that the token may change its contents.",
    });
}
/** `value` if it is the name of an object, as everything that is sent back has to be. */
function asSha(value) {
    if (typeof value === "string" && /^[0-9a-f]{40}$/.test(value))
        return value;
    throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_2__/* .badAnswer */ .k6)();
}


/***/ }),

/***/ 8540:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ treeSha),
/* harmony export */   w: () => (/* binding */ blobSha)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

/** The name git gives a file's content. */
function blobSha(content) {
    return objectSha("blob", content);
}
/** The name git gives a tree of these entries, in whatever order they come. */
function treeSha(entries) {
    // Git sorts by bytes, and trees as if their names ended in a slash.
    const sorted = entries
        .map((entry) => ({
        ...entry,
        key: Buffer.from(entry.mode === "040000" ? `${entry.path}/` : entry.path),
    }))
        .sort((a, b) => Buffer.compare(a.key, b.key));
    const parts = sorted.flatMap(({ mode, path, sha }) => [
        Buffer.from(`${mode.replace(/^0/, "")} ${path}\0`),
        Buffer.from(sha, "hex"),
    ]);
    return objectSha("tree", Buffer.concat(parts));
}
function objectSha(type, content) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha1").update(`${type} ${content.byteLength}\0`).update(content).digest("hex");
}


/***/ }),

/***/ 444:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Q: () => (/* binding */ createBranchView)
});

// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: ./src/github/branch.js
var github_branch = __webpack_require__(2929);
// EXTERNAL MODULE: ./src/store/names.js
var names = __webpack_require__(4335);
// EXTERNAL MODULE: ./src/github/repository.js
var github_repository = __webpack_require__(3529);
// EXTERNAL MODULE: ./src/store/github/listing.js
var listing = __webpack_require__(4399);
;// CONCATENATED MODULE: ./src/store/github/choose-branch.js




/** A repository with this file runs the workflow. */
const WORKFLOW = { directory: [".github", "workflows"], file: "backup.yml" };
/**
 * Chooses the branch for a repository in which nobody named one: `backups` if it holds snapshots,
 * else the default branch if that does. While there are no snapshots, it is `backups` in a
 * repository that runs the workflow, and the default branch in any other.
 */
async function chooseBranch(repository) {
    const { github, at, ownRepository } = repository;
    const own = { name: names/* OWN_BRANCH */.aG, head: await (0,github_branch/* readBranch */.pG)(github, at, names/* OWN_BRANCH */.aG) };
    if (await holdsSnapshots(repository, own.head))
        return own;
    if (own.head === "empty" && ownRepository)
        return own;
    const { defaultBranch } = await (0,github_repository.readRepository)(github, at);
    const head = own.head === "empty" ? own.head : await (0,github_branch/* readBranch */.pG)(github, at, defaultBranch);
    const usual = { name: defaultBranch, head };
    if (await holdsSnapshots(repository, head))
        return usual;
    return ownRepository || (await hasWorkflow(repository, head)) ? own : usual;
}
async function holdsSnapshots({ lookUp, root }, head) {
    const users = await (0,listing/* listUsers */.Z)(async (...path) => {
        const found = await lookUp(head, [...root, ...path]);
        return found === "file" ? null : found;
    });
    return users.length > 0;
}
async function hasWorkflow({ lookUp }, head) {
    const found = await lookUp(head, WORKFLOW.directory);
    return found !== null && found !== "file" && found.has(WORKFLOW.file);
}

;// CONCATENATED MODULE: ./src/store/github/root.js

/**
 * The parts of the path of the directory that holds the snapshots. Throws `UsageError`
 * `config/path` for one that leads out of the repository.
 */
function parseRoot(path = "backups") {
    const parts = path.split("/");
    if (parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(part)))
        return parts;
    throw new errors/* UsageError */.eb("config/path", "The path cannot be a path in a repository.", {
        hint: "Give a path of letters, digits, dots, dashes and underscores, such as `backups`.",
    });
}

// EXTERNAL MODULE: ./src/store/github/trees.js
var github_trees = __webpack_require__(5970);
;// CONCATENATED MODULE: ./src/store/github/branch-view.js






/** Throws `UsageError` `config/path` for a path that leads out of the repository. */
function createBranchView(options) {
    const { github, at, branch: named, ownRepository } = options;
    const root = parseRoot(options.path);
    const trees = (0,github_trees/* createTrees */.sc)(github, at);
    const { lookUp } = trees;
    const isOurs = (branch) => branch === names/* OWN_BRANCH */.aG && (ownRepository || named === undefined);
    let name = named;
    let head;
    async function branch() {
        if (name !== undefined)
            return name;
        const chosen = await chooseBranch({ github, at, lookUp, root, ownRepository });
        name = chosen.name;
        head = chosen.head;
        return name;
    }
    function check(found, on) {
        if (found === "missing" && !isOurs(on))
            throw noBranch();
        return found;
    }
    async function look() {
        const on = await branch();
        head = check(await (0,github_branch/* readBranch */.pG)(github, at, on), on);
        return head;
    }
    return {
        github,
        at,
        root,
        trees,
        branch,
        async head() {
            const on = await branch();
            return head === undefined ? await look() : check(head, on);
        },
        look,
        moved(to) {
            head = to;
        },
        async directory(from, path) {
            const found = await lookUp(from, path);
            if (found === "file")
                throw notADirectory();
            return found;
        },
    };
}
function noBranch() {
    return new errors/* NotFoundError */.m_("store/not-found", "The repository has no such branch.", {
        hint: "Check the setting `branch`. Without it, the branch is `backups` or the default branch, whichever holds snapshots.",
    });
}
function notADirectory() {
    return new errors/* StoreError */.AD("store/io", "The repository has a file at the path of a directory that tracksafe needs.", {
        hint: "Check the setting `path`, or move that file away.",
    });
}


/***/ }),

/***/ 2486:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ commitTo)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);
/* harmony import */ var _github_branch_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2929);
/* harmony import */ var _github_failures_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6726);
/* harmony import */ var _github_git_data_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7170);




/** The number of times that a commit is made anew because somebody else's came first. */
const MAX_ATTEMPTS = 20;
/**
 * Puts something into the branch by one commit on top of what is there, or in its place, whatever others
 * put there meanwhile. The branch either has the whole commit afterwards or was not touched. Where
 * there is nothing to change, the result is the commit that is there.
 *
 * Throws `ConflictError` `store/conflict` when others do not leave off; `StoreError`
 * `store/refused` when the branch may not be moved, `store/unknown` when nobody says whether it
 * was; and as `GitHub.call` does.
 */
async function commitTo(view, change) {
    const outcome = await settle(view, change).catch((error) => {
        const [commit] = [...change.open.keys()].slice(-1);
        if (commit === undefined || !isFailure(error))
            throw error;
        throw unknown(commit, error);
    });
    if (outcome instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AppError */ .uV)
        throw outcome;
    return outcome;
}
/**
 * The result of the change: the commit, or the error that kept it out of the branch. Throws when
 * unsure.
 */
async function settle(view, change) {
    let head = change.open.size > 0 ? await view.look() : await view.head();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        const found = await findMade(view, head, change.open);
        if (found !== null)
            return found;
        const plan = await change.plan(head);
        if (isDone(head, plan, change))
            return { ...head, path: plan.path };
        const made = await makeCommit(view, head, plan, change);
        const outcome = await advance(view, head, made, change.open);
        if (outcome === "done")
            return made;
        if (outcome instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AppError */ .uV)
            return outcome;
        head = outcome;
    }
    throw conflict();
}
/** Whether the branch needs no commit to be as it is planned. */
function isDone(head, { changes }, { isFresh }) {
    if (typeof head === "string" || changes.length > 0)
        return false;
    return !isFresh || head.parents.length === 0;
}
/** A commit, not yet in the branch, that changes what is at `head`. */
async function makeCommit({ github, at }, head, { path, changes, message }, { isFresh = false }) {
    const base = typeof head === "string" ? null : head;
    const isSameTree = base !== null && changes.length === 0;
    const tree = isSameTree ? base.tree : await (0,_github_git_data_js__WEBPACK_IMPORTED_MODULE_3__/* .createTree */ .bP)(github, at, base?.tree ?? null, changes);
    const parents = base === null || isFresh ? [] : [base.commit];
    const commit = await (0,_github_git_data_js__WEBPACK_IMPORTED_MODULE_3__/* .createCommit */ .kt)(github, at, { tree, parents, message });
    return { commit, tree, parents, path };
}
/** The number of times that the branch is read before giving up. */
const LOOKS = 4;
/**
 * Moves the branch from `head` to `made`; where it is when it turns out to have moved, or
 * why it stays where it is.
 */
async function advance(view, head, made, open) {
    const { github } = view;
    for (let look = 1;; look += 1) {
        const problem = await tryMove(view, head, made, open);
        if (problem === null) {
            view.moved(made);
            return "done";
        }
        const now = await lookUnlessUnsure(view, open.has(made.commit) && look < LOOKS);
        if (now !== null) {
            if (!isSame(now, head))
                return now;
            if (look === LOOKS || problem instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD)
                return problem;
        }
        // GitHub may still show where the branch was: asked again to move there, it loses nothing.
        await github.sleep(1000 * 2 ** (look - 1));
    }
}
/**
 * Asks GitHub to move the branch; why it did not, or may not have, in which case `made` is open.
 */
async function tryMove(view, head, made, open) {
    try {
        const outcome = await move(view, head, made);
        if (outcome === "done")
            return null;
        return outcome === "refused" ? refused() : conflict();
    }
    catch (error) {
        if ((0,_github_failures_js__WEBPACK_IMPORTED_MODULE_2__/* .isAmbiguous */ .X2)(error))
            open.set(made.commit, made);
        else if (!open.has(made.commit) || !isFailure(error))
            throw error;
        return error;
    }
}
async function move({ github, at, branch }, head, { commit, parents }) {
    const isNew = typeof head === "string";
    if (isNew || parents.includes(head.commit)) {
        return (0,_github_branch_js__WEBPACK_IMPORTED_MODULE_1__/* .moveBranch */ .ob)(github, at, { branch: await branch(), commit, isNew });
    }
    return (0,_github_branch_js__WEBPACK_IMPORTED_MODULE_1__/* .replaceBranch */ .v6)(github, at, { branch: await branch(), from: head.commit, commit });
}
/** The head of the branch; `null` if it cannot be read, and a commit of ours `mayBe` in it. */
async function lookUnlessUnsure(view, mayBe) {
    try {
        return await view.look();
    }
    catch (error) {
        if (!mayBe || !isFailure(error))
            throw error;
        return null;
    }
}
function isFailure(error) {
    return error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AppError */ .uV && !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CancelledError */ .cc);
}
/** The number of newest commits that are searched for ours. */
const REACH = 30;
/** The newest commit of the branch that is one of `open`. */
async function findMade({ github, at }, head, open) {
    if (typeof head === "string" || open.size === 0)
        return null;
    const bases = new Set([...open.values()].flatMap(({ parents }) => parents));
    let sha = head.commit;
    let parents = head.parents;
    for (let step = 0; step < REACH; step += 1) {
        const found = open.get(sha);
        if (found !== undefined)
            return found;
        const [parent] = parents;
        if (parent === undefined || bases.has(sha))
            return null;
        sha = parent;
        if (!open.has(sha) && !bases.has(sha))
            parents = await (0,_github_git_data_js__WEBPACK_IMPORTED_MODULE_3__/* .readParents */ .Wn)(github, at, sha);
    }
    return null;
}
function isSame(a, b) {
    if (typeof a === "string" || typeof b === "string")
        return a === b;
    return a.commit === b.commit;
}
function conflict() {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ConflictError */ .fK("store/conflict", "The branch kept changing while tracksafe made the commit.", {
        hint: "Nothing was committed. Run it again. If you back up several accounts, let them run one after the other.",
    });
}
function refused() {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/refused", "GitHub does not allow changes to the branch.", {
        hint: "Nothing was committed. Exclude the branch from the branch rules of the repository, or name another branch.",
    });
}
function unknown(commit, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/unknown", "GitHub did not say whether it added the commit to the branch.", {
        cause,
        hint: `Check the history of the branch on GitHub. If it has the commit ${commit.slice(0, 12)}, everything is stored. If not, nothing is stored, and you can run it again.`,
    });
}


/***/ }),

/***/ 369:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ KEPT_ROOT),
/* harmony export */   createKeptFiles: () => (/* binding */ createKeptFiles)
/* harmony export */ });
/* harmony import */ var _github_git_data_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7170);
/* harmony import */ var _github_git_objects_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8540);
/* harmony import */ var _branch_view_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(444);
/* harmony import */ var _commit_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2486);
/* harmony import */ var _trees_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5970);
/* harmony import */ var _upload_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1107);






/** No snapshots are below a name like this: see `parseRoot` and `isUserName`. */
const KEPT_ROOT = ".tracksafe";
/** No run keeps this much. A larger directory was written by somebody else. */
const MAXIMUM = { files: 1000, bytes: 64 * 1024 * 1024 };
/**
 * Keeps files below `.tracksafe` of a branch. Somebody else may have put files there, so neither
 * names nor contents are checked.
 */
function createKeptFiles(options) {
    const view = (0,_branch_view_js__WEBPACK_IMPORTED_MODULE_2__/* .createBranchView */ .Q)(options);
    const { github, at } = view;
    async function list(head, name) {
        const entries = [...((await view.directory(head, [KEPT_ROOT, name]))?.values() ?? [])];
        return entries.filter(_trees_js__WEBPACK_IMPORTED_MODULE_4__/* .isFile */ .fo);
    }
    /** The tree with the new files of a directory; `undefined` if it has them, `null` for no files. */
    async function upload(head, name, files) {
        const there = new Map((await list(head, name)).map((one) => [one.path, one.sha]));
        const buffered = new Map();
        for (const [path, content] of files) {
            const sha = (0,_github_git_objects_js__WEBPACK_IMPORTED_MODULE_1__/* .blobSha */ .w)(content);
            buffered.set(path, there.get(path) === sha ? { sha } : { content });
        }
        const isSame = [...buffered.values()].every((file) => "sha" in file);
        if (isSame && there.size === files.size)
            return undefined;
        return files.size === 0 ? null : await (0,_upload_js__WEBPACK_IMPORTED_MODULE_5__/* .uploadTree */ .M)(view, buffered);
    }
    async function plan(trees, head) {
        const changes = [];
        for (const [name, tree] of trees) {
            const path = `${KEPT_ROOT}/${name}`;
            if (tree !== null) {
                changes.push({ path, sha: tree, mode: "040000" });
                continue;
            }
            for (const entry of await list(head, name)) {
                changes.push({ path: `${path}/${entry.path}`, sha: null, mode: "100644" });
            }
        }
        const isKept = [...trees.values()].some((tree) => tree !== null);
        const message = `${isKept ? "Keep" : "Forget"} the state of a restore`;
        return { path: [KEPT_ROOT], changes, message };
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
        async replace(directories) {
            const head = await view.look();
            const trees = new Map();
            for (const [name, files] of directories) {
                const tree = await upload(head, name, files);
                if (tree !== undefined)
                    trees.set(name, tree);
            }
            if (trees.size === 0)
                return;
            await (0,_commit_js__WEBPACK_IMPORTED_MODULE_3__/* .commitTo */ .v)(view, {
                plan: (head) => plan(trees, head),
                open: new Map(),
            });
        },
    };
}


/***/ }),

/***/ 4399:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ isSnapshot),
/* harmony export */   Z: () => (/* binding */ listUsers)
/* harmony export */ });
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4335);
/* harmony import */ var _trees_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5970);


/** Whether an entry of a user's directory is a snapshot. */
const isSnapshot = (entry) => (0,_trees_js__WEBPACK_IMPORTED_MODULE_1__/* .isDirectory */ .wd)(entry) && (0,_names_js__WEBPACK_IMPORTED_MODULE_0__/* .isSnapshotName */ .Ot)(entry.path);
/** The users with snapshots, sorted. */
async function listUsers(read) {
    const users = [];
    for (const entry of (await read())?.values() ?? []) {
        if (!(0,_trees_js__WEBPACK_IMPORTED_MODULE_1__/* .isDirectory */ .wd)(entry) || !(0,_names_js__WEBPACK_IMPORTED_MODULE_0__/* .isUserName */ .RO)(entry.path))
            continue;
        // Something else may be kept in the same directory.
        const names = [...((await read(entry.path))?.values() ?? [])];
        if (names.some(isSnapshot))
            users.push(entry.path);
    }
    return users.sort();
}


/***/ }),

/***/ 5970:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fo: () => (/* binding */ isFile),
/* harmony export */   sc: () => (/* binding */ createTrees),
/* harmony export */   wd: () => (/* binding */ isDirectory)
/* harmony export */ });
/* harmony import */ var _github_git_data_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7170);

const TREE = "040000";
const isDirectory = ({ mode }) => mode === TREE;
const isFile = ({ mode }) => mode === "100644" || mode === "100755";
/** Looks paths up. Trees are kept once they are read: git's objects never change. */
function createTrees(github, at) {
    const trees = new Map();
    async function tree(sha) {
        const known = trees.get(sha);
        if (known !== undefined)
            return known;
        return keep(sha, await (0,_github_git_data_js__WEBPACK_IMPORTED_MODULE_0__/* .readTree */ .Zc)(github, at, sha));
    }
    function keep(sha, entries) {
        const byName = new Map(entries.map((entry) => [entry.path, entry]));
        trees.set(sha, byName);
        return byName;
    }
    const lookUp = async (head, path) => {
        if (typeof head === "string")
            return null;
        let found = await tree(head.tree);
        for (const part of path) {
            const entry = found.get(part);
            if (entry === undefined)
                return null;
            if (!isDirectory(entry))
                return "file";
            found = await tree(entry.sha);
        }
        return found;
    };
    return { lookUp, has: (sha) => trees.has(sha), keep: (sha, entries) => void keep(sha, entries) };
}


/***/ }),

/***/ 1107:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  M: () => (/* binding */ uploadTree)
});

// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: ./src/github/git-data.js
var git_data = __webpack_require__(7170);
// EXTERNAL MODULE: ./src/github/git-objects.js
var git_objects = __webpack_require__(8540);
;// CONCATENATED MODULE: ./src/store/github/chunks.js
/** The largest number of texts in one request. GitHub is reported to fail at about 200. */
const MAX_TEXTS = 100;
/** The largest size of one request. GitHub is reported to fail at about 2.5 MB. */
const MAX_BYTES = 1_500_000;
/** The largest number of files in one request that are stored already; each is a line of JSON. */
const MAX_ENTRIES = 5000;
/** The size of a change in a request. */
function requestSizeOf(change) {
    return Buffer.byteLength(JSON.stringify(change));
}
/** Whether a text can go along with a tree. */
function fitsInline(change) {
    return requestSizeOf(change) <= MAX_BYTES;
}
/** Spreads changes, each of which fits, over as few requests as their limits and order allow. */
function splitChanges(changes) {
    const chunks = [];
    let room = { entries: 0, texts: 0, bytes: 0 };
    for (const change of changes) {
        const texts = "content" in change ? 1 : 0;
        const bytes = requestSizeOf(change);
        if (room.entries < 1 || room.texts < texts || room.bytes < bytes) {
            chunks.push([]);
            room = { entries: MAX_ENTRIES, texts: MAX_TEXTS, bytes: MAX_BYTES };
        }
        chunks.at(-1)?.push(change);
        room = {
            entries: room.entries - 1,
            texts: room.texts - texts,
            bytes: room.bytes - bytes,
        };
    }
    return chunks;
}

;// CONCATENATED MODULE: ./src/store/github/upload.js




/**
 * Stores the files of one snapshot as a tree of their own, which nothing refers to yet; its sha.
 * Text goes along with the tree, which takes one request for many files.
 *
 * Throws `StoreError` `store/io` when GitHub stored anything but exactly these bytes.
 */
async function uploadTree({ github, at }, files) {
    const changes = [];
    for (const [path, file] of files) {
        const inline = "content" in file ? toInline(path, file.content) : null;
        if (inline !== null) {
            changes.push(inline);
        }
        else {
            const sha = "sha" in file ? file.sha : await (0,git_data/* createBlob */.gO)(github, at, file.content);
            changes.push({ path, sha, mode: "100644" });
        }
    }
    let tree = null;
    for (const chunk of splitChanges(changes))
        tree = await (0,git_data/* createTree */.bP)(github, at, tree, chunk);
    const expected = [...files].map(([path, file]) => ({
        path,
        mode: "100644",
        sha: "sha" in file ? file.sha : (0,git_objects/* blobSha */.w)(file.content),
    }));
    if (tree === null || tree !== (0,git_objects/* treeSha */.j)(expected)) {
        throw new errors/* StoreError */.AD("store/io", "GitHub stored other content than tracksafe sent.", {
            hint: "Nothing was committed. Try again. If this happens again, please report it.",
        });
    }
    return tree;
}
/** A file that can go along with a tree; `null` for one that has to go by itself. */
function toInline(path, bytes) {
    if (bytes.byteLength === 0 || bytes.includes(0))
        return null;
    try {
        const content = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        return fitsInline({ path, content }) ? { path, content } : null;
    }
    catch {
        return null;
    }
}


/***/ })

};
