export const id = 20;
export const ids = [20];
export const modules = {

/***/ 7020:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGitHubStore: () => (/* binding */ createGitHubStore)
});

// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: ./src/github/git-data.js
var git_data = __webpack_require__(7170);
// EXTERNAL MODULE: ./src/store/names.js
var store_names = __webpack_require__(4335);
// EXTERNAL MODULE: ./src/store/github/branch-view.js + 2 modules
var branch_view = __webpack_require__(444);
// EXTERNAL MODULE: ./src/store/github/commit.js
var github_commit = __webpack_require__(2486);
// EXTERNAL MODULE: ./src/github/failures.js
var failures = __webpack_require__(6726);
;// CONCATENATED MODULE: ./src/store/github/first-commit.js



/** The first file of an empty repository, which takes nothing else before its first commit. */
const FIRST_FILE = {
    path: "README.md",
    text: "Snapshots of a music library, kept by tracksafe.\n",
    message: "Start",
};
/** The number of times that the repository is asked for its first commit. */
const LOOKS = 4;
/**
 * Makes the first commit of an empty repository; where the branch is then. This is the one step
 * that a failed backup may leave behind.
 */
async function startRepository(view) {
    const { github, at } = view;
    for (let look = 1;; look += 1) {
        let problem = new errors/* StoreError */.AD("store/refused", "The repository stays empty.");
        try {
            await (0,git_data/* createFirstFile */.Vf)(github, at, FIRST_FILE);
            const head = await view.look();
            if (head !== "empty")
                return head;
        }
        catch (error) {
            // Not found: GitHub may not see the branch yet that this has made.
            if (!(0,failures/* isAmbiguous */.X2)(error) && !(error instanceof errors/* NotFoundError */.m_))
                throw error;
            problem = error;
        }
        if (look === LOOKS)
            throw problem;
        await github.sleep(1000 * 2 ** (look - 1));
    }
}

// EXTERNAL MODULE: ./src/store/github/kept-files.js
var kept_files = __webpack_require__(369);
// EXTERNAL MODULE: ./src/store/github/trees.js
var trees = __webpack_require__(5970);
;// CONCATENATED MODULE: ./src/store/github/front-page.js





const README = "README.md";
/** The first line of the part that is ours; a later version may word the rest of it differently. */
const BEGIN = "<!-- tracksafe begins: each backup writes this part anew, up to the line that ends it. Text before and after it stays. A page without these two lines is left alone. -->";
const END = "<!-- tracksafe ends -->";
const OURS = /^<!-- tracksafe begins\b[^\n]*-->\r?\n[\s\S]*?^<!-- tracksafe ends -->(?=\r?$)/gm;
/** No page is larger, in bytes. */
const MAX_BYTES = 64 * 1024;
/**
 * The change that brings `README.md` up to date, as a part of the commit of a snapshot onto `head`;
 * `null`: the file is not ours to change. It is ours to make on a branch with nothing but
 * snapshots, and what it says between our two lines is ours to change. An error leaves it as it is,
 * because the snapshot matters more.
 */
async function planPage(view, head, { ref, page }) {
    try {
        const around = await findSpace(view, head);
        if (around === null)
            return null;
        const directory = [...view.root, ref.user].join("/");
        const text = await page({ ref, directory });
        if (text === null)
            return null;
        const [before, after] = around;
        return { path: README, content: `${before}${BEGIN}\n${text}\n${END}${after}` };
    }
    catch (error) {
        if (!(error instanceof errors/* AppError */.uV) || error instanceof errors/* CancelledError */.cc)
            throw error;
        return null;
    }
}
/** The texts before and after our part of the page; `null`: no part of it is ours. */
async function findSpace(view, head) {
    const entry = (await view.directory(head, []))?.get(README);
    if (entry === undefined)
        return (await isOnlyForSnapshots(view, head)) ? ["", "\n"] : null;
    if (!(0,trees/* isFile */.fo)(entry) || (entry.size ?? 0) > MAX_BYTES)
        return null;
    const text = decode(await (0,git_data/* readBlob */.gm)(view.github, view.at, entry.sha));
    if (text === null)
        return null;
    if (text === FIRST_FILE.text && (await isOnlyForSnapshots(view, head)))
        return ["", "\n"];
    const [ours, ...more] = text.matchAll(OURS);
    if (ours === undefined || more.length > 0)
        return null;
    return [text.slice(0, ours.index), text.slice(ours.index + ours[0].length)];
}
/** The text of a file; `null`: it is no UTF-8, and could not be kept as it is. */
function decode(bytes) {
    const text = Buffer.from(bytes).toString();
    return Buffer.from(text).equals(bytes) ? text : null;
}
/** Whether there is nothing on the branch but snapshots, and what is kept beside them. */
async function isOnlyForSnapshots({ root, directory }, head) {
    for (const [depth, part] of root.entries()) {
        const names = [...((await directory(head, root.slice(0, depth)))?.keys() ?? [])];
        const known = depth === 0 ? [part, kept_files/* KEPT_ROOT */.a, README] : [part];
        if (!names.every((name) => known.includes(name)))
            return false;
    }
    return true;
}

// EXTERNAL MODULE: ./src/store/read-whole.js
var read_whole = __webpack_require__(2521);
;// CONCATENATED MODULE: ./src/store/github/blob-cache.js
/**
 * `read`, asked once for each sha while its content is among the `maxBytes` used last. The
 * caller gets a copy of its own. A failure is not kept.
 */
function cacheBlobs(read, maxBytes) {
    /** The one used longest ago first. */
    const kept = new Map();
    const coming = new Map();
    let bytes = 0;
    function keep(sha, content) {
        if (kept.has(sha))
            return;
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
    const readKept = async (sha) => {
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
    return { read: readKept, has: (sha) => kept.has(sha), keep };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./src/store/github/content.js

/** The digest that `StoredFile` goes by, in lower-case hex. */
function storedDigest(content) {
    return (0,external_node_crypto_.createHash)("sha256").update(content).digest("hex");
}
/**
 * The largest file that is stored in a repository, and read from one, in bytes. GitHub stores 100
 * MB (Repository limits > File size), but gives a file only as a whole, as text in JSON, which
 * takes eight times as much memory as the file.
 */
const MAX_FILE_BYTES = 48 * 1024 * 1024;

// EXTERNAL MODULE: ./src/store/github/listing.js
var listing = __webpack_require__(4399);
// EXTERNAL MODULE: ../../node_modules/zod/v4/classic/schemas.js + 7 modules
var schemas = __webpack_require__(3489);
// EXTERNAL MODULE: ./src/github/git-objects.js
var git_objects = __webpack_require__(8540);
;// CONCATENATED MODULE: ./src/github/read-many.js




const sha = schemas/* string */.YjP().regex(/^[0-9a-f]{40}$/);
const tree = schemas/* object */.Ikc({
    entries: schemas/* array */.YOg(schemas/* object */.Ikc({ name: schemas/* string */.YjP(), mode: schemas/* int */.Whr(), oid: sha, size: schemas/* int */.Whr() })),
});
const blob = schemas/* object */.Ikc({ oid: sha, text: schemas/* string */.YjP().nullable(), isTruncated: schemas/* boolean */.zMY() });
const answerSchema = schemas/* object */.Ikc({
    repository: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()),
});
/**
 * Reads trees, each with its file `name`, in one request. A tree that is not there, or that does not
 * fit its sha, is left out. So is a file of which GitHub gives only a part (GitHub: GraphQL API >
 * Blob, `isTruncated`), or which is no text. Throws as `GitHub.call` does.
 */
async function readTreesWithFile(github, at, shas, name) {
    const variables = shas.flatMap((one, number) => [
        [`t${number}`, one],
        [`f${number}`, `${one}:${name}`],
    ]);
    const answer = answerSchema.safeParse(await github.query({ area: "contents", level: "read" }, queryOf(shas.length), {
        owner: at.owner,
        repo: at.repo,
        ...Object.fromEntries(variables),
    }));
    if (!answer.success)
        throw (0,failures/* badAnswer */.k6)();
    const found = new Map();
    for (const [number, one] of shas.entries()) {
        const { [`t${number}`]: listed, [`f${number}`]: text } = answer.data.repository;
        const entries = entriesOf(listed);
        if (entries !== null && (0,git_objects/* treeSha */.j)(entries) === one) {
            found.set(one, { entries, file: fileOf(text, entries, name) });
        }
    }
    return found;
}
/** The names go along as variables: nothing of them becomes a part of the query. */
function queryOf(count) {
    const numbers = Array.from({ length: count }, (_, number) => number);
    const declared = numbers.map((number) => `$t${number}: String!, $f${number}: String!`);
    const fields = numbers.map((number) => `t${number}: object(expression: $t${number}) { ... on Tree { entries { name mode oid size } } } ` +
        `f${number}: object(expression: $f${number}) { ... on Blob { oid text isTruncated } }`);
    return `query($owner: String!, $repo: String!, ${declared.join(", ")}) { repository(owner: $owner, name: $repo) { ${fields.join(" ")} } }`;
}
function entriesOf(value) {
    const parsed = tree.safeParse(value);
    if (!parsed.success)
        return null;
    return parsed.data.entries.map(({ name, mode, oid, size }) => {
        const octal = mode.toString(8).padStart(6, "0");
        if (!(0,git_data/* isTreeMode */.AY)(octal))
            throw (0,failures/* badAnswer */.k6)();
        return { path: name, mode: octal, sha: oid, size: octal.startsWith("100") ? size : null };
    });
}
function fileOf(value, entries, name) {
    const parsed = blob.safeParse(value);
    if (!parsed.success || parsed.data.text === null || parsed.data.isTruncated)
        return null;
    const content = Buffer.from(parsed.data.text);
    const { oid } = parsed.data;
    const isListed = entries.some((entry) => entry.path === name && entry.sha === oid);
    return isListed && (0,git_objects/* blobSha */.w)(content) === oid ? { sha: oid, content } : null;
}

;// CONCATENATED MODULE: ./src/store/github/read-ahead.js


/** Fewer trees than this are read one by one. */
const WORTH_IT = 4;
/** The number of trees in the first request. */
const FIRST_BATCH = 25;
const MAX_BATCH = 100;
/** A request is to be answered with about this many bytes. */
const BATCH_BYTES = 2_000_000;
/** About the size of an entry of a tree in an answer. */
const ENTRY_BYTES = 120;
/** Creates a {@link ReadAhead}. It finds out by itself how many trees a request can bring. */
function createReadAhead({ github, at, trees }, blobs) {
    let isOffered = true;
    let size = FIRST_BATCH;
    function keep(found) {
        let bytes = 0;
        for (const [sha, { entries, file }] of found) {
            trees.keep(sha, entries);
            if (file !== null)
                blobs.keep(file.sha, file.content);
            bytes += entries.length * ENTRY_BYTES + (file?.content.length ?? 0);
        }
        return bytes;
    }
    return async (shas, name) => {
        for (let from = 0; isOffered && shas.length - from >= WORTH_IT;) {
            const batch = shas.slice(from, from + size);
            try {
                const bytes = keep(await readTreesWithFile(github, at, batch, name));
                const fitting = Math.floor((batch.length * BATCH_BYTES) / Math.max(1, bytes));
                size = Math.min(MAX_BATCH, Math.max(1, fitting));
                from += batch.length;
            }
            catch (error) {
                if (error instanceof errors/* CancelledError */.cc || error instanceof errors/* RateLimitError */.OE)
                    throw error;
                if (!(error instanceof errors/* AppError */.uV))
                    throw error;
                // GitHub may not manage so many at once. Other errors mean that it is not offered here.
                isOffered = error instanceof errors/* ProviderError */.mZ && batch.length > 1;
                size = Math.ceil(batch.length / 4);
            }
        }
    };
}

;// CONCATENATED MODULE: ./src/store/github/reader.js









/**
 * The number of bytes of files that are kept in memory. A snapshot is a few megabytes and shares
 * most files with others, so that reading many snapshots sends requests only for the files that
 * differ.
 */
const KEPT_BYTES = 64 * 1024 * 1024;
/** Reads the snapshots of a branch. */
function createGitHubReader(view) {
    const { root } = view;
    const digests = new Map();
    const blobs = cacheBlobs(async (sha) => {
        const content = await (0,git_data/* readBlob */.gm)(view.github, view.at, sha);
        digests.set(sha, storedDigest(content));
        return content;
    }, KEPT_BYTES);
    const readContent = blobs.read;
    const readAhead = createReadAhead(view, blobs);
    async function directory(...path) {
        return await view.directory(await view.head(), [...root, ...path]);
    }
    async function snapshot(ref) {
        const { user, name } = ref;
        (0,store_names/* requireUserName */.Ku)(user);
        (0,store_names/* requireSnapshotName */.B9)(name);
        const path = [...root, user, name];
        const known = await view.directory(await view.head(), path);
        // A snapshot that is not there may have been added since the branch was read.
        const found = known ?? (await view.directory(await view.look(), path));
        if (found === null)
            throw notThere(`The snapshot ${name}`);
        return found;
    }
    async function find(ref, name) {
        (0,store_names/* requireFileName */.Dv)(name);
        const entry = (await snapshot(ref)).get(name);
        if (entry === undefined)
            throw notThere(`${name} of the snapshot ${ref.name}`);
        if (!(0,trees/* isFile */.fo)(entry))
            throw changed(name);
        if ((entry.size ?? 0) > MAX_FILE_BYTES)
            throw (0,read_whole/* storedFileTooLarge */.vN)(name);
        return entry;
    }
    async function digestOf({ sha }) {
        return digests.get(sha) ?? storedDigest(await readContent(sha));
    }
    /** The trees of snapshots of which the tree or the file `name` is not at hand. */
    async function missing(refs, name) {
        const shas = [];
        for (const ref of refs) {
            const entry = (await directory(ref.user))?.get(ref.name);
            if (entry === undefined || !(0,listing/* isSnapshot */.L)(entry))
                continue;
            const file = view.trees.has(entry.sha) ? (await snapshot(ref)).get(name) : undefined;
            if (file === undefined || !blobs.has(file.sha))
                shas.push(entry.sha);
        }
        return [...new Set(shas)];
    }
    return {
        users: () => (0,listing/* listUsers */.Z)(directory),
        // A commit is all or nothing, so every snapshot has its metadata. If somebody took it away,
        // whoever reads the snapshot finds the damage. To look here would take a request per snapshot.
        async list(user) {
            (0,store_names/* requireUserName */.Ku)(user);
            const entries = [...((await directory(user))?.values() ?? [])].filter(listing/* isSnapshot */.L);
            const names = entries.map(({ path }) => path).sort(store_names/* compareSnapshotNames */.a);
            return names.map((name) => ({ user, name }));
        },
        async prefetch(refs, name) {
            await readAhead(await missing(refs, name), name);
        },
        async files(ref) {
            return [...(await snapshot(ref)).keys()].sort();
        },
        async proves(ref, { name, bytes, blob }) {
            const entry = (await snapshot(ref)).get(name);
            return entry !== undefined && (0,trees/* isFile */.fo)(entry) && entry.size === bytes && entry.sha === blob;
        },
        async read(ref, name) {
            const { sha, size } = await find(ref, name);
            if ((size ?? 0) > read_whole/* MAX_READ_BYTES */.qT)
                throw (0,read_whole/* storedFileTooLarge */.vN)(name);
            return await readContent(sha);
        },
        async open(ref, name) {
            return (0,read_whole/* once */.Oo)(await readContent((await find(ref, name)).sha));
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
function notThere(what) {
    return new errors/* NotFoundError */.m_("store/not-found", `${what} does not exist.`, {
        hint: "`tracksafe list` shows the existing snapshots.",
    });
}
function changed(name) {
    return new errors/* IntegrityError */.cs("snapshot/corrupt", `${name} was changed after the backup.`, {
        hint: "Use another snapshot, or an older copy of this file.",
    });
}

// EXTERNAL MODULE: ./src/model/journal-store.js
var journal_store = __webpack_require__(656);
// EXTERNAL MODULE: ./src/safe-text.js
var safe_text = __webpack_require__(3466);
;// CONCATENATED MODULE: ./src/store/github/restore-in-progress.js





/**
 * Throws `ConflictError` `prune/restore` while the journal of a restore is on the branch. The journal
 * is sealed, so any snapshot may be the one that the restore goes on with.
 */
async function requireNoRestore(view, head) {
    const kept = await view.directory(head, [kept_files/* KEPT_ROOT */.a]);
    const journal = [...(kept?.values() ?? [])].find((entry) => (0,trees/* isDirectory */.wd)(entry) && entry.path.startsWith(journal_store/* JOURNAL_PREFIX */.Z));
    if (journal === undefined)
        return;
    throw new errors/* ConflictError */.fK("prune/restore", "A restore is not finished, and it may need any of these snapshots.", {
        hint: `No snapshot was removed. Run the restore again until it is finished. If you gave it up, delete the directory ${kept_files/* KEPT_ROOT */.a}/${(0,safe_text/* plainLine */.h0)(journal.path)} on the branch ${await view.branch()}.`,
    });
}

// EXTERNAL MODULE: ./src/store/github/upload.js + 1 modules
var upload = __webpack_require__(1107);
;// CONCATENATED MODULE: ./src/store/github/writer.js




/**
 * Collects a snapshot in memory, where it is a few megabytes, until it is committed as a whole. Its
 * `ref` is final after that: by then, somebody else may have taken the name.
 *
 * An aborted or committed writer takes nothing more (`InternalError`); aborting a committed one
 * does nothing. A commit that threw may be tried again or aborted.
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
                sha256: storedDigest(content),
                blob: (0,git_objects/* blobSha */.w)(content),
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
        async commit(metadata, page) {
            requireOpen();
            const all = new Map([...files, [store_names/* METADATA_NAME */.ce, { content: metadata }]]);
            committed = await deps.commit(all, page);
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
            throw new errors/* StoreError */.AD("store/too-large", "A file is larger than tracksafe stores on GitHub (48 MiB).", {
                hint: "Seal the backup, because sealing cuts long lists into parts, or store it in a directory.",
            });
        }
        chunks.push(Uint8Array.from(chunk));
    }
    return Buffer.concat(chunks);
}

;// CONCATENATED MODULE: ./src/store/github/store.js












/**
 * Keeps snapshots as `<path>/<user>/<name>/<files>` on a branch of a repository on GitHub, without
 * a clone. A snapshot is one commit; the branch `backups` of the repository that runs the workflow
 * is made when missing, with nothing of the code in it, and an empty repository gets a first
 * commit.
 *
 * A store shows the branch as it was when first looked at, plus what it wrote itself. Calls throw
 * as `GitHub.call` does, besides what the port says; `UsageError` `config/path` for a path that
 * leads out of the repository.
 */
function createGitHubStore(options) {
    const { github, owner, repo } = options;
    const view = (0,branch_view/* createBranchView */.Q)({ ...options, at: { owner, repo } });
    const { root } = view;
    const reader = createGitHubReader(view);
    return {
        location: `github:${owner}/${repo}`,
        keepsFailedRuns: false,
        branch: view.branch,
        async checkWritable() {
            await (0,git_data/* probeWrite */._w)(github, view.at);
            await view.head();
        },
        users: reader.users,
        list: reader.list,
        // A commit is all or nothing.
        unfinished: async () => [],
        prefetch: reader.prefetch,
        files: reader.files,
        proves: reader.proves,
        read: reader.read,
        open: reader.open,
        async checkRemovable() {
            await requireNoRestore(view, await view.head());
        },
        async remove(user, names) {
            await view.look();
            return commitRemoval(view, user, names);
        },
        history: {
            branch: view.branch,
            async others() {
                const top = await view.directory(await view.head(), []);
                const own = [root[0], kept_files/* KEPT_ROOT */.a];
                return [...(top?.keys() ?? [])].filter((name) => !own.includes(name)).sort();
            },
            async replace(user, names) {
                await view.look();
                return commitRemoval(view, user, names, true);
            },
        },
        async create(user, name) {
            (0,store_names/* requireUserName */.Ku)(user);
            (0,store_names/* requireSnapshotTime */.Fk)(name);
            const open = new Map();
            const locate = async (head) => {
                return [...root, user, await freeName(view, head, [...root, user], name)];
            };
            const [free = name] = (await locate(await view.head())).slice(-1);
            return createBufferedWriter({ user, name: free }, {
                locate: reader.locate,
                locationOf: (ref) => [owner, repo, ...root, ref.user, ref.name].join("/"),
                async commit(files, page) {
                    if ((await view.head()) === "empty")
                        await startRepository(view);
                    const tree = await (0,upload/* uploadTree */.M)(view, files);
                    const plan = async (head) => {
                        const path = await locate(head);
                        const snapshot = { path: path.join("/"), sha: tree, mode: "040000" };
                        const ref = { user, name: path.at(-1) ?? free };
                        const front = page === undefined ? null : await planPage(view, head, { ref, page });
                        const changes = [snapshot, ...(front === null ? [] : [front])];
                        return { path, changes, message: `Backup ${ref.name}` };
                    };
                    const { commit, path } = await (0,github_commit/* commitTo */.v)(view, { plan, open });
                    return { commitId: commit, ref: { user, name: path.at(-1) ?? free } };
                },
            });
        },
    };
}
/**
 * Commits the removal of snapshots, and returns the names of those that were not there. Throws as `commitTo` and {@link requireNoRestore} do.
 */
async function commitRemoval(view, user, names, isFresh = false) {
    (0,store_names/* requireUserName */.Ku)(user);
    for (const name of names)
        (0,store_names/* requireSnapshotName */.B9)(name);
    const directory = [...view.root, user];
    let missing = [];
    await (0,github_commit/* commitTo */.v)(view, {
        plan: async (head) => {
            const there = await view.directory(head, directory);
            missing = names.filter((name) => there?.has(name) !== true);
            const plan = await planRemoval(view, head, directory, new Set(names));
            return isFresh ? { ...plan, message: "Begin the history anew" } : plan;
        },
        open: new Map(),
        isFresh,
    });
    return missing;
}
/**
 * Plans a commit in which `directory` lacks the entries with these names. The others are put into a
 * new tree as they are, so that no file of theirs is sent or read. Throws as `requireNoRestore` does.
 */
async function planRemoval(view, head, directory, names) {
    await requireNoRestore(view, head);
    const entries = [...((await view.directory(head, directory))?.values() ?? [])];
    const kept = entries.filter(({ path }) => !names.has(path));
    const message = `Remove snapshots (${entries.length - kept.length})`;
    if (kept.length === entries.length)
        return { path: directory, changes: [], message };
    if (kept.length === 0) {
        // GitHub refuses a tree without entries. Without its files, the directory is gone.
        const changes = await Promise.all(entries.map(({ path }) => eraseFiles(view, head, [...directory, path])));
        return { path: directory, changes: changes.flat(), message };
    }
    const tree = await (0,git_data/* createTree */.bP)(view.github, view.at, null, kept.map(({ path, sha, mode }) => ({ path, sha, mode })));
    const changes = [{ path: directory.join("/"), sha: tree, mode: "040000" }];
    return { path: directory, changes, message };
}
async function eraseFiles(view, head, directory) {
    const files = [...((await view.directory(head, directory))?.values() ?? [])];
    return files.map(({ path }) => {
        return { path: [...directory, path].join("/"), sha: null, mode: "100644" };
    });
}
/** The largest number of snapshots with the same time. */
const MAX_SAME_NAME = 1000;
async function freeName(view, head, directory, name) {
    const taken = await view.directory(head, directory);
    for (let number = 1; number <= MAX_SAME_NAME; number += 1) {
        const candidate = number === 1 ? name : `${name}-${number}`;
        if (taken?.has(candidate) !== true)
            return candidate;
    }
    throw new errors/* StoreError */.AD("store/refused", "Too many snapshots have the same time.");
}


/***/ })

};
