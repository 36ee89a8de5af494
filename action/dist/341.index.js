export const id = 341;
export const ids = [341,927];
export const modules = {

/***/ 927:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  E: () => (/* binding */ ONCE),
  createGitHub: () => (/* binding */ createGitHub)
});

// EXTERNAL MODULE: ../../node_modules/@octokit/plugin-retry/dist-bundle/index.js
var dist_bundle = __webpack_require__(4491);
// EXTERNAL MODULE: ../../node_modules/@octokit/plugin-throttling/dist-bundle/index.js
var plugin_throttling_dist_bundle = __webpack_require__(2812);
// EXTERNAL MODULE: ../../node_modules/@octokit/rest/dist-src/index.js + 21 modules
var dist_src = __webpack_require__(760);
// EXTERNAL MODULE: ./src/http/failures.js
var failures = __webpack_require__(1367);
// EXTERNAL MODULE: ./src/http/origin.js
var origin = __webpack_require__(1502);
// EXTERNAL MODULE: ./src/github/failures.js
var github_failures = __webpack_require__(6726);
;// CONCATENATED MODULE: ./src/github/fetch.js

/** How often a request is sent on to where its thing has moved. */
const MAX_REDIRECTS = 3;
/**
 * `fetch` for octokit, with two differences. An answer counts once it is there in full and, when it
 * claims success, is JSON: octokit would take one that breaks off in its middle for an empty one,
 * and a proxy's web page for data. And a request is sent on, unchanged, to where a renamed repository
 * is now, but to no other host than that of `base`.
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
    if (hasBody && status < 400 && !isJson(text))
        throw (0,github_failures/* badAnswer */.k6)();
    return new Response(hasBody ? text : null, { status, headers: [...headers] });
}
function isJson(text) {
    try {
        JSON.parse(text);
        return true;
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./src/github/pace.js

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








/** For a request that must not be sent again before somebody has looked what came of it. */
const ONCE = { request: { retries: 0 } };
/** How often a request is sent again after a 5xx or a lost connection. */
const RETRIES = 3;
/** How often a request is sent again after a penalty. */
const LIMIT_RETRIES = 3;
/** Statuses that asking again does not change, or that the throttling plugin sees to. */
const FINAL = [400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 451];
/** GitHub: REST API > API versions. */
const API_VERSION = "2022-11-28";
// Octokit's own words hold addresses, and so the names of accounts.
const QUIET = { debug: () => { }, info: () => { }, warn: () => { }, error: () => { } };
/** A queue of the throttling plugin that holds nothing up. */
const UNQUEUED = {
    key: () => ({
        schedule: (_, job, ...args) => job(...args),
    }),
};
// The plugin's own wait by the machine's clock, and are shared by all clients of the process.
const QUEUES = { global: UNQUEUED, write: UNQUEUED, notifications: UNQUEUED };
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
/** Octokit; its plugins decide whether a request is sent again, the pace decides when. */
function createOctokit(options, base, state) {
    const { signal } = options;
    const onLimit = (seconds, _, _octokit, repeats) => {
        const isShort = state.pace.pause(seconds * 1000);
        state.log.info("github.paused", { seconds });
        return isShort && repeats < LIMIT_RETRIES;
    };
    // The plugin that comes first is closest to the wire: it is called for each attempt.
    const Client = dist_src/* Octokit */.E.plugin((octokit) => sendInTime(octokit, state), dist_bundle/* retry */.L, plugin_throttling_dist_bundle/* throttling */.A);
    return new Client({
        auth: options.token.reveal(),
        baseUrl: base.href.replace(/\/$/, ""),
        userAgent: options.userAgent,
        log: QUIET,
        request: { fetch: wholeAnswers(options.fetch, base), ...(signal && { signal }) },
        retry: { retries: RETRIES, retryAfterBaseValue: 0, doNotRetry: FINAL },
        throttle: {
            retryAfterBaseValue: 0,
            onRateLimit: onLimit,
            onSecondaryRateLimit: onLimit,
            ...QUEUES,
        },
    });
}
/**
 * The client over octokit. Throws `UsageError` `config/insecure-url` or `config/invalid-url` for an
 * address that is neither https nor on this machine.
 */
function createGitHub(options) {
    const { clock, log, signal, tokenName } = options;
    const base = (0,origin/* parseBaseUrl */.Q)("GITHUB_API_URL", options.apiUrl);
    const sleep = (ms) => clock.sleep(ms, signal).catch((error) => {
        throw signal?.aborted ? (0,failures/* cancelled */.KW)(signal) : error;
    });
    const pace = createPace(clock, sleep);
    const state = { pace, clock, log, sent: new WeakMap(), requests: 0, expiry: null };
    const { rest } = createOctokit(options, base, state);
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

/***/ 8341:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGitHubStore: () => (/* binding */ createGitHubStore)
});

// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: ./src/github/client.js + 2 modules
var client = __webpack_require__(927);
// EXTERNAL MODULE: ./src/github/failures.js
var failures = __webpack_require__(6726);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./src/github/git-objects.js

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
    return (0,external_node_crypto_.createHash)("sha1").update(`${type} ${content.byteLength}\0`).update(content).digest("hex");
}

;// CONCATENATED MODULE: ./src/github/git-data.js




const READ = { area: "contents", level: "read" };
const WRITE = { area: "contents", level: "write" };
/** The tree `sha`, not what is in its trees. Throws `StoreError` `store/too-large` for half a one. */
async function readTree(github, at, sha) {
    const answer = await github.call(READ, (rest) => rest.git.getTree({ ...at, tree_sha: sha }));
    if (answer.truncated !== false || !Array.isArray(answer.tree)) {
        throw new errors/* StoreError */.AD("store/too-large", "GitHub lists a directory of the repository in part.", {
            hint: "There is too much in it. Prune old snapshots, or start a new repository.",
        });
    }
    return answer.tree.map(({ path, mode, sha: own, size }) => {
        if (typeof path !== "string" || typeof mode !== "string")
            throw (0,failures/* badAnswer */.k6)();
        return { path, mode, sha: asSha(own), size: size ?? null };
    });
}
/** The file `sha`. Throws `IntegrityError` `snapshot/corrupt` when something else came. */
async function readBlob(github, at, sha) {
    const answer = await github.call(READ, (rest) => rest.git.getBlob({ ...at, file_sha: sha }));
    if (typeof answer.content !== "string" || answer.encoding !== "base64")
        throw (0,failures/* badAnswer */.k6)();
    const content = Buffer.from(answer.content, "base64");
    if (blobSha(content) !== sha) {
        throw new errors/* IntegrityError */.cs("snapshot/corrupt", "A file came damaged from GitHub.", {
            hint: "Try again. If it stays so, look at the repository itself.",
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
        ? { ...change, type: change.mode === "040000" ? "tree" : "blob" }
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
    await github.attempt(WRITE, [409, 422], (rest) => rest.repos.createOrUpdateFileContents({ ...at, path, message, content, ...client/* ONCE */.E }));
}
/** What GitHub answers about what is there but not yet seen by all of it. */
const NOT_YET = [404, 409, 422];
/** How often something may be found missing that was stored a moment ago. */
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
    return new errors/* StoreError */.AD("store/refused", `GitHub refused to store something (${status}).`, {
        cause: new Error(`GitHub answered ${status}: ${message}`),
        hint: "Check that the repository exists and that the token may change its contents.",
    });
}
/** `value` if it is the name of an object, as everything that is sent back has to be. */
function asSha(value) {
    if (typeof value === "string" && /^[0-9a-f]{40}$/.test(value))
        return value;
    throw (0,failures/* badAnswer */.k6)();
}

;// CONCATENATED MODULE: ./src/github/branch.js


const branch_READ = { area: "contents", level: "read" };
const branch_WRITE = { area: "contents", level: "write" };
/** Where a branch is. */
async function readBranch(github, at, branch) {
    const outcome = await github.attempt(branch_READ, [404], (rest) => rest.repos.getBranch({ ...at, branch }));
    if ("data" in outcome) {
        const { sha, commit, parents } = outcome.data.commit;
        return {
            commit: asSha(sha),
            tree: asSha(commit.tree.sha),
            parents: parents.map((parent) => asSha(parent.sha)),
        };
    }
    // A repository that one may not see, an empty one and one without the branch answer alike here,
    // but not to this.
    const refs = await github.attempt(branch_READ, [409], (rest) => rest.git.listMatchingRefs({ ...at, ref: `heads/${branch}` }));
    return "data" in refs ? "missing" : "empty";
}
/**
 * Moves a branch to `commit`, a child of where it is; `isNew` creates it. Throws as `GitHub.call`
 * does; after a `ProviderError` the branch may have moved all the same.
 */
async function moveBranch(github, at, move) {
    const { branch, commit: sha, isNew } = move;
    const outcome = await github.attempt(branch_WRITE, [409, 422], (rest) => isNew
        ? rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha, ...client/* ONCE */.E })
        : rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: false, ...client/* ONCE */.E }));
    if ("data" in outcome)
        return "done";
    return /not a fast.forward|already exists|does not exist/i.test(outcome.message)
        ? "outdated"
        : "refused";
}

;// CONCATENATED MODULE: ./src/store/github/commit.js




/** How often a commit is made anew because somebody else's came first. */
const MAX_ATTEMPTS = 20;
/**
 * Puts a tree into the branch by one commit on top of what is there, whatever others put there
 * meanwhile. The branch either has the whole commit afterwards or was not touched.
 *
 * Throws `ConflictError` `store/conflict` when others do not leave off, `StoreError` `store/refused`
 * when the branch may not be moved, and as `GitHub.call` does.
 */
async function commitTree(place, graft) {
    let head = graft.open.size > 0 ? await place.look() : await place.head();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        const found = await findMade(place, head, graft.open);
        if (found !== null)
            return found;
        const made = await makeCommit(place, head, graft);
        const outcome = await advance(place, head, made, graft.open);
        if (outcome === "done")
            return made;
        head = outcome;
    }
    throw conflict();
}
/** A commit, not yet in the branch, that adds the tree to what is at `head`. */
async function makeCommit({ github, at }, head, graft) {
    const path = await graft.locate(head);
    const base = typeof head === "string" ? null : head;
    const entry = { path: path.join("/"), sha: graft.tree, mode: "040000" };
    const tree = await createTree(github, at, base?.tree ?? null, [entry]);
    const parents = base === null ? [] : [base.commit];
    const message = `Backup ${path.at(-1)}`;
    const commit = await createCommit(github, at, { tree, parents, message });
    return { commit, tree, parents, path };
}
/** How often one looks where the branch is before giving up. */
const commit_LOOKS = 4;
/** Moves the branch from `head` to its child `made`; where it is when it turns out to have moved. */
async function advance(place, head, made, open) {
    const { github, at } = place;
    const branch = await place.branch();
    const move = { branch, commit: made.commit, isNew: typeof head === "string" };
    for (let look = 1;; look += 1) {
        let problem = conflict();
        try {
            const outcome = await moveBranch(github, at, move);
            if (outcome === "done") {
                place.moved(made);
                return "done";
            }
            if (outcome === "refused")
                problem = commit_refused();
        }
        catch (error) {
            if (!(0,failures/* isAmbiguous */.X2)(error))
                throw error;
            problem = error;
            open.set(made.commit, made);
        }
        const now = await place.look();
        if (!isSame(now, head))
            return now;
        // GitHub may still show where the branch was: asked again to move there, it loses nothing.
        if (look === commit_LOOKS || problem instanceof errors/* StoreError */.AD)
            throw problem;
        await github.sleep(1000 * 2 ** (look - 1));
    }
}
/** How many of the newest commits are searched for ours. */
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
            parents = await readParents(github, at, sha);
    }
    return null;
}
function isSame(a, b) {
    if (typeof a === "string" || typeof b === "string")
        return a === b;
    return a.commit === b.commit;
}
function conflict() {
    return new errors/* ConflictError */.fK("store/conflict", "The branch kept changing while the commit was made.", {
        hint: "Nothing was committed. Run it again; let several accounts be backed up one after the other.",
    });
}
function commit_refused() {
    return new errors/* StoreError */.AD("store/refused", "GitHub does not let the branch be changed.", {
        hint: "Nothing was committed. Take the branch out of the repository's rules for branches, or name another.",
    });
}

// EXTERNAL MODULE: ./src/github/repository.js
var repository = __webpack_require__(3529);
// EXTERNAL MODULE: ./src/store/names.js
var store_names = __webpack_require__(4335);
;// CONCATENATED MODULE: ./src/store/github/place.js





const TREE = "040000";
const isDirectory = ({ mode }) => mode === TREE;
const isFile = ({ mode }) => mode === "100644" || mode === "100755";
function createPlace(options) {
    const { github, at, ownRepository } = options;
    const trees = new Map();
    let name = options.branch ?? (ownRepository ? store_names/* OWN_BRANCH */.aG : undefined);
    let head;
    async function branch() {
        name ??= (await (0,repository.readRepository)(github, at)).defaultBranch;
        return name;
    }
    async function look() {
        const found = await readBranch(github, at, await branch());
        if (found === "missing" && !(ownRepository && name === store_names/* OWN_BRANCH */.aG))
            throw noBranch();
        head = found;
        return found;
    }
    async function tree(sha) {
        const known = trees.get(sha);
        if (known !== undefined)
            return known;
        const entries = await readTree(github, at, sha);
        const byName = new Map(entries.map((entry) => [entry.path, entry]));
        trees.set(sha, byName);
        return byName;
    }
    return {
        github,
        at,
        branch,
        head: async () => head ?? (await look()),
        look,
        moved(to) {
            head = to;
        },
        async directory(from, path) {
            if (typeof from === "string")
                return null;
            let found = await tree(from.tree);
            for (const part of path) {
                const entry = found.get(part);
                if (entry === undefined)
                    return null;
                if (!isDirectory(entry))
                    throw notADirectory();
                found = await tree(entry.sha);
            }
            return found;
        },
    };
}
function noBranch() {
    return new errors/* NotFoundError */.m_("store/not-found", "The repository has no such branch.", {
        hint: "Check the setting `branch`. Left out, it is `backups` in the repository that runs the workflow, which is made when missing, and elsewhere the default branch.",
    });
}
function notADirectory() {
    return new errors/* StoreError */.AD("store/io", "In the repository, a file is where a directory has to be.", {
        hint: "Check the setting `path`, or move that file away.",
    });
}

;// CONCATENATED MODULE: ./src/store/github/blob-cache.js
/**
 * `read`, asked once for each sha while its content is among the `maxBytes` used last. What it gives
 * is the caller's own. A failure is not kept.
 */
function cacheBlobs(read, maxBytes) {
    /** The one used longest ago first. */
    const kept = new Map();
    const coming = new Map();
    let bytes = 0;
    function keep(sha, content) {
        bytes += content.byteLength;
        kept.set(sha, content);
        for (const [oldest, { byteLength }] of kept) {
            if (bytes <= maxBytes)
                return;
            kept.delete(oldest);
            bytes -= byteLength;
        }
    }
    async function fetch(sha) {
        try {
            const content = await read(sha);
            keep(sha, content);
            return content;
        }
        finally {
            coming.delete(sha);
        }
    }
    return async (sha) => {
        const known = kept.get(sha);
        if (known !== undefined) {
            kept.delete(sha);
            kept.set(sha, known);
            return Uint8Array.from(known);
        }
        const content = coming.get(sha) ?? fetch(sha);
        coming.set(sha, content);
        return Uint8Array.from(await content);
    };
}

;// CONCATENATED MODULE: ./src/store/github/content.js

/** The digest that `StoredFile` goes by, in lower-case hex. */
function sha256(content) {
    return (0,external_node_crypto_.createHash)("sha256").update(content).digest("hex");
}

;// CONCATENATED MODULE: ./src/store/github/reader.js






/**
 * How much of the files is kept in memory. Snapshots share most of theirs and are a few megabytes
 * each, so that reading many of them costs a request for what differs only.
 */
const KEPT_BYTES = 128 * 1024 * 1024;
/** Reads the snapshots below the directory `root` of a branch. */
function createGitHubReader(place, root) {
    const digests = new Map();
    const readContent = cacheBlobs(async (sha) => {
        const content = await readBlob(place.github, place.at, sha);
        digests.set(sha, sha256(content));
        return content;
    }, KEPT_BYTES);
    async function directory(...path) {
        return await place.directory(await place.head(), [...root, ...path]);
    }
    async function snapshot(ref) {
        const { user, name } = ref;
        (0,store_names/* requireUserName */.Ku)(user);
        (0,store_names/* requireSnapshotName */.B9)(name);
        const path = [...root, user, name];
        const known = await place.directory(await place.head(), path);
        // What is not there may have come since one looked.
        const found = known ?? (await place.directory(await place.look(), path));
        if (found === null)
            throw notThere(`The snapshot ${name}`);
        return found;
    }
    async function find(ref, name) {
        (0,store_names/* requireFileName */.Dv)(name);
        const entry = (await snapshot(ref)).get(name);
        if (entry === undefined)
            throw notThere(`${name} of the snapshot ${ref.name}`);
        if (!isFile(entry))
            throw changed(name);
        return entry;
    }
    async function digestOf({ sha }) {
        return digests.get(sha) ?? sha256(await readContent(sha));
    }
    return {
        async users() {
            const users = [];
            for (const entry of (await directory())?.values() ?? []) {
                if (!isDirectory(entry) || !(0,store_names/* isUserName */.RO)(entry.path))
                    continue;
                // Something else may be kept in the same place.
                const names = [...((await directory(entry.path))?.values() ?? [])];
                if (names.some(isSnapshot))
                    users.push(entry.path);
            }
            return users.sort();
        },
        // A commit is all or nothing, so every snapshot has its metadata. Where somebody took it away,
        // that is damage, to be found by who reads it; looking would take a request per snapshot.
        async list(user) {
            (0,store_names/* requireUserName */.Ku)(user);
            const entries = [...((await directory(user))?.values() ?? [])].filter(isSnapshot);
            const names = entries.map(({ path }) => path).sort(store_names/* compareSnapshots */.LX);
            return names.map((name) => ({ user, name }));
        },
        async files(ref) {
            return [...(await snapshot(ref)).keys()].sort();
        },
        async read(ref, name) {
            return await readContent((await find(ref, name)).sha);
        },
        async locate(ref, file) {
            const entry = await find(ref, file.name);
            const isSame = entry.size === file.bytes &&
                (entry.sha === file.blob || (await digestOf(entry)) === file.sha256);
            if (!isSame)
                throw changed(file.name);
            return entry.sha;
        },
    };
}
const isSnapshot = (entry) => isDirectory(entry) && (0,store_names/* isSnapshotName */.Ot)(entry.path);
function notThere(what) {
    return new errors/* NotFoundError */.m_("store/not-found", `${what} does not exist.`, {
        hint: "`tracksafe list` shows the snapshots that there are.",
    });
}
function changed(name) {
    return new errors/* IntegrityError */.cs("snapshot/corrupt", `${name} was changed after the backup.`, {
        hint: "Use another snapshot, or an older copy of this file.",
    });
}

;// CONCATENATED MODULE: ./src/store/github/start.js



/** What an empty repository starts with: it takes nothing else before its first commit. */
const FIRST_FILE = {
    path: "README.md",
    text: "Snapshots of a music library, kept by tracksafe.\n",
    message: "Start",
};
/** How often one looks whether the repository has its first commit. */
const start_LOOKS = 4;
/**
 * Makes the first commit of an empty repository; where the branch is then. This is the one step
 * that a failed backup may leave behind.
 */
async function startRepository(place) {
    const { github, at } = place;
    for (let look = 1;; look += 1) {
        let problem = new errors/* StoreError */.AD("store/refused", "The repository stays empty.");
        try {
            await createFirstFile(github, at, FIRST_FILE);
            const head = await place.look();
            if (head !== "empty")
                return head;
        }
        catch (error) {
            // Not found: GitHub may not see the branch yet that this has made.
            if (!(0,failures/* isAmbiguous */.X2)(error) && !(error instanceof errors/* NotFoundError */.m_))
                throw error;
            problem = error;
        }
        if (look === start_LOOKS)
            throw problem;
        await github.sleep(1000 * 2 ** (look - 1));
    }
}

;// CONCATENATED MODULE: ./src/store/github/chunks.js
/** How many texts go into one request. GitHub is reported to fail at about 200. */
const MAX_TEXTS = 100;
/** How large one request gets. GitHub is reported to fail at about 2.5 MB. */
const MAX_BYTES = 1_500_000;
/** How many files that are there already go into one request; they are a line of JSON each. */
const MAX_ENTRIES = 5000;
/** The size of a change in a request. */
function weigh(change) {
    return Buffer.byteLength(JSON.stringify(change));
}
/** Whether a text can go along with a tree. */
function fitsInline(change) {
    return weigh(change) <= MAX_BYTES;
}
/** Spreads changes, each of which fits, over as few requests as their limits and order allow. */
function splitChanges(changes) {
    const chunks = [];
    let room = { entries: 0, texts: 0, bytes: 0 };
    for (const change of changes) {
        const texts = "content" in change ? 1 : 0;
        const bytes = weigh(change);
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
 * What is text goes along with the tree, which takes one request for many files.
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
            const sha = "sha" in file ? file.sha : await createBlob(github, at, file.content);
            changes.push({ path, sha, mode: "100644" });
        }
    }
    let tree = null;
    for (const chunk of splitChanges(changes))
        tree = await createTree(github, at, tree, chunk);
    const expected = [...files].map(([path, file]) => ({
        path,
        mode: "100644",
        sha: "sha" in file ? file.sha : blobSha(file.content),
    }));
    if (tree === null || tree !== treeSha(expected)) {
        throw new errors/* StoreError */.AD("store/io", "GitHub stored something else than it was sent.", {
            hint: "Nothing was committed. Try again; if it stays so, please report it.",
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

;// CONCATENATED MODULE: ./src/store/github/writer.js




/** GitHub: Repository limits > File size. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
/**
 * Collects a snapshot in memory, where it is a few megabytes, until it is committed as a whole. Its
 * `ref` is final after that: by then, somebody else may have taken the name.
 *
 * An aborted or committed writer takes nothing more (`InternalError`); aborting a committed one does
 * nothing. A commit that threw may be tried again or aborted.
 */
function createBufferedWriter(start, deps) {
    const files = new Map();
    let committed = null;
    let closed = false;
    function requireOpen() {
        if (closed)
            throw new errors/* InternalError */.Gd("internal/closed-writer", "The snapshot is closed.");
    }
    return {
        get ref() {
            return committed?.ref ?? start;
        },
        get location() {
            return deps.locationOf(committed?.ref ?? start);
        },
        get commitId() {
            return committed?.commitId;
        },
        async write(name, source) {
            (0,store_names/* requireContentName */.uh)(name);
            requireOpen();
            const content = await collect(source);
            files.set(name, { content });
            return {
                name,
                bytes: content.byteLength,
                sha256: sha256(content),
                blob: blobSha(content),
            };
        },
        async carry(from, file, as) {
            (0,store_names/* requireContentName */.uh)(as);
            requireOpen();
            const blob = await deps.locate(from, file);
            files.set(as, { sha: blob });
            return { name: as, bytes: file.bytes, sha256: file.sha256, blob };
        },
        async discard(name) {
            requireOpen();
            files.delete(name);
        },
        async commit(metadata) {
            requireOpen();
            committed = await deps.commit(new Map([...files, [store_names/* METADATA_NAME */.ce, { content: metadata }]]));
            closed = true;
            files.clear();
        },
        async abort() {
            closed = true;
            files.clear();
        },
    };
}
async function collect(source) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of source) {
        bytes += chunk.byteLength;
        if (bytes > MAX_FILE_BYTES) {
            throw new errors/* StoreError */.AD("store/too-large", "A file is larger than GitHub stores (100 MB).", {
                hint: "Keep the backup of this library in a directory.",
            });
        }
        chunks.push(Uint8Array.from(chunk));
    }
    return Buffer.concat(chunks);
}

// EXTERNAL MODULE: ./src/store/once.js
var once = __webpack_require__(4514);
;// CONCATENATED MODULE: ./src/store/github.js










/**
 * Keeps snapshots as `<path>/<user>/<name>/<files>` on a branch of a repository on GitHub, without a
 * clone. A snapshot is one commit; the branch `backups` of the repository that runs the workflow is
 * made when missing, with nothing of the code in it, and an empty repository gets a first commit.
 *
 * A store shows the branch as it was when first looked at, plus what it wrote itself. Calls throw as
 * `GitHub.call` does, besides what the port says; `UsageError` `config/path` for a path that leads
 * out of the repository.
 */
function createGitHubStore(options) {
    const { github, owner, repo, path = "backups" } = options;
    const root = parsePath(path);
    const place = createPlace({ ...options, at: { owner, repo } });
    const reader = createGitHubReader(place, root);
    return {
        location: `github:${owner}/${repo}`,
        keepsFailedRuns: false,
        async checkWritable() {
            await probeWrite(github, place.at);
            await place.head();
        },
        users: reader.users,
        list: reader.list,
        files: reader.files,
        read: reader.read,
        open: async (ref, name) => (0,once/* once */.O)(await reader.read(ref, name)),
        async create(user, name) {
            (0,store_names/* requireUserName */.Ku)(user);
            (0,store_names/* requireSnapshotTime */.Fk)(name);
            const open = new Map();
            const locate = async (head) => {
                return [...root, user, await freeName(place, head, [...root, user], name)];
            };
            const [free = name] = (await locate(await place.head())).slice(-1);
            return createBufferedWriter({ user, name: free }, {
                locate: reader.locate,
                locationOf: (ref) => [owner, repo, ...root, ref.user, ref.name].join("/"),
                async commit(files) {
                    if ((await place.head()) === "empty")
                        await startRepository(place);
                    const tree = await uploadTree(place, files);
                    const { commit, path } = await commitTree(place, { tree, locate, open });
                    return { commitId: commit, ref: { user, name: path.at(-1) ?? free } };
                },
            });
        },
    };
}
/** How many snapshots may bear the same time. */
const MAX_SAME_NAME = 1000;
async function freeName(place, head, directory, name) {
    const taken = await place.directory(head, directory);
    for (let number = 1; number <= MAX_SAME_NAME; number += 1) {
        const candidate = number === 1 ? name : `${name}-${number}`;
        if (taken?.has(candidate) !== true)
            return candidate;
    }
    throw new errors/* StoreError */.AD("store/refused", "There are too many snapshots of the same time.");
}
/** The parts of a path inside a repository. */
function parsePath(path) {
    const parts = path.split("/");
    if (parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(part)))
        return parts;
    throw new errors/* UsageError */.eb("config/path", "The path is not one inside a repository.", {
        hint: "Give a path of letters, digits, dots, dashes and underscores, such as `backups`.",
    });
}


/***/ })

};
