export const id = 29;
export const ids = [29,906];
export const modules = {

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

/***/ 3029:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createMarkedIssue: () => (/* binding */ createMarkedIssue)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1906);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6726);



const READ = { area: "issues", level: "read" };
const WRITE = { area: "issues", level: "write" };
/** The number of pages of 100 issues that are searched. */
const MAX_PAGES = 10;
/**
 * The associations of people without a role in a repository (GitHub: GraphQL API >
 * CommentAuthorAssociation). They can open issues in a public repository.
 */
const STRANGERS = new Set(["NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR"]);
/**
 * Keeps one issue, found again by `mark`, an HTML comment at the end of its body. A label would not
 * do, since a token may not be allowed to set it; nor would the author, since there can be several.
 * An issue of a stranger is not used: they could close it, and nobody would be told.
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
            const found = outcome.data.find(({ body, pull_request, user, author_association }) => pull_request === undefined &&
                body?.includes(mark) === true &&
                // A workflow's own token is a bot, which belongs to no repository.
                (user?.type === "Bot" || !STRANGERS.has(author_association ?? "")));
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
            const outcome = await github.attempt(WRITE, [410], (rest) => rest.issues.create({ ...at, ...issue, ..._client_js__WEBPACK_IMPORTED_MODULE_1__/* .NO_RETRIES */ .z }));
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
            await github.call(WRITE, (rest) => rest.issues.createComment({ ...at, issue_number, body: comment, ..._client_js__WEBPACK_IMPORTED_MODULE_1__/* .NO_RETRIES */ .z }));
            await github.call(WRITE, (rest) => rest.issues.update({ ...at, issue_number, state: "closed" }));
        },
    };
}
function noIssues() {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/no-issues", "Issues are switched off in the repository.", {
        hint: "Switch them on in the settings of the repository, so that an issue there can tell you when something goes wrong.",
    });
}


/***/ })

};
