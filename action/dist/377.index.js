export const id = 377;
export const ids = [377];
export const modules = {

/***/ 3377:
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
// EXTERNAL MODULE: ./src/store/github/branch-view.js
var branch_view = __webpack_require__(9757);
// EXTERNAL MODULE: ./src/store/github/commit.js
var github_commit = __webpack_require__(2486);
// EXTERNAL MODULE: ./src/store/whole.js
var whole = __webpack_require__(7192);
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

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./src/store/github/content.js

/** The digest that `StoredFile` goes by, in lower-case hex. */
function sha256(content) {
    return (0,external_node_crypto_.createHash)("sha256").update(content).digest("hex");
}
/**
 * The largest file that is stored in a repository, and read from one, in bytes. GitHub stores 100 MB
 * (Repository limits > File size), but gives a file only as a whole, as text in JSON, which takes
 * eight times as much memory as the file.
 */
const MAX_FILE_BYTES = 48 * 1024 * 1024;

;// CONCATENATED MODULE: ./src/store/github/reader.js







/**
 * The number of bytes of files that are kept in memory. A snapshot is a few megabytes and shares most
 * files with others, so that reading many snapshots sends requests only for the files that differ.
 */
const KEPT_BYTES = 64 * 1024 * 1024;
/** Reads the snapshots below the directory `root` of a branch. */
function createGitHubReader(view, root) {
    const digests = new Map();
    const readContent = cacheBlobs(async (sha) => {
        const content = await (0,git_data/* readBlob */.gm)(view.github, view.at, sha);
        digests.set(sha, sha256(content));
        return content;
    }, KEPT_BYTES);
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
        if (!(0,branch_view/* isFile */.fo)(entry))
            throw changed(name);
        if ((entry.size ?? 0) > MAX_FILE_BYTES)
            throw (0,whole/* tooLarge */.g$)(name);
        return entry;
    }
    async function digestOf({ sha }) {
        return digests.get(sha) ?? sha256(await readContent(sha));
    }
    return {
        async users() {
            const users = [];
            for (const entry of (await directory())?.values() ?? []) {
                if (!(0,branch_view/* isDirectory */.wd)(entry) || !(0,store_names/* isUserName */.RO)(entry.path))
                    continue;
                // Something else may be kept in the same directory.
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
            const { sha, size } = await find(ref, name);
            if ((size ?? 0) > whole/* MAX_READ_BYTES */.qT)
                throw (0,whole/* tooLarge */.g$)(name);
            return await readContent(sha);
        },
        async open(ref, name) {
            return (0,whole/* once */.Oo)(await readContent((await find(ref, name)).sha));
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
const isSnapshot = (entry) => (0,branch_view/* isDirectory */.wd)(entry) && (0,store_names/* isSnapshotName */.Ot)(entry.path);
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

// EXTERNAL MODULE: ./src/github/failures.js
var failures = __webpack_require__(6726);
;// CONCATENATED MODULE: ./src/store/github/start.js



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

// EXTERNAL MODULE: ./src/store/github/upload.js + 1 modules
var upload = __webpack_require__(1107);
// EXTERNAL MODULE: ./src/github/git-objects.js
var git_objects = __webpack_require__(8540);
;// CONCATENATED MODULE: ./src/store/github/writer.js




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
            throw new errors/* StoreError */.AD("store/too-large", "A file is larger than is kept on GitHub (48 MiB).", {
                hint: "Seal the backup, which cuts long lists in parts, or keep it in a directory.",
            });
        }
        chunks.push(Uint8Array.from(chunk));
    }
    return Buffer.concat(chunks);
}

;// CONCATENATED MODULE: ./src/store/github/store.js









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
    const view = (0,branch_view/* createBranchView */.QP)({ ...options, at: { owner, repo } });
    const reader = createGitHubReader(view, root);
    return {
        location: `github:${owner}/${repo}`,
        keepsFailedRuns: false,
        async checkWritable() {
            await (0,git_data/* probeWrite */._w)(github, view.at);
            await view.head();
        },
        users: reader.users,
        list: reader.list,
        // A commit is all or nothing.
        unfinished: async () => [],
        files: reader.files,
        read: reader.read,
        open: reader.open,
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
                async commit(files) {
                    if ((await view.head()) === "empty")
                        await startRepository(view);
                    const tree = await (0,upload/* uploadTree */.M)(view, files);
                    const plan = async (head) => {
                        const path = await locate(head);
                        const changes = [{ path: path.join("/"), sha: tree, mode: "040000" }];
                        return { path, changes, message: `Backup ${path.at(-1)}` };
                    };
                    const { commit, path } = await (0,github_commit/* commitTo */.v)(view, { plan, open });
                    return { commitId: commit, ref: { user, name: path.at(-1) ?? free } };
                },
            });
        },
    };
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
