export const id = 105;
export const ids = [105,906];
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

/***/ 3105:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createWorkflowRepository: () => (/* binding */ createWorkflowRepository)
});

// EXTERNAL MODULE: ../../node_modules/@noble/ciphers/salsa.js
var salsa = __webpack_require__(1300);
// EXTERNAL MODULE: ../../node_modules/@noble/curves/ed25519.js + 3 modules
var ed25519 = __webpack_require__(9795);
// EXTERNAL MODULE: ../../node_modules/@noble/hashes/blake2.js + 1 modules
var blake2 = __webpack_require__(5417);
;// CONCATENATED MODULE: ./src/crypto/sealed-box.js



const KEY_BYTES = 32;
const NONCE_BYTES = 24;
/** "expand 32-byte k", the constant at the start of every Salsa20 block. */
const SIGMA = words(Buffer.from("expand 32-byte k"));
/**
 * Seals `value` for the holder of the private key of `publicKey`, 32 bytes, as libsodium's
 * `crypto_box_seal` does (libsodium: Public-key cryptography > Sealed boxes). GitHub requires this
 * for every secret. `publicKey` and the result are base64.
 *
 * `null` if `publicKey` is no public key.
 */
function sealForKey(publicKey, value) {
    const theirs = Buffer.from(publicKey, "base64");
    if (theirs.length !== KEY_BYTES)
        return null;
    const ours = ed25519/* x25519 */.TU.keygen();
    const key = sharedKey(ours.secretKey, theirs);
    if (key === null)
        return null;
    const nonce = (0,blake2/* blake2b */.Sx)(Buffer.concat([ours.publicKey, theirs]), { dkLen: NONCE_BYTES });
    const box = (0,salsa/* secretbox */.EY)(key, nonce).seal(Buffer.from(value.reveal()));
    return Buffer.concat([ours.publicKey, box]).toString("base64");
}
/**
 * The shared key of `crypto_box_beforenm`; `null` for a point that would make it known to
 * everybody.
 */
function sharedKey(secretKey, publicKey) {
    let shared;
    try {
        shared = ed25519/* x25519 */.TU.getSharedSecret(secretKey, publicKey);
    }
    catch {
        return null;
    }
    const key = new Uint32Array(KEY_BYTES / 4);
    (0,salsa/* hsalsa */.bD)(SIGMA, words(shared), new Uint32Array(4), key);
    return new Uint8Array(key.buffer);
}
/**
 * The same bytes as 32-bit words. They are copied, because a view must begin at a multiple of four.
 */
function words(bytes) {
    return new Uint32Array(Uint8Array.from(bytes).buffer);
}

// EXTERNAL MODULE: ./src/github/failures.js
var failures = __webpack_require__(6726);
;// CONCATENATED MODULE: ./src/github/secrets.js


const READ = { area: "secrets", level: "read" };
const WRITE = { area: "secrets", level: "write" };
/** GitHub: REST API > Actions secrets, `per_page`. A repository has at most 100 secrets. */
const PAGE = 100;
/** The names of a repository's own secrets for Actions. Throws as `GitHub.call` does. */
async function readSecretNames(github, at) {
    const { secrets } = await github.call(READ, (rest) => rest.actions.listRepoSecrets({ ...at, per_page: PAGE }));
    return new Set(secrets.map(({ name }) => name));
}
/**
 * Sets a secret for Actions, sealed for the key that GitHub has for the repository, so that nobody
 * on the way can read it (GitHub: REST API > Actions secrets > Create or update a repository
 * secret).
 *
 * Throws as `GitHub.call` does: `StoreError` `store/permission` for a token that may not,
 * `store/refused` for a name or a size that GitHub does not take.
 */
async function writeSecret(github, at, { name, value }) {
    // Reading the key takes a smaller right, but without the right to write it is of no use.
    const { key, key_id } = await github.call(WRITE, (rest) => rest.actions.getRepoPublicKey({ ...at }));
    const encrypted_value = sealForKey(key, value);
    if (encrypted_value === null)
        throw (0,failures/* badAnswer */.k6)();
    await github.call(WRITE, (rest) => rest.actions.createOrUpdateRepoSecret({ ...at, secret_name: name, encrypted_value, key_id }));
}
/**
 * Deletes a secret for Actions. Gives whether the repository had it. Secrets of an organisation or
 * an environment do not count. Throws as {@link writeSecret}.
 */
async function removeSecret(github, at, name) {
    const removed = await github.attempt(WRITE, [404], (rest) => rest.actions.deleteRepoSecret({ ...at, secret_name: name }));
    return "data" in removed;
}

;// CONCATENATED MODULE: ./src/github/variables.js
const variables_READ = { area: "variables", level: "read" };
const variables_WRITE = { area: "variables", level: "write" };
/** GitHub: REST API > Actions variables, `per_page`. */
const variables_PAGE = 30;
/** The number of pages that are read: a repository has at most 500 variables. */
const MAX_PAGES = 17;
/** A repository's own variables for Actions, by name. Throws as `GitHub.call` does. */
async function readVariables(github, at) {
    const found = new Map();
    for (let page = 1; page <= MAX_PAGES; page += 1) {
        const { variables } = await github.call(variables_READ, (rest) => rest.actions.listRepoVariables({ ...at, per_page: variables_PAGE, page }));
        for (const { name, value } of variables)
            found.set(name, value);
        if (variables.length < variables_PAGE)
            break;
    }
    return found;
}
/**
 * Sets a variable for Actions, whether it is there or not. Throws as `GitHub.call` does:
 * `StoreError` `store/refused` for a name or a size that GitHub does not take.
 */
async function writeVariable(github, at, { name, value }) {
    const changed = await github.attempt(variables_WRITE, [404], (rest) => rest.actions.updateRepoVariable({ ...at, name, value }));
    if ("data" in changed)
        return;
    // 409: there already, and so made by this very request whose first answer was lost.
    await github.attempt(variables_WRITE, [409], (rest) => rest.actions.createRepoVariable({ ...at, name, value }));
}

// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: ./src/github/client.js + 2 modules
var client = __webpack_require__(1906);
;// CONCATENATED MODULE: ./src/github/workflows.js



const workflows_READ = { area: "actions", level: "read" };
const workflows_WRITE = { area: "actions", level: "write" };
/** The number of times that a started run is looked for: for a minute. */
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 3000;
/** A workflow's state; `null` when the repository has none of that name. */
async function readWorkflowState(github, at, file) {
    const outcome = await github.attempt(workflows_READ, [404], (rest) => rest.actions.getWorkflow({ ...at, workflow_id: file }));
    return "data" in outcome ? outcome.data.state : null;
}
/** Lets a workflow run again. Throws as `GitHub.call` does. */
async function enableWorkflow(github, at, file) {
    await github.call(workflows_WRITE, (rest) => rest.actions.enableWorkflow({ ...at, workflow_id: file }));
}
/** The newest run of a workflow, or the newest of this kind or with this end; `null`: there is none. */
async function readLastRun(github, at, { file, ...only }) {
    const { workflow_runs } = await github.call(workflows_READ, (rest) => rest.actions.listWorkflowRuns({
        ...at,
        workflow_id: file,
        per_page: 1,
        ...only,
    }));
    const [run] = workflow_runs;
    return run === undefined ? null : toRun(run);
}
/** A run as it is now. Throws as `GitHub.call` does. */
async function readRun(github, at, id) {
    return toRun(await github.call(workflows_READ, (rest) => rest.actions.getWorkflowRun({ ...at, run_id: id })));
}
/**
 * Starts a workflow, once, and waits until its run can be seen.
 *
 * Throws as `GitHub.call` does: `StoreError` `store/refused` for a workflow that is disabled,
 * cannot be asked for or has no such inputs; `NotFoundError` `store/no-run` when no run shows up in
 * a minute.
 */
async function startWorkflow(github, at, { file, ref, inputs }) {
    const event = "workflow_dispatch";
    const before = (await readLastRun(github, at, { file, event }))?.id ?? 0;
    const id = await dispatch(github, at, { file, ref, inputs });
    for (let look = 1; look <= LOOKS; look += 1) {
        const run = id === null ? await readLastRun(github, at, { file, event }) : await find(id);
        if (run !== null && run.id > before)
            return run;
        await github.sleep(BETWEEN_LOOKS_MS);
    }
    throw new errors/* NotFoundError */.m_("store/no-run", "GitHub accepted the request to start the workflow, but no run appeared.", {
        hint: "GitHub may be late, or Actions may be switched off. Check the Actions page of the repository.",
    });
    async function find(run_id) {
        const outcome = await github.attempt(workflows_READ, [404], (rest) => rest.actions.getWorkflowRun({ ...at, run_id }));
        return "data" in outcome ? toRun(outcome.data) : null;
    }
}
/** The number of the new run; `null` when the answer was lost, or did not tell. */
async function dispatch(github, at, { file, ref, inputs }) {
    try {
        // Octokit's types do not know this answer yet (GitHub: REST API > Create a workflow dispatch
        // event).
        const outcome = await github.attempt(workflows_WRITE, [422], (rest) => rest.actions.createWorkflowDispatch({
            ...at,
            workflow_id: file,
            ref,
            inputs,
            return_run_details: true,
            ...client/* NO_RETRIES */.z,
        }));
        if (!("data" in outcome))
            throw refused(outcome.message);
        return outcome.data?.workflow_run_id ?? null;
    }
    catch (error) {
        if ((0,failures/* isAmbiguous */.X2)(error))
            return null;
        throw error;
    }
}
function refused(message) {
    return new errors/* StoreError */.AD("store/refused", "GitHub refused to start the workflow.", {
        cause: new Error(`GitHub answered 422: ${message}`),
        hint: /disabled/i.test(message)
            ? "The workflow is switched off. Switch it on at the Actions page of the repository, and try again."
            : "Bring the workflow's file up to date with the version of tracksafe in use, and try again.",
    });
}
function toRun(answer) {
    return {
        id: answer.id,
        url: answer.html_url,
        startedAt: new Date(answer.run_started_at ?? answer.created_at),
        conclusion: answer.status === "completed" ? toConclusion(answer.conclusion) : null,
    };
}
function toConclusion(conclusion) {
    switch (conclusion) {
        case "success":
        case "cancelled":
            return conclusion;
        case "failure":
        case "startup_failure":
        case "timed_out":
            return "failure";
        default:
            return "other";
    }
}

;// CONCATENATED MODULE: ./src/github/workflow-repository.js



/**
 * A repository on GitHub as {@link WorkflowRepository}. Its secrets and variables are the
 * repository's own: not those of its environments, or of the organisation that it belongs to.
 */
function createWorkflowRepository(github, { defaultBranch, ...at }) {
    return {
        name: `${at.owner}/${at.repo}`,
        secretNames: () => readSecretNames(github, at),
        setSecret: (name, value) => writeSecret(github, at, { name, value }),
        removeSecret: (name) => removeSecret(github, at, name),
        variables: () => readVariables(github, at),
        setVariable: (name, value) => writeVariable(github, at, { name, value }),
        async workflow(file) {
            const state = await readWorkflowState(github, at, file);
            return state === null ? null : { state };
        },
        enableWorkflow: (file) => enableWorkflow(github, at, file),
        startWorkflow: (file, inputs = {}) => startWorkflow(github, at, { file, ref: defaultBranch, inputs }),
        lastRun: (file, { passed = false } = { passed: false }) => readLastRun(github, at, { file, ...(passed && { status: "success" }) }),
        run: (id) => readRun(github, at, id),
    };
}


/***/ })

};
