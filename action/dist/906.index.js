export const id = 906;
export const ids = [906];
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


/***/ })

};
