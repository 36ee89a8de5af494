export const id = 525;
export const ids = [525];
export const modules = {

/***/ 9525:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: ./src/errors.js
var errors = __webpack_require__(6986);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./src/clock.js

/** The machine's clock. */
const systemClock = {
    now: () => new Date(),
    sleep: (ms, signal) => (0,promises_.setTimeout)(ms, undefined, signal ? { signal } : {}),
};

// EXTERNAL MODULE: ./src/plain.js
var plain = __webpack_require__(3333);
;// CONCATENATED MODULE: ./src/log.js

/** Receives each line of a log that is at least `level`. */
function createLog(level, sink) {
    const order = ["debug", "info", "warn", "error", "silent"];
    const at = (own) => (event, fields = {}) => {
        if (order.indexOf(own) >= order.indexOf(level))
            sink(own, event, fields);
    };
    return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
/** An event with its fields as one line of text: `http.retry code=http/timeout failures=1`. */
function logLine(event, fields) {
    const pairs = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
    return (0,plain/* plainLine */.h0)([event, ...pairs].join(" "));
}
/** A log that keeps quiet. */
const silentLog = createLog("silent", () => { });

;// CONCATENATED MODULE: ./src/backup/exposure.js

/**
 * Refuses to put a library where the person may not want it to be seen. Throws `UsageError`
 * `config/public-repository`, `config/unsealed`.
 */
function checkExposure({ isPublic, sealed, allowPublic, allowPlain }) {
    if (isPublic && !(sealed && allowPublic)) {
        throw new errors/* UsageError */.eb("config/public-repository", sealed
            ? "The repository is public, or may be: even sealed snapshots would be there for everybody to keep."
            : "The repository is public, or may be, and the snapshot would not be sealed.", {
            hint: sealed
                ? "Use a private repository, or say that you mean it with allow-public: true."
                : "Use a private repository, and age recipients to seal for.",
        });
    }
    if (!sealed && !allowPlain) {
        throw new errors/* UsageError */.eb("config/unsealed", "The snapshot would be committed unsealed.", {
            hint: "Give age recipients to seal for, or say that you mean it with encryption: none.",
        });
    }
}

;// CONCATENATED MODULE: ./src/backup/notify.js

/**
 * Puts `notice` up on the first board that takes it; with `null`, takes down what is up there.
 * Gives whether one did. Being told is not what a run is for: what goes wrong is logged and never
 * thrown.
 */
async function notify(boards, notice, closing, log) {
    for (const open of boards) {
        try {
            const board = await open();
            if (notice === null)
                await board.close(closing);
            else
                await board.report(notice);
            return true;
        }
        catch (error) {
            log.warn("notice.failed", {
                code: error instanceof errors/* AppError */.uV ? error.code : "internal/unexpected",
            });
        }
    }
    return false;
}

// EXTERNAL MODULE: ../../node_modules/zod/v4/classic/schemas.js + 7 modules
var schemas = __webpack_require__(3489);
// EXTERNAL MODULE: ../../node_modules/zod/v4/classic/iso.js
var iso = __webpack_require__(3477);
;// CONCATENATED MODULE: ./src/model/records.js
/**
 * The canonical records: what a music library is, whichever provider it came from. Every field is
 * one that a person would miss; what churns by itself (popularity, markets, previews) is left out.
 */
/** Everything a backup can include, in the order in which it is backed up. */
const KINDS = [
    "likes",
    "playlists",
    "albums",
    "artists",
    "shows",
    "episodes",
    "audiobooks",
];

;// CONCATENATED MODULE: ./src/snapshot/limits.js
/**
 * How much a snapshot may hold. What passes a limit is damaged, whoever wrote it, so that nothing
 * that is stored takes much memory or time to find out; and nothing that passes one is written.
 * `docs/format.md` lists them. A library of 200,000 rows stays far below each.
 */
const KIB = 1024;
const MIB = 1024 * KIB;
/** JSON text that is parsed whole: the metadata, the index. */
const JSON_BOUNDS = { depth: 32, values: 500_000 };
/** A file that is parsed whole, in bytes. */
const MAX_WHOLE_BYTES = 16 * MIB;
/** One line of a document, in characters: what comes before its entries, or one of them. */
const MAX_LINE_LENGTH = 256 * KIB;
/** A document, in bytes of plaintext. */
const MAX_DOCUMENT_BYTES = 512 * MIB;
/** How many entries a document has. */
const MAX_ENTRIES = 1_000_000;
/** One part of a sealed document, in bytes of plaintext. It is cut before the line that passes this. */
const MAX_PART_BYTES = 8 * MIB;
/** All files of a snapshot, in bytes, as they are stored and as they are unpacked. */
const MAX_SNAPSHOT_BYTES = 4096 * MIB;

;// CONCATENATED MODULE: ./src/snapshot/canonical.js

/**
 * JSON text that depends on the value alone: keys in code-unit order, no optional white space, keys
 * whose value is `undefined` left out. Throws `TypeError` for what JSON cannot hold (`NaN`, `bigint`)
 * and for what is nested deeper than {@link JSON_BOUNDS} allow.
 */
function canonicalJson(value) {
    return JSON.stringify(sorted(value));
}
/** Like {@link canonicalJson}, indented for people, with a newline at the end. */
function canonicalPage(value) {
    return `${JSON.stringify(sorted(value), null, 2)}\n`;
}
/** `value` with its keys in order; itself where they are, which they mostly are in what was read. */
function sorted(value, depth = 0) {
    if (depth > JSON_BOUNDS.depth)
        throw new TypeError("The value is nested too deep.");
    if (typeof value === "number" && !Number.isFinite(value)) {
        throw new TypeError("JSON has no number that is not finite");
    }
    if (typeof value !== "object" || value === null)
        return value;
    if (Array.isArray(value)) {
        const items = value.map((item) => sorted(item, depth + 1));
        return items.every((item, at) => item === value[at]) ? value : items;
    }
    const keys = Object.keys(value);
    const inOrder = keys.toSorted();
    let isSame = keys.every((key, at) => key === inOrder[at]);
    const fields = inOrder.map((key) => {
        const field = Reflect.get(value, key);
        const result = sorted(field, depth + 1);
        isSame &&= result === field;
        return result;
    });
    if (isSame)
        return value;
    // A null prototype keeps a key named "__proto__" an ordinary key.
    const result = Object.create(null);
    for (const [at, key] of inOrder.entries())
        result[key] = fields[at];
    return result;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./src/snapshot/digest.js

/** SHA-256 in lower-case hex. */
function sha256(bytes) {
    return (0,external_node_crypto_.createHash)("sha256").update(bytes).digest("hex");
}
/** HMAC-SHA-256 under `key`; plain SHA-256 for `null`, where the content itself is in the clear. */
function createDigester(key) {
    return (label, ...parts) => {
        const hash = key === null ? (0,external_node_crypto_.createHash)("sha256") : (0,external_node_crypto_.createHmac)("sha256", key);
        for (const part of [`tracksafe/v1/${label}`, ...parts]) {
            const bytes = typeof part === "string" ? Buffer.from(part) : part;
            const length = Buffer.alloc(8);
            length.writeBigUInt64BE(BigInt(bytes.length));
            hash.update(length).update(bytes);
        }
        return hash.digest("hex");
    };
}

;// CONCATENATED MODULE: ./src/snapshot/names.js

/** The name of a snapshot started at `time`: `2026-11-22T03-17-00`, in UTC. */
function snapshotName(time) {
    return time.toISOString().slice(0, 19).replaceAll(":", "-");
}
/** The directory of an account: an opaque name, but who guesses the id can see that it is right. */
function names_userName(provider, accountId) {
    return createDigester(null)("user", provider, accountId).slice(0, 16);
}
/** What files are called in metadata and index: collections, `index`, and one for each playlist. */
const FILE_ID = /^(?:[a-z]{1,32}|(?:playlist|cover)_[A-Za-z0-9]{1,64})$/;
/** The id of a file that belongs to the playlist `id`. An id that could not be a file name is hashed. */
function playlistFileId(kind, id) {
    return /^[A-Za-z0-9]{1,64}$/.test(id)
        ? `${kind}_${id}`
        : opaqueFileId(kind, id, createDigester(null));
}
/** Like {@link playlistFileId}, but under a keyed `digest` nobody can tell the playlist from it. */
function opaqueFileId(kind, id, digest) {
    return `${kind}_${digest("id", id).slice(0, 24)}`;
}
/** The name of a plain file. */
function plainFileName(id) {
    return `${id}.${extensionOf(id)}`;
}
/** The name of a sealed file that is in one part. */
function sealedFileName(id) {
    return `${id}.${extensionOf(id)}.gz.age`;
}
/** The name of one of several parts of a sealed file; `number` counts from 1. */
function sealedPartName(id, number) {
    return `${id}.${String(number).padStart(3, "0")}.${extensionOf(id)}.gz.age`;
}
function extensionOf(id) {
    return id.startsWith("cover_") ? "jpg" : "json";
}

;// CONCATENATED MODULE: ./src/json.js
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
/**
 * Whether the JSON text in `bytes` keeps to `bounds`. Nothing is built to find out, so that a few
 * megabytes cannot take gigabytes. Whether it is JSON at all is for the parser to say.
 */
function isWithinBounds(bytes, { depth, values }) {
    let open = 0;
    let seen = 0;
    for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at];
        if (byte === QUOTE)
            at = endOfString(bytes, at);
        else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)
            open -= 1;
        else if (byte === COMMA)
            seen += 1;
        else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
            open += 1;
            seen += 1;
        }
        else
            continue;
        if (open > depth || seen > values)
            return false;
    }
    return true;
}
/** Where the string that begins at `start` has its closing quote; the end where it has none. */
function endOfString(bytes, start) {
    for (let from = start + 1;;) {
        const quote = bytes.indexOf(QUOTE, from);
        if (quote === -1)
            return bytes.length;
        let escapes = 0;
        while (bytes[quote - 1 - escapes] === BACKSLASH)
            escapes += 1;
        if (escapes % 2 === 0)
            return quote;
        from = quote + 1;
    }
}

;// CONCATENATED MODULE: ./src/snapshot/version.js




/** The name in every file of the format. */
const FORMAT = "tracksafe";
/** The version this program writes, and the newest it reads. */
const FORMAT_VERSION = 1;
const header = schemas/* object */.Ikc({ format: schemas/* literal */.euz(FORMAT), formatVersion: schemas/* int */.Whr().positive() });
/** The fields every JSON file of the format begins with. */
const versionFields = {
    format: schemas/* literal */.euz(FORMAT),
    formatVersion: schemas/* literal */.euz(FORMAT_VERSION),
};
/** Of a larger file it is not said where it is damaged: there may be as many mistakes as values. */
const MAX_EXPLAINED_BYTES = 64 * 1024;
/**
 * Parses `bytes` as one file of the format. `name` is what an error calls it.
 *
 * Throws `IntegrityError` `snapshot/corrupt` (not JSON, not of this shape, past a limit), `FormatError`
 * `format/unknown` (not ours), `format/too-new` (written by a newer tracksafe).
 */
function parseFile(bytes, schema, name) {
    const json = parseJson(bytes, name);
    const version = header.safeParse(json);
    if (!version.success) {
        throw new errors/* FormatError */.IF("format/unknown", `${name} is not a file of a tracksafe snapshot.`);
    }
    if (version.data.formatVersion > FORMAT_VERSION) {
        throw new errors/* FormatError */.IF("format/too-new", `${name} has format version ${version.data.formatVersion}; this tracksafe reads up to ${FORMAT_VERSION}.`, { hint: "Update tracksafe, then try again." });
    }
    // Unlike parsing, it stops at the first mistake: each takes memory.
    if (schema.validate(json))
        return schema.parse(json);
    throw bytes.length > MAX_EXPLAINED_BYTES
        ? corrupt(`${name} is damaged.`)
        : corrupt(`${name} is damaged at "${pathOf(schema.safeParse(json).error?.issues[0])}".`);
}
/** `files.3.parts`. A key that may be anything, as in a map, is a `*`. */
function pathOf(issue) {
    const steps = (issue?.path ?? []).map((step) => {
        return typeof step === "number" || /^[a-z]{1,32}$/i.test(String(step)) ? String(step) : "*";
    });
    return steps.join(".");
}
/** Throws `StoreError` `store/too-large` for what {@link parseFile} would refuse for its size. */
function checkSize(bytes) {
    if (fitsWhole(bytes))
        return;
    throw new errors/* StoreError */.AD("store/too-large", "The library has more files than a snapshot holds.", {
        hint: "Back up fewer kinds at once, with --include.",
    });
}
/** Whether `bytes` are few enough, and hold little enough, to be parsed whole. */
function fitsWhole(bytes) {
    return bytes.length <= MAX_WHOLE_BYTES && isWithinBounds(bytes, JSON_BOUNDS);
}
function parseJson(bytes, name) {
    if (!fitsWhole(bytes)) {
        throw corrupt(`${name} is larger or deeper than tracksafe writes it.`, `${bytes.length} bytes`);
    }
    try {
        return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    }
    catch (cause) {
        // The parser's own message quotes the text, which may hold titles.
        const why = cause instanceof Error ? cause.name : "not JSON";
        throw corrupt(`${name} is damaged: it is not JSON.`, why);
    }
}
/** The error for a file that is not what was written; `why` holds nothing that stands in it. */
function corrupt(message, why) {
    return new errors/* IntegrityError */.cs("snapshot/corrupt", message, {
        ...(why !== undefined && { cause: new Error(why) }),
        hint: "Use another snapshot, or an older copy of this file.",
    });
}

;// CONCATENATED MODULE: ./src/snapshot/metadata.js








/** The name of the metadata in every snapshot. */
const METADATA_FILE = "metadata.json";
const hex = schemas/* string */.YjP().regex(/^[0-9a-f]+$/);
const time = iso/* datetime */.w$();
const metadata_count = schemas/* int */.Whr().nonnegative();
/*
 * The words in metadata. What does not fit is damage: no text of somebody's own gets into a report
 * in their place.
 */
const fileName = schemas/* string */.YjP().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/);
const fileId = schemas/* string */.YjP().regex(FILE_ID);
const word = schemas/* string */.YjP().regex(/^[a-z][a-z0-9-]{0,63}$/);
const version = schemas/* string */.YjP().regex(/^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/);
/** As `docs/errors.md` lists them: `provider/rate-limited`. */
const errorCode = schemas/* string */.YjP().regex(/^[a-z][a-z0-9-]{0,31}(?:\/[a-z][a-z0-9-]{0,63})?$/);
/** A stored file. Only the parts of sealed files have `contentId` and `sealedAt`. */
const partSchema = schemas/* object */.Ikc({
    name: fileName,
    bytes: metadata_count,
    /** Over the stored bytes. */
    sha256: hex.length(64),
    /** The name git gives the stored bytes, in a store that is a git repository. */
    blob: hex.length(40).exactOptional(),
    /** Keyed, over plaintext, format version and recipients: equal ids, equal content. */
    contentId: hex.exactOptional(),
    sealedAt: time.exactOptional(),
});
/** The states of a file; DESIGN calls them file states. */
const fileStates = [
    "ok",
    "withheld",
    "unsupported",
    "stale",
    "incomplete",
    "failed",
];
/** One logical file that was expected of the run. */
const fileSchema = schemas/* object */.Ikc({
    /** The name its parts are derived from: `likes`, `playlist_…`, `cover_…`, `index`. */
    id: fileId,
    kind: schemas/* enum */.k5n([...KINDS, "covers", "index"]),
    /**
     * `ok`; `withheld`: the provider refuses the entries of a playlist that is not the user's;
     * `unsupported`: the provider has nothing of the kind for this account, and never had;
     * `stale`: this run failed on it, the last good content was carried over; `incomplete`: never
     * read to its end yet; `failed`: nothing to carry.
     */
    state: schemas/* enum */.k5n(fileStates),
    /** In order; empty when there is nothing. */
    parts: schemas/* array */.YOg(partSchema).readonly(),
    /** How many entries it has. */
    entries: metadata_count.exactOptional(),
    /** Of `incomplete`: how many the provider said there are. */
    total: metadata_count.exactOptional(),
    /** A playlist's place in the account's list, from 0. */
    position: metadata_count.exactOptional(),
    /** Keyed fingerprint of the provider's version of it; absent where the content may lag behind it. */
    revision: hex.exactOptional(),
    /** Keyed fingerprint of a playlist without its entries, or of a collection's first page and total. */
    head: hex.exactOptional(),
    /** When all of the content was last read from the provider, if that was not in this run. */
    readAt: time.exactOptional(),
    /** The error code of what went wrong with it in this run. */
    error: errorCode.exactOptional(),
});
/** Something a person should know of, that is not a failure. */
const warningSchema = schemas/* object */.Ikc({
    /** `shrunk`, `hidden-playlists`, … as `docs/format.md` lists them. */
    code: word,
    /** The file it is about. */
    file: fileId.exactOptional(),
    was: metadata_count.exactOptional(),
    now: metadata_count.exactOptional(),
    /** Of `shrunk`: since when. */
    since: time.exactOptional(),
});
/** Format v1 of `metadata.json`. It never holds titles or names. */
const metadataSchema = schemas/* object */.Ikc({
    ...versionFields,
    kind: schemas/* literal */.euz("metadata"),
    createdAt: time,
    finishedAt: time,
    tool: schemas/* object */.Ikc({ name: word, version }),
    provider: word,
    /** The name of the account's directory. */
    user: fileName,
    status: schemas/* enum */.k5n(["complete", "partial", "failed"]),
    /** The error code of what ended the run early. */
    error: errorCode.exactOptional(),
    /** What the run was asked for. */
    include: schemas/* array */.YOg(schemas/* enum */.k5n(KINDS)).readonly(),
    covers: schemas/* boolean */.zMY(),
    encryption: schemas/* object */.Ikc({
        scheme: schemas/* literal */.euz("age"),
        recipients: schemas/* array */.YOg(schemas/* string */.YjP().regex(/^age1[02-9a-z]+$/)).readonly(),
        keyId: hex.max(64),
    })
        .nullable(),
    files: schemas/* array */.YOg(fileSchema).readonly(),
    /** Keyed fingerprint of the login that was used, and when it was first seen. */
    login: schemas/* object */.Ikc({ fingerprint: hex, firstSeenAt: time }).nullable(),
    warnings: schemas/* array */.YOg(warningSchema).readonly(),
    /** Unkeyed, over everything but `digest` and `mac`: finds damage. */
    digest: hex.length(64),
    /** Keyed, over the same: finds forgery. Sealed snapshots only. */
    mac: hex.length(64).exactOptional(),
});
/**
 * The bytes of `metadata.json`: canonical, with `digest`, and with `mac` when `keyed` is given.
 *
 * Throws `StoreError` `store/too-large` for more than {@link decodeMetadata} would read, and
 * `InternalError` `internal/unreadable` for anything else that it would refuse.
 */
function encodeMetadata(content, keyed) {
    const body = { format: "tracksafe", formatVersion: 1, kind: "metadata", ...content };
    const text = canonicalJson(body);
    const mac = keyed === null ? {} : { mac: keyed("metadata", text) };
    const bytes = Buffer.from(canonicalPage({ ...body, digest: plainDigest(text), ...mac }));
    checkReadable(bytes);
    return bytes;
}
/** What is written can be read. Otherwise the run ends with nothing left, instead of in a snapshot that is none. */
function checkReadable(bytes) {
    checkSize(bytes);
    try {
        decodeMetadata(bytes);
    }
    catch (cause) {
        throw new errors/* InternalError */.Gd("internal/unreadable", `${METADATA_FILE} cannot be read again.`, {
            cause,
            hint: "This is a mistake in tracksafe. Please report it with what --verbose prints.",
        });
    }
}
/**
 * Reads `metadata.json` and proves that not one byte of it changed since it was written.
 *
 * Throws `IntegrityError` `snapshot/corrupt`, and `FormatError` as `parseFile` does.
 */
function decodeMetadata(bytes) {
    const metadata = parseFile(bytes, metadataSchema, METADATA_FILE);
    // Unknown fields are part of what was written, so the digest is taken over all that is there.
    const { whole, body } = withoutDigests(bytes);
    const canonical = Buffer.from(canonicalPage(whole)).equals(bytes);
    if (!canonical || plainDigest(body) !== metadata.digest) {
        throw corrupt(`${METADATA_FILE} was changed after the backup.`);
    }
    checkFiles(metadata.files);
    return metadata;
}
/** Nothing is there twice, and all of it is no more than a snapshot holds. */
function checkFiles(files) {
    const parts = files.flatMap((file) => file.parts);
    if (hasRepeats(files.map(({ id }) => id)) || hasRepeats(parts.map(({ name }) => name))) {
        throw corrupt(`${METADATA_FILE} names a file twice.`);
    }
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    if (bytes > MAX_SNAPSHOT_BYTES) {
        throw corrupt(`${METADATA_FILE} names more than a snapshot holds.`, `${bytes} bytes`);
    }
}
function hasRepeats(names) {
    return new Set(names).size < names.length;
}
/** Whether the metadata in `bytes` was written by somebody who holds the content key. */
function isAuthentic(bytes, keyed) {
    const { whole, body } = withoutDigests(bytes);
    return whole["mac"] === keyed("metadata", body);
}
function withoutDigests(bytes) {
    const whole = JSON.parse(new TextDecoder().decode(bytes));
    const { digest: _digest, mac: _mac, ...body } = whole;
    return { whole, body: canonicalJson(body) };
}
function plainDigest(text) {
    return createDigester(null)("metadata", text);
}
/** The status that the states of a finished run's files amount to. */
function statusOf(files) {
    return files.every(isGood) ? "complete" : "partial";
}
/** Whether a file is all that the provider has of it. */
function isGood({ state }) {
    return state === "ok" || state === "withheld" || state === "unsupported";
}

;// CONCATENATED MODULE: ./src/snapshot/doubt.js


/** How far ahead of the clock a time may be, for clocks differ. */
const TOLERANCE_MS = 24 * 60 * 60 * 1000;
/** Whether `time` is so far ahead of `now` that it proves nothing. */
function isFuture(time, now) {
    return Date.parse(time) > now.getTime() + TOLERANCE_MS;
}
/**
 * Whether the MAC in `bytes`, the stored bytes of `metadata`, fits the content key that the metadata
 * names; `null` when that key is not among `keys`, or when the snapshot is in the clear.
 */
function checkMac(metadata, bytes, keys) {
    const keyed = keys.get(metadata.encryption?.keyId ?? "");
    return keyed === undefined ? null : isAuthentic(bytes, keyed);
}
/** Judges the snapshot at `place` by its metadata and by what {@link checkMac} says of it. */
function judge(place, metadata, macFits, evidence) {
    const doubt = doubtOrigin(metadata, macFits, evidence);
    if (doubt !== null)
        return { doubt, proved: false };
    const proved = metadata.encryption === null || macFits === true;
    if (!isInPlace(place, metadata))
        return { doubt: "misplaced", proved };
    const { createdAt, finishedAt } = metadata;
    const isAhead = isFuture(createdAt, evidence.now) || isFuture(finishedAt, evidence.now);
    return { doubt: isAhead ? "future" : null, proved };
}
function doubtOrigin({ encryption }, macFits, { believed, isAmbiguous, isSealed }) {
    if (encryption === null)
        return isSealed ? "plain" : null;
    if (!believed.has(encryption.keyId))
        return isAmbiguous ? "several-keys" : "other-key";
    return macFits === false ? "forged" : null;
}
/** A snapshot in the place of another is whole in itself: an old one that is replayed as new. */
function isInPlace({ user, name }, metadata) {
    const at = snapshotName(new Date(metadata.createdAt));
    const suffix = name.slice(at.length);
    return metadata.user === user && name.startsWith(at) && /^(?:-\d+)?$/.test(suffix);
}
/** The id of a content key: 16 hex digits that say nothing else about it. */
function doubt_keyIdOf(keyed) {
    return keyed("key-id").slice(0, 16);
}

;// CONCATENATED MODULE: ./src/history/walk.js



/** The user's snapshots, newest first, judged by `evidence`. Throws what the store throws. */
async function* walkNewest(store, user, evidence) {
    for (const ref of (await store.list(user)).toReversed()) {
        const { bytes, ...read } = await walk_readMetadata(store, ref);
        const { metadata } = read;
        if (metadata === null || bytes === null) {
            yield { ...ref, ...read, doubt: null, proved: false };
            continue;
        }
        const macFits = checkMac(metadata, bytes, evidence.keys);
        yield { ...ref, ...read, ...judge(ref, metadata, macFits, evidence) };
    }
}
/** The metadata of a snapshot, with its stored bytes. Damage is told, not thrown. */
async function walk_readMetadata(store, ref) {
    try {
        const bytes = await store.read(ref, METADATA_FILE);
        return { metadata: decodeMetadata(bytes), bytes, problem: null, code: null };
    }
    catch (error) {
        if (!(0,errors/* isDamage */.e6)(error))
            throw error;
        return { metadata: null, bytes: null, problem: error.message, code: error.code };
    }
}
/** Whether any snapshot in the store is sealed, to judge by the names of its files. */
async function holdsSealed(store) {
    for (const user of await store.users()) {
        for (const ref of (await store.list(user)).toReversed()) {
            if ((await store.files(ref)).some((name) => name.endsWith(".age")))
                return true;
        }
    }
    return false;
}

;// CONCATENATED MODULE: ./src/store/state.js
/** Under this name an account's state has the ISO time at which a restore last wrote into it. */
const RESTORED = "restored";
/** Under this name an app's state has the ISO time before which the provider wants no requests. */
const PAUSE = "pause";

;// CONCATENATED MODULE: ./src/model/provider.js
/**
 * Whether a walk from start to end that came to so many entries is to be believed by itself: its
 * pages agree with themselves, nothing came twice, and the count is right. Of any other, a second one
 * has to show the same.
 */
function isSound({ total, report }, entries = 0) {
    const { disagreeing, repeats } = report();
    return disagreeing === 0 && repeats === 0 && entries === total;
}
/** A list changed while it was read; what was read of it so far is worth nothing. Read it again. */
class MovedError extends Error {
    name = "MovedError";
}
/** The list of playlists could not be read without a gap; `seen` is all that was seen of it. */
class IncompleteListError extends MovedError {
    seen;
    constructor(seen) {
        super("A playlist came twice, so that another is missing.");
        this.seen = seen;
    }
}

;// CONCATENATED MODULE: ./src/backup/previous.js

/** How many proved snapshots that did not fail are looked at in search of one to compare with. */
const REACH = 10;
/** How many proved snapshots are looked at, failed ones included. */
const FARTHEST = 100;
/** How many are looked at in all. Somebody else may have put any number of them there. */
const LOOKED_AT = 500;
/**
 * The newest snapshot of `user` that a run over `include` can be compared with and take content
 * over from: proved by `evidence`, not failed, and with all of its kinds, or else with some.
 */
async function findPrevious(store, user, include, evidence) {
    const usable = [];
    let [damaged, foreign, proved] = [0, 0, 0];
    for await (const snapshot of walkNewest(store, user, evidence)) {
        const { name, metadata } = snapshot;
        if (metadata === null)
            damaged += 1;
        else if (snapshot.doubt !== null || !snapshot.proved)
            foreign += 1;
        else {
            proved += 1;
            if (metadata.status !== "failed") {
                const found = { ref: { user, name }, metadata };
                const hasAll = include.every((kind) => metadata.include.includes(kind));
                if (hasAll)
                    return { previous: found, damaged, foreign };
                usable.push(found);
            }
        }
        const isFarEnough = usable.length === REACH || proved === FARTHEST;
        if (isFarEnough || damaged + foreign + proved === LOOKED_AT)
            break;
    }
    return { previous: usable[0] ?? null, damaged, foreign };
}
/** What an earlier snapshot has of a file, when it has content that can be carried over. */
function contentOf(previous, id) {
    const file = previous?.metadata.files.find((candidate) => candidate.id === id);
    return file !== undefined && file.parts.length > 0 ? file : null;
}

;// CONCATENATED MODULE: ./src/backup/remarks.js
const ABOUT_CONTENT = new Set(["count-differs", "malformed-rows"]);
/** The remarks on a list of so many entries, of which the provider says that they are `total`. */
function remarksOn(file, { disagreeing, malformed }, total, entries = 0) {
    const differs = disagreeing > 0 || entries !== total;
    return [
        ...(differs ? [{ code: "count-differs", file, was: total, now: entries }] : []),
        ...(malformed > 0 ? [{ code: "malformed-rows", file, now: malformed }] : []),
    ];
}
/** What a snapshot remarks on a file; true of its content wherever that is taken over. */
function remarksIn({ warnings }, { id }) {
    return warnings.filter(({ code, file }) => file === id && ABOUT_CONTENT.has(code));
}
/** How many more entries the provider said there are than it shows; less than 0: how many fewer. */
function gapIn(remarks) {
    const { was = 0, now = 0 } = remarks.find(({ code }) => code === "count-differs") ?? {};
    return was - now;
}

;// CONCATENATED MODULE: ./src/backup/context.js




/** How often a list that keeps changing is read before the run gives up on it. */
const READ_ATTEMPTS = 3;
/** Whether `error` is about one read only, so that the run goes on without it. */
function isLocal(error) {
    if (error instanceof MovedError)
        return true;
    return error instanceof errors/* ProviderError */.mZ && error.code !== "provider/app-blocked";
}
/** Whether `error` is one. Where it is GitHub that wants a pause, nothing can be stored. */
function isPause(error) {
    if (error instanceof errors/* CancelledError */.cc)
        return true;
    return error instanceof errors/* RateLimitError */.OE && error.code !== "store/rate-limited";
}
/** The code to record of what went wrong with a file. */
function codeOf(error) {
    if (error instanceof MovedError)
        return "backup/moving";
    return error instanceof errors/* AppError */.uV ? error.code : "internal/unexpected";
}
/**
 * Records a file that this run could not read because of `error`: `stale`, with the last good
 * content, where an earlier snapshot has some and this one will be kept; else `incomplete` when the
 * run was stopped before it could fail, or `failed`.
 */
async function recordUnread(context, file, error) {
    const code = codeOf(error);
    context.log.info("backup.unread", { file: file.id, code });
    const { previous } = context;
    const content = contentOf(previous, file.id);
    const kept = isLocal(error) || isPause(error);
    const parts = kept && content !== null ? await carryParts(context, content) : null;
    if (content !== null && parts !== null) {
        const readAt = content.readAt ?? previous?.metadata.createdAt ?? "";
        // What never was whole is not good content now.
        const state = content.state === "incomplete" ? "incomplete" : "stale";
        const { revision, ...known } = content;
        // That it is withheld is forgotten with the state, so the next run must ask again.
        const version = revision === undefined || content.state === "withheld" ? {} : { revision };
        const remarks = previous === null ? [] : remarksIn(previous.metadata, file);
        context.record({ ...known, ...version, ...file, parts, readAt, state, error: code }, remarks);
    }
    else {
        const state = isPause(error) ? "incomplete" : "failed";
        // The count stays known, so that a loss is noticed once the file can be read again.
        const entries = content?.entries === undefined ? {} : { entries: content.entries };
        context.record({ ...file, ...entries, state, parts: [], error: code });
    }
}
/**
 * The parts of `content`, taken over from the previous snapshot; `null` when they are damaged, or
 * stored in another way than those of this one.
 */
async function carryParts(context, content) {
    const { previous, carries, writer, log } = context;
    if (previous === null || !carries)
        return null;
    try {
        const parts = [];
        for (const part of content.parts) {
            parts.push({ ...part, ...(await writer.carry(previous.ref, part, part.name)) });
        }
        return parts;
    }
    catch (error) {
        if (!(0,errors/* isDamage */.e6)(error))
            throw error;
        log.warn("backup.carry-failed", { file: content.id, code: error.code });
        return null;
    }
}

;// CONCATENATED MODULE: ./src/backup/list-read.js


async function begin(open) {
    try {
        return { walk: await open() };
    }
    catch (error) {
        return { error };
    }
}
/** A reading that `error` ended after `file`, of a list that has `total` entries. */
function cutBy(error, file, total) {
    const part = { ...file, total };
    return isPause(error)
        ? { kind: "paused", file: part, error }
        : { kind: "incomplete", file: part, error };
}
/** Why a list is not known to have been read to its end. */
function reasonOf(read) {
    return read.kind === "moved" ? new MovedError() : read.error;
}
/** Throws the error behind a reading that has to end the run, since the provider wants a pause. */
function throwPause(read) {
    const reason = read.kind === "complete" ? null : reasonOf(read);
    if (isPause(reason))
        throw reason;
}

;// CONCATENATED MODULE: ./src/backup/progress.js



/**
 * `pages` up to where the provider wants a pause or the person the end, or one cannot be read: what
 * was read until then is worth keeping.
 */
function untilCut(pages) {
    let reason = null;
    async function* cut() {
        try {
            yield* pages;
        }
        catch (error) {
            if (!isCut(error))
                throw error;
            reason = error;
        }
    }
    return { pages: cut(), reason: () => reason };
}
/** Whether `error` leaves what was read before it worth keeping. */
function isCut(error) {
    return isPause(error) || (isLocal(error) && !(error instanceof MovedError));
}
/**
 * Records a file that was read in part, or not proved to have held still meanwhile: the last good
 * content in its place where there is some, else what was read, as `incomplete`, for the next run to
 * go on from. Of two readings that are both incomplete the longer one is kept, unless the earlier one
 * `isLost` or of another version.
 */
async function recordProgress(context, file, error, isLost = false) {
    const known = contentOf(context.previous, file.id);
    const isOther = isLost || known?.revision !== file.revision;
    const isFarther = isOther || (known?.entries ?? 0) <= (file.entries ?? 0);
    // What cannot be carried over is no reason to lose what was read.
    const isGone = known === null || !context.carries;
    if (isGone || (known.state === "incomplete" && isFarther)) {
        context.record({ ...file, state: "incomplete", error: codeOf(error) });
        return;
    }
    await context.files.discard(file.parts);
    const { id, kind, position } = file;
    await recordUnread(context, { id, kind, ...(position === undefined ? {} : { position }) }, error);
}

;// CONCATENATED MODULE: ./src/backup/reuse.js




const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** What the provider shows of something this new may lag behind the revision it gives. */
const LAG_MS = 10 * 60 * 1000;
/** A file is read again between these ages, each at an age of its own, so that runs share the work. */
const SOONEST_MS = 4 * DAY_MS;
const LATEST_MS = 7 * DAY_MS;
/**
 * What the previous snapshot has of the file `id` that this run may build on: content that was
 * proved then, or as much of it as was read. `null`: there is nothing, or everything is to be read.
 */
function findReusable({ previous, full }, id) {
    if (previous === null || full)
        return null;
    const file = previous.metadata.files.find((candidate) => candidate.id === id);
    if (file === undefined || file.parts.length === 0)
        return null;
    return { file, previous };
}
/** When the content of a file was last read as a whole. */
function readAtOf({ file, previous }) {
    return file.readAt ?? previous.metadata.createdAt;
}
/** Whether it is time to read a file again, though nothing says that it changed. */
function isDue({ startedAt }, reusable) {
    const now = startedAt.getTime();
    const readAt = readAtOf(reusable);
    if (isFuture(readAt, startedAt))
        return true;
    // The next run comes after as long as this one came after the last.
    const interval = now - Date.parse(reusable.previous.metadata.createdAt);
    // Of the time as well: files once read together must not stay together.
    const hash = sha256(Buffer.from(`${reusable.file.id} ${readAt}`));
    const share = Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32;
    const dueAfter = SOONEST_MS + share * (LATEST_MS - SOONEST_MS);
    return now - Date.parse(readAt) + interval >= dueAfter;
}
/** Whether something added at `addedAt` and read at `readAt` may have been only the half of it. */
function mayLag(addedAt, readAt) {
    return addedAt !== null && Date.parse(addedAt) > readAt.getTime() - LAG_MS;
}
/**
 * The stored form of a file taken over into this snapshot as it is; `null` where it does not fit, or
 * is damaged.
 */
async function keepStored(context, { file }) {
    if (!context.fits(file))
        return null;
    const parts = await carryParts(context, file);
    if (parts === null)
        return null;
    return file.entries === undefined ? { parts } : { parts, entries: file.entries };
}
/** What was known of the list in the file `id`, if anything can be. */
function pastOf({ previous, recall }, id) {
    const file = contentOf(previous, id);
    return file?.entries === undefined ? null : () => recall.entries(file);
}

// EXTERNAL MODULE: ../../node_modules/zod/v4/core/compile.js
var compile = __webpack_require__(3962);
;// CONCATENATED MODULE: ./src/snapshot/records.js

/** The canonical records as format v1 stores them. Unknown fields are ignored on reading. */
const refs = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP());
const records_count = schemas/* int */.Whr().nonnegative();
const artist = schemas/* object */.Ikc({ name: schemas/* string */.YjP(), refs });
const album = schemas/* object */.Ikc({
    title: schemas/* string */.YjP(),
    artists: schemas/* array */.YOg(artist),
    releaseDate: schemas/* string */.YjP().exactOptional(),
    type: schemas/* string */.YjP().exactOptional(),
    upc: schemas/* string */.YjP().exactOptional(),
    refs,
});
const track = schemas/* object */.Ikc({
    title: schemas/* string */.YjP(),
    artists: schemas/* array */.YOg(artist),
    album: album.exactOptional(),
    durationMs: records_count,
    isrc: schemas/* string */.YjP().exactOptional(),
    discNumber: records_count.exactOptional(),
    trackNumber: records_count.exactOptional(),
    explicit: schemas/* boolean */.zMY().exactOptional(),
    refs,
});
const show = schemas/* object */.Ikc({
    title: schemas/* string */.YjP(),
    publisher: schemas/* string */.YjP().exactOptional(),
    refs,
});
const episode = schemas/* object */.Ikc({
    title: schemas/* string */.YjP(),
    show: show.exactOptional(),
    durationMs: records_count,
    releaseDate: schemas/* string */.YjP().exactOptional(),
    explicit: schemas/* boolean */.zMY().exactOptional(),
    refs,
});
const audiobook = schemas/* object */.Ikc({
    title: schemas/* string */.YjP(),
    authors: schemas/* array */.YOg(schemas/* string */.YjP()),
    narrators: schemas/* array */.YOg(schemas/* string */.YjP()),
    publisher: schemas/* string */.YjP().exactOptional(),
    refs,
});
const shapes = {
    track: { type: schemas/* literal */.euz("track"), item: track },
    episode: { type: schemas/* literal */.euz("episode"), item: episode },
    local: { type: schemas/* literal */.euz("local"), item: track },
    album: { type: schemas/* literal */.euz("album"), item: album },
    artist: { type: schemas/* literal */.euz("artist"), item: artist },
    show: { type: schemas/* literal */.euz("show"), item: show },
    audiobook: { type: schemas/* literal */.euz("audiobook"), item: audiobook },
};
const known = schemas/* discriminatedUnion */.gMt("type", [
    schemas/* object */.Ikc(shapes.track),
    schemas/* object */.Ikc(shapes.episode),
    schemas/* object */.Ikc(shapes.local),
    schemas/* object */.Ikc(shapes.album),
    schemas/* object */.Ikc(shapes.artist),
    schemas/* object */.Ikc(shapes.show),
    schemas/* object */.Ikc(shapes.audiobook),
]);
const added = {
    addedAt: schemas/* string */.YjP().nullable(),
    addedBy: schemas/* string */.YjP().nullable().exactOptional(),
};
/** One row of a collection or playlist. */
const entrySchema = schemas/* discriminatedUnion */.gMt("type", [
    schemas/* object */.Ikc({ ...added, ...shapes.track }),
    schemas/* object */.Ikc({ ...added, ...shapes.episode }),
    schemas/* object */.Ikc({ ...added, ...shapes.local }),
    schemas/* object */.Ikc({ ...added, ...shapes.album }),
    schemas/* object */.Ikc({ ...added, ...shapes.artist }),
    schemas/* object */.Ikc({ ...added, ...shapes.show }),
    schemas/* object */.Ikc({ ...added, ...shapes.audiobook }),
    schemas/* object */.Ikc({ ...added, type: schemas/* literal */.euz("unavailable"), known: known.exactOptional() }),
]);
/** A playlist without its entries. */
const playlistSchema = schemas/* object */.Ikc({
    name: schemas/* string */.YjP(),
    description: schemas/* string */.YjP().nullable(),
    visibility: schemas/* enum */.k5n(["public", "private", "unknown"]),
    collaborative: schemas/* boolean */.zMY(),
    owner: artist,
    relation: schemas/* enum */.k5n(["owned", "followed"]),
    refs,
});

;// CONCATENATED MODULE: ./src/snapshot/document.js






const entries = schemas/* array */.YOg(entrySchema);
/** Format v1 of every document file. */
const documentSchema = schemas/* discriminatedUnion */.gMt("kind", [
    schemas/* object */.Ikc({
        ...versionFields,
        kind: schemas/* literal */.euz("playlist"),
        playlist: playlistSchema,
        entries: entries.nullable(),
    }),
    schemas/* object */.Ikc({
        ...versionFields,
        kind: schemas/* enum */.k5n(["likes", "albums", "artists", "shows", "episodes", "audiobooks"]),
        entries,
    }),
]);
const PIECE_BYTES = 64 * 1024;
let compiled = null;
/** The schema of an entry, five times as fast after some 50 ms: made when a document is at hand. */
function fastEntrySchema() {
    compiled ??= compile/* compile */.wE(entrySchema);
    return compiled;
}
/** What ends the entries of a document that has some. */
const LAST_LINE = "]}";
/**
 * Encodes a document as canonical JSON, `entries` last and one a line, so that it can be written
 * while it is read, and compared line by line.
 *
 * Everything throws `ProviderError` `provider/unusable` for what is past the limits of a document, or
 * not of its schema.
 */
function createEncoder(head) {
    const schema = fastEntrySchema();
    let count = 0;
    let bytes = 0;
    const take = (text) => {
        bytes += Buffer.byteLength(text);
        if (text.length > MAX_LINE_LENGTH || bytes > MAX_DOCUMENT_BYTES || count > MAX_ENTRIES) {
            throw unusable(head, "is more than a snapshot holds");
        }
        return text;
    };
    return {
        head: () => {
            const text = encodeHead(head);
            if (!documentSchema.validate(JSON.parse(`${text}[]}`))) {
                throw unusable(head, "cannot be stored");
            }
            return take(text);
        },
        entry: (entry) => {
            if (!schema.validate(entry))
                throw unusable(head, "has a row that cannot be stored");
            count += 1;
            return take(`${count === 1 ? "[" : ","}\n${canonicalJson(entry)}`);
        },
        tail: (withheld = false) => {
            if (withheld)
                return take("null}\n");
            return take(count === 0 ? "[]}\n" : `\n${LAST_LINE}\n`);
        },
        count: () => count,
    };
}
function encodeHead(head) {
    const fields = [
        `"format":${canonicalJson(FORMAT)}`,
        `"formatVersion":${FORMAT_VERSION}`,
        `"kind":${canonicalJson(head.kind)}`,
    ];
    if (head.kind === "playlist")
        fields.push(`"playlist":${canonicalJson(head.playlist)}`);
    return `{${fields.join(",")},"entries":`;
}
function unusable({ kind }, why) {
    return new errors/* ProviderError */.mZ("provider/unusable", `What the provider gave as ${kind} ${why}.`, {
        hint: "Look at the library itself; if nothing there is odd, please report it.",
    });
}
/** A whole document as text. The same document always gives the same text. */
function encodeDocument(document) {
    const encoder = createEncoder(document);
    const lines = (document.entries ?? []).map((entry) => encoder.entry(entry));
    return [encoder.head(), ...lines, encoder.tail(document.entries === null)].join("");
}
/** Reads a document. `name` is what an error calls it; throws as `parseFile` does. */
function decodeDocument(bytes, name) {
    const reader = createReader(name);
    const entries = [];
    for (const piece of inPieces(bytes))
        entries.push(...reader.push(piece));
    const { outline, entries: others } = reader.end();
    return toDocument(outline, [...entries, ...others]);
}
/** The document of this outline. */
function toDocument(outline, entries) {
    const { count, ...head } = outline;
    return { ...head, entries: count === null ? null : entries };
}
/** `bytes` in pieces, so that little is made of them at once. */
function* inPieces(bytes) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        yield bytes.subarray(at, at + PIECE_BYTES);
    }
}
/**
 * A reader of a document in any layout as long as it is small enough to be parsed whole, and of a
 * larger one line by line, as {@link createEncoder} writes it.
 */
function createReader(name) {
    const lines = createLineReader(name);
    const held = [];
    let size = 0;
    const release = () => held.splice(0).flatMap((bytes) => lines.push(bytes));
    return {
        push(bytes) {
            size += bytes.length;
            held.push(bytes);
            return size > MAX_WHOLE_BYTES ? release() : [];
        },
        end() {
            const whole = Buffer.concat(held);
            if (size > MAX_WHOLE_BYTES || !fitsWhole(whole)) {
                const entries = release();
                return { outline: lines.end().outline, entries };
            }
            const { entries, ...head } = parseFile(whole, documentSchema, name);
            return { outline: { ...head, count: entries?.length ?? null }, entries: entries ?? [] };
        },
    };
}
/** A reader that has no more than a line in hand. */
function createLineReader(name) {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const schema = fastEntrySchema();
    let place = "head";
    let head = null;
    let bytes = 0;
    let count = 0;
    let rest = "";
    const decode = (more) => {
        try {
            return more === undefined ? decoder.decode() : decoder.decode(more, { stream: true });
        }
        catch {
            throw notOurs(name);
        }
    };
    function readHead(line) {
        const isOpen = line.endsWith("[");
        head = parseFile(Buffer.from(isOpen ? `${line}${LAST_LINE}` : line), documentSchema, name);
        if (head.entries !== null && head.entries.length > 0)
            throw notOurs(name);
        place = isOpen ? "entries" : "end";
    }
    function readLine(line) {
        if (line.length > MAX_LINE_LENGTH || place === "end")
            throw notOurs(name);
        if (place === "head") {
            readHead(line);
            return [];
        }
        if (line === LAST_LINE) {
            place = "end";
            return [];
        }
        count += 1;
        if (count > MAX_ENTRIES)
            throw notOurs(name);
        return [decodeEntry(line, schema, name)];
    }
    return {
        push(more) {
            bytes += more.length;
            const lines = (rest + decode(more)).split("\n");
            rest = lines.pop() ?? "";
            if (rest.length > MAX_LINE_LENGTH || bytes > MAX_DOCUMENT_BYTES)
                throw notOurs(name);
            return lines.flatMap(readLine);
        },
        end() {
            if (rest + decode() !== "" || place !== "end" || head === null)
                throw notOurs(name);
            const { entries, ...described } = head;
            return { outline: { ...described, count: entries === null ? null : count }, entries: [] };
        },
    };
}
/**
 * The entries in the text of a document, as many at a time as its pieces bring; none where they are
 * withheld. The document must be written as {@link createEncoder} writes it; throws as `parseFile`
 * does where it is not.
 */
async function* decodeEntries(text, name) {
    const reader = createLineReader(name);
    for await (const bytes of text)
        yield reader.push(bytes);
    reader.end();
}
function decodeEntry(line, schema, name) {
    try {
        const json = JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line);
        if (schema.validate(json))
            return schema.parse(json);
    }
    catch {
        // What the parser says quotes the text, which may hold titles.
    }
    throw notOurs(name);
}
function notOurs(name) {
    return corrupt(`${name} is not as tracksafe writes it.`);
}

;// CONCATENATED MODULE: ./src/backup/recall.js



/** What an earlier run read cannot be had any more. It must be read from the provider again. */
class LostError extends Error {
    name = "LostError";
}
/** A run without a past. */
const NO_RECALL = {
    // biome-ignore lint/correctness/useYield: it never comes to one.
    async *entries() {
        throw new LostError("There is no earlier run.");
    },
};
/** Recalls from the previous snapshot itself, which is in the clear. */
function createSnapshotRecall(store, ref, log) {
    return {
        entries: (file) => decode(file, log, async function* () {
            for (const part of file.parts)
                yield* checked(await store.open(ref, part.name), part);
        }),
    };
}
/** Recalls a sealed snapshot from `state`, where its parts are kept by their content ids. */
function createStateRecall(state, log) {
    return {
        entries: (file) => decode(file, log, async function* () {
            for (const { contentId } of file.parts) {
                const bytes = contentId === undefined ? null : await state.read(contentId);
                if (bytes === null)
                    throw new LostError("The state does not have it.");
                yield bytes;
            }
        }),
    };
}
async function* decode(file, log, read) {
    let count = 0;
    try {
        for await (const entries of decodeEntries(read(), file.id)) {
            count += entries.length;
            yield entries;
        }
    }
    catch (error) {
        if (error instanceof LostError || error instanceof errors/* CancelledError */.cc)
            throw error;
        if (!(error instanceof errors/* AppError */.uV))
            throw error;
        log.warn("backup.recall-failed", { file: file.id, code: error.code });
        throw new LostError("It is damaged.", { cause: error });
    }
    if (count !== file.entries)
        throw new LostError("It is not what the metadata says.");
}
/** `content`, which at its end is proved to be what was stored as `part`. */
async function* checked(content, part) {
    const hash = (0,external_node_crypto_.createHash)("sha256");
    for await (const chunk of content) {
        hash.update(chunk);
        yield chunk;
    }
    if (hash.digest("hex") === part.sha256)
        return;
    throw new errors/* IntegrityError */.cs("snapshot/corrupt", `${part.name} was changed after the backup.`);
}

;// CONCATENATED MODULE: ./src/backup/trace.js




/** `pages`, and a trace of those that were taken from them. */
function traced(pages) {
    const hash = (0,external_node_crypto_.createHash)("sha256");
    async function* watch() {
        for await (const page of pages) {
            for (const entry of page)
                hash.update(`${canonicalJson(identityOf(entry))}\n`);
            yield page;
        }
    }
    return { pages: watch(), digest: () => hash.copy().digest("hex") };
}
/** A {@link Witness} to whom the first walk before all is what an earlier run stored as `id`. */
function createWitness(context, id) {
    let shown = null;
    return async (trace) => {
        shown ??= await traceKept(context, id);
        const isSame = shown === trace;
        shown = trace;
        return isSame;
    };
}
/** The trace of what an earlier run read to its end; `null`: it did not, or that is lost. */
async function traceKept({ previous, recall }, id) {
    const file = contentOf(previous, id);
    if (file?.entries === undefined || (file.state !== "ok" && file.state !== "stale"))
        return null;
    const kept = traced(recall.entries(file));
    try {
        for await (const _ of kept.pages)
            ;
        return kept.digest();
    }
    catch (error) {
        if (error instanceof LostError)
            return null;
        throw error;
    }
}
/** What was known of a slot that shows nothing is no part of what the provider shows. */
function identityOf(entry) {
    return [entry.addedAt, entry.type === "unavailable" ? null : entry.item.refs];
}

;// CONCATENATED MODULE: ./src/backup/catch-up.js

/** How many rows are read twice where the reading goes on, to see that it is the same list. */
const OVERLAP = 50;
/**
 * The entries of a dated list, newest first, of which as few as can be are asked for. It is read
 * from the top until a row that was there before, with the same date, and the counts prove that
 * all below it stands; the rest is what was known then, without what has moved to the top since.
 * Of a list that was not read to its end then, the rest is read from a page above where that
 * stopped, which proves that nothing has moved.
 *
 * The proof does not see one row taken out and one with an old date put in, both further down. Its
 * `pages` throw `LostError` when what was known is gone or does not go on as the list does.
 */
function catchUp(walk, provider, earlier) {
    const state = { answers: 1, isBuilt: false };
    const refOf = (entry) => {
        const item = entry.type === "unavailable" ? entry.known?.item : entry.item;
        return item?.refs[provider];
    };
    async function* pages() {
        const outline = await readOutline(earlier, refOf);
        const top = createTop(outline, refOf);
        for await (const page of allOf(walk, () => (state.answers += 1))) {
            top.add(page);
            yield page;
            const length = top.lengthWithRest();
            if (length === null || !stands(length, outline))
                continue;
            state.isBuilt = true;
            const tail = [];
            for await (const rest of restOf(top, outline)) {
                tail.push(...rest);
                tail.splice(0, tail.length - OVERLAP);
                yield rest;
            }
            if (outline.count < earlier.total)
                yield* goOn(length, tail, top, outline);
            return;
        }
    }
    function stands(length, { count }) {
        return count < earlier.total ? length < walk.total : length + earlier.gap === walk.total;
    }
    async function* restOf(top, { nameOf }) {
        let place = 0;
        for await (const page of earlier.entries()) {
            const from = place;
            place += page.length;
            yield page.filter((entry, index) => top.isBelow(from + index, nameOf(entry)));
        }
    }
    /** What the earlier run had not come to yet, after `row` rows that end with `tail`. */
    async function* goOn(row, tail, top, outline) {
        if (walk.from === undefined)
            throw new LostError("The provider reads from the start only.");
        const start = row - tail.length;
        let place = start;
        for await (const page of walk.from(start)) {
            state.answers += 1;
            const again = page.slice(0, Math.max(0, row - place));
            const fresh = page.slice(again.length);
            const isSame = again.every((entry, index) => isSameRow(entry, tail[place - start + index]));
            const isNew = (entry) => !top.has(refOf(entry)) && outline.placeOf(refOf(entry)) === undefined;
            if (!isSame || !fresh.every(isNew)) {
                throw new LostError("It does not go on where the last run stopped.");
            }
            place += page.length;
            yield fresh;
        }
    }
    function isSameRow(entry, known) {
        if (known?.addedAt !== entry.addedAt)
            return false;
        return (refOf(entry) ?? refOf(known)) === (refOf(known) ?? refOf(entry));
    }
    return { pages: pages(), isAtomic: () => state.answers === 1, isBuilt: () => state.isBuilt };
}
async function* allOf(walk, onAnswer) {
    yield walk.first;
    for await (const page of walk.rest()) {
        onAnswer();
        yield page;
    }
}
async function readOutline(earlier, refOf) {
    const places = new Map();
    const twice = new Set();
    const dates = [];
    for await (const page of earlier.entries()) {
        for (const entry of page) {
            const ref = refOf(entry);
            if (ref !== undefined && places.has(ref))
                twice.add(ref);
            if (ref !== undefined)
                places.set(ref, dates.length);
            dates.push(entry.addedAt);
        }
    }
    for (const ref of twice)
        places.delete(ref);
    return {
        count: dates.length,
        nameOf: (entry) => {
            const ref = refOf(entry);
            return ref !== undefined && twice.has(ref) ? undefined : ref;
        },
        placeOf: (ref) => (ref === undefined ? undefined : places.get(ref)),
        dateAt: (place) => dates[place] ?? null,
    };
}
function createTop(outline, refOf) {
    const refs = new Set();
    const places = [];
    let rows = 0;
    let last = null;
    function placeOf(entry) {
        const place = outline.placeOf(refOf(entry));
        if (place === undefined || entry.addedAt === null)
            return undefined;
        return outline.dateAt(place) === entry.addedAt ? place : undefined;
    }
    return {
        add(page) {
            for (const entry of page) {
                const ref = refOf(entry);
                if (ref !== undefined)
                    refs.add(ref);
                const place = outline.placeOf(ref);
                if (place !== undefined)
                    places.push(place);
            }
            rows += page.length;
            const end = page.at(-1);
            last = (end && placeOf(end)) ?? null;
        },
        has: (ref) => ref !== undefined && refs.has(ref),
        lengthWithRest() {
            if (last === null)
                return null;
            const above = last;
            const movedUp = places.filter((place) => place > above).length;
            return rows + (outline.count - above - 1) - movedUp;
        },
        isBelow: (place, ref) => last !== null && place > last && !(ref && refs.has(ref)),
    };
}

;// CONCATENATED MODULE: ./src/backup/known.js


/**
 * `pages`, in which each slot that the provider does not show any more keeps the record that was
 * known of it: found by its neighbours, or by a date that no other entry has. One that could be
 * either of two stays without.
 */
async function* keepKnown(pages, before) {
    if (before === null) {
        yield* pages;
        return;
    }
    let past = null;
    let front = null;
    let gap = [];
    for await (const page of pages) {
        const settled = [];
        for (const entry of page) {
            if (isUnknown(entry)) {
                past ??= await readPast(before);
                gap.push(entry);
                continue;
            }
            if (past !== null && gap.length > 0)
                settled.push(...fill(past, front, gap, entry));
            settled.push(entry);
            gap = [];
            front = entry;
        }
        if (settled.length > 0)
            yield settled;
    }
    if (past !== null && gap.length > 0)
        yield fill(past, front, gap, null);
}
async function readPast(before) {
    const entries = [];
    try {
        for await (const page of before())
            entries.push(...page);
    }
    catch (error) {
        if (!(error instanceof LostError))
            throw error;
        entries.length = 0;
    }
    return { entries, places: placesBy(entries, known_identityOf), dates: placesBy(entries, dateOf) };
}
function placesBy(entries, keyOf) {
    const places = new Map();
    for (const [place, entry] of entries.entries()) {
        const key = keyOf(entry);
        const known = places.get(key);
        if (known === undefined)
            places.set(key, [place]);
        else
            known.push(place);
    }
    return places;
}
/** The slots between two entries that are shown; `null`: the start or the end of the list. */
function fill(past, front, gap, back) {
    const start = findGap(past, front, gap, back);
    return gap.map((slot, index) => {
        const byNeighbours = start === null ? undefined : past.entries[start + index];
        const [only, ...others] = past.dates.get(dateOf(slot)) ?? [];
        const byDate = only === undefined || others.length > 0 ? undefined : past.entries[only];
        const known = knownOf(byNeighbours ?? byDate);
        return known === undefined ? slot : { ...slot, known };
    });
}
/** Where the slots were between the same two neighbours, all with the same dates. */
function findGap({ entries, places }, front, gap, back) {
    const fronts = front === null ? [-1] : (places.get(known_identityOf(front)) ?? []);
    for (const place of fronts) {
        const slots = entries.slice(place + 1, place + 1 + gap.length);
        const next = entries[place + 1 + gap.length];
        const isSame = slots.length === gap.length &&
            slots.every((entry, index) => dateOf(entry) === dateOf(gap[index] ?? entry)) &&
            (back === null ? next === undefined : next !== undefined && isSameSlot(next, back));
        if (isSame)
            return place + 1;
    }
    return null;
}
function isSameSlot(a, b) {
    return known_identityOf(a) === known_identityOf(b);
}
function isUnknown(entry) {
    return entry.type === "unavailable" && entry.known === undefined;
}
function knownOf(entry) {
    if (entry === undefined)
        return undefined;
    if (entry.type === "unavailable")
        return entry.known;
    const { addedAt: _at, addedBy: _by, ...known } = entry;
    return known;
}
/** What stays the same of an entry as long as it stays. */
function known_identityOf(entry) {
    const refs = entry.type === "unavailable" ? entry.known?.item.refs : entry.item.refs;
    return canonicalJson([dateOf(entry), refs ?? null]);
}
function dateOf({ addedAt, addedBy }) {
    return `${addedAt} ${addedBy ?? ""}`;
}

;// CONCATENATED MODULE: ./src/backup/walk-read.js









/** Stores what a walk shows, or what `earlier` has of it as far as that stands. */
async function readWalk(context, collection, walk, earlier) {
    const base = isDated(walk) ? earlier : null;
    const unchanged = base && (await keepUnchanged(context, walk, base));
    if (unchanged)
        return unchanged;
    const source = base === null ? readAll(walk) : build(context, walk, base);
    const trace = traced(source.pages);
    const known = untilCut(keepKnown(trace.pages, pastOf(context, collection)));
    try {
        const written = await context.files.document(collection, { kind: collection }, known.pages);
        const built = source.isBuilt() ? base : null;
        const readAt = built === null ? {} : { readAt: readAtOf(built) };
        const head = isDated(walk) ? { head: headOf(context, walk) } : {};
        const part = { id: collection, kind: collection, state: "ok", ...written, ...readAt };
        const error = known.reason();
        if (error !== null)
            return { kind: "cut", file: part, error };
        const whole = { kind: "whole", file: { ...part, ...head }, trace: trace.digest() };
        const isAtomic = source.isAtomic();
        const judged = built === null ? walk_read_judge(walk, part) : judgeBuilt(walk, part, built);
        if (judged !== null)
            return { ...whole, ...judged, isProved: judged.isSound && isAtomic };
        await context.files.discard(written.parts);
        return { kind: "lost", isAtomic };
    }
    catch (error) {
        if (error instanceof LostError)
            return { kind: "lost", isAtomic: source.isAtomic() };
        if (error instanceof MovedError)
            return { kind: "moved" };
        throw error;
    }
}
function walk_read_judge(walk, { id, entries }) {
    return {
        isSound: isSound(walk, entries),
        remarks: remarksOn(id, walk.report(), walk.total, entries),
    };
}
/**
 * The same of a walk that was built on an earlier one; `null` where a page did not agree with itself:
 * rows that are only not shown would pass for rows that are gone. What comes twice is accounted for.
 */
function judgeBuilt({ total, report }, { id, entries = 0 }, { previous, file }) {
    const { disagreeing, repeats, malformed } = report();
    const before = remarksIn(previous.metadata, file);
    if (disagreeing > 0 || entries + gapIn(before) !== total)
        return null;
    const { now = 0 } = before.find(({ code }) => code === "malformed-rows") ?? {};
    const all = { disagreeing, repeats, malformed: Math.max(malformed, now) };
    return { isSound: true, remarks: remarksOn(id, all, total, entries) };
}
function readAll(walk) {
    return { pages: pagesOf(walk), isAtomic: () => walk.isWhole, isBuilt: () => false };
}
function build({ provider, recall }, walk, { file, previous }) {
    return catchUp(walk, provider.name, {
        total: file.total ?? file.entries ?? 0,
        gap: gapIn(remarksIn(previous.metadata, file)),
        entries: () => recall.entries(file),
    });
}
/** The file as it was, where the list begins as it did then, and is as long. */
async function keepUnchanged(context, walk, reusable) {
    const { file, previous } = reusable;
    const head = headOf(context, walk);
    if (file.state === "incomplete" || file.head !== head)
        return null;
    const stored = await keepStored(context, reusable);
    if (stored === null)
        return null;
    const { id, kind } = file;
    return {
        kind: "whole",
        file: { id, kind, state: "ok", ...stored, head, readAt: readAtOf(reusable) },
        remarks: remarksIn(previous.metadata, file),
        isSound: true,
        isProved: true,
        trace: "",
    };
}
function headOf({ digest }, { total, first }) {
    return digest("head", `${total}`, canonicalJson(first));
}
/** Whether the list is one in the order of its dates, so that what is new is on top. */
function isDated({ first }) {
    return first.length > 0 && first.every(({ addedAt }) => addedAt !== null);
}
/** All pages of a walk, the first included. */
async function* pagesOf(walk) {
    yield walk.first;
    yield* walk.rest();
}
/** Whether two walks begin alike, and are as long. */
function sameHead(a, b) {
    return a.total === b.total && canonicalJson(a.first) === canonicalJson(b.first);
}

;// CONCATENATED MODULE: ./src/backup/collections.js









/**
 * Backs up one collection, of which only what changed is read where that can be told. Throws only
 * what ends the run, after recording how far it got.
 */
async function backupCollection(context, collection) {
    const { walk, error } = await begin(() => context.provider.collection(collection));
    if (walk === undefined) {
        if (!isLocal(error))
            throw error;
        if (isUnsupported(context, collection, error))
            recordUnsupported(context, collection, error);
        else
            await recordUnread(context, { id: collection, kind: collection }, error);
        return;
    }
    const earlier = findEarlier(context, collection);
    const { isLost, ...read } = await readCollection(context, collection, walk, earlier);
    if (read.kind === "complete") {
        context.record(read.file, read.remarks);
    }
    else if (read.kind === "paused" || read.kind === "incomplete") {
        await recordProgress(context, read.file, read.error, isLost);
    }
    else {
        await recordUnread(context, { id: collection, kind: collection }, reasonOf(read));
    }
    throwPause(read);
}
/**
 * Reads all of a collection again, in place of `file`, which was taken over. What cannot be read now
 * stays as it was. Throws what ends the reading of others, too.
 */
async function refreshCollection(context, collection, { parts }) {
    const { walk, error: reason } = await begin(() => context.provider.collection(collection));
    if (walk === undefined) {
        if (!isLocal(reason))
            throw reason;
        context.log.info("backup.refresh-failed", { file: collection, code: codeOf(reason) });
        return;
    }
    await context.files.discard(parts);
    const read = await readCollection(context, collection, walk, null);
    if (read.kind === "complete") {
        context.record(read.file, read.remarks);
        return;
    }
    if ("file" in read)
        await context.files.discard(read.file.parts);
    await putBack(context, collection, walk, reasonOf(read));
    throwPause(read);
}
/**
 * Records again what was taken over, as far as the first page of `walk` proves it. Else what the
 * last run had is left, as of a collection that could not be read because of `error`.
 */
async function putBack(context, collection, walk, error) {
    const start = {
        ...walk,
        // biome-ignore lint/correctness/useYield: nothing more can be read now.
        async *rest() {
            throw new MovedError();
        },
    };
    const earlier = findEarlier(context, collection);
    const read = await readWalk(context, collection, start, earlier).catch(failed);
    if (read.kind === "whole" && read.isProved)
        context.record(read.file, read.remarks);
    else
        await recordUnread(context, { id: collection, kind: collection }, error);
}
/** What of an earlier run a collection can be built on. A restore puts in rows of any date. */
function findEarlier(context, collection) {
    const found = findReusable(context, collection);
    const { restoredAt } = context;
    return found === null || restoredAt === null || readAtOf(found) > restoredAt ? found : null;
}
/**
 * Reads one collection, beginning with `first`: all of it, or what `earlier` lacks. A list that
 * changes while it is walked is walked again; one of several pages is looked at once more at its
 * end, to prove that it did not. Of one whose pages or count do not fit together, two walks that show
 * the same are the truth, the one of an earlier run included.
 *
 * Throws what ends the run before there is anything to keep.
 */
async function readCollection(context, collection, first, earlier) {
    const isShownAgain = createWitness(context, collection);
    let base = earlier;
    let walk = first;
    for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt += 1) {
        const read = await readWalk(context, collection, walk, base).catch(failed);
        // A page that cannot be read ends a walk; this is one that can be, and cannot be stored.
        if (read.kind === "failed")
            return { ...read, isLost: false };
        if (read.kind === "lost")
            base = null;
        const isLost = base === null && earlier !== null;
        // Nothing but its first page was read so far: that is as good as new.
        if (read.kind === "lost" && read.isAtomic)
            continue;
        if (read.kind === "cut")
            return { ...cut(read.error, read.file, walk), isLost };
        if (read.kind === "whole") {
            const isProved = read.isSound ? read.isProved : await isShownAgain(read.trace);
            if (isProved)
                return { ...complete(read), isLost };
        }
        const look = await begin(() => context.provider.collection(collection));
        if (read.kind === "whole") {
            const ended = settle(read, walk, look, attempt === READ_ATTEMPTS);
            if (ended !== null)
                return { ...ended, isLost };
            await context.files.discard(read.file.parts);
        }
        if (look.walk === undefined)
            return { ...failed(look.error), isLost };
        walk = look.walk;
        context.log.info("backup.moved", { file: collection, attempt });
    }
    return { kind: "moved", isLost: false };
}
/** What a look at the list makes of a walk that came to its end; `null`: it has to be walked again. */
function settle(read, walk, look, isLast) {
    if (look.walk === undefined)
        return isCut(look.error) ? cut(look.error, read.file, walk) : null;
    if (read.isSound)
        return sameHead(walk, look.walk) ? complete(read) : null;
    return isLast ? cut(new MovedError(), read.file, walk) : null;
}
function complete({ file, remarks }) {
    return { kind: "complete", file, remarks };
}
/** What was read is something to go on from, and not to be taken for the whole list. */
function cut(error, { head: _head, ...file }, { total }) {
    return cutBy(error, file, total);
}
function failed(error) {
    if (!isLocal(error) && !isPause(error))
        throw error;
    return { kind: "failed", error };
}
/**
 * Whether the provider has nothing of the kind for this account, as with audiobooks outside of their
 * markets: it refuses it, and no earlier snapshot has any. Everybody has likes.
 */
function isUnsupported({ previous }, collection, error) {
    const isRefused = error instanceof errors/* ProviderError */.mZ && REFUSALS.has(error.code);
    return isRefused && collection !== "likes" && contentOf(previous, collection) === null;
}
const REFUSALS = new Set(["provider/forbidden", "provider/not-found"]);
/** Said once: the run after that knows. */
function recordUnsupported(context, collection, error) {
    const file = { id: collection, kind: collection, state: "unsupported", parts: [] };
    const before = context.previous?.metadata.files.find(({ id }) => id === collection);
    const isNew = before?.state !== "unsupported";
    context.record({ ...file, error: codeOf(error) }, isNew ? [{ code: "unsupported", file: collection }] : []);
}

;// CONCATENATED MODULE: ./src/backup/playlist-reading.js












/** Tells one version of a playlist from another, entries and all. */
function versionOf({ revision, playlist, total }) {
    return canonicalJson([revision, playlist, total]);
}
/**
 * What the previous snapshot has of a playlist whose version is the one that the list shows; `null`:
 * nothing, or of another one.
 */
function findSame(context, listed) {
    const found = findReusable(context, context.fileId("playlist", listed.id));
    const { revision } = revisionOf(context, listed);
    return revision !== undefined && found?.file.revision === revision ? found : null;
}
/** A playlist taken over as it was, after so many listings; `null`: it has to be read. */
async function keepSame(context, listed, listings) {
    const same = findSame(context, listed);
    const read = same && (await keepPlaylist(context, listed, same));
    if (read === null)
        return null;
    return { version: versionOf(listed), read, isAtomic: true, listings };
}
/**
 * Takes over what is known of a playlist, with its name and flags as the list shows them now; `null`
 * where that was not all of it, or cannot be had any more.
 */
async function keepPlaylist(context, listed, same) {
    const { file, previous } = same;
    if (file.entries !== undefined && file.entries < (file.total ?? 0))
        return null;
    const head = playlist_reading_headOf(context, listed);
    const isWithheld = file.state === "withheld";
    const kept = {
        id: file.id,
        kind: file.kind,
        state: isWithheld ? "withheld" : "ok",
        ...revisionOf(context, listed),
        head,
        readAt: readAtOf(same),
    };
    const remarks = remarksIn(previous.metadata, file);
    const stored = file.head === head ? await keepStored(context, same) : null;
    if (stored !== null)
        return { kind: "complete", file: { ...kept, ...stored }, remarks };
    try {
        const pages = file.entries === undefined ? null : context.recall.entries(file);
        const written = await storePlaylist(context, listed, pages);
        return { kind: "complete", file: { ...written, ...kept }, remarks };
    }
    catch (error) {
        if (error instanceof LostError)
            return null;
        throw error;
    }
}
/**
 * Reads the entries of a playlist after so many listings: all of them, or those that `same`, of the
 * same version, lacks. Throws what ends the run, unless some were read before it.
 */
async function readPlaylist(context, listed, listings, same) {
    const base = { version: versionOf(listed), listings };
    try {
        const rest = same && (await goOn(context, listed, same));
        if (rest !== null)
            return { ...base, read: rest, isAtomic: false };
        return { ...base, ...(await playlist_reading_readAll(context, listed)) };
    }
    catch (error) {
        if (error instanceof MovedError)
            return { ...base, read: { kind: "moved" }, isAtomic: false };
        if (!isLocal(error))
            throw error;
        return { ...base, read: { kind: "failed", error }, isAtomic: false };
    }
}
/**
 * Reads all entries of a playlist: again where its pages or its count do not fit together, until two
 * walks show the same. Throws `MovedError` when it was seen to change.
 */
async function playlist_reading_readAll(context, listed) {
    const isShownAgain = createWitness(context, context.fileId("playlist", listed.id));
    let last = null;
    for (let attempt = 1;; attempt += 1) {
        const { walk, error } = await begin(() => context.provider.entries(listed));
        if (walk === undefined) {
            if (last === null || !isCut(error))
                throw error;
            return { read: cutBy(error, last.file, last.file.entries ?? 0), isAtomic: false };
        }
        if (last !== null)
            await context.files.discard(last.file.parts);
        if (walk === "withheld") {
            const file = await withhold(context, listed);
            return { read: { kind: "complete", file, remarks: [] }, isAtomic: true };
        }
        const { read, isSound: isFit, trace } = await storeWalk(context, listed, walk, pagesOf(walk));
        if (read.kind !== "complete")
            return { read, isAtomic: false };
        if (isFit)
            return { read, isAtomic: walk.isWhole };
        if (await isShownAgain(trace))
            return { read, isAtomic: false };
        if (attempt === READ_ATTEMPTS) {
            return { read: cutBy(new MovedError(), read.file, walk.total), isAtomic: false };
        }
        last = read;
    }
}
/** Reads what an earlier run did not come to any more; `null` where it cannot be gone on from. */
async function goOn(context, listed, { file }) {
    const { entries = 0, total } = file;
    if (file.state !== "incomplete" || entries === 0 || total === undefined)
        return null;
    const walk = await context.provider.entries(listed, entries);
    if (walk === "withheld" || walk.total !== total)
        return null;
    async function* whole(rest) {
        yield* context.recall.entries(file);
        yield* pagesOf(rest);
    }
    try {
        const { read, isSound: isFit } = await storeWalk(context, listed, walk, whole(walk));
        if (read.kind !== "complete" || isFit)
            return read;
        await context.files.discard(read.file.parts);
        return null;
    }
    catch (error) {
        if (error instanceof LostError)
            return null;
        throw error;
    }
}
async function storeWalk(context, listed, walk, pages) {
    const id = context.fileId("playlist", listed.id);
    const trace = traced(pages);
    const source = untilCut(keepKnown(trace.pages, pastOf(context, id)));
    const stored = await storePlaylist(context, listed, source.pages);
    const file = { ...stored, state: "ok" };
    const error = source.reason();
    if (error !== null) {
        return { read: cutBy(error, file, walk.total), isSound: false, trace: trace.digest() };
    }
    if (file.entries === 0 && (listed.total ?? 0) > 0) {
        await context.files.discard(file.parts);
        throw new MovedError("It is empty, but the list says it is not.");
    }
    const isVersioned = walk.isWhole || listed.revision !== "";
    return {
        read: {
            kind: "complete",
            file,
            remarks: remarksOn(id, walk.report(), walk.total, file.entries),
        },
        isSound: isVersioned && isSound(walk, file.entries),
        trace: trace.digest(),
    };
}
async function storePlaylist(context, listed, pages) {
    const id = context.fileId("playlist", listed.id);
    const newest = { addedAt: null };
    const { playlist } = listed;
    const noted = pages && noteNewest(pages, newest);
    const written = await context.files.document(id, { kind: "playlist", playlist }, noted);
    context.onRead(written.entries ?? 0);
    const settled = !mayLag(newest.addedAt, context.clock.now());
    return {
        id,
        kind: "playlists",
        ...(settled ? revisionOf(context, listed) : {}),
        head: playlist_reading_headOf(context, listed),
        ...written,
    };
}
async function* noteNewest(pages, newest) {
    for await (const page of pages) {
        for (const { addedAt } of page) {
            if (addedAt !== null && addedAt > (newest.addedAt ?? ""))
                newest.addedAt = addedAt;
        }
        yield page;
    }
}
/** Keeps a reference to a playlist; with the entries that were known before it was withheld. */
async function withhold(context, listed) {
    const known = contentOf(context.previous, context.fileId("playlist", listed.id));
    if (known?.entries !== undefined && known.state !== "incomplete") {
        const parts = await carryParts(context, known);
        if (parts !== null) {
            const readAt = known.readAt ?? context.previous?.metadata.createdAt ?? "";
            const { error: _error, ...kept } = known;
            return { ...kept, ...revisionOf(context, listed), parts, readAt, state: "withheld" };
        }
    }
    return { ...(await storePlaylist(context, listed, null)), state: "withheld" };
}
/** The fingerprint of its version; none where the provider gives none. */
function revisionOf({ digest }, { revision, total }) {
    return revision === "" ? {} : { revision: digest("revision", revision, `${total}`) };
}
function playlist_reading_headOf({ digest }, { playlist }) {
    return digest("head", canonicalJson(playlist));
}

;// CONCATENATED MODULE: ./src/backup/pool.js
/**
 * Calls `work` for every item, at most `limit` at a time, in order. When one call throws, no further
 * one is started, those under way are waited for, and the first error is thrown.
 */
async function forEachOf(items, limit, work) {
    const queue = items.values();
    const errors = [];
    const worker = async () => {
        for (const item of queue) {
            if (errors.length > 0)
                return;
            await work(item).catch((error) => {
                errors.push(error);
            });
        }
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
    if (errors.length > 0)
        throw errors[0];
}

;// CONCATENATED MODULE: ./src/backup/covers.js




const COVERS_AT_ONCE = 4;
/** Backs up the covers that the account's owner set; those that providers compose are left out. */
async function backupCovers(context, listed) {
    const wanted = listed.filter(({ coverUrl, playlist }) => coverUrl !== null && playlist.relation === "owned");
    const done = new Set();
    try {
        await forEachOf(wanted, COVERS_AT_ONCE, async (playlist) => {
            await backupCover(context, playlist);
            done.add(playlist);
        });
    }
    catch (error) {
        for (const playlist of wanted.filter((candidate) => !done.has(candidate))) {
            await recordUnread(context, fileOf(context, playlist), error);
        }
        throw error;
    }
}
async function backupCover(context, listed) {
    const file = fileOf(context, listed);
    try {
        const kept = await keepCover(context, listed, file.id);
        if (kept !== null) {
            context.describe(file.id, listed);
            context.record({ ...file, ...kept });
            return;
        }
        const bytes = await context.provider.cover(listed);
        if (bytes === null)
            return;
        const parts = await context.files.binary(file.id, bytes);
        context.describe(file.id, listed);
        context.record({ ...file, state: "ok", parts });
    }
    catch (error) {
        if (!isLocal(error))
            throw error;
        await recordUnread(context, file, error);
    }
}
/** The cover as it was, where nothing of the playlist has changed since. */
async function keepCover(context, listed, id) {
    const reusable = findSame(context, listed) && findReusable(context, id);
    // One that is stale may be of an older version than the entries are.
    if (reusable?.file.state !== "ok" || isDue(context, reusable))
        return null;
    const stored = await keepStored(context, reusable);
    return stored && { ...stored, state: "ok", readAt: readAtOf(reusable) };
}
function fileOf(context, listed) {
    return { id: context.fileId("cover", listed.id), kind: "covers" };
}

;// CONCATENATED MODULE: ./src/backup/files.js


/** Stores files in the clear: one JSON file a document, one entry a line. */
function createPlainFiles(writer) {
    return {
        async document(id, head, pages) {
            const encoder = createEncoder(head);
            const part = await writer.write(plainFileName(id), encode(encoder, pages));
            return pages === null ? { parts: [part] } : { parts: [part], entries: encoder.count() };
        },
        async binary(id, bytes) {
            return [await writer.write(plainFileName(id), files_once(bytes))];
        },
        async discard(parts) {
            for (const { name } of parts)
                await writer.discard(name);
        },
    };
}
async function* encode(encoder, pages) {
    yield Buffer.from(encoder.head());
    for await (const page of pages ?? []) {
        yield Buffer.from(page.map((entry) => encoder.entry(entry)).join(""));
    }
    yield Buffer.from(encoder.tail(pages === null));
}
/** `bytes` as the content of a file. */
async function* files_once(bytes) {
    yield bytes;
}

;// CONCATENATED MODULE: ./src/snapshot/index-file.js




/** The id of the sealed index among the files of a snapshot. */
const INDEX_ID = "index";
/** One file as the index describes it. */
const indexedFileSchema = schemas/* object */.Ikc({
    id: schemas/* string */.YjP().regex(FILE_ID),
    /** The provider's id of a playlist, which its file's name does not show. */
    of: schemas/* string */.YjP().exactOptional(),
    /** A playlist's name. */
    title: schemas/* string */.YjP().exactOptional(),
    entries: schemas/* int */.Whr().nonnegative().exactOptional(),
    /** The content ids of its parts, in order. */
    parts: schemas/* array */.YOg(schemas/* string */.YjP().regex(/^[0-9a-f]*$/)).readonly(),
});
/**
 * Format v1 of the sealed `index.json`. It carries the content key, so that whoever can open it can
 * check everything, and holds no time, so that it changes only when the content does.
 */
const indexSchema = schemas/* object */.Ikc({
    ...versionFields,
    kind: schemas/* literal */.euz("index"),
    /** 64 hex digits. */
    contentKey: schemas/* string */.YjP().regex(/^[0-9a-f]{64}$/),
    files: schemas/* array */.YOg(indexedFileSchema).readonly(),
});
/**
 * The bytes of the index. The same content always gives the same bytes. Throws `StoreError`
 * `store/too-large` for more than {@link decodeIndex} would read.
 */
function encodeIndex(content) {
    const bytes = Buffer.from(canonicalPage({ format: "tracksafe", formatVersion: 1, kind: "index", ...content }));
    checkSize(bytes);
    return bytes;
}
/** Reads the index; throws as `parseFile` does. */
function decodeIndex(bytes) {
    return parseFile(bytes, indexSchema, "index.json");
}

;// CONCATENATED MODULE: ./src/backup/playlists.js






/**
 * How many playlists are read at the same time. More than requests can be in flight, so that while
 * some are being written others are asked for; the provider's gate bounds the requests.
 */
const PLAYLISTS_AT_ONCE = 8;
/**
 * Backs up the playlists: lists them, reads each, lists them again and reads those that moved
 * meanwhile, until the list agrees with what was read. The revision recorded is the one from before
 * the reading, so that a change in between is noticed by the next run as well. Gives the playlists
 * of the last list.
 *
 * Throws only what ends the run, after recording how far it got.
 */
async function backupPlaylists(context) {
    const progress = {
        ...{ listed: [], list: null, listings: 0, whole: true },
        readings: new Map(),
    };
    let ending = null;
    try {
        await readUntilSettled(context, progress);
    }
    catch (error) {
        ending = error;
    }
    await recordPlaylists(context, progress, ending ?? new MovedError());
    if (progress.list !== null)
        warnOfList(context, progress.list, progress.whole);
    if (ending !== null) {
        if (progress.listed.length === 0)
            await recordUnlisted(context, ending);
        await recordUnread(context, { id: "playlists", kind: "playlists" }, ending);
        if (!isLocal(ending))
            throw ending;
    }
    else if (!progress.whole) {
        await recordGap(context);
    }
    return progress.listed;
}
async function readUntilSettled(context, progress) {
    for (let round = 1;; round += 1) {
        const { list, whole } = await listPlaylists(context);
        progress.listed = list.playlists;
        progress.list = list;
        progress.whole = whole;
        progress.listings = round;
        const pending = progress.listed.filter((listed) => !isSettled(progress, listed));
        if (pending.length === 0 || round > READ_ATTEMPTS)
            return;
        // All that costs nothing first: then it is safe, whatever comes of the rest.
        const changed = await playlists_keepUnchanged(context, progress, pending);
        if (changed.length === 0)
            return;
        await forEachOf(changed, PLAYLISTS_AT_ONCE, async (listed) => {
            const reading = await readPlaylist(context, listed, round, findSame(context, listed));
            progress.readings.set(listed.id, reading);
            throwPause(reading.read);
        });
    }
}
/** Takes over what did not change; gives the rest. */
async function playlists_keepUnchanged(context, progress, pending) {
    const kept = new Set();
    await forEachOf(pending, PLAYLISTS_AT_ONCE, async (listed) => {
        await discardReading(context, progress, listed.id);
        const reading = await keepSame(context, listed, progress.listings);
        if (reading === null)
            return;
        progress.readings.set(listed.id, reading);
        kept.add(listed);
    });
    return pending.filter((listed) => !kept.has(listed));
}
/** The list as it is now; where it cannot be had without a gap, all that was seen of it. */
async function listPlaylists({ provider, }) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return { list: await provider.playlists(), whole: true };
        }
        catch (error) {
            if (error instanceof IncompleteListError)
                return { list: error.seen, whole: false };
            if (!(error instanceof MovedError) || attempt === READ_ATTEMPTS)
                throw error;
        }
    }
}
/** Says what is odd about the list of playlists. */
function warnOfList({ warn }, { hidden, malformed, shown, total }, isWhole) {
    if (hidden > 0)
        warn({ code: "hidden-playlists", now: hidden });
    if (malformed > 0)
        warn({ code: "malformed-rows", file: "playlists", now: malformed });
    // Of one with a gap more is said than that.
    if (isWhole && shown !== total) {
        warn({ code: "count-differs", file: "playlists", was: total, now: shown });
    }
}
/** Keeps the playlists of before that the list does not show: one of them may be what it lacks. */
async function recordGap(context) {
    const error = new MovedError();
    for (const { id, kind, position } of context.previous?.metadata.files ?? []) {
        if (position === undefined || context.isRecorded(id))
            continue;
        await recordUnread(context, { id, kind, position }, error);
    }
    await recordUnread(context, { id: "playlists", kind: "playlists" }, error);
}
/** Takes back what was read of a playlist. */
async function discardReading(context, progress, id) {
    const read = progress.readings.get(id)?.read;
    progress.readings.delete(id);
    if (read !== undefined && "file" in read)
        await context.files.discard(read.file.parts);
}
/** Whether the newest reading of a playlist is of the version that the list shows. */
function isSettled(progress, listed) {
    const reading = progress.readings.get(listed.id);
    if (reading === undefined || reading.version !== versionOf(listed))
        return false;
    return reading.read.kind !== "moved";
}
/** Records every listed playlist; `ending` is why those are unread that nothing else is known of. */
async function recordPlaylists(context, progress, ending) {
    for (const [position, listed] of progress.listed.entries()) {
        const reading = progress.readings.get(listed.id);
        const file = {
            id: context.fileId("playlist", listed.id),
            kind: "playlists",
            position,
        };
        context.describe(file.id, listed);
        const read = reading?.read;
        if (reading === undefined || read === undefined)
            await recordUnread(context, file, ending);
        else if (read.kind === "moved" || read.kind === "failed") {
            await recordUnread(context, file, reasonOf(read));
        }
        else if (read.kind === "complete" && isProved(progress, reading, listed)) {
            context.record({ ...read.file, position }, read.remarks);
        }
        else {
            const reason = read.kind === "complete" ? ending : read.error;
            const total = read.file.entries ?? 0;
            await recordProgress(context, { total, ...read.file, position }, reason);
        }
    }
    const listed = new Set(progress.listed.map(({ id }) => id));
    for (const id of [...progress.readings.keys()]) {
        // It was deleted while the run went on.
        if (!listed.has(id))
            await discardReading(context, progress, id);
    }
}
/** Whether no change can have come in, or a listing from after it shows the version that was read. */
function isProved({ listings }, reading, listed) {
    if (reading.isAtomic)
        return true;
    return listings > reading.listings && reading.version === versionOf(listed);
}
/** Keeps what the previous snapshot has when the list itself could not be read. */
async function recordUnlisted(context, error) {
    for (const file of context.previous?.metadata.files ?? []) {
        const { id, kind, position } = file;
        if (position !== undefined)
            await recordUnread(context, { id, kind, position }, error);
        else if (kind === "covers")
            await recordUnread(context, { id, kind }, error);
    }
}

;// CONCATENATED MODULE: ./src/backup/shrink.js
const LEAST_LOST = 10;
const LARGEST_SHARE_KEPT = 0.7;
/** How long a loss is held against what was there before, so that it cannot pass in a night. */
const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1000;
/** Whether going from `was` to `now` is more than tidying up: ten lost at least, and 30 %. */
function lostMuch(was, now) {
    return was - now >= LEAST_LOST && now <= was * LARGEST_SHARE_KEPT;
}
/**
 * A `shrunk` warning for each file, and for the playlists as a whole, that lost much: against the
 * previous snapshot, and for 30 days against what was there before an earlier loss. Otherwise an
 * emptied library would be warned of once, and the day after be the good state.
 */
function findShrunk(found, previous) {
    if (previous === null)
        return [];
    return countsOf(found.files, found.include).flatMap(({ file, entries: now }) => {
        const { was, since } = baselineOf(file, previous, found.at);
        return now !== undefined && lostMuch(was, now)
            ? [{ code: "shrunk", file, was, now, since }]
            : [];
    });
}
/** The size that `file` is held against, and since when it has been smaller. */
function baselineOf(file, { metadata }, at) {
    const counts = countsOf(metadata.files, metadata.include);
    const last = counts.find((count) => count.file === file)?.entries ?? 0;
    const warned = metadata.warnings.find((one) => one.code === "shrunk" && one.file === file);
    const { was = 0, since = metadata.createdAt } = warned ?? {};
    const isRemembered = Date.parse(since) > at.getTime() - REMEMBERED_MS;
    return isRemembered && was > last ? { was, since } : { was: last, since: at.toISOString() };
}
function countsOf(files, include) {
    // Of one that is not read to its end yet, the list says how many there are.
    const counts = files.map(({ id, entries, total }) => ({ file: id, entries: total ?? entries }));
    if (!include.includes("playlists"))
        return counts;
    const playlists = files.filter(({ position }) => position !== undefined).length;
    return [
        ...counts.filter(({ file }) => file !== "playlists"),
        { file: "playlists", entries: playlists },
    ];
}

;// CONCATENATED MODULE: ./src/backup/finish.js







const CONTENT_ID = /^[0-9a-f]{64}$/;
/**
 * Closes a run: accounts for every file that was expected, and commits the snapshot, or takes it
 * back where a failed run leaves nothing. `ending` is what ended the run early.
 */
async function finishRun(run, ending) {
    try {
        if (run.started !== null && ending !== null) {
            await recordMissing(run, run.started.context, ending);
        }
        // One that failed before it knew its account has nothing to leave.
        const writer = run.started?.context.writer ?? null;
        const status = statusAfter(run, ending);
        const found = { at: run.startedAt, include: run.include, files: [...run.files.values()] };
        run.warnings.push(...[...run.remarks.values()].flat());
        run.warnings.push(...findWithheld(found.files), ...findShrunk(found, run.previous));
        if (status === "failed" && !run.options.store.keepsFailedRuns) {
            await writer?.abort();
            return resultOf(run, status, ending, null);
        }
        if (run.started !== null)
            await commit(run, run.started, status, ending);
        return resultOf(run, status, ending, writer);
    }
    catch (error) {
        // Most likely what ended the run in the first place: there is no place to leave anything.
        await run.started?.context.writer.abort().catch(() => { });
        if (!(error instanceof errors/* AppError */.uV) || error instanceof errors/* CancelledError */.cc)
            throw error;
        return resultOf(run, "failed", ending ?? error, null);
    }
}
/** A warning for each playlist that once could be read, and now is withheld. */
function findWithheld(files) {
    return files.flatMap(({ id, state, entries }) => state === "withheld" && entries !== undefined
        ? [{ code: "now-withheld", file: id, was: entries }]
        : []);
}
async function commit(run, { keys, context, state }, status, ending) {
    if (keys.sealing !== null)
        await storeIndex(run, keys.sealing, context);
    const content = describe(run, status, ending, context.writer.ref.user, keys);
    await context.writer.commit(encodeMetadata(content, keys.sealing && keys.digest));
    if (state !== null)
        await sweepState(state, content.files);
}
/** Forgets the parts that the newest snapshot does not have: nothing can be built on them. */
async function sweepState(state, files) {
    const current = new Set(files.flatMap(({ parts }) => parts.map(({ contentId }) => contentId)));
    for (const name of await state.names()) {
        if (CONTENT_ID.test(name) && !current.has(name))
            await state.remove(name);
    }
}
async function storeIndex(run, { contentKey }, context) {
    const files = [...run.files.values()]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, entries, parts }) => ({
        id,
        ...run.described.get(id),
        ...(entries === undefined ? {} : { entries }),
        parts: parts.map(({ contentId = "" }) => contentId),
    }));
    const bytes = encodeIndex({ contentKey: contentKey.reveal(), files });
    const parts = await context.files.binary(INDEX_ID, bytes);
    context.record({ id: INDEX_ID, kind: "index", state: "ok", parts });
}
function statusAfter({ files }, ending) {
    if (ending === null)
        return statusOf([...files.values()]);
    return isPause(ending) ? "partial" : "failed";
}
/** Records what the run never came to. */
async function recordMissing(run, context, ending) {
    for (const kind of run.include) {
        if ([...run.files.values()].some((file) => file.kind === kind))
            continue;
        if (kind === "playlists")
            await recordUnlisted(context, ending);
        await recordUnread(context, { id: kind, kind }, ending);
    }
}
function describe(run, status, ending, user, { sealing, digest }) {
    const { options, deps, include, startedAt } = run;
    return {
        createdAt: startedAt.toISOString(),
        finishedAt: deps.clock.now().toISOString(),
        tool: { name: "tracksafe", version: deps.version },
        provider: options.provider.name,
        user,
        status,
        ...(ending === null ? {} : { error: ending.code }),
        include,
        covers: options.covers,
        encryption: sealing && {
            scheme: sealing.sealer.scheme,
            recipients: sealing.sealer.recipients,
            keyId: sealing.keyId,
        },
        files: inOrder(run.files),
        login: loginOf(run, digest),
        warnings: run.warnings,
    };
}
function loginOf({ options, startedAt, previous }, digest) {
    const { login, keptLogin = () => login } = options;
    const last = previous?.metadata.login;
    const isKnown = last?.fingerprint === digest("login", login);
    const firstSeenAt = isKnown ? last.firstSeenAt : startedAt.toISOString();
    // One that replaced it ends when it would have, so its age goes on counting.
    return { fingerprint: digest("login", keptLogin()), firstSeenAt };
}
/** Kind by kind, playlists as the account lists them. */
function inOrder(files) {
    const kinds = [...KINDS, "covers", "index"];
    return [...files.values()].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        (a.position ?? -1) - (b.position ?? -1) ||
        (a.id < b.id ? -1 : 1));
}
function resultOf(run, status, error, writer) {
    const { options, deps, startedAt, previous, started } = run;
    const login = started === null ? null : loginOf(run, started.keys.digest);
    return {
        status,
        error,
        snapshot: writer === null ? null : { ...writer.ref, location: writer.location },
        files: inOrder(run.files),
        titles: new Map([...run.described].map(([id, { title = "" }]) => [id, title])),
        keyId: started?.keys.sealing?.keyId ?? null,
        commit: writer?.commitId ?? null,
        warnings: run.warnings,
        loginSeenAt: login === null ? null : new Date(login.firstSeenAt),
        previous: previous && { name: previous.ref.name, metadata: previous.metadata },
        requests: options.provider.requests(),
        durationMs: deps.clock.now().getTime() - startedAt.getTime(),
    };
}

;// CONCATENATED MODULE: ./src/backup/refresh.js










/**
 * Reads again what was taken over for long enough, oldest first. Nothing says that it changed, so
 * what cannot be read now stays as it is, and is no failure: the next run tries again.
 */
async function refresh(context, files, listed) {
    const due = files
        .flatMap((file) => {
        const reusable = file.readAt === undefined ? null : findReusable(context, file.id);
        return isGood(file) && reusable && isDue(context, reusable) ? [{ file, reusable }] : [];
    })
        .sort((a, b) => ((a.file.readAt ?? "") < (b.file.readAt ?? "") ? -1 : 1));
    try {
        for (const { file } of due) {
            if (file.kind !== "playlists" && file.kind !== "covers" && file.kind !== "index") {
                await refreshCollection(context, file.kind, file);
            }
        }
        await refreshPlaylists(context, due, listed);
    }
    catch (error) {
        if (!isPause(error) || error instanceof errors/* CancelledError */.cc)
            throw error;
        context.log.info("backup.refresh-paused", { code: error.code });
    }
}
async function refreshPlaylists(context, due, listed) {
    const byFile = new Map(listed.map((one) => [context.fileId("playlist", one.id), one]));
    const wanted = due.flatMap((one) => {
        const playlist = byFile.get(one.file.id);
        return playlist === undefined ? [] : [{ ...one, listed: playlist }];
    });
    const touched = [];
    let versions = new Set();
    let ending = null;
    try {
        await forEachOf(wanted, PLAYLISTS_AT_ONCE, async (one) => {
            const refreshed = { ...one, reading: null };
            touched.push(refreshed);
            await context.files.discard(one.file.parts);
            refreshed.reading = await readPlaylist(context, one.listed, 1, null);
            throwPause(refreshed.reading.read);
        });
        if (touched.some(({ reading }) => reading?.isAtomic === false)) {
            versions = new Set((await context.provider.playlists()).playlists.map(versionOf));
        }
    }
    catch (error) {
        ending = error;
    }
    for (const one of touched)
        await refresh_settle(context, one, versions);
    if (ending !== null && !isLocal(ending))
        throw ending;
}
/** Records what was read, where it is proved; else what was there. */
async function refresh_settle(context, { file: before, listed, reusable, reading }, versions) {
    const { position = 0 } = before;
    if (reading !== null && "file" in reading.read) {
        const { read } = reading;
        const isProved = reading.isAtomic || versions.has(reading.version);
        if (read.kind === "complete" && isProved) {
            context.record({ ...read.file, position }, read.remarks);
            return;
        }
        await context.files.discard(read.file.parts);
    }
    const kept = await keepPlaylist(context, listed, reusable);
    if (kept !== null)
        context.record({ ...kept.file, position }, kept.remarks);
    else
        await recordUnread(context, { id: before.id, kind: before.kind, position }, new MovedError());
}

;// CONCATENATED MODULE: ./src/snapshot/parts.js




const FEWEST = 100;
const USUAL = 400;
const MOST = 2_000;
/**
 * Cuts the text of a document into parts of about 500 entries, at boundaries that the content of the
 * entries decides: a new entry changes the part it is in and leaves the others as they were. The
 * parts one after the other are the document.
 */
function cutDocument(head, pages) {
    const encoder = createEncoder(head);
    async function* cut() {
        let part = encoder.head();
        let bytes = Buffer.byteLength(part);
        let inPart = 0;
        for await (const page of pages ?? []) {
            for (const entry of page) {
                const text = encoder.entry(entry);
                const size = Buffer.byteLength(text);
                const isFull = inPart >= MOST || bytes + size > MAX_PART_BYTES;
                if (isFull || (inPart >= FEWEST && startsPart(text))) {
                    yield part;
                    part = "";
                    bytes = 0;
                    inPart = 0;
                }
                part += text;
                bytes += size;
                inPart += 1;
            }
        }
        yield part + encoder.tail(pages === null);
    }
    return { parts: cut(), count: () => (pages === null ? null : encoder.count()) };
}
/**
 * Says what a sealed part holds and for whom: equal ids, equal plaintext of the same format version
 * for the same recipients. `digest` is keyed with the content key.
 */
function contentIdOf(digest, recipients, plaintext) {
    return digest("content", `${FORMAT_VERSION}`, recipients.join(" "), plaintext);
}
/**
 * Whether a boundary belongs before the entry with this text: for one in {@link USUAL}, always the
 * same ones, wherever in the list they stand.
 */
function startsPart(text) {
    const hash = (0,external_node_crypto_.createHash)("sha256")
        .update(`,\n${text.slice(2)}`)
        .digest();
    return hash.readUInt32BE() % USUAL === 0;
}

;// CONCATENATED MODULE: ./src/backup/sealed-files.js




/** After so long a part is sealed anew though its content is the same: one bad seal must not last. */
const RESEAL_AFTER_MS = 90 * 24 * 60 * 60 * 1000;
/**
 * Stores files sealed: long documents in parts, and what the previous snapshot has already is taken
 * over, since a part sealed again would be new bytes for the same content.
 */
function createSealedFiles(deps) {
    const { writer, sealer, digest, clock, state } = deps;
    const reusable = sealed_files_findReusable(deps);
    let kept = null;
    async function remember(contentId, plaintext) {
        if (state === null)
            return;
        kept ??= state.names().then((names) => new Set(names));
        const names = await kept;
        if (names.has(contentId))
            return;
        names.add(contentId);
        await state.write(contentId, plaintext);
    }
    async function store(name, plaintext) {
        const contentId = contentIdOf(digest, sealer.recipients, plaintext);
        const carried = await reuse(name, reusable.get(contentId));
        if (carried !== null)
            return carried;
        const stored = await writer.write(name, files_once(await sealer.seal(plaintext)));
        return { ...stored, contentId, sealedAt: clock.now().toISOString() };
    }
    async function reuse(name, part) {
        if (part === undefined || deps.previous === null)
            return null;
        try {
            return { ...part, ...(await writer.carry(deps.previous.ref, part, name)) };
        }
        catch (error) {
            // Sealing it anew heals what was damaged there.
            if ((0,errors/* isDamage */.e6)(error))
                return null;
            throw error;
        }
    }
    async function discard(parts) {
        for (const { name } of parts)
            await writer.discard(name);
    }
    return {
        discard,
        async document(id, head, pages) {
            const document = cutDocument(head, pages);
            const parts = [];
            let held = null;
            const add = async (text, name) => {
                const plaintext = Buffer.from(text);
                const part = await store(name, plaintext);
                parts.push(part);
                if (part.contentId !== undefined)
                    await remember(part.contentId, plaintext);
            };
            try {
                for await (const text of document.parts) {
                    if (held !== null)
                        await add(held, sealedPartName(id, parts.length + 1));
                    held = text;
                }
                const last = parts.length === 0 ? sealedFileName(id) : sealedPartName(id, parts.length + 1);
                await add(held ?? "", last);
            }
            catch (error) {
                await discard(parts);
                throw error;
            }
            const entries = document.count();
            return entries === null ? { parts } : { parts, entries };
        },
        async binary(id, bytes) {
            return [await store(sealedFileName(id), bytes)];
        },
    };
}
/** Whether a part was sealed lately enough to be taken over as it is. */
function isFresh({ sealedAt }, now) {
    return sealedAt !== undefined && Date.parse(sealedAt) > now.getTime() - RESEAL_AFTER_MS;
}
/** The parts of the previous snapshot that need not be sealed again, by content id. */
function sealed_files_findReusable({ previous, clock }) {
    const now = clock.now();
    const reusable = new Map();
    for (const part of previous?.metadata.files.flatMap(({ parts }) => parts) ?? []) {
        if (part.contentId !== undefined && isFresh(part, now))
            reusable.set(part.contentId, part);
    }
    return reusable;
}

;// CONCATENATED MODULE: ./src/backup/state.js

/** The keys for a snapshot of `user`. */
function chooseKeys({ options }, user) {
    const sealing = options.sealing?.(user) ?? null;
    const key = sealing === null ? null : Buffer.from(sealing.contentKey.reveal(), "hex");
    return { sealing, digest: createDigester(key) };
}

;// CONCATENATED MODULE: ./src/backup/user.js


/**
 * The directory of `account` in `store`: the one it already has, under its newest or an older id, or
 * a new one.
 *
 * Throws `ConflictError` `store/new-user` when there are only other accounts' and `newUser` is not
 * set: a login made in the wrong browser must not start a second history unnoticed.
 */
async function chooseUser(store, provider, account, newUser) {
    const users = await store.users();
    const names = [account.id, ...account.aliases].map((id) => names_userName(provider, id));
    const [first = names_userName(provider, account.id)] = names;
    const known = names.find((name) => users.includes(name));
    if (known !== undefined)
        return known;
    if (users.length === 0 || newUser)
        return first;
    throw new errors/* ConflictError */.fK("store/new-user", `${store.location} holds the backups of another account, and none of the one that is logged in.`, {
        hint: "If the login is the wrong one, log in again with the right account. If a second account is meant, confirm it with --new-user (in the workflow: new-user: true).",
    });
}

;// CONCATENATED MODULE: ./src/backup/backup.js

















/** How many kinds are read beside each other; the provider's gate bounds the requests. */
const KINDS_AT_ONCE = 2;
/**
 * Backs up a library into one new snapshot.
 *
 * What goes wrong on the way ends up in the result, which says what was kept; see `BackupResult`.
 * Thrown is only what is found before the provider is asked for anything (`UsageError`
 * `config/include` and `config/plain`, `StoreError` for a place that cannot be written to), and
 * `CancelledError`, where
 * nothing of the run is left: what was read is kept as long as no complete snapshot has it all.
 */
async function runBackup(options, deps) {
    const include = KINDS.filter((kind) => options.include.includes(kind));
    if (include.length === 0) {
        throw new errors/* UsageError */.eb("config/include", "Nothing is included in the backup.", {
            hint: `Name at least one of ${KINDS.join(", ")}.`,
        });
    }
    await options.store.checkWritable();
    await refuseUnsealed(options);
    const run = {
        options,
        deps,
        include,
        startedAt: deps.clock.now(),
        files: new Map(),
        remarks: new Map(),
        described: new Map(),
        warnings: [],
        previous: null,
        listed: [],
        started: null,
    };
    const ending = await readLibrary(run);
    if (ending instanceof errors/* CancelledError */.cc && !isWorthKeeping(run)) {
        await run.started?.context.writer.abort();
        throw ending;
    }
    return finishRun(run, ending);
}
/** Forgotten recipients must not put a library in the clear beside its sealed snapshots. */
async function refuseUnsealed({ store, sealing, plain }) {
    if (sealing !== undefined || plain || !(await holdsSealed(store)))
        return;
    throw new errors/* UsageError */.eb("config/plain", `${store.location} holds sealed snapshots, and this one would be in the clear.`, {
        hint: "Set AGE_RECIPIENTS, or --recipient, to your recipient (age1…). If it is meant to be in the clear, add --plain.",
    });
}
/** Whether a run that was to stop has read something that no complete snapshot has. */
function isWorthKeeping({ files, previous }) {
    if (previous?.metadata.status === "complete")
        return false;
    return [...files.values()].some(({ parts }) => parts.length > 0);
}
/** Reads all that is included; gives what ended the run early, or `null`. */
async function readLibrary(run) {
    try {
        refuseTooEarly(run);
        const context = await startSnapshot(run);
        await forEachOf(run.include, KINDS_AT_ONCE, (kind) => backupKind(context, kind, run));
        await refresh(context, [...run.files.values()], run.listed);
        return null;
    }
    catch (error) {
        return (0,errors/* toAppError */.b_)(error);
    }
}
/** The provider said when to come back; asking earlier would only make that later. */
function refuseTooEarly({ options: { pausedUntil, provider }, startedAt }) {
    if (pausedUntil === undefined || pausedUntil <= startedAt)
        return;
    const until = pausedUntil.toISOString();
    throw new errors/* RateLimitError */.OE("provider/rate-limited", `${provider.name} accepts no requests until ${until}.`, {
        ...{ retryAt: pausedUntil, isTold: true },
        hint: "Run it again after that time. Nothing was asked of it now.",
    });
}
async function startSnapshot(run) {
    const { provider, store, newUser, state: openState } = run.options;
    const account = await provider.account();
    const user = await chooseUser(store, provider.name, account, newUser);
    const keys = chooseKeys(run, user);
    const evidence = await evidenceOf(run, keys);
    const { previous, damaged, foreign } = await findPrevious(store, user, run.include, evidence);
    if (damaged > 0)
        run.warnings.push({ code: "previous-damaged", now: damaged });
    // A run in the clear has no key to tell sealed snapshots from others.
    const canTell = keys.sealing !== null || !evidence.isSealed;
    if (foreign > 0 && canTell)
        run.warnings.push({ code: "foreign", now: foreign });
    run.previous = previous;
    warnOfRecipients(run, keys);
    // The first snapshot of an account has a key of its own.
    if (previous !== null || damaged + foreign > 0)
        warnOfKey(run, keys, user);
    const state = (await openState?.(user)) ?? null;
    const restored = await state?.read(RESTORED);
    const writer = await store.create(user, snapshotName(run.startedAt));
    const past = {
        previous,
        state,
        restoredAt: restored ? Buffer.from(restored).toString() : null,
    };
    const context = createContext(run, keys, writer, past);
    run.started = { keys, context, state };
    return context;
}
/** A run believes what its own key proves; one in the clear, what is where nothing was ever sealed. */
async function evidenceOf({ options, startedAt: now }, { sealing, digest }) {
    const { keyId = null } = sealing ?? {};
    return {
        believed: new Set(keyId === null ? [] : [keyId]),
        keys: new Map(keyId === null ? [] : [[keyId, digest]]),
        isAmbiguous: false,
        isSealed: keyId !== null || (await holdsSealed(options.store)),
        now,
    };
}
function createContext(run, keys, writer, { previous, state, restoredAt }) {
    const { sealing, digest } = keys;
    const before = previous?.metadata.encryption ?? null;
    const carries = (before?.keyId ?? null) === (sealing?.keyId ?? null);
    const { clock, log } = run.deps;
    const files = sealing === null
        ? createPlainFiles(writer)
        : createSealedFiles({
            writer,
            sealer: sealing.sealer,
            digest,
            previous: carries ? previous : null,
            clock,
            state,
        });
    const isSameSeal = before?.recipients.join(" ") === sealing?.sealer.recipients.join(" ");
    return {
        provider: run.options.provider,
        writer,
        files,
        digest,
        fileId: (kind, id) => sealing === null ? playlistFileId(kind, id) : opaqueFileId(kind, id, digest),
        previous,
        carries,
        fits: ({ parts }) => carries &&
            (sealing === null || (isSameSeal && parts.every((part) => isFresh(part, clock.now())))),
        recall: chooseRecall(run, carries, previous, state),
        full: run.options.full,
        startedAt: run.startedAt,
        restoredAt,
        clock,
        log,
        record: (file, remarks = []) => {
            run.files.set(file.id, file);
            run.remarks.set(file.id, remarks);
        },
        isRecorded: (id) => run.files.has(id),
        warn: (warning) => run.warnings.push(warning),
        describe: (file, { id, playlist }) => run.described.set(file, { of: id, title: playlist.name }),
        onRead: createProgress(run),
    };
}
function chooseRecall({ options, deps }, carries, previous, state) {
    if (previous === null)
        return NO_RECALL;
    if (previous.metadata.encryption === null) {
        return createSnapshotRecall(options.store, previous.ref, deps.log);
    }
    return carries && state !== null ? createStateRecall(state, deps.log) : NO_RECALL;
}
/** Tells when the snapshot is sealed to others than the one before: a changed setting is a door. */
function warnOfRecipients({ previous, warnings }, { sealing }) {
    const before = previous?.metadata.encryption?.recipients.join(" ");
    if (before !== undefined && before !== sealing?.sealer.recipients.join(" ")) {
        warnings.push({ code: "recipients-changed" });
    }
}
/** Tells when the content key is none of those on record, as after a change of the app. */
function warnOfKey({ options, warnings }, { sealing }, user) {
    const recorded = options.recordedKeyIds?.(user) ?? [];
    if (sealing !== null && recorded.length > 0 && !recorded.includes(sealing.keyId)) {
        warnings.push({ code: "key-changed" });
    }
}
async function backupKind(context, kind, run) {
    if (kind !== "playlists") {
        await backupCollection(context, kind);
        return;
    }
    run.listed = await backupPlaylists(context);
    if (run.options.covers)
        await backupCovers(context, run.listed);
}
function createProgress({ options }) {
    const progress = { files: 0, entries: 0 };
    return (entries) => {
        progress.files += 1;
        progress.entries += entries;
        options.onProgress?.({ ...progress, requests: options.provider.requests() });
    };
}

;// CONCATENATED MODULE: ./src/compose/kept-login.js

/** Follows a login from `first` on. */
function createKeptLogin(first, { keepLogin, onLoginLost }) {
    let current = first;
    let isLost = false;
    return {
        async replace(token) {
            isLost = true;
            if (keepLogin === undefined)
                return;
            try {
                await keepLogin(token);
                isLost = false;
                current = token;
            }
            catch (error) {
                if (onLoginLost === undefined || error instanceof errors/* CancelledError */.cc)
                    throw error;
                onLoginLost((0,errors/* toAppError */.b_)(error));
            }
        },
        current: () => current,
        isLost: () => isLost,
    };
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/http/retry-after.js
var retry_after = __webpack_require__(7223);
// EXTERNAL MODULE: ./src/secret.js
var src_secret = __webpack_require__(4089);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./src/store/durable.js



/**
 * Writes `content` so that a reader finds the whole file at `path` or what was there before, also
 * after a loss of power: once this resolves, the file survives one. `accept` may refuse the result
 * by throwing. When anything throws, `path` is as it was, and no temporary file is left unless it
 * could not be removed either. Only a failure of the last step, making the name durable, comes after
 * the file has appeared.
 */
async function durable_writeDurably(fs, { temporary, path }, content, accept = () => { }) {
    const written = await writeTemporary(fs, temporary, content);
    try {
        accept(written);
        await fs.rename(temporary, path);
    }
    catch (error) {
        await attempt(() => fs.unlink(temporary));
        throw error;
    }
    await fs.syncDirectory((0,external_node_path_.dirname)(path));
    return written;
}
/**
 * Writes `content` to a new file at `path`; its bytes, though not its name, are durable then. When
 * anything throws, the file is gone unless it could not be removed either.
 */
async function writeTemporary(fs, path, content) {
    const file = await fs.createFile(path);
    try {
        return await durable_fill(file, content);
    }
    catch (error) {
        await attempt(() => fs.unlink(path));
        throw error;
    }
}
/** Writes all of `content` to `file`, makes it durable and closes it, which it does in any case. */
async function durable_fill(file, content) {
    const hash = (0,external_node_crypto_.createHash)("sha256");
    let bytes = 0;
    try {
        for await (const chunk of content) {
            hash.update(chunk);
            bytes += chunk.length;
            await writeAll(file, chunk);
        }
        await file.sync();
    }
    catch (error) {
        await attempt(() => file.close());
        throw error;
    }
    // Network file systems report here what they could not store.
    await file.close();
    return { bytes, sha256: hash.digest("hex") };
}
async function writeAll(file, chunk) {
    for (let offset = 0; offset < chunk.length;) {
        const taken = await file.write(chunk.subarray(offset));
        if (taken === 0) {
            throw new errors/* StoreError */.AD("store/io", "The disk takes no more bytes, and does not say why.", {
                hint: "Check the disk, or the connection to it, then run again.",
            });
        }
        offset += taken;
    }
}
/**
 * Creates a directory and what is missing above it, each one made durable in the one above. One that
 * is there already is left alone.
 */
async function makeDirectories(fs, path) {
    try {
        if (!(await makeDirectory(fs, path)))
            return;
    }
    catch (error) {
        if ((0,errors/* systemCode */.xU)(error) !== "ENOENT" || (0,external_node_path_.dirname)(path) === path)
            throw error;
        await makeDirectories(fs, (0,external_node_path_.dirname)(path));
        // Some places, /proc for one, say that of a directory that is there: not asked a third time.
        if (!(await makeDirectory(fs, path)))
            return;
    }
    await fs.syncDirectory((0,external_node_path_.dirname)(path));
}
/** Whether it had to be created. */
async function makeDirectory(fs, path) {
    try {
        await fs.mkdir(path);
        return true;
    }
    catch (error) {
        if ((0,errors/* systemCode */.xU)(error) === "EEXIST")
            return false;
        throw error;
    }
}
/** Removes a directory unless there is something in it; says whether it is gone. */
async function removeEmpty(fs, path) {
    try {
        await fs.rmdir(path);
        return true;
    }
    catch (error) {
        const code = (0,errors/* systemCode */.xU)(error) ?? "";
        if (code === "ENOENT")
            return true;
        if (code === "ENOTEMPTY" || code === "EEXIST")
            return false;
        throw error;
    }
}
/** Calls `undo` after a failure. Its own failure adds nothing to that, so it is left unsaid. */
async function attempt(undo) {
    await undo().catch(() => { });
}

;// CONCATENATED MODULE: ./src/store/fs.js



const CHUNK_BYTES = 64 * 1024;
/** The machine's file system. */
const fs_nodeFileSystem = {
    createFile,
    readFile: fs_readFile,
    rename: external_node_fs_promises_.rename,
    unlink: external_node_fs_promises_.unlink,
    mkdir: (path) => (0,external_node_fs_promises_.mkdir)(path, { mode: 0o700 }),
    rmdir: external_node_fs_promises_.rmdir,
    async readdir(path) {
        const entries = await (0,external_node_fs_promises_.readdir)(path, { withFileTypes: true });
        return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    },
    async lstat(path) {
        const status = await (0,external_node_fs_promises_.lstat)(path);
        return { kind: kindOf(status), bytes: status.size, modified: status.mtime };
    },
    syncDirectory,
};
function kindOf(entry) {
    if (entry.isFile())
        return "file";
    return entry.isDirectory() ? "directory" : "other";
}
async function createFile(path) {
    const handle = await (0,external_node_fs_promises_.open)(path, "wx", 0o600);
    return {
        write: async (bytes) => (await handle.write(bytes)).bytesWritten,
        sync: () => sync(handle, "file"),
        close: () => handle.close(),
    };
}
async function* fs_readFile(path) {
    // Windows has no O_NOFOLLOW; the store has looked at what is there before.
    const handle = await (0,external_node_fs_promises_.open)(path, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0));
    try {
        for (;;) {
            const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK_BYTES));
            if (bytesRead === 0)
                return;
            yield buffer.subarray(0, bytesRead);
        }
    }
    finally {
        await handle.close();
    }
}
async function syncDirectory(path) {
    // Windows opens no directory, and keeps the order of their entries itself.
    if (process.platform === "win32")
        return;
    const handle = await (0,external_node_fs_promises_.open)(path, "r");
    try {
        await sync(handle, "directory");
    }
    finally {
        await handle.close();
    }
}
async function sync(handle, kind) {
    try {
        await handle.sync();
    }
    catch (error) {
        if (!cannotSync(error, kind))
            throw error;
    }
}
/**
 * Whether a failure to synchronize says that this file system has no such thing, so that there is
 * nothing to fail (POSIX: fsync, `EINVAL`; some network file systems: `ENOTSUP`, on macOS `ENOTTY`).
 */
function cannotSync(error, kind) {
    const code = (0,errors/* systemCode */.xU)(error) ?? "";
    const refusals = ["ENOTSUP", "EOPNOTSUPP", "ENOSYS", "ENOTTY"];
    return refusals.includes(code) || (kind === "directory" && code === "EINVAL");
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
;// CONCATENATED MODULE: ./src/store/temporary.js


/** This process. */
function temporary_thisProcess() {
    return { host: (0,external_node_os_.hostname)(), pid: process.pid, isRunning };
}
const TEMPORARY = /^\.tmp-([0-9a-f]{8})-([1-9]\d{0,9})-[0-9a-f]{16}$/;
const temporary_DAY_MS = 24 * 60 * 60 * 1000;
/** A new name for a file that is not whole yet: `.tmp-<machine>-<process>-<random>`. */
function temporary_temporaryName(owner) {
    return `.tmp-${ownerTag(owner)}-${(0,external_node_crypto_.randomBytes)(8).toString("hex")}`;
}
/** Whether {@link temporaryName} gave this name, here or elsewhere. */
function isTemporaryName(name) {
    return TEMPORARY.test(name);
}
/**
 * Whether nobody writes to the temporary file `name` any more: its process was one of this machine
 * and is gone, or nothing was written to it for a day. `false` for every other kind of name.
 */
function isAbandoned(name, modified, now, owner) {
    const [, host, pid] = TEMPORARY.exec(name) ?? [];
    return host !== undefined && pid !== undefined && isGone({ host, pid }, modified, now, owner);
}
/**
 * Whether the process `pid` of the machine with the tag `host` is over: it was one of this machine
 * and is gone, or it has not written anything since `modified`, more than a day ago.
 */
function isGone({ host, pid }, modified, now, owner) {
    if (host === hostTag(owner) && !owner.isRunning(Number(pid)))
        return true;
    return now.getTime() - modified.getTime() > temporary_DAY_MS;
}
/** A process in a name that others may see: its machine and its number there. */
function ownerTag(owner) {
    return `${hostTag(owner)}-${owner.pid}`;
}
/** The machine in a name that others may see: 8 hex digits. */
function hostTag(owner) {
    return (0,external_node_crypto_.createHash)("sha256").update(owner.host).digest("hex").slice(0, 8);
}
function isRunning(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch (error) {
        // EPERM: it runs, and belongs to somebody else.
        return !(error instanceof Error && "code" in error && error.code === "ESRCH");
    }
}

;// CONCATENATED MODULE: ./src/store/private-file.js








const MAXIMUM_BYTES = 64 * 1024;
const OTHERS = 0o077;
/** The private file at `path`, which need not exist. */
function private_file_createPrivateFile(path, clock) {
    const directory = (0,external_node_path_.dirname)(path);
    return {
        path,
        read: () => guarded("read", () => readPrivate(path)),
        replace: (content) => guarded("written", async () => {
            await makeDirectories(fs_nodeFileSystem, directory);
            await removeLeftovers(directory, clock.now());
            const temporary = (0,external_node_path_.join)(directory, temporary_temporaryName(temporary_thisProcess()));
            await durable_writeDurably(fs_nodeFileSystem, { temporary, path }, [Buffer.from(content.reveal())]);
        }),
        remove: () => guarded("removed", async () => {
            await removeLeftovers(directory, clock.now());
            return (await unlessMissing(() => (0,external_node_fs_promises_.unlink)(path).then(() => true))) ?? false;
        }),
    };
}
async function readPrivate(path) {
    // Windows has neither of the two flags, and no modes. A pipe must not be waited for.
    const flags = external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0) | (external_node_fs_.constants.O_NONBLOCK ?? 0);
    const status = await unlessMissing(() => (0,external_node_fs_promises_.lstat)(path));
    if (status === null)
        return null;
    if (!status.isFile())
        throw unfit("is no plain file", putAway(path));
    const file = await (0,external_node_fs_promises_.open)(path, flags);
    try {
        // Of what was opened, which nobody can exchange any more.
        const { mode, size, uid } = await file.stat();
        if (size > MAXIMUM_BYTES)
            throw unfit("is far too long", putAway(path));
        if (process.getuid !== undefined && uid !== process.getuid()) {
            throw unfit("belongs to another user of this machine", putAway(path));
        }
        if (process.platform !== "win32" && (mode & OTHERS) !== 0)
            throw unfit("can be read or changed by others", `Close it to them: chmod 600 ${private_file_quoted(path)}`);
        return new src_secret/* Secret */.zh(await file.readFile("utf8"));
    }
    finally {
        await file.close();
    }
}
/** A killed process may have left a copy, which must neither pile up nor outlive a logout. */
async function removeLeftovers(directory, now) {
    const names = (await unlessMissing(() => (0,external_node_fs_promises_.readdir)(directory))) ?? [];
    for (const name of names) {
        const leftover = (0,external_node_path_.join)(directory, name);
        await unlessMissing(async () => {
            const { mtime } = await (0,external_node_fs_promises_.lstat)(leftover);
            if (isAbandoned(name, mtime, now, temporary_thisProcess()))
                await (0,external_node_fs_promises_.unlink)(leftover);
        });
    }
}
async function unlessMissing(work) {
    try {
        return await work();
    }
    catch (error) {
        if ((0,errors/* systemCode */.xU)(error) === "ENOENT")
            return null;
        throw error;
    }
}
async function guarded(done, work) {
    try {
        return await work();
    }
    catch (cause) {
        if (cause instanceof errors/* AppError */.uV)
            throw cause;
        const code = (0,errors/* systemCode */.xU)(cause) ?? "unknown";
        throw new errors/* StoreError */.AD("store/io", `The credentials file could not be ${done} (${code}).`, {
            cause,
            hint: "Check that its directory is yours, that the disk works and has room.",
        });
    }
}
function unfit(why, hint) {
    return new errors/* UsageError */.eb("config/credentials", `The credentials file ${why}.`, { hint });
}
function putAway(path) {
    return `Move ${private_file_quoted(path)} away, and log in again with \`tracksafe auth\`.`;
}
/** `path` as a shell takes it. */
function private_file_quoted(path) {
    return /^[\w./~:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

// EXTERNAL MODULE: ./src/store/names.js
var names = __webpack_require__(4335);
;// CONCATENATED MODULE: ./src/store/mark.js





const MARK = /^\.writing-(.+)-([0-9a-f]{8})-([1-9]\d{0,9})$/;
/** The name of the mark that `owner` puts up for `snapshot`. */
function markName(snapshot, owner) {
    return `.writing-${snapshot}-${ownerTag(owner)}`;
}
/** The mark that a file of this name is; `null`: it is something else. */
function parseMark(name) {
    const snapshot = MARK.exec(name)?.[1];
    return snapshot !== undefined && (0,names/* isSnapshotName */.Ot)(snapshot) ? { name, snapshot } : null;
}
/** Whether the run that put `mark` up is over; `modified` is when it last wrote anything. */
function isAbandonedMark(mark, modified, now, owner) {
    const [, , host = "", pid = ""] = MARK.exec(mark.name) ?? [];
    return isGone({ host, pid }, modified, now, owner);
}
/** Puts up a mark for good: it does not vanish after a loss of power. Throws `EEXIST`. */
async function putUpMark(fs, path) {
    const file = await fs.createFile(path);
    try {
        await file.close();
        await fs.syncDirectory((0,external_node_path_.dirname)(path));
    }
    catch (error) {
        await attempt(() => fs.unlink(path));
        throw error;
    }
}
/**
 * Removes a directory unless there is something in it, and then its mark, which is there as long as
 * the directory may come back after a loss of power. Says whether the directory is gone.
 */
async function removeMarked(fs, directory, mark) {
    const isGone = await removeEmpty(fs, directory);
    await fs.syncDirectory((0,external_node_path_.dirname)(mark));
    try {
        await fs.unlink(mark);
    }
    catch (error) {
        if ((0,errors/* systemCode */.xU)(error) !== "ENOENT")
            throw error;
    }
    return isGone;
}

;// CONCATENATED MODULE: ./src/store/directory-reader.js





/** The form of the users' names that tracksafe gives: a hash. */
const OPAQUE_NAME = /^[0-9a-f]{16}$/;
/** Reads the snapshots under `root`. Follows no symbolic link below it. */
function createDirectoryReader({ fs, clock, owner }, root) {
    async function requireDirectory(...path) {
        const { kind } = await fs.lstat((0,external_node_path_.join)(root, ...path));
        if (kind === "directory")
            return;
        throw new errors/* NotFoundError */.m_("store/not-found", `${path.join("/")} is not a directory.`, {
            hint: "`tracksafe list` shows the snapshots that there are.",
        });
    }
    async function requireSnapshot({ user, name }) {
        (0,names/* requireUserName */.Ku)(user);
        (0,names/* requireSnapshotName */.B9)(name);
        await requireDirectory(user);
        await requireDirectory(user, name);
        return (0,external_node_path_.join)(root, user, name);
    }
    return {
        async users() {
            const users = [];
            for (const { name, kind } of (await whereThere(fs.readdir(root))) ?? []) {
                if (kind !== "directory" || !(0,names/* isUserName */.RO)(name))
                    continue;
                if (await isUserDirectory(fs, (0,external_node_path_.join)(root, name), name))
                    users.push(name);
            }
            return users.sort();
        },
        async list(user) {
            (0,names/* requireUserName */.Ku)(user);
            const directory = (0,external_node_path_.join)(root, user);
            if ((await kindAt(fs, directory)) !== "directory")
                return [];
            const { whole, lost } = await surveySnapshots(fs, directory);
            if (lost.length > 0) {
                // They may have been begun, given up or committed while they were looked at.
                const again = await surveySnapshots(fs, directory);
                whole.push(...lost.filter((name) => again.whole.includes(name)));
                whole.push(...lost.filter((name) => again.lost.includes(name)));
            }
            return whole.sort(names/* compareSnapshots */.LX).map((name) => ({ user, name }));
        },
        async unfinished(user) {
            (0,names/* requireUserName */.Ku)(user);
            const directory = (0,external_node_path_.join)(root, user);
            if ((await kindAt(fs, directory)) !== "directory")
                return [];
            const { unfinished } = await surveySnapshots(fs, directory);
            const found = [];
            for (const mark of unfinished.sort((a, b) => (0,names/* compareSnapshots */.LX)(a.snapshot, b.snapshot))) {
                const modified = await whereThere(lastWritten(fs, directory, mark));
                if (modified === null)
                    continue;
                const isRunning = !isAbandonedMark(mark, modified, clock.now(), owner);
                found.push({ user, name: mark.snapshot, isRunning });
            }
            return found;
        },
        async files(ref) {
            const entries = await fs.readdir(await requireSnapshot(ref));
            return entries
                .map(({ name }) => name)
                .filter((name) => !isTemporaryName(name))
                .sort();
        },
        async open(ref, name) {
            (0,names/* requireFileName */.Dv)(name);
            const path = (0,external_node_path_.join)(await requireSnapshot(ref), name);
            if ((await fs.lstat(path)).kind !== "file") {
                throw new errors/* IntegrityError */.cs("snapshot/corrupt", `${name} is not a file any more.`, {
                    hint: "Something was put in its place. Use another snapshot, or an older copy of this file.",
                });
            }
            return fs.readFile(path);
        },
    };
}
async function surveySnapshots(fs, directory) {
    const survey = { whole: [], unfinished: [], lost: [] };
    const marks = await readMarks(fs, directory);
    for (const { name } of await snapshotDirectories(fs, directory)) {
        const mark = marks.find(({ snapshot }) => snapshot === name);
        if ((await kindAt(fs, (0,external_node_path_.join)(directory, name, names/* METADATA_NAME */.ce))) === "file")
            survey.whole.push(name);
        else if (mark !== undefined)
            survey.unfinished.push(mark);
        else
            survey.lost.push(name);
    }
    return survey;
}
/** The marks of runs in a user's directory. */
async function readMarks(fs, directory) {
    return (await fs.readdir(directory)).flatMap(({ name, kind }) => {
        const mark = kind === "file" ? parseMark(name) : null;
        return mark === null ? [] : [mark];
    });
}
/** When the run of `mark` last wrote anything into its snapshot. */
async function lastWritten(fs, directory, mark) {
    const { modified } = await fs.lstat((0,external_node_path_.join)(directory, mark.name));
    const snapshot = await whereThere(fs.lstat((0,external_node_path_.join)(directory, mark.snapshot)));
    return snapshot !== null && snapshot.modified > modified ? snapshot.modified : modified;
}
/** The directories in `path` that are called like snapshots. */
async function snapshotDirectories(fs, path) {
    const entries = await fs.readdir(path);
    return entries.filter(({ name, kind }) => kind === "directory" && (0,names/* isSnapshotName */.Ot)(name));
}
/** What is at `path`; `null`: nothing. */
async function kindAt(fs, path) {
    return (await whereThere(fs.lstat(path)))?.kind ?? null;
}
/**
 * Whether a directory is a user's, and not something else that is kept in the same place: it has
 * snapshots, even if none is whole, or it is called as only tracksafe does and still empty. What
 * cannot be looked into is passed over, unless it is called so: then it is a user's for certain.
 */
async function isUserDirectory(fs, path, name) {
    const opaque = OPAQUE_NAME.test(name);
    try {
        const entries = await fs.readdir(path);
        if (entries.length === 0)
            return opaque;
        return entries.some((entry) => entry.kind === "directory" && (0,names/* isSnapshotName */.Ot)(entry.name));
    }
    catch (error) {
        if (error instanceof errors/* NotFoundError */.m_)
            return false;
        if (error instanceof errors/* StoreError */.AD && error.code === "store/permission" && !opaque)
            return false;
        throw error;
    }
}
/** What `reading` gives; `null`: there is nothing. */
async function whereThere(reading) {
    try {
        return await reading;
    }
    catch (error) {
        if (error instanceof errors/* NotFoundError */.m_)
            return null;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/store/sweep.js







/**
 * Removes what interrupted runs left in `root`: their temporary files, and of one user also what
 * they had written of a snapshot. Nothing else is touched, see `isAbandoned` and `isAbandonedMark`.
 * A leftover does no harm, so what fails here is logged, and the backup goes on.
 */
async function sweep(deps, root, user) {
    const { fs } = deps;
    await tolerate(deps, () => sweepDirectory(deps, root));
    const parent = (0,external_node_path_.join)(root, user);
    await tolerate(deps, async () => {
        for (const mark of await readMarks(fs, parent)) {
            await tolerate(deps, () => sweepUnfinished(deps, parent, mark));
        }
    });
    await tolerate(deps, async () => {
        for (const { name } of await snapshotDirectories(fs, parent)) {
            const directory = (0,external_node_path_.join)(parent, name);
            await tolerate(deps, async () => {
                const swept = await sweepDirectory(deps, directory);
                // Who wrote these had the directory to himself, so it is nobody's now.
                if (swept > 0)
                    await removeEmpty(fs, directory);
            });
        }
    });
}
/**
 * Removes what the run of `mark` left, once it is certain that it is over. Its mark becomes ours
 * before, so that it cannot commit any more, and whoever comes next goes on where this one stops.
 */
async function sweepUnfinished({ fs, clock, log, owner }, parent, mark) {
    const modified = await lastWritten(fs, parent, mark);
    if (!isAbandonedMark(mark, modified, clock.now(), owner))
        return;
    const others = (await readMarks(fs, parent)).filter(({ name }) => name !== mark.name);
    if (others.some(({ snapshot }) => snapshot === mark.snapshot)) {
        // Another run has the name by now, or is removing what this one left.
        await fs.unlink((0,external_node_path_.join)(parent, mark.name));
        return;
    }
    const ours = (0,external_node_path_.join)(parent, markName(mark.snapshot, owner));
    if ((0,external_node_path_.join)(parent, mark.name) !== ours) {
        await putUpMark(fs, ours);
        await takeOver(fs, (0,external_node_path_.join)(parent, mark.name), ours);
    }
    const directory = (0,external_node_path_.join)(parent, mark.snapshot);
    if ((await kindAt(fs, (0,external_node_path_.join)(directory, names/* METADATA_NAME */.ce))) === null) {
        const files = await removeFiles(fs, directory);
        if (files > 0)
            log.info("store.swept", { files });
    }
    await removeMarked(fs, directory, ours);
}
/** Takes down another run's mark; throws `ENOENT` when it did so itself, for then it has committed. */
async function takeOver(fs, theirs, ours) {
    try {
        await fs.unlink(theirs);
    }
    catch (error) {
        await fs.unlink(ours);
        throw error;
    }
}
/** Removes the files in a directory, if there is one; says how many there were. */
async function removeFiles(fs, directory) {
    const entries = (await whereThere(fs.readdir(directory))) ?? [];
    const files = entries.filter(({ kind }) => kind === "file");
    for (const { name } of files)
        await fs.unlink((0,external_node_path_.join)(directory, name));
    return files.length;
}
/**
 * Removes what interrupted runs left in the one directory `path`. Says how many files were removed.
 */
async function sweepDirectory({ fs, clock, log, owner }, path) {
    let swept = 0;
    for (const { name, kind } of await fs.readdir(path)) {
        if (kind !== "file" || !isTemporaryName(name))
            continue;
        const { modified } = await fs.lstat((0,external_node_path_.join)(path, name));
        if (!isAbandoned(name, modified, clock.now(), owner))
            continue;
        await fs.unlink((0,external_node_path_.join)(path, name));
        swept += 1;
    }
    if (swept > 0)
        log.info("store.swept", { files: swept });
    return swept;
}
async function tolerate({ log }, work) {
    try {
        await work();
    }
    catch (error) {
        // Another run may sweep at the same time, and the user may be new.
        if ((0,errors/* systemCode */.xU)(error) === "ENOENT")
            return;
        if (!(error instanceof errors/* AppError */.uV))
            throw error;
        log.warn("store.sweep-failed", { code: error.code });
    }
}

;// CONCATENATED MODULE: ./src/store/state-directory.js






/** More than what any run keeps under one name; what is larger was not written by one. */
const state_directory_MAXIMUM_BYTES = 256 * 1024 * 1024;
/** What failing is called in the log, and which code is no failure. */
const READING = ["state.read-failed", "ENOENT"];
const WRITING = ["state.write-failed"];
const REMOVING = ["state.write-failed", "ENOENT"];
const LABEL = /^[0-9a-f]{32}$/;
/**
 * State in the private directory `path`, which is made with the first write: one sealed file for
 * each name, called by the label of it, with the name inside. A reader finds a file whole or as it
 * was before.
 *
 * It never throws, since a run must not fail for what may be lost anyway: what cannot be read, or was
 * not sealed by `sealer`, is not there, and what cannot be written is lost; either is logged, by
 * error code and without the name.
 */
function createStateDirectory(path, sealer, { clock, log, fs = fs_nodeFileSystem, owner = temporary_thisProcess() }) {
    let swept = false;
    /** What `work` gives; `otherwise` when it fails, which is logged unless the code is `expected`. */
    async function tolerate([event, expected], otherwise, work) {
        try {
            return await work();
        }
        catch (error) {
            const code = error instanceof errors/* AppError */.uV ? error.code : ((0,errors/* systemCode */.xU)(error) ?? "unknown");
            if (code !== expected)
                log.warn(event, { code });
            return otherwise;
        }
    }
    /** The name and the bytes in the file called `label`; `null` when it is not what was written. */
    async function open(label) {
        const file = (0,external_node_path_.join)(path, label);
        const { kind, bytes } = await fs.lstat(file);
        const chunks = [];
        if (kind === "file" && bytes <= state_directory_MAXIMUM_BYTES) {
            for await (const chunk of fs.readFile(file))
                chunks.push(chunk);
        }
        const content = await sealer.open(label, Buffer.concat(chunks));
        if (content === null)
            log.warn("state.damaged", { bytes });
        return content && state_directory_decodeEntry(content);
    }
    return {
        read: (name) => tolerate(READING, null, async () => {
            const entry = await open(sealer.label(name));
            return entry?.name === name ? entry.bytes : null;
        }),
        write: (name, bytes) => tolerate(WRITING, undefined, async () => {
            await makeDirectories(fs, path);
            if (!swept)
                await sweepDirectory({ fs, clock, log, owner }, path);
            swept = true;
            const label = sealer.label(name);
            const sealed = await sealer.seal(label, encodeEntry({ name, bytes }));
            const temporary = (0,external_node_path_.join)(path, temporary_temporaryName(owner));
            await durable_writeDurably(fs, { temporary, path: (0,external_node_path_.join)(path, label) }, [sealed]);
        }),
        names: () => tolerate(READING, [], async () => {
            const names = [];
            for (const { name: label } of await fs.readdir(path)) {
                if (!LABEL.test(label))
                    continue;
                const entry = await tolerate(READING, null, () => open(label));
                if (entry !== null)
                    names.push(entry.name);
            }
            return names.sort();
        }),
        remove: (name) => tolerate(REMOVING, undefined, () => fs.unlink((0,external_node_path_.join)(path, sealer.label(name)))),
    };
}
/** The length of the name in 4 bytes, the name, the bytes. */
function encodeEntry({ name, bytes }) {
    const text = Buffer.from(name);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, text, bytes]);
}
function state_directory_decodeEntry(content) {
    const buffer = Buffer.from(content.buffer, content.byteOffset, content.length);
    const end = 4 + buffer.readUInt32BE(0);
    return { name: buffer.toString("utf8", 4, end), bytes: content.subarray(end) };
}

;// CONCATENATED MODULE: ./src/store/state-none.js
/** A state that keeps nothing, for where there is no place for one. */
const noState = {
    read: async () => null,
    write: async () => { },
    names: async () => [],
    remove: async () => { },
};

;// CONCATENATED MODULE: ./src/compose/state.js









const KEY = /^[0-9a-f]{64}$/;
/**
 * The states of an app in `place`, sealed, each in a directory of its own; `null`: nothing is kept.
 * Nothing that goes wrong with a state is thrown, it is logged.
 */
function state_openStates(owner, place, world) {
    const opened = new Map();
    const nothing = { state: noState, save: async () => { } };
    function open(scope) {
        const known = opened.get(scope) ?? (place && openState(owner, scope, place, world));
        if (known === null)
            return Promise.resolve(nothing);
        opened.set(scope, known);
        return known;
    }
    async function save() {
        for (const each of opened.values())
            await (await each).save();
    }
    return {
        ofApp: async () => (await open("app")).state,
        ofUser: async (user) => (await open(`user/${user}`)).state,
        save,
        [Symbol.asyncDispose]: save,
    };
}
async function openState({ clientId, keySource }, scope, { root, cache }, world) {
    const source = keySource ?? (await keptKey(root, world));
    if (source === null)
        return { state: noState, save: async () => { } };
    const sealer = await createScopedSealer(source, `${clientId}/${scope}`, world);
    // The name tells nobody which app and account it is, and is another one with another key.
    const name = `state-${sealer.label("directory").slice(0, 16)}`;
    const directory = (0,external_node_path_.join)(root, name);
    const { clock, log } = world;
    await cache?.restore(directory, name);
    const state = createStateDirectory(directory, sealer, { clock, log });
    let written = false;
    return {
        state: {
            ...state,
            async write(key, bytes) {
                written = true;
                await state.write(key, bytes);
            },
            async remove(key) {
                written = true;
                await state.remove(key);
            },
        },
        async save() {
            if (written)
                await cache?.save(directory, name);
            written = false;
        },
    };
}
/** Seals what belongs to `scope` with a key derived from `source`. */
async function createScopedSealer(source, scope, world) {
    const { createStateSealer, deriveStateKey } = await __webpack_require__.e(/* import() */ 182).then(__webpack_require__.bind(__webpack_require__, 5182));
    const key = deriveStateKey(source, scope);
    world.onSecret(key);
    return createStateSealer(key);
}
/**
 * A secret for a login without a lasting one, made when there is none. It can be lost with the state
 * that it seals; `null` when it can neither be read nor written.
 */
async function keptKey(root, { clock, log }) {
    const file = private_file_createPrivateFile((0,external_node_path_.join)(root, "state-key"), clock);
    try {
        const kept = await file.read();
        if (kept !== null && KEY.test(kept.reveal()))
            return kept;
        const made = new src_secret/* Secret */.zh((0,external_node_crypto_.randomBytes)(32).toString("hex"));
        await file.replace(made);
        return made;
    }
    catch (error) {
        if (!(error instanceof errors/* AppError */.uV))
            throw error;
        log.warn("state.no-key", { code: error.code });
        return null;
    }
}
/**
 * Where the command line keeps state: a directory of caches (XDG Base Directory Specification; on
 * Windows `%LOCALAPPDATA%`); `null` when `env` does not say where the person's files are.
 */
function statePlace(env, platform) {
    const { LOCALAPPDATA: appData, XDG_CACHE_HOME: xdg, HOME: home } = env;
    if (platform === "win32")
        return appData ? { root: join(appData, "tracksafe", "cache") } : null;
    // A relative one is to be ignored, says the specification.
    if (xdg?.startsWith("/"))
        return { root: join(xdg, "tracksafe") };
    return home ? { root: join(home, ".cache", "tracksafe") } : null;
}
/**
 * Until when the provider wants no requests of the app, as an earlier run was told; `null`: it may.
 * A time further off than any pause is from a clock that was wrong, and not believed.
 */
async function state_readPause(states, { clock }) {
    const until = new Date(await readText(await states.ofApp(), PAUSE));
    const left = until.getTime() - clock.now().getTime();
    return left > 0 && left <= retry_after/* LONGEST_RETRY_AFTER_MS */.Q ? until : null;
}
/** Remembers it for the runs to come. */
async function state_rememberPause(states, until) {
    await (await states.ofApp()).write(PAUSE, Buffer.from(until.toISOString()));
}
async function readText(state, name) {
    const bytes = await state.read(name);
    return bytes === null ? "" : Buffer.from(bytes).toString();
}

// EXTERNAL MODULE: ./src/http/failures.js
var failures = __webpack_require__(1367);
;// CONCATENATED MODULE: ./src/http/retry.js
const PASSING = new Set([
    "http/network",
    "http/timeout",
    "http/bad-answer",
    "provider/unavailable",
]);
/**
 * Whether a request that failed like this may be sent again: the failure can pass, and either the
 * request never left or a second one does no harm.
 */
function isRepeatable(failed) {
    return PASSING.has(failed.code) && (failed.idempotent || !failed.sent);
}
/**
 * Milliseconds to wait after the given number of failures (from 1): doubling from 2 s up to 30 s,
 * full jitter. `random` gives numbers from 0 up to 1.
 */
function backoffMs(failures, random) {
    return Math.round(random() * Math.min(2000 * 2 ** (failures - 1), 30_000));
}
/**
 * Milliseconds to stay away after the given number of 429s in a row (from 1): what the host asks
 * for; where it does not name a time to come, 4 s, doubling up to two minutes.
 */
function pauseMs(refusals, retryAfterMs) {
    return retryAfterMs || Math.min(4000 * 2 ** (refusals - 1), 120_000);
}

;// CONCATENATED MODULE: ./src/http/attempt.js



/** After so many 429s to one request, it is given up. */
const MAX_REFUSALS = 8;
/** How long a used-up quota lasts when the host does not say: quotas are daily. */
const QUOTA_MS = 24 * 60 * 60 * 1000;
/**
 * Sends a request once. Its answer; `null` after a 429, by when the gate is paused or closed, so
 * that it decides what comes next.
 *
 * Throws `ProviderError` `http/…`, or `provider/unavailable` for a 5xx (with `retryAt` when the
 * host is away for longer than is worth waiting for); `RateLimitError` `provider/rate-limited` when
 * the 429s do not end; `CancelledError`.
 */
async function attempt_attempt(deps, call) {
    const { method, url } = call.request;
    const startedAt = deps.clock.now().getTime();
    let status = null;
    call.sent = false;
    try {
        const answer = await deps.transport.send(call.request, () => {
            call.sent = true;
            deps.onSent();
        });
        status = answer.status;
        if (status === 429)
            return await refused(deps, call, answer);
        call.gate.praise();
        if (status >= 500)
            throw outage(deps, call, answer);
        return { status, headers: answer.headers, body: await answer.read() };
    }
    finally {
        const ms = deps.clock.now().getTime() - startedAt;
        const number = call.failures + call.refusals + 1;
        deps.log.debug("http.request", { method, host: url.host, status, ms, attempt: number });
    }
}
/** Makes the gate do what a 429 asks for. */
async function refused(deps, call, answer) {
    const { gate, request } = call;
    const { host } = request.url;
    const complaints = gate.complain();
    // From here on nobody starts, also while the body is still on its way.
    const letGo = gate.hold();
    try {
        call.refusals += 1;
        const now = deps.clock.now();
        const asked = (0,retry_after/* retryAfterOf */.sT)(answer.headers, now);
        const isTold = asked !== null;
        const ms = pauseMs(complaints, asked);
        const until = after(now, ms);
        // A 429 is one also when its body got lost.
        const body = await answer.read().catch(() => new Uint8Array());
        if (deps.isQuotaExhausted(body)) {
            const retryAt = asked ? until : after(now, QUOTA_MS);
            gate.close(retryAt, () => (0,failures/* quotaExhausted */.yX)(host, retryAt, isTold));
            deps.log.warn("http.closed", { host, quota: true, until: retryAt.toISOString() });
        }
        else if (!isWorthIt(deps, gate, until, ms)) {
            gate.close(until, () => (0,failures/* rateLimited */.xd)(host, until, isTold));
            deps.log.warn("http.closed", { host, quota: false, until: until.toISOString() });
        }
        else {
            pause(deps, call, until, ms);
            if (call.refusals >= MAX_REFUSALS)
                throw (0,failures/* rateLimited */.xd)(host, until, isTold);
        }
        return null;
    }
    finally {
        letGo();
    }
}
/** The error for a 5xx, after making the gate wait where the host names a time to come back. */
function outage(deps, call, answer) {
    answer.discard();
    const now = deps.clock.now();
    const ms = (0,retry_after/* retryAfterOf */.sT)(answer.headers, now) ?? 0;
    if (!isWorthIt(deps, call.gate, after(now, ms), ms))
        return (0,failures/* unavailable */.hU)(call.request, answer.status, after(now, ms));
    if (ms > 0)
        pause(deps, call, after(now, ms), ms);
    return (0,failures/* unavailable */.hU)(call.request, answer.status);
}
/** Whether to wait for `ms`, until `until`. What that adds to the waiting is taken as waited. */
function isWorthIt({ maxWaitMs, patience }, gate, until, ms) {
    return ms <= maxWaitMs && patience.take(gate.added(until));
}
function pause(deps, call, until, ms) {
    if (call.gate.pause(until)) {
        deps.log.info("http.paused", { host: call.request.url.host, ms });
    }
}
function after(date, ms) {
    return new Date(date.getTime() + ms);
}

;// CONCATENATED MODULE: ./src/http/exchange.js




/**
 * Sends a request as often as it takes and as is safe. What `accept` makes of the answer; a
 * `ProviderError` it throws is a failed attempt like any other. Throws what the last attempt threw,
 * and what the gate throws.
 */
async function exchange(deps, request, accept) {
    const gate = deps.gateOf(request.url.host);
    const call = { request, gate, failures: 0, refusals: 0, sent: false };
    const send = async () => {
        if (deps.endAt !== null && deps.clock.now() >= deps.endAt)
            throw (0,failures/* outOfTime */.p3)(deps.clock.now());
        return attempt_attempt(deps, call);
    };
    for (;;) {
        try {
            const answer = await gate.run(send);
            if (answer)
                return accept(answer);
        }
        catch (error) {
            call.failures += 1;
            if (!(error instanceof errors/* ProviderError */.mZ) || !mayRepeat(deps, call, error))
                throw error;
            await backOff(deps, call, error);
        }
    }
}
function mayRepeat(deps, call, error) {
    const { method, idempotent = method !== "POST" } = call.request;
    if (call.failures >= deps.attempts || error.retryAt)
        return false;
    return isRepeatable({ code: error.code, sent: call.sent, idempotent });
}
async function backOff(deps, call, error) {
    const { method, url } = call.request;
    const ms = backoffMs(call.failures, deps.random);
    deps.log.info("http.retry", {
        method,
        host: url.host,
        code: error.code,
        failures: call.failures,
        ms,
    });
    try {
        await deps.clock.sleep(ms, deps.signal);
    }
    catch (reason) {
        throw deps.signal.aborted ? (0,failures/* cancelled */.KW)(deps.signal) : reason;
    }
}

;// CONCATENATED MODULE: ./src/http/gate.js

/** After so many requests without a complaint of the host, one more may be in flight. */
const CALM = 20;
/** A gate that lets at most `maxInFlight` requests be in flight, fewer while the host complains. */
function createGate(clock, signal, maxInFlight) {
    const queue = [];
    let inFlight = 0;
    let limit = maxInFlight;
    let calm = 0;
    let complaints = 0;
    let pausedUntil = 0;
    let holds = 0;
    let closed;
    let sleeping = false;
    const now = () => clock.now().getTime();
    function turnAway(error) {
        for (const waiting of queue.splice(0))
            waiting.fail(error());
    }
    function admit() {
        if (signal.aborted)
            turnAway(() => (0,failures/* cancelled */.KW)(signal));
        if (closed && now() < closed.until)
            turnAway(closed.refusal);
        while (holds === 0 && queue.length > 0 && inFlight < limit) {
            if (now() < pausedUntil) {
                void waitOut();
                return;
            }
            inFlight += 1;
            queue.shift()?.start();
        }
    }
    async function waitOut() {
        if (sleeping)
            return;
        sleeping = true;
        try {
            await clock.sleep(pausedUntil - now(), signal);
        }
        catch (error) {
            turnAway(() => (signal.aborted ? (0,failures/* cancelled */.KW)(signal) : error));
        }
        sleeping = false;
        admit();
    }
    function leave() {
        inFlight -= 1;
        calm += 1;
        if (calm >= CALM && limit < maxInFlight) {
            limit += 1;
            calm = 0;
        }
        admit();
    }
    signal.addEventListener("abort", admit, { once: true });
    return {
        run: (task) => new Promise((resolve, reject) => {
            // Started right where it is admitted: nothing can close the gate in between.
            const start = () => void task().finally(leave).then(resolve, reject);
            queue.push({ start, fail: reject });
            admit();
        }),
        complain: () => {
            const isBurst = holds > 0 || now() < pausedUntil;
            if (!isBurst || complaints === 0)
                complaints += 1;
            return complaints;
        },
        praise: () => {
            complaints = 0;
        },
        hold: () => {
            holds += 1;
            return () => {
                holds -= 1;
                admit();
            };
        },
        added: (until) => Math.max(0, until.getTime() - Math.max(now(), pausedUntil)),
        pause: (until) => {
            // One burst of complaints is one reason to slow down.
            if (now() >= pausedUntil)
                limit = Math.max(1, Math.floor(limit / 2));
            calm = 0;
            const longer = until.getTime() > pausedUntil;
            pausedUntil = Math.max(pausedUntil, until.getTime());
            return longer;
        },
        close: (until, refusal) => {
            if (until.getTime() > (closed?.until ?? 0))
                closed = { until: until.getTime(), refusal };
            admit();
        },
        closedUntil: () => (closed === undefined ? null : new Date(closed.until)),
    };
}

;// CONCATENATED MODULE: ./src/http/json.js



/** A page of 50 rows has 20,000 values where each comes with all its markets, and is ten deep. */
const ANSWER_BOUNDS = { depth: 64, values: 150_000 };
/**
 * The JSON in the body of an answer. Throws an `Error` for a body that is not JSON in UTF-8, or is
 * more than any answer: it may quote the body.
 */
function parseBody(body) {
    if (!isWithinBounds(body, ANSWER_BOUNDS))
        throw new RangeError("It is more than any answer.");
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
}
/**
 * An answer with its body parsed, as {@link HttpClient.json} gives it. Throws `ProviderError`
 * `http/bad-answer` when a 2xx answer has a body that {@link parseBody} refuses, or a 200 has nothing
 * in it although something is expected.
 */
function withJson(request, answer) {
    const { method, expectsContent = method === "GET" } = request;
    const isGood = answer.status >= 200 && answer.status < 300;
    const json = parse(request, answer, isGood);
    if (answer.status === 200 && expectsContent && isHollow(json))
        throw (0,failures/* hollow */.se)(request);
    return { ...answer, json };
}
function parse(request, { body }, isGood) {
    if (body.byteLength === 0)
        return undefined;
    try {
        return parseBody(body);
    }
    catch {
        if (isGood)
            throw (0,failures/* notJson */.O2)(request);
        return undefined;
    }
}
/** Whether nothing is in it: `null` and `{}` were seen where a list was asked for. */
function isHollow(json) {
    if (json === undefined || json === null)
        return true;
    return typeof json === "object" && !Array.isArray(json) && Object.keys(json).length === 0;
}
/**
 * `json` as `schema` describes it: the one gate through which foreign data comes in. `what` names
 * the answer for a person ("the list of playlists").
 *
 * Throws `ProviderError` `http/bad-answer` that says where in the answer it departs from the
 * schema, and never what stands there.
 */
function json_decode(schema, json, what) {
    const result = schema.safeParse(json);
    if (result.success)
        return result.data;
    const issue = result.error.issues[0];
    const wanted = issue?.code === "invalid_type" ? `expected ${issue.expected}` : issue?.code;
    throw new errors/* ProviderError */.mZ("http/bad-answer", `The provider's answer for ${what} is not as documented: ${json_pathOf(issue)} (${wanted}).`, {
        cause: result.error,
        hint: "The provider may have changed its interface. Look for a newer version of tracksafe.",
    });
}
/** `items[3].track.uri`. A key that may be data itself, as in a map by identifier, is a `*`. */
function json_pathOf(issue) {
    const steps = (issue?.path ?? []).map((step) => {
        if (typeof step === "number")
            return `[${step}]`;
        return /^[a-z_]{1,32}$/i.test(String(step)) ? `.${String(step)}` : ".*";
    });
    return steps.join("").replace(/^\./, "") || "the whole";
}

;// CONCATENATED MODULE: ./src/http/patience.js
/** Patience for `ms` milliseconds in all. */
function createPatience(ms) {
    let left = ms;
    return {
        take(wait) {
            if (wait > left)
                return false;
            left -= wait;
            return true;
        },
    };
}

// EXTERNAL MODULE: ../../node_modules/undici/index.js
var undici = __webpack_require__(1684);
;// CONCATENATED MODULE: ./src/http/transport.js


const DEFAULT_TIMEOUTS = { connectMs: 10_000, headersMs: 30_000, bodyMs: 60_000 };
/** The transport over undici, with connections of its own. */
function createTransport(options) {
    const { timeouts, signal } = options;
    const agent = createAgent(timeouts);
    const attemptMs = timeouts.connectMs + timeouts.headersMs + timeouts.bodyMs;
    const failure = (request, error) => signal.aborted ? (0,failures/* cancelled */.KW)(signal) : (0,failures/* connectionFailure */.Dx)(request, error);
    return {
        send: async (request, onSent) => {
            const whole = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
            const outgoing = toFetchRequest(request, options.userAgent, whole);
            try {
                const dispatcher = agent.compose(watchSending(onSent));
                const response = await (0,undici/* fetch */.hd)(outgoing, { dispatcher });
                return {
                    status: response.status,
                    headers: response.headers,
                    read: () => readBody(request, response, options.maxBytes).catch((error) => {
                        throw failure(request, error);
                    }),
                    // A body that broke by itself needs no giving up.
                    discard: () => void response.body?.cancel().catch(() => { }),
                };
            }
            catch (error) {
                throw failure(request, error);
            }
        },
        close: () => agent.destroy(),
    };
}
/**
 * A `fetch` with connections and time bounds of its own, for libraries that take one. `close` closes
 * the connections, also those in use.
 */
function createFetch(timeouts = DEFAULT_TIMEOUTS) {
    const dispatcher = createAgent(timeouts);
    return {
        fetch: (input, init) => (0,undici/* fetch */.hd)(input, { ...init, dispatcher }),
        close: () => dispatcher.destroy(),
    };
}
function createAgent({ connectMs, headersMs, bodyMs }) {
    return new undici/* Agent */.g6({
        // A lost HTTP/2 connection takes all its requests along; at our few in flight it gains nothing.
        allowH2: false,
        connect: { timeout: connectMs },
        headersTimeout: headersMs,
        bodyTimeout: bodyMs,
    });
}
function toFetchRequest(request, userAgent, signal) {
    const { method, url, headers, body } = request;
    try {
        return new undici.Request(url, {
            method,
            headers: { "user-agent": userAgent, ...headers },
            ...(body !== undefined && { body }),
            redirect: "manual",
            signal,
        });
    }
    catch {
        throw (0,failures/* badRequest */.li)(request);
    }
}
/**
 * Tells when a request is written to its connection. `fetch` itself does not: it may fail before
 * (a refused connection), and it may send twice (after a 421).
 */
function watchSending(onSent) {
    return (dispatch) => (options, handler) => dispatch(options, {
        onRequestStart: (controller, context) => {
            onSent();
            handler.onRequestStart?.(controller, context);
        },
        onResponseStarted: () => handler.onResponseStarted?.(),
        onResponseStart: (...head) => handler.onResponseStart?.(...head),
        onResponseData: (...data) => handler.onResponseData?.(...data),
        onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
        onResponseError: (...error) => handler.onResponseError?.(...error),
    });
}
async function readBody(request, response, maxBytes) {
    const chunks = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
        size += chunk.byteLength;
        if (size > maxBytes)
            throw (0,failures/* tooLarge */.g$)(request, maxBytes);
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

;// CONCATENATED MODULE: ./src/http/client.js





/** The {@link HttpClient} over undici. */
function createHttpClient(options) {
    const { clock, log, userAgent, random = Math.random, maxInFlight = 4, attempts = 4 } = options;
    const { timeouts = DEFAULT_TIMEOUTS, maxBytes = 8 * 1024 * 1024 } = options;
    const { maxWaitMs = 120_000, maxTotalWaitMs = 600_000 } = options;
    const { isQuotaExhausted = () => false } = options;
    const closing = new AbortController();
    const signal = AbortSignal.any([closing.signal, ...(options.signal ? [options.signal] : [])]);
    const transport = createTransport({ timeouts, maxBytes, userAgent, signal });
    const gates = new Map();
    let requests = 0;
    const deps = {
        clock,
        log,
        random,
        signal,
        transport,
        attempts,
        maxWaitMs,
        patience: createPatience(maxTotalWaitMs),
        isQuotaExhausted,
        endAt: options.endAt ?? null,
        gateOf: (host) => {
            const gate = gates.get(host) ?? createGate(clock, signal, maxInFlight);
            gates.set(host, gate);
            return gate;
        },
        onSent: () => {
            requests += 1;
        },
    };
    return {
        send: (request) => exchange(deps, request, (answer) => answer),
        json: (request) => exchange(deps, request, (answer) => withJson(request, answer)),
        requests: () => requests,
        closedUntil: (host) => gates.get(host)?.closedUntil() ?? null,
        close: async () => {
            closing.abort();
            await transport.close();
        },
    };
}

// EXTERNAL MODULE: ./src/http/origin.js
var origin = __webpack_require__(1502);
;// CONCATENATED MODULE: ./src/model/writer.js
/** The provider did not accept what it was given (a dead reference, too large an image). */
class RefusedError extends Error {
    name = "RefusedError";
}

;// CONCATENATED MODULE: ./src/spotify/wire.js

/**
 * Spotify's answers, as far as they are used. Spotify: Web API reference. Tolerant on purpose: what
 * Development Mode no longer sends is optional, what was seen to be null may be null, and what is
 * not known is ignored. Strict only where a guess could pass off a missing answer as an empty one.
 */
const wire_text = schemas/* string */.YjP().nullish();
const flag = schemas/* boolean */.zMY().nullish();
const number = schemas/* number */.aig().nullish();
const wire_count = schemas/* int */.Whr().nonnegative().nullish();
const listOf = (item) => schemas/* array */.YOg(item.nullable()).nullish();
/** An artist, followed or in a credit. */
const artistSchema = schemas/* object */.Ikc({ name: wire_text, uri: wire_text });
const externalIds = schemas/* object */.Ikc({ isrc: wire_text, upc: wire_text }).nullish();
/** An album, saved or in a track. */
const albumSchema = schemas/* object */.Ikc({
    name: wire_text,
    uri: wire_text,
    artists: listOf(artistSchema),
    release_date: wire_text,
    album_type: wire_text,
    external_ids: externalIds,
});
/** A podcast, saved or in an episode. */
const showSchema = schemas/* object */.Ikc({ name: wire_text, uri: wire_text, publisher: wire_text });
/** What can be liked or put into a playlist: a track, a local file or an episode. */
const contentSchema = schemas/* object */.Ikc({
    type: wire_text,
    uri: wire_text,
    name: wire_text,
    duration_ms: number,
    explicit: flag,
    is_local: flag,
    artists: listOf(artistSchema),
    album: albumSchema.nullish(),
    disc_number: number,
    track_number: number,
    external_ids: externalIds,
    show: showSchema.nullish(),
    release_date: wire_text,
});
const user = schemas/* object */.Ikc({ id: wire_text, uri: wire_text });
const wire_names = listOf(schemas/* object */.Ikc({ name: wire_text }));
/** A saved audiobook. */
const audiobookSchema = schemas/* object */.Ikc({
    name: wire_text,
    uri: wire_text,
    authors: wire_names,
    narrators: wire_names,
    publisher: wire_text,
});
/**
 * A row whose content is called `name` or, as Spotify renames it, `item`. A row with neither is
 * refused: after another renaming, every song would look unavailable otherwise.
 */
function rowSchema(name, content) {
    return schemas/* preprocess */.vkY((row) => {
        if (!isRecord(row))
            return row;
        return { ...row, item: row["item"] ?? (name in row ? row[name] : row["item"]) };
    }, schemas/* object */.Ikc({
        added_at: wire_text,
        added_by: user.nullish(),
        is_local: flag,
        item: content.nullable(),
    })
        .nullable());
}
/** Like {@link rowSchema}, and the content may also stand there without a row around it. */
function bareRowSchema(name, content) {
    const isBare = (row) => isRecord(row) && "uri" in row && !("item" in row) && !(name in row);
    return schemas/* preprocess */.vkY((row) => (isBare(row) ? { item: row } : row), rowSchema(name, content));
}
const oddRowSchema = schemas/* object */.Ikc({ added_at: wire_text.catch(null), added_by: user.nullish().catch(null) })
    .catch({ added_at: null, added_by: null });
/** What can be told of a row that is not as {@link rowSchema} describes it: its place, and when. */
function oddRow(row) {
    return { ...oddRowSchema.parse(row), item: null };
}
/** A page of a list that is read by offset. Its rows have schemas of their own. */
const pageSchema = schemas/* object */.Ikc({
    items: schemas/* array */.YOg(schemas/* unknown */.L5J()),
    total: wire_count,
    limit: wire_count,
    offset: wire_count,
    next: wire_text,
});
/** A page of followed artists, which are read by cursor. */
const followingSchema = schemas/* object */.Ikc({
    artists: schemas/* object */.Ikc({
        items: schemas/* array */.YOg(schemas/* unknown */.L5J()),
        total: schemas/* int */.Whr().nonnegative(),
        limit: wire_count,
        next: wire_text,
        cursors: schemas/* object */.Ikc({ after: wire_text }).nullish(),
    }),
});
const wire_size = schemas/* object */.Ikc({ total: wire_count }).nullish();
/** Goes into paths. */
const playlistId = schemas/* string */.YjP().regex(/^[\w-]+$/);
/** A playlist in the account's list; null where Spotify does not say what it is. */
const wire_playlistSchema = schemas/* object */.Ikc({
    id: playlistId,
    snapshot_id: wire_text,
    name: wire_text,
    description: wire_text,
    public: flag,
    collaborative: flag,
    owner: user.extend({ display_name: wire_text }).nullish(),
    images: listOf(schemas/* object */.Ikc({ url: wire_text })),
    items: wire_size,
    tracks: wire_size,
})
    .nullable();
/** What is needed of a playlist that was just made. */
const createdSchema = schemas/* object */.Ikc({ id: playlistId });
/** The tracks a search found. */
const searchSchema = schemas/* object */.Ikc({
    tracks: schemas/* object */.Ikc({ items: schemas/* array */.YOg(contentSchema.nullable()) }),
});
/** The account's profile. */
const profileSchema = schemas/* object */.Ikc({
    id: schemas/* string */.YjP().min(1),
    account_id: wire_text,
    display_name: wire_text,
});
/** The token endpoint's good answer. Spotify: Web API > Refreshing tokens. */
const tokenSchema = schemas/* object */.Ikc({
    access_token: schemas/* string */.YjP().min(1),
    refresh_token: wire_text,
    scope: wire_text,
});
/** The token endpoint's refusal. RFC 6749, section 5.2. */
const tokenErrorSchema = schemas/* object */.Ikc({ error: schemas/* string */.YjP() });
/** The API's refusal. */
const errorSchema = schemas/* object */.Ikc({ error: schemas/* object */.Ikc({ message: schemas/* string */.YjP() }) });
function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

;// CONCATENATED MODULE: ./src/spotify/refusals.js



const APP_BLOCKED = /premium|not (?:be )?registered|developer dashboard|developer\.spotify\.com\/dashboard|allow-?list/i;
/** What a 400 says when nothing that was sent along is to blame. */
const NOT_THE_CONTENT = /out of bounds|size limit|missing required/i;
/** Without it, Spotify answers 401 where it answers 403 without any other. */
const UPLOAD_SCOPE = "ugc-image-upload";
/** The error for an answer that is not the one asked for. `granted`: see `TokenSource.scopes`. */
function toError(answer, subject, granted) {
    const { status } = answer;
    const { what } = subject;
    const said = messageOf(answer);
    // What it said is not repeated: Spotify names accounts in some of its refusals.
    const cause = new Error(`Spotify answered ${status}.`);
    switch (status) {
        case 401:
            if (lacksScope(subject, granted))
                return scopeError(subject, granted, cause);
            return new errors/* AuthError */.lR("auth/expired", "Spotify does not accept the login, not even renewed.", {
                cause,
                hint: "Log in again and replace SPOTIFY_REFRESH_TOKEN.",
            });
        case 403:
            return /scope/i.test(said)
                ? scopeError(subject, granted, cause)
                : forbidden(subject, said, cause);
        case 404:
            return new errors/* ProviderError */.mZ("provider/not-found", `Spotify does not find ${what}.`, { cause });
        case 405:
        case 410:
            return new errors/* ProviderError */.mZ("provider/gone", `Spotify no longer offers ${what}.`, { cause });
    }
    const isAboutContent = (status === 400 || status === 413) && !NOT_THE_CONTENT.test(said);
    if (subject.refusable && isAboutContent)
        return notAccepted(what, cause);
    const refused = `Spotify refused to ${verbOf(subject)} ${what} (${status}).`;
    return new errors/* ProviderError */.mZ("provider/refused", refused, { cause });
}
/** Something that was to be given to Spotify is not acceptable, by its answer or without asking. */
function notAccepted(what, cause) {
    return new RefusedError(`Spotify does not accept what ${what} was to be given.`, { cause });
}
/** The login does not have the scopes for the subject. */
function scopeError({ what, scopes, changes }, granted, cause) {
    const missing = missingScopes(scopes, granted);
    const wanted = missing.length > 0 ? missing : scopes;
    return new errors/* AuthError */.lR("auth/scope", `The login does not cover ${changes ? "changes of " : ""}${what}.`, {
        cause,
        hint: `Log in again, replace SPOTIFY_REFRESH_TOKEN and allow: ${wanted.join(" ")}`,
    });
}
/** Those of the scopes that are not known to be granted. */
function missingScopes(scopes, granted) {
    return scopes.filter((scope) => !granted?.includes(scope));
}
/**
 * A 403 has many meanings that only its text tells apart: besides scopes, an app whose owner is
 * without Premium, an account the app is not open to, somebody else's playlist, a retired call.
 */
function forbidden(subject, said, cause) {
    if (APP_BLOCKED.test(said)) {
        return new errors/* ProviderError */.mZ("provider/app-blocked", "Spotify closed the app to this account.", {
            cause,
            hint: "The owner of the Spotify app needs an active Premium subscription (a renewed one can take hours to count), and this account must be listed under User Management in the app's dashboard.",
        });
    }
    const refused = `Spotify refuses to ${verbOf(subject)} ${subject.what}.`;
    return new errors/* ProviderError */.mZ("provider/forbidden", refused, {
        cause,
        hint: "Check in the Spotify dashboard that this account is listed under User Management, and that the app's owner has Premium.",
    });
}
/** Whether a 401 to a token fresh from the login service is about scopes. */
function lacksScope({ scopes }, granted) {
    const canTell = granted !== null || scopes.includes(UPLOAD_SCOPE);
    return canTell && missingScopes(scopes, granted).length > 0;
}
function verbOf({ changes }) {
    return changes ? "change" : "show";
}
/** What an answer that is no JSON error says is text: so are some of Spotify's own 403s. */
function messageOf({ json, body }) {
    const error = errorSchema.safeParse(json);
    return (error.success ? error.data.error.message : Buffer.from(body).toString()).slice(0, 200);
}

;// CONCATENATED MODULE: ./src/spotify/api.js


/** `value` as the content of a request. */
function asJson(value) {
    return { type: "application/json", body: JSON.stringify(value) };
}
/** Creates an {@link Api}. The token goes to `apiUrl` only: no address is taken from an answer. */
function createApi(deps) {
    const { apiUrl, http, tokens } = deps;
    /** The answer to a token that is good, as far as the login still is. A 401 has no effects. */
    async function send(call, method, content) {
        const url = new URL(call.path, apiUrl);
        for (const [name, value] of Object.entries(call.query ?? {})) {
            url.searchParams.set(name, String(value));
        }
        const sendAs = (authorization) => http.json({
            method,
            url,
            headers: {
                Authorization: authorization,
                Accept: "application/json",
                ...(content && { "Content-Type": content.type }),
            },
            ...(content && { body: content.body }),
        });
        const token = await tokens.get();
        const granted = tokens.scopes();
        if (call.omits && granted !== null && missingScopes(call.scopes, granted).length > 0) {
            throw scopeError(call, granted);
        }
        const answer = await sendAs(`Bearer ${token.reveal()}`);
        if (answer.status !== 401)
            return answer;
        return sendAs(`Bearer ${(await tokens.get(token)).reveal()}`);
    }
    return {
        async get(schema, call) {
            const answer = await send(call, "GET");
            if (answer.status !== 200)
                throw toError(answer, call, tokens.scopes());
            return json_decode(schema, answer.json, call.what);
        },
        async change(change) {
            const answer = await send(change, change.method, change.content);
            if (answer.status < 200 || answer.status > 299) {
                throw toError(answer, change, tokens.scopes());
            }
            return answer.json;
        },
    };
}

;// CONCATENATED MODULE: ./src/spotify/page.js
/** The most rows that one request gets. Spotify: Web API reference, `limit`. */
const PAGE_SIZE = 50;
/**
 * Reads a page that comes after `before` rows; once more where it does not agree with itself. Of two
 * that do not, the longer one is taken.
 */
async function readSettled(read, before) {
    const page = await read();
    if (agrees(page, before))
        return { ...page, agrees: true };
    const again = await read();
    if (agrees(again, before))
        return { ...again, agrees: true };
    return { ...(again.rows.length < page.rows.length ? page : again), agrees: false };
}
/** How far the next page is from this one. A page that has lost rows still stands for all of them. */
function stepOf({ limit, rows }) {
    return limit || rows.length || PAGE_SIZE;
}
/** Whether its number of rows, limit, total and next page fit together. */
function agrees({ rows, total, limit, more }, before) {
    const { length } = rows;
    if (limit !== null && (length > limit || (more && length < limit)))
        return false;
    if (total === null)
        return true;
    const end = before + length;
    if (more)
        return end < total;
    return end === total || (length === 0 && before >= total);
}

;// CONCATENATED MODULE: ./src/spotify/tally.js

/** After so many pages in a row that bring nothing new, a list is at its end, whatever it says. */
const IDLE_PAGES = 3;
function createTally(keyOf) {
    const seen = new Set();
    const report = { disagreeing: 0, repeats: 0, malformed: 0 };
    let total = null;
    let idle = 0;
    let last = "";
    /** Whether there is anything on the page that was not there before. */
    function isNew({ rows }, place) {
        const keys = rows.map(keyOf);
        const fresh = keys.filter((key) => key === undefined || !seen.has(key));
        for (const key of keys) {
            if (key === undefined)
                continue;
            if (seen.has(key))
                report.repeats += 1;
            seen.add(key);
        }
        // Rows that may repeat are taken to be new as far as the total goes.
        if (total !== null && place < total)
            return fresh.length > 0;
        const before = last;
        last = JSON.stringify(rows);
        return fresh.length > 0 && last !== before;
    }
    return {
        add(page, place) {
            if (!page.agrees)
                report.disagreeing += 1;
            const isOther = total !== null && page.total !== null && page.total !== total;
            if (isOther && report.disagreeing === 0)
                throw new MovedError("Its total changed.");
            total ??= page.total;
            report.malformed += page.malformed;
            idle = isNew(page, place) ? 0 : idle + 1;
        },
        isIdle: () => idle >= IDLE_PAGES,
        report: () => ({ ...report }),
    };
}

;// CONCATENATED MODULE: ./src/spotify/cursor.js


/** Begins to walk a list: reads its first page. One page is known only from the one before it. */
async function walkCursor(read, keyOf) {
    const tally = createTally(keyOf);
    const first = await readSettled(() => read(null), 0);
    tally.add(first, 0);
    async function* rest() {
        let place = stepOf(first);
        for (let { after } = first; after !== null && !tally.isIdle();) {
            const cursor = after;
            const page = await readSettled(() => read(cursor), place);
            tally.add(page, place);
            yield page.rows;
            place += stepOf(page);
            after = page.after;
        }
    }
    const { total, rows, after } = first;
    return { total, first: rows, isWhole: after === null, rest, report: tally.report };
}

// EXTERNAL MODULE: ../../node_modules/entities/dist/decode.js + 3 modules
var dist_decode = __webpack_require__(5117);
;// CONCATENATED MODULE: ./src/spotify/mapping.js

/**
 * A row as a canonical entry; `known` maps its content. Without content the slot is kept, and so it
 * is where the content is there and says nothing of itself, neither what it is nor where.
 */
function toEntry(row, known) {
    const added = { addedAt: toTime(row?.added_at) };
    const isThere = row !== null && row.item !== null && !isTombstone(row.item);
    return isThere ? { ...added, ...known(row.item, row) } : { ...added, type: "unavailable" };
}
function isTombstone({ name, uri }) {
    return !name && toReference(uri) === undefined;
}
/** A row of a playlist: like {@link toEntry}, and with who added it. */
function toPlaylistEntry(row) {
    return { ...toEntry(row, toContent), addedBy: toUserUri(row?.added_by) ?? null };
}
/** A track, local file or episode, by what it says of itself. */
function toContent(content, row) {
    const uri = content.uri ?? "";
    if (content.type === "episode" || uri.startsWith("spotify:episode:")) {
        return { type: "episode", item: toEpisode(content) };
    }
    const local = content.is_local || row.is_local || uri.startsWith("spotify:local:");
    return { type: local ? "local" : "track", item: toTrack(content) };
}
/** A track or local file. */
function toTrack(wire) {
    const isrc = wire.external_ids?.isrc?.replaceAll(/[-\s]/g, "").toUpperCase();
    return {
        title: wire.name ?? "",
        artists: toArtists(wire.artists),
        durationMs: toCount(wire.duration_ms) ?? 0,
        refs: toRefs(wire.uri),
        ...given({
            album: wire.album && (wire.album.name || wire.album.uri) ? toAlbum(wire.album) : undefined,
            isrc: isrc || undefined,
            discNumber: toCount(wire.disc_number),
            trackNumber: toCount(wire.track_number),
            explicit: wire.explicit,
        }),
    };
}
/** An episode of a podcast. */
function toEpisode(wire) {
    return {
        title: wire.name ?? "",
        durationMs: toCount(wire.duration_ms) ?? 0,
        refs: toRefs(wire.uri),
        ...given({
            show: wire.show ? toShow(wire.show) : undefined,
            releaseDate: toReleaseDate(wire.release_date),
            explicit: wire.explicit,
        }),
    };
}
/** An album. */
function toAlbum(wire) {
    return {
        title: wire.name ?? "",
        artists: toArtists(wire.artists),
        refs: toRefs(wire.uri),
        ...given({
            releaseDate: toReleaseDate(wire.release_date),
            type: wire.album_type || undefined,
            upc: wire.external_ids?.upc || undefined,
        }),
    };
}
/** A podcast. */
function toShow(wire) {
    return {
        title: wire.name ?? "",
        refs: toRefs(wire.uri),
        ...given({ publisher: wire.publisher || undefined }),
    };
}
/** An artist. */
function toArtist(wire) {
    return { name: wire.name ?? "", refs: toRefs(wire.uri) };
}
/** An audiobook. */
function toAudiobook(wire) {
    return {
        title: wire.name ?? "",
        authors: toNames(wire.authors),
        narrators: toNames(wire.narrators),
        refs: toRefs(wire.uri),
        ...given({ publisher: wire.publisher || undefined }),
    };
}
/** A playlist; it is owned when its owner is `accountId` (the profile's `id`). */
function toPlaylist(wire, accountId) {
    const ownerId = wire.owner?.id;
    return {
        name: wire.name ?? "",
        // Read back HTML-escaped, each entity with its semicolon.
        description: (0,dist_decode/* decodeHTMLStrict */.hl)(wire.description ?? "") || null,
        visibility: toVisibility(wire.public),
        collaborative: wire.collaborative ?? false,
        owner: {
            name: wire.owner?.display_name ?? ownerId ?? "",
            refs: toRefs(toUserUri(wire.owner)),
        },
        relation: ownerId === accountId ? "owned" : "followed",
        refs: { spotify: `spotify:playlist:${wire.id}` },
    };
}
/** An account. `account_id` is stable, `id` is not. Spotify: Web API changelog, May 2026. */
function toAccount(wire) {
    const id = wire.account_id || wire.id;
    return {
        id,
        aliases: id === wire.id ? [] : [wire.id],
        displayName: wire.display_name || wire.id,
    };
}
/**
 * A time as ISO 8601 in UTC, whole seconds; one of another form as it is. A time without a zone is
 * taken as UTC, whatever the machine's zone.
 */
function toTime(wire) {
    const [, local, zone] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?$/.exec(wire ?? "") ?? [];
    const time = new Date(`${local}${zone ?? "Z"}`);
    if (Number.isNaN(time.getTime()))
        return wire || null;
    return `${time.toISOString().slice(0, 19)}Z`;
}
function toReleaseDate(wire) {
    // "0000" is how Spotify writes that it does not know.
    return wire && !wire.startsWith("0000") ? wire : undefined;
}
function toVisibility(isPublic) {
    if (isPublic === true)
        return "public";
    return isPublic === false ? "private" : "unknown";
}
function toArtists(wire) {
    return (wire ?? []).filter((artist) => artist !== null).map(toArtist);
}
function toNames(wire) {
    return (wire ?? []).flatMap((person) => person?.name || []);
}
function toUserUri(wire) {
    const byId = wire?.id ? `spotify:user:${encodeURIComponent(wire.id)}` : undefined;
    return toReference(wire?.uri) ?? byId;
}
function toRefs(uri) {
    const reference = toReference(uri);
    return reference === undefined ? {} : { spotify: reference };
}
/** A URI that names something. Seen were also `spotify:user:` and `spotify:track:null`. */
function toReference(uri) {
    return uri && !/^spotify:[a-z]+:(?:null|undefined)?$/.test(uri) ? uri : undefined;
}
/** A count, as far as it can be one: Spotify has sent fractions, and nothing counts to 1e300. */
function toCount(wire) {
    const count = Math.max(0, Math.round(wire ?? Number.NaN));
    return Number.isSafeInteger(count) ? count : undefined;
}
/** `fields` without those that are absent, so that the same library gives the same bytes. */
function given(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

;// CONCATENATED MODULE: ./src/spotify/rows.js


/**
 * The rows of a page, mapped. One that is not as documented costs nothing but itself.
 *
 * Throws `ProviderError` `http/bad-answer` when most of them are not: then it is the documentation
 * that does not hold any more, and all would look as if they were gone. A single row tells nothing of
 * that, unless it is the only one of its list. `what` names the list, `isStart` says whether the page
 * is its first.
 */
function readRows(items, { row, map, odd }, what, isStart) {
    const read = items.map((item) => row.safeParse(item));
    const malformed = read.filter(({ success }) => !success).length;
    if (malformed * 2 > items.length && (malformed > 1 || isStart)) {
        json_decode(schemas/* object */.Ikc({ items: schemas/* array */.YOg(row) }), { items }, what);
    }
    const rows = read.map((one, index) => (one.success ? map(one.data) : odd(items[index])));
    return { rows, malformed };
}

;// CONCATENATED MODULE: ./src/spotify/page-reader.js




/** Reads the pages of the list that `call` names, of up to `limit` rows, each row mapped. */
function pageReader(api, call, reader, limit = PAGE_SIZE) {
    return async (offset) => {
        const query = { limit, offset, ...call.query };
        const get = () => api.get(pageSchema, { ...call, query });
        const isThere = (page) => typeof page.offset !== "number" || page.offset === offset;
        let page = await get();
        if (!isThere(page))
            page = await get();
        if (!isThere(page)) {
            throw new errors/* ProviderError */.mZ("http/bad-answer", `Spotify showed another part of ${call.what} than was asked for.`);
        }
        return {
            ...readRows(page.items, reader, call.what, offset === 0),
            total: page.total ?? null,
            limit: page.limit ?? null,
            more: Boolean(page.next),
        };
    };
}

;// CONCATENATED MODULE: ./src/spotify/pages.js


/** Pages asked for at once, the wanted one included. Bounds memory; the gate bounds the traffic. */
const LOOK_AHEAD = 4;
/**
 * Begins to walk a list at row `row`: reads its first page from there. `keyOf` names the rows that
 * should not repeat. A list without a total is read to its end at once, since only that tells how
 * long it is.
 */
async function walkPages(read, keyOf = () => undefined, row = 0) {
    const tally = createTally(keyOf);
    const first = await readSettled(() => read(row), row);
    tally.add(first, row);
    const { rows, total } = first;
    const rest = () => walkOn(read, tally, first, row);
    if (total === null)
        return readToEnd(first, row, rest(), tally);
    return {
        total,
        first: rows,
        isWhole: !goesOn(first, row + stepOf(first)),
        rest,
        from: (start) => walkFrom(read, tally, total, start),
        report: tally.report,
    };
}
async function readToEnd({ rows }, row, rest, { report }) {
    const pages = [];
    for await (const page of rest)
        pages.push(page);
    const total = pages.reduce((sum, page) => sum + page.length, row + rows.length);
    return {
        total,
        first: rows,
        isWhole: pages.length === 0,
        async *rest() {
            yield* pages;
        },
        report,
    };
}
async function* walkFrom(read, tally, total, row) {
    if (row >= total)
        return;
    const first = await readSettled(() => read(row), row);
    tally.add(first, row);
    yield first.rows;
    yield* walkOn(read, tally, first, row);
}
/** Whether there is a page at `place`, by what the one before it says. */
function goesOn({ more, total }, place) {
    return more || (total !== null && place < total);
}
/**
 * The pages after `first`, in order. While every page is as far from the next as the first was, they
 * are read ahead, ever further as more are asked for, so that one who stops early has not paid for
 * many. After the first other step the offsets guessed so far are wrong, and from there on each page
 * is read where the one before it says; so are those after a page that does not agree with itself.
 */
async function* walkOn(read, tally, first, row) {
    const step = stepOf(first);
    let ahead = [];
    let window = 1;
    let last = first;
    for (let place = row + step; goesOn(last, place) && !tally.isIdle(); place += stepOf(last)) {
        const isThere = (next) => next === place || next < (last.total ?? 0);
        while (ahead.length < window && isThere(place + ahead.length * step)) {
            ahead.push(start(read, place + ahead.length * step));
        }
        last = (await ahead.shift()) ?? last;
        tally.add(last, place);
        yield last.rows;
        const isRegular = stepOf(last) === step;
        if (!isRegular)
            ahead = [];
        window = isRegular && last.agrees ? Math.min(window * 2, LOOK_AHEAD) : 1;
    }
}
/** A page that nobody may come to wait for: its failure is only one once it is asked for. */
function start(read, offset) {
    const page = readSettled(() => read(offset), offset);
    page.catch(() => { });
    return page;
}

;// CONCATENATED MODULE: ./src/spotify/collections.js







/** Begins to walk a collection. Spotify: Web API reference, "Get User's Saved …". */
function collections_readCollection(api, collection) {
    return collection === "artists"
        ? walkFollowed(api)
        : walkPages(READERS[collection](api), referenceOf);
}
const READERS = {
    likes: savedList({
        name: "tracks",
        what: "the liked songs",
        row: rowSchema("track", contentSchema),
        known: toContent,
    }),
    albums: savedList({
        name: "albums",
        what: "the saved albums",
        row: rowSchema("album", albumSchema),
        known: (album) => ({ type: "album", item: toAlbum(album) }),
    }),
    shows: savedList({
        name: "shows",
        what: "the followed podcasts",
        row: rowSchema("show", showSchema),
        known: (show) => ({ type: "show", item: toShow(show) }),
    }),
    episodes: savedList({
        name: "episodes",
        what: "the saved episodes",
        scope: "user-read-playback-position",
        row: rowSchema("episode", contentSchema),
        known: (episode) => ({ type: "episode", item: toEpisode(episode) }),
    }),
    audiobooks: savedList({
        name: "audiobooks",
        what: "the saved audiobooks",
        row: bareRowSchema("audiobook", audiobookSchema),
        known: (audiobook) => ({ type: "audiobook", item: toAudiobook(audiobook) }),
    }),
};
/** A list below `/me` of things saved. */
function savedList(list) {
    const reader = {
        row: list.row,
        map: (row) => toEntry(row, list.known),
        odd: (row) => toEntry(oddRow(row), list.known),
    };
    const call = {
        what: list.what,
        path: `me/${list.name}`,
        scopes: ["user-library-read", ...(list.scope ? [list.scope] : [])],
    };
    return (api) => pageReader(api, call, reader);
}
const ARTISTS = {
    row: artistSchema.nullable(),
    map: (item) => toEntry({ item }, (artist) => ({ type: "artist", item: toArtist(artist) })),
    odd: () => ({ addedAt: null, type: "unavailable" }),
};
/** Followed artists have no date, and are read by cursor. */
function walkFollowed(api) {
    return walkCursor(async (after) => {
        const what = "the followed artists";
        const { artists } = await api.get(followingSchema, {
            what,
            path: "me/following",
            query: { type: "artist", limit: PAGE_SIZE, ...(after === null ? {} : { after }) },
            scopes: ["user-follow-read"],
        });
        const next = artists.next ? artists.cursors?.after || cursorIn(artists.next) : null;
        return {
            ...readRows(artists.items, ARTISTS, what, after === null),
            total: artists.total,
            limit: artists.limit ?? null,
            more: next !== null,
            after: next,
        };
    }, referenceOf);
}
/** The cursor in the address of a next page. Only that is taken from it. */
function cursorIn(next) {
    return new URLSearchParams(next.slice(next.indexOf("?") + 1)).get("after");
}
/** Hardly anything is in a collection twice. */
function referenceOf(entry) {
    return entry.type === "unavailable" ? undefined : entry.item.refs["spotify"];
}

;// CONCATENATED MODULE: ./src/spotify/covers.js


/** Spotify takes covers of up to 256 KB; what it makes of them stays far below this. */
const MAX_BYTES = 4 * 1024 * 1024;
/**
 * Whether a picture of a playlist is one that its owner set. The others are Spotify's: the picture of
 * an album in it (`…/image/ab67616d…`), or four of them in one; those that owners set are
 * `ab67706c…`.
 */
function isCustomCover(address) {
    const url = URL.parse(address);
    if (url === null || /^mosaic\./.test(url.hostname))
        return false;
    return !url.pathname.slice(url.pathname.lastIndexOf("/") + 1).startsWith("ab67616d");
}
/**
 * The JPEG at an address from an answer, fetched without the login. Throws `ProviderError`
 * `provider/bad-cover` when nothing or something else is there; and what `HttpClient` throws.
 */
async function fetchCover(http, address) {
    const url = URL.parse(address);
    if (url === null || !(0,origin/* isPrivate */.G)(url))
        throw badCover("Its address is not one to fetch from.");
    const { status, body } = await http.send({ method: "GET", url });
    // The playlist has a cover all the same: its addresses live for less than a day.
    if (status === 404 || status === 410) {
        throw badCover("Its address is no longer valid.", "The next run asks for a new address.");
    }
    if (status !== 200)
        throw badCover(`The answer has status ${status}.`);
    if (body.byteLength > MAX_BYTES)
        throw badCover("It is too large.");
    if (body[0] !== 0xff || body[1] !== 0xd8)
        throw badCover("It is not a JPEG.");
    return body;
}
function badCover(reason, hint = "Look at the playlist in Spotify; setting its cover once more may help.") {
    return new errors/* ProviderError */.mZ("provider/bad-cover", `A cover could not be fetched. ${reason}`, {
        hint,
    });
}

;// CONCATENATED MODULE: ./src/spotify/entries.js





const reader = {
    row: rowSchema("track", contentSchema),
    map: toPlaylistEntry,
    odd: (row) => toPlaylistEntry(oddRow(row)),
};
/**
 * Creates a {@link ReadEntries}. Entries are asked for by their present name, `items`; where that
 * is not served, the first playlist that answers to the old one, `tracks`, settles it for all. A
 * playlist that is not found says nothing about the name.
 */
function createEntriesReader(api, log) {
    let name = "items";
    let isSettled = false;
    async function read(listed, row) {
        try {
            const walk = await walkEntries(api, listed, name, row);
            isSettled = true;
            return walk;
        }
        catch (error) {
            if (isSettled || !hasCode(error, "provider/gone"))
                throw error;
            const walk = await walkEntries(api, listed, "tracks", row).catch((other) => {
                throw other instanceof errors/* ProviderError */.mZ ? error : other;
            });
            log.info("spotify.entries.old-name");
            name = "tracks";
            isSettled = true;
            return walk;
        }
    }
    return async (listed, row = 0) => {
        try {
            return await read(listed, row);
        }
        catch (error) {
            const isKept = hasCode(error, "provider/forbidden") || hasCode(error, "provider/not-found");
            if (isKept && listed.playlist.relation === "followed")
                return "withheld";
            throw error;
        }
    };
}
/** Spotify: Web API reference, "Get Playlist Items". */
function walkEntries(api, { id }, name, row) {
    const call = {
        what: "the entries of a playlist",
        path: `playlists/${encodeURIComponent(id)}/${name}`,
        query: { additional_types: "track,episode" },
        scopes: ["playlist-read-private", "playlist-read-collaborative"],
    };
    return walkPages(pageReader(api, call, reader), undefined, row);
}
function hasCode(error, code) {
    return error instanceof errors/* ProviderError */.mZ && error.code === code;
}

;// CONCATENATED MODULE: ./src/spotify/playlists.js







const READER = {
    row: wire_playlistSchema,
    map: (row) => row,
    odd: () => null,
};
const CALL = {
    what: "the list of playlists",
    path: "me/playlists",
    scopes: ["playlist-read-private", "playlist-read-collaborative"],
    omits: true,
};
/**
 * How many rows a page has, listing by listing. Rows come twice, or not at all, where pages meet: the
 * next listing has its pages meet elsewhere.
 */
const PAGE_SIZES = [PAGE_SIZE, 37, PAGE_SIZE];
/**
 * Lists the playlists of the account whose profile's `id` is `accountId`. One that is dragged to
 * another place between two pages makes a row come twice and hides another, though the count is
 * right; and Spotify repeats rows by itself. So rows that came twice are dropped, and a list that
 * then is not as long as it should be is read again, until what was seen of it is, or until two
 * listings show the same.
 *
 * Throws `IncompleteListError` when none of that comes true, and `MovedError` when the total changes
 * on the way. Spotify: Web API reference, "Get Current User's Playlists".
 */
async function playlists_listPlaylists(api, accountId, log) {
    const earlier = [];
    for (const size of PAGE_SIZES) {
        const listing = await readListing(api, accountId, size);
        if (isWhole(listing))
            return toList(listing);
        log.debug("spotify.playlists.doubtful", { repeated: listing.repeated });
        const whole = combine(listing, earlier);
        if (whole !== null)
            return toList(whole);
        const [before] = earlier;
        if (before !== undefined && isSame(before, listing))
            return toList(listing);
        earlier.unshift(listing);
    }
    throw new IncompleteListError(toList(union(earlier)));
}
async function readListing(api, accountId, size) {
    const walk = await walkPages(pageReader(api, CALL, READER, size), (row) => row?.id);
    const rows = [...walk.first];
    let repeated = 0;
    for await (const page of walk.rest()) {
        // Unknown rows look alike: these two may be one that moved past the border, as any other would.
        if (rows.at(-1) === null && page[0] === null)
            repeated += 1;
        rows.push(...page);
    }
    const { repeats, malformed } = walk.report();
    const byId = new Map();
    for (const row of rows) {
        if (row !== null && !byId.has(row.id))
            byId.set(row.id, toListed(row, accountId));
    }
    return {
        playlists: [...byId.values()],
        unknown: rows.filter((row) => row === null).length,
        malformed,
        total: walk.total,
        repeated: repeated + repeats,
    };
}
/** Whether it shows as many as there are; of unknown rows only where none can have come twice. */
function isWhole({ playlists, unknown, total, repeated }) {
    return playlists.length + unknown === total && (unknown === 0 || repeated === 0);
}
function isSame(a, b) {
    const idsOf = ({ playlists }) => playlists.map(({ id }) => id).join(" ");
    return a.total === b.total && a.unknown === b.unknown && idsOf(a) === idsOf(b);
}
function toList({ playlists, unknown, malformed, total }) {
    return {
        playlists,
        hidden: Math.max(0, unknown - malformed),
        shown: playlists.length + unknown,
        malformed: malformed + playlists.filter(({ revision }) => revision === "").length,
        total,
    };
}
/** All that was seen, in the order of the last listing, which is the first here. */
function union(listings) {
    const playlists = new Map();
    for (const one of listings.flatMap((listing) => listing.playlists)) {
        if (!playlists.has(one.id))
            playlists.set(one.id, one);
    }
    const least = (count) => Math.min(...listings.map(count));
    return {
        playlists: [...playlists.values()],
        unknown: least(({ unknown }) => unknown),
        malformed: least(({ malformed }) => malformed),
        total: listings[0]?.total ?? 0,
        repeated: least(({ repeated }) => repeated),
    };
}
/**
 * What `last` shows together with as many of those before it, newest first, as it takes to come to
 * the total; `null` when they do not. What `last` lacks comes after what it came after before.
 */
function combine(last, earlier) {
    const playlists = [...last.playlists];
    let { unknown } = last;
    for (const listing of earlier) {
        // Of another total: what was deleted since must not stand in for what is missing.
        if (listing.total !== last.total)
            return null;
        let at = 0;
        for (const one of listing.playlists) {
            const found = playlists.findIndex(({ id }) => id === one.id);
            if (found < 0)
                playlists.splice(at, 0, one);
            at = (found < 0 ? at : found) + 1;
        }
        // An unknown row that came twice was counted twice.
        unknown = Math.min(unknown, listing.unknown);
        if (playlists.length + unknown === last.total)
            return { ...last, playlists, unknown };
    }
    return null;
}
function toListed(wire, accountId) {
    const [picture] = wire.images ?? [];
    return {
        id: wire.id,
        revision: wire.snapshot_id ?? "",
        playlist: toPlaylist(wire, accountId),
        total: (wire.items ?? wire.tracks)?.total ?? null,
        coverUrl: picture?.url && isCustomCover(picture.url) ? picture.url : null,
    };
}

;// CONCATENATED MODULE: ./src/spotify/references.js
const REFERENCE = /^spotify:(track|album|artist|episode|show|audiobook|playlist):[0-9A-Za-z]{22}$/;
/**
 * What kind of thing a Spotify URI names; `undefined` for one that Spotify cannot take: a local
 * file, something malformed, or what would fall apart in a list with commas. Spotify: Web API >
 * Spotify URIs and IDs.
 */
function references_kindOf(reference) {
    return REFERENCE.exec(reference)?.[1];
}
/** The ID in a URI that has a {@link kindOf}. */
function idOf(reference) {
    return reference.slice(reference.lastIndexOf(":") + 1);
}
/** The page of what a URI names; `null` for one that has no {@link kindOf}. */
function linkTo(reference) {
    const kind = references_kindOf(reference);
    return kind === undefined ? null : `https://open.spotify.com/${kind}/${idOf(reference)}`;
}

;// CONCATENATED MODULE: ./src/spotify/settings.js
/** Where the Web API is. */
const SPOTIFY_API_URL = "https://api.spotify.com/v1";
/** Where logins and tokens are handled. */
const SPOTIFY_ACCOUNTS_URL = "https://accounts.spotify.com";

;// CONCATENATED MODULE: ./src/spotify/token-request.js
/**
 * The provider's word for a refusal, as far as it is one (RFC 6749, 5.2). Anything else is not
 * repeated: it may come through the browser, where anybody can make it up, or echo a token.
 */
function token_request_reasonOf(error) {
    return /^[a-z_]{1,60}$/.test(error) ? error : "something unreadable";
}
/**
 * Asks the token endpoint, as the app (Spotify: Web API > Authorization code flow, Refreshing
 * tokens). Gives any answer but an outage, which is thrown as `HttpClient` does.
 */
function requestToken(http, { app, accountsUrl, form, idempotent }) {
    const body = new URLSearchParams(form);
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    if (app.clientSecret === undefined)
        body.set("client_id", app.clientId);
    else {
        const credentials = Buffer.from(`${app.clientId}:${app.clientSecret.reveal()}`);
        headers["Authorization"] = `Basic ${credentials.toString("base64")}`;
    }
    const url = new URL("api/token", accountsUrl);
    return http.json({
        ...{ method: "POST", url, headers, body: body.toString() },
        idempotent,
        expectsContent: true,
    });
}

;// CONCATENATED MODULE: ./src/spotify/token.js





/** Creates a {@link TokenSource}. Sends nothing before the first token is wanted. */
function createTokenSource(deps) {
    const { log, onRefreshToken, onSecret = () => { } } = deps;
    let { refreshToken } = deps.settings;
    let isSaved = true;
    let access;
    let scopes = null;
    let pending;
    let lost;
    async function save() {
        if (isSaved)
            return;
        if (onRefreshToken)
            await onRefreshToken(refreshToken);
        else
            log.warn("spotify.token.not-kept");
        isSaved = true;
    }
    async function refresh() {
        if (lost)
            throw lost;
        // A token that could not be kept last time: not to be replaced by yet another one first.
        await save();
        const answer = await renew(deps, refreshToken);
        if (answer.status !== 200) {
            const error = refusal(answer);
            if (error instanceof errors/* AuthError */.lR)
                lost = error;
            throw error;
        }
        const granted = json_decode(tokenSchema, answer.json, "a new access token");
        const { access_token, refresh_token, scope } = granted;
        const fresh = new src_secret/* Secret */.zh(access_token);
        onSecret(fresh);
        scopes = scope ? scope.split(" ") : null;
        const isRotated = Boolean(refresh_token) && refresh_token !== refreshToken.reveal();
        if (refresh_token && isRotated) {
            refreshToken = new src_secret/* Secret */.zh(refresh_token);
            onSecret(refreshToken);
            isSaved = false;
            await save();
        }
        log.debug("spotify.token.refreshed", { rotated: isRotated });
        access = fresh;
        return fresh;
    }
    return {
        get(refused) {
            if (access !== undefined && access !== refused)
                return Promise.resolve(access);
            pending ??= refresh().finally(() => {
                pending = undefined;
            });
            return pending;
        },
        scopes: () => scopes,
    };
}
/** Spotify: Web API > Refreshing tokens. */
function renew({ settings, accountsUrl, http }, refreshToken) {
    return requestToken(http, {
        app: settings,
        accountsUrl,
        form: { grant_type: "refresh_token", refresh_token: refreshToken.reveal() },
        // Repeated after a lost answer too: had that one used up the refresh token, it would be lost
        // either way; mostly it had not.
        idempotent: true,
    });
}
function refusal(answer) {
    const body = tokenErrorSchema.safeParse(answer.json);
    if (!body.success) {
        return new errors/* ProviderError */.mZ("provider/refused", `Spotify's login service answered with status ${answer.status}, and no reason.`, { hint: "Try again later. If it stays, check SPOTIFY_ACCOUNTS_URL." });
    }
    switch (body.data.error) {
        case "invalid_grant":
            return new errors/* AuthError */.lR("auth/expired", "Spotify no longer accepts this login.", {
                hint: "Log in again with `tracksafe auth`, and replace SPOTIFY_REFRESH_TOKEN where it is set. Spotify ends every login after six months.",
            });
        case "invalid_client":
        case "unauthorized_client":
            return new errors/* AuthError */.lR("auth/client", "Spotify does not accept the app's credentials.", {
                hint: "Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET against the app's dashboard. They must be those the login was made with.",
            });
        default:
            return new errors/* AuthError */.lR("auth/refused", "Spotify refused to renew the login.", {
                cause: new Error(`Spotify's answer: ${answer.status} ${token_request_reasonOf(body.data.error)}`),
                hint: "Check SPOTIFY_CLIENT_ID, then log in again with `tracksafe auth` and replace SPOTIFY_REFRESH_TOKEN.",
            });
    }
}

;// CONCATENATED MODULE: ./src/spotify/search.js


/** The most one search gets. Spotify: Web API reference, "Search for Item". */
const SEARCH_LIMIT = 10;
/**
 * Recordings with exactly this ISRC, best first. One that is malformed is not asked for: as part of
 * a search it could mean anything. Throws as {@link Api.get} does.
 */
async function findByIsrc(api, isrc) {
    if (!/^[A-Z0-9]{12}$/.test(isrc))
        return [];
    const { tracks } = await api.get(searchSchema, {
        what: "the recordings with an ISRC",
        path: "search",
        query: { q: `isrc:${isrc}`, type: "track", limit: SEARCH_LIMIT },
        scopes: [],
    });
    return tracks.items
        .filter((wire) => wire !== null)
        .map(toTrack)
        .filter((track) => track.isrc === isrc);
}

;// CONCATENATED MODULE: ./src/spotify/write-library.js





/** The most URIs `/me/library` takes. Spotify: Web API reference, "Save Items to Library". */
const SAVE_LIMIT = 40;
const WRITE_SCOPES = {
    track: "user-library-modify",
    album: "user-library-modify",
    episode: "user-library-modify",
    show: "user-library-modify",
    audiobook: "user-library-modify",
    artist: "user-follow-modify",
    playlist: "playlist-modify-public",
};
/** What the deprecated call answers to those it is not for; a refusal of a track is none of them. */
const NOT_OFFERED = new Set([
    "provider/forbidden",
    "provider/not-found",
    "provider/gone",
    "provider/refused",
]);
/** The part of a {@link MusicWriter} that looks into the library and puts things into it. */
function createLibraryWriter(api) {
    let hasDates = true;
    return {
        contains: (references) => contains(api, references),
        save: (references) => save(api, references),
        async likeDated(likes) {
            if (hasDates)
                hasDates = await likeDated(api, likes);
            return hasDates ? "done" : "unsupported";
        },
    };
}
/** Spotify: Web API reference, "Check User's Saved Items". */
async function contains(api, references) {
    const asked = [...new Set(references)].filter((reference) => references_kindOf(reference) !== undefined);
    if (asked.length === 0)
        return references.map(() => false);
    const answers = await api.get(schemas/* array */.YOg(schemas/* boolean */.zMY()).length(asked.length), {
        what: "what the library contains",
        path: "me/library/contains",
        query: { uris: asked.join(",") },
        scopes: ["user-library-read", "user-follow-read", "playlist-read-private"],
    });
    const contained = new Set(asked.filter((_, index) => answers[index]));
    return references.map((reference) => contained.has(reference));
}
/** Spotify: Web API reference, "Save Items to Library": the query only, a body is refused. */
async function save(api, references) {
    if (references.length === 0)
        return;
    const what = "the library";
    const scopes = references.map((reference) => WRITE_SCOPES[kindOrRefuse(reference, what)]);
    await api.change({
        changes: true,
        method: "PUT",
        what,
        path: "me/library",
        query: { uris: references.join(",") },
        scopes: [...new Set(scopes)],
        refusable: true,
    });
}
/**
 * Whether Spotify lets this login do it. Spotify: Web API reference, "Save Tracks for Current
 * User", deprecated, and closed to most apps; but nothing else keeps the dates.
 */
async function likeDated(api, likes) {
    if (likes.length === 0)
        return true;
    const what = "the liked songs";
    for (const { reference } of likes) {
        if (kindOrRefuse(reference, what) !== "track")
            throw notAccepted(what);
    }
    const dated = likes.map(({ reference, addedAt }) => ({ id: idOf(reference), added_at: addedAt }));
    try {
        await api.change({
            changes: true,
            method: "PUT",
            what,
            path: "me/tracks",
            content: asJson({ timestamped_ids: dated }),
            scopes: [WRITE_SCOPES.track],
            refusable: true,
        });
        return true;
    }
    catch (error) {
        if (error instanceof errors/* ProviderError */.mZ && NOT_OFFERED.has(error.code))
            return false;
        throw error;
    }
}
function kindOrRefuse(reference, what) {
    const kind = references_kindOf(reference);
    if (kind === undefined)
        throw notAccepted(what);
    return kind;
}

;// CONCATENATED MODULE: ./src/spotify/playlist-details.js
/** Longer ones were seen to be answered with a 500. Spotify's clients stop there as well. */
const MAX_NAME = 100;
const MAX_DESCRIPTION = 300;
/** Stands for a name Spotify does not take: one with nothing to see in it. */
const UNTITLED = "Untitled";
/**
 * The details as Spotify will have them after they were written, and as they are sent: names up to
 * 100 characters and never blank, descriptions up to 300 or none, both in one line; public only
 * where that was known and others cannot write. Two playlists are named alike for Spotify when their
 * names are equal after this. Does nothing to what it returned before.
 */
function normaliseDetails(details) {
    const { visibility, collaborative } = details;
    return {
        name: shorten(details.name, MAX_NAME) ?? UNTITLED,
        description: shorten(details.description ?? "", MAX_DESCRIPTION),
        visibility: visibility === "public" && !collaborative ? "public" : "private",
        collaborative,
    };
}
/** In one line and at most `length` UTF-16 units; `null` when nothing is to be seen of it. */
function shorten(text, length) {
    const line = text.replaceAll(/[\r\n]+/g, " ");
    // Not through the middle of a character; and no blank where the cut is, which may not be kept.
    const cut = line.length <= length ? line : line.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
    const fitting = cut === line ? line : cut.trimEnd();
    return fitting.trim() === "" ? null : fitting;
}

;// CONCATENATED MODULE: ./src/spotify/write-playlists.js







/** The most URIs one request adds. Spotify: Web API reference, "Add Items to Playlist". */
const ITEM_LIMIT = 100;
/** What an upload may have, in base64. Spotify: Web API reference, "Add Custom Playlist Cover Image". */
const MAX_COVER_BYTES = 256 * 1024;
/** Which of the two a playlist needs depends on whether it is public, which a request cannot set. */
const PLAYLIST_SCOPES = ["playlist-modify-public", "playlist-modify-private"];
/** The part of a {@link MusicWriter} that makes and changes playlists. */
function createPlaylistWriter(api) {
    return {
        async createPlaylist(playlist) {
            const { description, ...others } = toBody(playlist);
            const answer = await api.change({
                changes: true,
                method: "POST",
                what: "the list of playlists",
                path: "me/playlists",
                // Left out, it was seen to become the word "null".
                content: asJson({ ...others, description: description ?? "" }),
                scopes: PLAYLIST_SCOPES,
            });
            return json_decode(createdSchema, answer, "a new playlist").id;
        },
        async updatePlaylist(id, playlist) {
            // An empty description is refused together with all the rest; so one that is there stays.
            await api.change(changeOf("a playlist", { method: "PUT", id, content: asJson(toBody(playlist)) }));
        },
        async addItems(id, references, at) {
            if (references.length === 0)
                return;
            const what = "a playlist";
            if (!references.every(isPlayable))
                throw notAccepted(what);
            const content = asJson({ uris: references, position: at });
            const change = changeOf(what, { method: "POST", id, part: "/items", content });
            await api.change({ ...change, refusable: true });
        },
        async setCover(id, jpeg) {
            const what = "the cover of a playlist";
            const body = Buffer.from(jpeg).toString("base64");
            const isJpeg = jpeg[0] === 0xff && jpeg[1] === 0xd8;
            if (!isJpeg || body.length > MAX_COVER_BYTES)
                throw notAccepted(what);
            const content = { type: "image/jpeg", body };
            const change = changeOf(what, { method: "PUT", id, part: "/images", content });
            await api.change({ ...change, refusable: true, scopes: [UPLOAD_SCOPE, ...PLAYLIST_SCOPES] });
        },
    };
}
/** A change of the playlist `id`. No playlist has an ID that would lead elsewhere in a path. */
function changeOf(what, request) {
    const { method, id, part = "", content } = request;
    if (!/^[\w-]+$/.test(id)) {
        throw new errors/* ProviderError */.mZ("provider/not-found", "There is no playlist with such an identifier.");
    }
    const path = `playlists/${id}${part}`;
    return { changes: true, method, what, path, content, scopes: PLAYLIST_SCOPES };
}
/** Spotify: Web API reference, "Change Playlist Details". */
function toBody(playlist) {
    const { name, description, visibility, collaborative } = normaliseDetails(playlist);
    return {
        name,
        public: visibility === "public",
        collaborative,
        ...(description !== null && { description }),
    };
}
function isPlayable(reference) {
    const kind = references_kindOf(reference);
    return kind === "track" || kind === "episode";
}

;// CONCATENATED MODULE: ./src/spotify/writer.js




const LIBRARY = ["user-library-modify"];
/** Spotify: Web API > Scopes. */
const SCOPES = {
    likes: LIBRARY,
    albums: LIBRARY,
    shows: LIBRARY,
    episodes: LIBRARY,
    audiobooks: LIBRARY,
    artists: ["user-follow-modify"],
    playlists: PLAYLIST_SCOPES,
    covers: [UPLOAD_SCOPE, ...PLAYLIST_SCOPES],
};
/** The {@link MusicWriter} over the Web API. Sends nothing before the first call. */
function createSpotifyWriter(api, tokens) {
    return {
        saveLimit: SAVE_LIMIT,
        itemLimit: ITEM_LIMIT,
        async checkScopes(kinds) {
            const scopes = [...new Set(kinds.flatMap((kind) => SCOPES[kind]))];
            // What was granted comes with a token.
            await tokens.get();
            const granted = tokens.scopes();
            if (granted === null || missingScopes(scopes, granted).length === 0)
                return;
            throw scopeError({ what: "what is to be restored", scopes, changes: true }, granted);
        },
        ...createLibraryWriter(api),
        ...createPlaylistWriter(api),
        findByIsrc: (isrc) => findByIsrc(api, isrc),
    };
}

;// CONCATENATED MODULE: ./src/spotify/limits.js


const exhausted = schemas/* object */.Ikc({ error: schemas/* object */.Ikc({ reason: schemas/* literal */.euz("QUOTA_EXCEEDED") }) });
/**
 * Whether the body of a 429 says that the developer account's quota is used up, which no short
 * pause mends. Spotify: Web API changelog, July 2026.
 */
function isQuotaExhausted(body) {
    try {
        return exhausted.safeParse(parseBody(body)).success;
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./src/spotify/oauth.js








/** What a backup asks for. Spotify: Web API > Scopes. */
const oauth_BACKUP_SCOPES = [
    "playlist-read-private",
    "playlist-read-collaborative",
    "user-library-read",
    "user-follow-read",
    "user-read-playback-position",
];
/** What a restore asks for: it reads too, to find what is there already. */
const RESTORE_SCOPES = [
    ...oauth_BACKUP_SCOPES,
    "playlist-modify-public",
    "playlist-modify-private",
    "user-library-modify",
    "user-follow-modify",
    "ugc-image-upload",
];
/**
 * One attempt to log in, with a proof of its own (PKCE) when the app comes without its secret.
 *
 * Throws `UsageError` `config/…-url`.
 */
function createOAuth({ app, accountsUrl, http, onSecret }) {
    const base = (0,origin/* parseBaseUrl */.Q)("SPOTIFY_ACCOUNTS_URL", accountsUrl ?? SPOTIFY_ACCOUNTS_URL);
    const verifier = app.clientSecret ? null : new src_secret/* Secret */.zh((0,external_node_crypto_.randomBytes)(48).toString("base64url"));
    for (const secret of [app.clientSecret, verifier])
        if (secret)
            onSecret(secret);
    return {
        authorizeUrl({ redirectUri, scopes, state }) {
            const url = new URL("authorize", base);
            url.search = new URLSearchParams({
                response_type: "code",
                client_id: app.clientId,
                redirect_uri: redirectUri,
                scope: scopes.join(" "),
                state,
                ...(verifier && { code_challenge_method: "S256", code_challenge: challengeOf(verifier) }),
            }).toString();
            return url.href;
        },
        async exchange(code, redirectUri) {
            onSecret(code);
            const answer = await requestToken(http, {
                app,
                accountsUrl: base,
                form: {
                    grant_type: "authorization_code",
                    code: code.reveal(),
                    redirect_uri: redirectUri,
                    ...(verifier && { code_verifier: verifier.reveal() }),
                },
                idempotent: false,
            });
            if (answer.status !== 200)
                throw oauth_refusal(answer);
            const granted = json_decode(tokenSchema, answer.json, "a new login");
            if (!granted.refresh_token) {
                throw new errors/* ProviderError */.mZ("http/bad-answer", "Spotify gave a login that cannot be kept.", {
                    hint: "Log in again. If it stays, look for a newer version of tracksafe.",
                });
            }
            const refreshToken = new src_secret/* Secret */.zh(granted.refresh_token);
            onSecret(refreshToken);
            return { refreshToken, scopes: granted.scope ? granted.scope.split(" ") : null };
        },
    };
}
/** The S256 challenge of a verifier (RFC 7636, 4.2). */
function challengeOf(verifier) {
    return (0,external_node_crypto_.createHash)("sha256").update(verifier.reveal()).digest("base64url");
}
/**
 * The error for an `error` that came back in place of a code (RFC 6749, 4.1.2.1): `auth/denied`,
 * `auth/refused`, or `provider/unavailable`.
 */
function consentError(error) {
    switch (error) {
        case "access_denied":
            return new errors/* AuthError */.lR("auth/denied", "The login was declined on Spotify's page.", {
                hint: "Run it again, and agree there. tracksafe gets no further than the page says.",
            });
        case "server_error":
        case "temporarily_unavailable":
            return new errors/* ProviderError */.mZ("provider/unavailable", "Spotify's login page has a problem.", {
                hint: "Try again later.",
            });
        default:
            return oauth_refused(error);
    }
}
function oauth_refusal({ status, json }) {
    const body = tokenErrorSchema.safeParse(json);
    if (!body.success) {
        return new errors/* ProviderError */.mZ("provider/refused", `Spotify's login service answered with status ${status}, and no reason.`, { hint: "Try again later. If it stays, check SPOTIFY_ACCOUNTS_URL." });
    }
    switch (body.data.error) {
        case "invalid_grant":
            return new errors/* AuthError */.lR("auth/code", "Spotify does not accept the code of this login.", {
                hint: "A code is good once, and for a few minutes. Run it again for a new one.",
            });
        case "invalid_client":
        case "unauthorized_client":
            return new errors/* AuthError */.lR("auth/client", "Spotify does not accept the app's credentials.", {
                hint: "Check the client ID and the client secret against the app's dashboard.",
            });
        default:
            return oauth_refused(body.data.error);
    }
}
function oauth_refused(error) {
    return new errors/* AuthError */.lR("auth/refused", "Spotify refused the login.", {
        cause: new Error(`Spotify's answer: ${token_request_reasonOf(error)}`),
        hint: "Check the app in the Spotify dashboard, and run it again.",
    });
}

;// CONCATENATED MODULE: ./src/spotify/index.js
















/**
 * One Spotify account, for reading and for writing with the same login. Sends nothing before the
 * first call.
 *
 * Throws `UsageError` `config/invalid-url`, `config/insecure-url` for the addresses in the settings.
 */
function createSpotify(options) {
    const { settings, http, log, onRefreshToken, onSecret } = options;
    const accountsUrl = (0,origin/* parseBaseUrl */.Q)("SPOTIFY_ACCOUNTS_URL", settings.accountsUrl ?? SPOTIFY_ACCOUNTS_URL);
    const apiUrl = (0,origin/* parseBaseUrl */.Q)("SPOTIFY_API_URL", settings.apiUrl ?? SPOTIFY_API_URL);
    onSecret?.(settings.refreshToken);
    if (settings.clientSecret)
        onSecret?.(settings.clientSecret);
    const tokens = createTokenSource({ settings, accountsUrl, http, log, onRefreshToken, onSecret });
    const api = createApi({ apiUrl, http, tokens });
    return {
        provider: createProvider(api, http, log),
        writer: createSpotifyWriter(api, tokens),
        pausedUntil: () => latest([apiUrl, accountsUrl].map(({ host }) => http.closedUntil(host))),
        scopes: () => tokens.scopes(),
    };
}
function latest(dates) {
    return dates.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}
function createProvider(api, http, log) {
    const entries = createEntriesReader(api, log);
    let known;
    /** Asked for once; again only after a failure. */
    function profile() {
        known ??= api
            .get(profileSchema, {
            what: "the account's profile",
            path: "me",
            scopes: ["user-read-private"],
        })
            .catch((error) => {
            known = undefined;
            throw error;
        });
        return known;
    }
    return {
        name: "spotify",
        link: linkTo,
        requests: () => http.requests(),
        account: async () => toAccount(await profile()),
        collection: (collection) => collections_readCollection(api, collection),
        playlists: async () => playlists_listPlaylists(api, (await profile()).id, log),
        entries,
        cover: async ({ coverUrl }) => (coverUrl === null ? null : fetchCover(http, coverUrl)),
    };
}

;// CONCATENATED MODULE: ./src/store/directory-writer.js






/**
 * Writes into the snapshot's directory, which must have been created for it alone and be durable.
 *
 * An aborted or committed writer takes nothing more (`InternalError`); aborting a committed one does
 * nothing. A commit that threw may be tried again or aborted.
 */
function createDirectoryWriter(context) {
    const { fs, reader, ref, location, parent } = context;
    const directory = (0,external_node_path_.join)(parent, ref.name);
    const mark = (0,external_node_path_.join)(parent, markName(ref.name, context.owner));
    const made = new Set();
    let closed = false;
    function requireOpen() {
        if (closed)
            throw new errors/* InternalError */.Gd("internal/closed-writer", "The snapshot is closed.");
    }
    async function store(name, content, accept = () => { }) {
        requireOpen();
        const temporary = (0,external_node_path_.join)(directory, temporary_temporaryName(context.owner));
        const destination = { temporary, path: (0,external_node_path_.join)(directory, name) };
        const written = await durable_writeDurably(fs, destination, content, (result) => {
            accept(result);
            made.add(name);
        });
        return { name, ...written };
    }
    /** Removes a file for good: it does not come back after a loss of power. */
    async function erase(name) {
        await unless("ENOENT", fs.unlink((0,external_node_path_.join)(directory, name)));
        await unless("ENOENT", fs.syncDirectory(directory));
        made.delete(name);
    }
    return {
        ref,
        location,
        async write(name, content) {
            (0,names/* requireContentName */.uh)(name);
            return store(name, content);
        },
        async carry(from, file, as) {
            (0,names/* requireContentName */.uh)(as);
            return store(as, upTo(file, await reader.open(from, file.name)), (written) => {
                if (written.bytes !== file.bytes || written.sha256 !== file.sha256)
                    throw changed(file);
            });
        },
        async discard(name) {
            requireOpen();
            if (made.has(name))
                await erase(name);
        },
        async commit(metadata) {
            await store(names/* METADATA_NAME */.ce, [metadata]);
            if (await isTaken(fs, mark)) {
                await erase(names/* METADATA_NAME */.ce);
                throw lostPlace();
            }
            closed = true;
        },
        async abort() {
            if (closed)
                return;
            // First and for good, so that no loss of power leaves a snapshot with some of its files gone.
            if (made.has(names/* METADATA_NAME */.ce))
                await erase(names/* METADATA_NAME */.ce);
            for (const name of made)
                await unless("ENOENT", fs.unlink((0,external_node_path_.join)(directory, name)));
            made.clear();
            if (await removeMarked(fs, directory, mark))
                await removeEmpty(fs, parent);
            closed = true;
        },
    };
}
/** `content`, which ends with an error where it is longer than `file`: the disk has room for that. */
async function* upTo(file, content) {
    let bytes = 0;
    for await (const chunk of content) {
        bytes += chunk.length;
        if (bytes > file.bytes)
            throw changed(file);
        yield chunk;
    }
}
function changed({ name }) {
    return new errors/* IntegrityError */.cs("snapshot/corrupt", `${name} was changed after the backup.`, {
        hint: "Use another snapshot, or an older copy of this file.",
    });
}
/**
 * Takes down the mark of this run; says whether somebody had done so who took the run for dead, and
 * removes what it has written. Only one can take it down, and so either the one or the other holds.
 */
async function isTaken(fs, mark) {
    try {
        await fs.unlink(mark);
        return false;
    }
    catch (error) {
        // One that cannot be taken down means nothing beside a whole snapshot; the next run removes it.
        return (0,errors/* systemCode */.xU)(error) === "ENOENT";
    }
}
function lostPlace() {
    return new errors/* ConflictError */.fK("store/conflict", "Another run took this one for dead, and removed it.", {
        hint: "This one had written nothing for a day. Nothing of it was kept; run it again.",
    });
}
async function unless(expected, call) {
    try {
        await call;
    }
    catch (error) {
        if ((0,errors/* systemCode */.xU)(error) !== expected)
            throw error;
    }
}

;// CONCATENATED MODULE: ./src/store/errors.js

const NO_SPACE = ["ENOSPC", "EDQUOT"];
const NO_PERMISSION = ["EACCES", "EPERM", "EROFS"];
/**
 * A failure of the file system as an error of the family, about `subject`: `StoreError`
 * `store/no-space`, `store/permission` or `store/io`, and `NotFoundError` `store/not-found` for what
 * was to be read and is not there.
 */
function errors_toStoreError(cause, intent, subject) {
    const code = (0,errors/* systemCode */.xU)(cause) ?? "unknown error";
    if (NO_SPACE.includes(code)) {
        return new errors/* StoreError */.AD("store/no-space", `There is no space left for ${subject} (${code}).`, {
            cause,
            hint: "Free some space there, or name another directory, then run again.",
        });
    }
    if (NO_PERMISSION.includes(code)) {
        const verb = intent === "read" ? "read" : "written";
        return new errors/* StoreError */.AD("store/permission", `${subject} cannot be ${verb} (${code}).`, {
            cause,
            hint: "Check who owns it, its permissions, and that the disk is not mounted read-only.",
        });
    }
    if (code === "ENOENT" && intent === "read") {
        return new errors/* NotFoundError */.m_("store/not-found", `${subject} does not exist.`, {
            cause,
            hint: "`tracksafe list` shows the snapshots that there are.",
        });
    }
    if (code === "ENOTDIR") {
        return new errors/* StoreError */.AD("store/io", `${subject} is not a directory, or not in one (${code}).`, {
            cause,
            hint: "Name a directory, or move away what has its name.",
        });
    }
    const doing = intent === "read" ? "Reading" : "Writing";
    return new errors/* StoreError */.AD("store/io", `${doing} ${subject} failed (${code}).`, {
        cause,
        hint: "Check the disk, or the connection to it, then run again.",
    });
}
/**
 * `fs` with its errors translated by {@link toStoreError}; the code of the system stays readable
 * through `systemCode`. `subject` says what a path is called in messages.
 */
function withStoreErrors(fs, subject) {
    const guard = async (intent, path, call) => {
        try {
            return await call;
        }
        catch (error) {
            throw errors_toStoreError(error, intent, subject(path));
        }
    };
    const guardFile = (path, file) => ({
        write: (bytes) => guard("write", path, file.write(bytes)),
        sync: () => guard("write", path, file.sync()),
        close: () => guard("write", path, file.close()),
    });
    return {
        createFile: async (path) => guardFile(path, await guard("write", path, fs.createFile(path))),
        async *readFile(path) {
            try {
                yield* fs.readFile(path);
            }
            catch (error) {
                throw errors_toStoreError(error, "read", subject(path));
            }
        },
        rename: (from, to) => guard("write", to, fs.rename(from, to)),
        unlink: (path) => guard("write", path, fs.unlink(path)),
        mkdir: (path) => guard("write", path, fs.mkdir(path)),
        rmdir: (path) => guard("write", path, fs.rmdir(path)),
        readdir: (path) => guard("read", path, fs.readdir(path)),
        lstat: (path) => guard("read", path, fs.lstat(path)),
        syncDirectory: (path) => guard("write", path, fs.syncDirectory(path)),
    };
}

// EXTERNAL MODULE: ./src/store/whole.js
var whole = __webpack_require__(7192);
;// CONCATENATED MODULE: ./src/store/directory.js














/** As much as a small file takes, so that a full disk shows. */
const PROBE = new Uint8Array(4096);
/**
 * Keeps snapshots as `root/<user>/<name>/<files>`, for their owner's eyes only. `root` is created
 * when something is first written; what else is kept there is left alone.
 *
 * A file appears whole, under a temporary name until then, and each step is made durable before the
 * next: once a commit resolves, the snapshot survives a kill and a loss of power, and before that
 * there is none. Every failure of the file system is a `StoreError` `store/no-space`,
 * `store/permission` or `store/io`; names that no store has are refused with `store/bad-name`.
 *
 * A user is a directory that holds something called like a snapshot, or an empty one called by a
 * hash: other folders in `root` are none. Symbolic links below `root` are not followed.
 */
function createDirectoryStore(root, deps = {}) {
    const base = (0,external_node_path_.resolve)(root);
    const { clock = systemClock, log = silentLog, owner = temporary_thisProcess() } = deps;
    const fs = withStoreErrors(deps.fs ?? fs_nodeFileSystem, (path) => subjectOf(path, base, root));
    const reader = createDirectoryReader({ fs, clock, owner }, base);
    return {
        location: root,
        keepsFailedRuns: true,
        async checkWritable() {
            await makeDirectories(fs, base);
            const probe = (0,external_node_path_.join)(base, temporary_temporaryName(owner));
            await writeTemporary(fs, probe, [PROBE]);
            await fs.unlink(probe);
        },
        users: reader.users,
        list: reader.list,
        unfinished: reader.unfinished,
        files: reader.files,
        read: async (ref, name) => (0,whole/* readWhole */.oD)(await reader.open(ref, name), name),
        open: reader.open,
        async create(user, name) {
            (0,names/* requireUserName */.Ku)(user);
            (0,names/* requireSnapshotTime */.Fk)(name);
            await sweep({ fs, clock, log, owner }, base, user);
            const ref = await claim({ fs, base, owner }, { user, name });
            const location = (0,external_node_path_.join)(root, ref.user, ref.name);
            return createDirectoryWriter({ fs, reader, owner, ref, location, parent: (0,external_node_path_.join)(base, user) });
        },
    };
}
/** What a path is called in messages: as seen from the store, and where the store is. */
function subjectOf(path, base, location) {
    const isOurs = isTemporaryName((0,external_node_path_.basename)(path)) || parseMark((0,external_node_path_.basename)(path)) !== null;
    const shown = isOurs ? (0,external_node_path_.dirname)(path) : path;
    const inside = (0,external_node_path_.relative)(base, shown).replaceAll("\\", "/");
    return inside === "" || inside.startsWith("..") ? location : `${inside} in ${location}`;
}
/** How often a directory may vanish between two steps before that is taken for a failure. */
const PATIENCE = 100;
/**
 * Creates a directory for a snapshot that no other writer has, with the mark of this run, both
 * durably. The name is the one wanted, or it with the first number that is free.
 */
async function claim(claiming, wanted) {
    const { fs, base, owner } = claiming;
    const parent = (0,external_node_path_.join)(base, wanted.user);
    let name = null;
    try {
        name = await makeFree(claiming, parent, wanted.name);
        // Also when they were here already: who created them may not have come to this yet.
        await fs.syncDirectory(parent);
        await fs.syncDirectory(base);
        return { user: wanted.user, name };
    }
    catch (error) {
        const made = name;
        await attempt(async () => {
            if (made !== null) {
                await removeMarked(fs, (0,external_node_path_.join)(parent, made), (0,external_node_path_.join)(parent, markName(made, owner)));
            }
            // What is left of a first run that failed must not count as a user.
            await removeEmpty(fs, parent);
        });
        throw error;
    }
}
async function makeFree({ fs, owner }, parent, wanted) {
    for (let number = 1, vanished = 0;;) {
        const name = number === 1 ? wanted : `${wanted}-${number}`;
        try {
            await makeDirectories(fs, parent);
            await requireOwnDirectory(fs, parent);
            // No mark is put beside what somebody else has already.
            if ((await kindAt(fs, (0,external_node_path_.join)(parent, name))) === null) {
                await makeMarked(fs, (0,external_node_path_.join)(parent, name), (0,external_node_path_.join)(parent, markName(name, owner)));
                return name;
            }
            number += 1;
        }
        catch (error) {
            const code = (0,errors/* systemCode */.xU)(error);
            if (code === "EEXIST")
                number += 1;
            // Another writer gave up just now, and took the user's empty directory with it.
            else if (code === "ENOENT" && vanished < PATIENCE)
                vanished += 1;
            else
                throw error;
        }
    }
}
/** Makes a directory, and its mark first, so that it is never there without. */
async function makeMarked(fs, path, mark) {
    await putUpMark(fs, mark);
    try {
        await fs.mkdir(path);
    }
    catch (error) {
        await attempt(() => fs.unlink(mark));
        throw error;
    }
}
/** Throws when something else has the name of a user's directory, a symbolic link for one. */
async function requireOwnDirectory(fs, path) {
    const kind = await kindAt(fs, path);
    if (kind === "directory" || kind === null)
        return;
    throw new errors/* StoreError */.AD("store/io", `${(0,external_node_path_.basename)(path)} is in the way: it is not a directory.`, {
        hint: "Move it away, then run again.",
    });
}

;// CONCATENATED MODULE: ./src/version.js
/** The version of tracksafe. A test holds it against package.json. */
const VERSION = "0.1.0";

;// CONCATENATED MODULE: ./src/compose.js










/**
 * A session with Spotify. Nothing is sent before it is used, so a dead login shows then.
 *
 * Throws `UsageError` `config/…` for settings that cannot be right.
 */
function compose_connectSpotify(settings, world, { endAt, maxWaitMs, ...keeping } = {}) {
    const http = createHttpClient({
        clock: world.clock,
        log: world.log,
        userAgent: `tracksafe/${VERSION}`,
        isQuotaExhausted: isQuotaExhausted,
        ...(endAt && { endAt }),
        ...(maxWaitMs !== undefined && { maxTotalWaitMs: maxWaitMs }),
        ...(world.signal === undefined ? {} : { signal: world.signal }),
    });
    const login = createKeptLogin(settings.refreshToken, keeping);
    const { provider, writer, scopes, pausedUntil } = createSpotify({
        settings,
        http,
        log: world.log,
        onSecret: world.onSecret,
        onRefreshToken: login.replace,
    });
    return {
        provider,
        writer,
        scopes,
        login: settings.refreshToken,
        keptLogin: login.current,
        keySource: settings.clientSecret ?? null,
        isLoginLost: login.isLost,
        pausedUntil,
        close: () => http.close(),
    };
}
/**
 * The store in the directory `path`, which need not exist yet.
 *
 * Throws `UsageError` `usage/location` for a place that cannot be meant.
 */
function openStore(path, world) {
    if (path.trim() === "" || path.includes("\0")) {
        throw new errors/* UsageError */.eb("usage/location", "The place for the snapshots is empty.", {
            hint: "Name a directory, such as ./backups.",
        });
    }
    return createDirectoryStore(path, { clock: world.clock, log: world.log });
}
/**
 * Backs up the account of `session` into a new snapshot in `store`; see `runBackup`. Throws
 * `UsageError` for recipients that are none, too.
 */
async function backup(session, store, world, request = {}) {
    const { include = KINDS, covers = false, newUser = false, full = false } = request;
    const { plain = false, recordedKeyIds, states = null, onProgress } = request;
    const sealing = await createSealing(session, request, world);
    const pausedUntil = states && (await state_readPause(states, world));
    const result = await runBackup({
        provider: session.provider,
        store,
        include,
        covers,
        newUser,
        plain,
        full,
        ...(recordedKeyIds && { recordedKeyIds }),
        login: session.login.reveal(),
        keptLogin: () => session.keptLogin().reveal(),
        ...(pausedUntil && { pausedUntil }),
        ...(states && { state: states.ofUser }),
        ...(sealing === null ? {} : { sealing }),
        ...(onProgress === undefined ? {} : { onProgress }),
    }, { clock: world.clock, log: world.log, version: VERSION });
    const until = session.pausedUntil();
    if (states && until)
        await state_rememberPause(states, until);
    if (!session.isLoginLost())
        return result;
    return { ...result, warnings: [...result.warnings, { code: "login-replaced" }] };
}
/** The age library is loaded only when it is needed: it is a third of the time to start. */
async function createSealing(session, { recipients = [], contentKey }, world) {
    if (recipients.length === 0)
        return null;
    const { createSealer } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(596)]).then(__webpack_require__.bind(__webpack_require__, 8596));
    const { deriveContentKey, keyId } = await __webpack_require__.e(/* import() */ 656).then(__webpack_require__.bind(__webpack_require__, 7656));
    const sealer = createSealer(recipients);
    const { keySource } = session;
    if (keySource !== null) {
        return (user) => sealingWith(deriveContentKey(keySource, user));
    }
    if (contentKey === undefined) {
        throw new errors/* UsageError */.eb("config/no-content-key", "There is no key to name sealed files with.", {
            hint: "Set SPOTIFY_CLIENT_SECRET: sealed file names are derived from it.",
        });
    }
    return () => sealingWith(contentKey);
    function sealingWith(key) {
        world.onSecret(key);
        return { sealer, contentKey: key, keyId: keyId(key) };
    }
}
/**
 * Looks at the repository called `name` (`owner/repo`).
 *
 * Throws `UsageError` `config/repository`, and what `readRepository` does.
 */
async function compose_openRepository(name, access, world) {
    const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(name) ?? [];
    if (owner === undefined || repo === undefined) {
        throw new errors/* UsageError */.eb("config/repository", "The repository is not named as owner/name.", {
            hint: "Give it as in its address: owner/name.",
        });
    }
    world.onSecret(access.token);
    const { createGitHub } = await Promise.all(/* import() */[__webpack_require__.e(414), __webpack_require__.e(927)]).then(__webpack_require__.bind(__webpack_require__, 927));
    const { readRepository } = await Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 3529));
    const { fetch, close } = createFetch();
    const { clock, log, signal } = world;
    const options = {
        ...{ apiUrl: "https://api.github.com", ...access, fetch, clock, log },
        userAgent: `tracksafe/${VERSION}`,
    };
    const github = createGitHub({ ...options, ...(signal === undefined ? {} : { signal }) });
    const facts = await readRepository(github, { owner, repo }).catch(async (error) => {
        await close();
        throw error;
    });
    return {
        owner,
        repo,
        facts,
        async store(place) {
            const { createGitHubStore } = await Promise.all(/* import() */[__webpack_require__.e(414), __webpack_require__.e(377), __webpack_require__.e(655)]).then(__webpack_require__.bind(__webpack_require__, 8655));
            return createGitHubStore({ github, owner, repo, ...place });
        },
        async keptDirectories(place, { onUnkept }) {
            const { createKeptDirectories } = await __webpack_require__.e(/* import() */ 862).then(__webpack_require__.bind(__webpack_require__, 2862));
            const { createKeptFiles } = await Promise.all(/* import() */[__webpack_require__.e(414), __webpack_require__.e(377), __webpack_require__.e(369)]).then(__webpack_require__.bind(__webpack_require__, 369));
            const unending = createGitHub(options);
            const files = createKeptFiles({ github: unending, at: { owner, repo }, ...place });
            return createKeptDirectories(files, { log, ...(onUnkept && { onUnkept }) });
        },
        async issue(mark) {
            const { createMarkedIssue } = await Promise.all(/* import() */[__webpack_require__.e(414), __webpack_require__.e(29)]).then(__webpack_require__.bind(__webpack_require__, 3029));
            return createMarkedIssue(github, { owner, repo }, mark);
        },
        async hosting() {
            const { createHosting } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(414), __webpack_require__.e(382)]).then(__webpack_require__.bind(__webpack_require__, 6382));
            return createHosting(github, { owner, repo, defaultBranch: facts.defaultBranch });
        },
        tokenExpiresAt: () => github.tokenExpiresAt(),
        close,
    };
}

;// CONCATENATED MODULE: ./src/setup/answers.js


/** A line of an environment file: `SPOTIFY_REFRESH_TOKEN=AQ…`. */
const ASSIGNMENT = /^(?:export\s+)?[A-Z][A-Z0-9_]*=\S/;
/**
 * Finds what comes of careless pasting (a whole line, quotes, line breaks), which would only be
 * refused elsewhere. Throws `UsageError` `config/invalid` that names the setting as `name`.
 */
function answers_requireWellFormed(name, value) {
    if (ASSIGNMENT.test(value)) {
        throw new errors/* UsageError */.eb("config/invalid", `${name} is a whole line of the form NAME=value.`, {
            hint: "Give only what is behind the first equals sign, as one line.",
        });
    }
    if (/^[\w.~+/=-]+$/.test(value))
        return;
    throw new errors/* UsageError */.eb("config/invalid", `${name} has characters that do not belong there.`, {
        hint: "Give it again, as one line without quotes or spaces.",
    });
}
/**
 * Finds the client ID in the place of something that is secret: the dashboard shows them alike.
 * Throws `UsageError` `config/invalid` that names the setting as `name`.
 */
function answers_requireNoClientId(name, value, clientId) {
    if (value !== clientId)
        return;
    throw new errors/* UsageError */.eb("config/invalid", `${name} is the client ID.`, {
        hint: "Give what belongs there: the Spotify dashboard shows the client secret below the client ID, and `tracksafe auth --print` gives a login.",
    });
}
/**
 * A token for GitHub (GitHub: Blog > Behind GitHub's new authentication token formats). Throws
 * `UsageError` `config/invalid`, without the answer.
 */
function answers_readToken(answer) {
    if (/^(github_pat_|gh[pousr]_)\w{20,}$/.test(answer))
        return new Secret(answer);
    throw new UsageError("config/invalid", "That is not a token of GitHub's.", {
        hint: "Expected one line that begins with github_pat_ (or ghp_), without quotes or spaces. GitHub shows it once, when it is made.",
    });
}
/**
 * The day of a login in `text`, such as `2026-11-22`; the newest where there are several words. `null`
 * when one of them is no date, however much it looks like one to `Date`.
 */
function answers_readDay(text) {
    const words = text.trim().split(/\s+/);
    const times = words.map((word) => {
        return /^\d{4}-\d\d-\d\d(T|$)/.test(word) ? Date.parse(word) : Number.NaN;
    });
    const newest = Math.max(...times);
    return Number.isNaN(newest) ? null : new Date(newest);
}

;// CONCATENATED MODULE: ./src/setup/doctor-check.js
const ok = (text) => ({ state: "ok", text });
const warning = (text, next) => ({ state: "warning", text, next });
const problem = (error, next) => ({
    state: "problem",
    error,
    next,
});
const unknown = (text, next = null) => ({
    state: "unknown",
    text,
    next,
});
/** Whether the repository, where one was named, can be looked at at all. */
async function canSeeRepository({ hosting }) {
    return await (hosting?.facts() ?? Promise.resolve()).then(() => true, () => false);
}
const UNSEEN = "Not checked: the repository cannot be looked at.";
/** The command that makes a new login. */
const LOG_IN = "tracksafe auth";
/** The day of `date` in UTC: `2026-11-22`. */
function day(date) {
    return date.toISOString().slice(0, 10);
}
/** `1 day`, `2 days`. */
function days(count) {
    return `${count} ${count === 1 ? "day" : "days"}`;
}

;// CONCATENATED MODULE: ./src/setup/asker.js

/** Yes or no; an empty answer is `preset`. */
async function asker_confirm(asker, question, preset) {
    const answer = await asker.ask(`${question} ${preset ? "[Y/n]" : "[y/N]"} `);
    return answer === "" ? preset : /^y(es)?$/i.test(answer);
}
/** How often something is asked before it is given up. */
const TRIES = 5;
/**
 * Asks until `read` accepts the answer. What `read` throws is said, and the question asked again; the
 * fifth time it is thrown, and what is final at once.
 */
async function asker_askUntil(asker, question, read, { hidden = false, isFinal = () => false } = {}) {
    for (let attempt = 1;; attempt += 1) {
        const answer = await asker.ask(question, { hidden });
        try {
            return await read(answer);
        }
        catch (error) {
            if (attempt === TRIES || !asker_isCorrectable(error) || isFinal(error))
                throw error;
            asker.say(asker_problemText(error));
        }
    }
}
/** Whether `error` is something a person may be able to put right and try again. */
function asker_isCorrectable(error) {
    return error instanceof AppError && !(error instanceof CancelledError);
}
/** What went wrong, and what to do about it. */
function asker_problemText({ message, hint }) {
    return hint === undefined ? message : `${message}\n${hint}`;
}

;// CONCATENATED MODULE: ./src/setup/guide-settings.js
/** The secrets and variables of the running repository, as its workflows read them. */
const guide_settings_SETTING = {
    clientId: "SPOTIFY_CLIENT_ID",
    clientSecret: "SPOTIFY_CLIENT_SECRET",
    refreshToken: "SPOTIFY_REFRESH_TOKEN",
    authorizedAt: "SPOTIFY_AUTHORIZED_AT",
    recipients: "AGE_RECIPIENTS",
    secretsToken: "SECRETS_TOKEN",
    repository: "BACKUP_REPOSITORY",
    repositoryToken: "BACKUP_TOKEN",
    keyId: "TRACKSAFE_KEY_ID",
};
/** What a backup in a workflow cannot do without. */
const guide_settings_NEEDED = [
    guide_settings_SETTING.clientId,
    guide_settings_SETTING.clientSecret,
    guide_settings_SETTING.refreshToken,
    guide_settings_SETTING.recipients,
];
/** Those that the workflows read from secrets alone. */
const SECRET_ONLY = new Set([
    guide_settings_SETTING.clientSecret,
    guide_settings_SETTING.refreshToken,
    guide_settings_SETTING.secretsToken,
    guide_settings_SETTING.repositoryToken,
]);
/** Reads what is set. Throws as {@link Hosting} does. */
async function guide_settings_readSettings(hosting) {
    const [secrets, variables] = [await hosting.secretNames(), await hosting.variables()];
    return {
        has: (name) => secrets.has(name) || (!SECRET_ONLY.has(name) && Boolean(variables.get(name)?.trim())),
        isSecret: (name) => secrets.has(name),
        value: (name) => variables.get(name)?.trim() || null,
    };
}
/** Writes settings, and says so, one after the other. */
async function guide_settings_writeSettings(hosting, changes, onWritten) {
    for (const { name, value } of changes) {
        if (typeof value === "string")
            await hosting.setVariable(name, value);
        else
            await hosting.setSecret(name, value);
        onWritten(settingText({ name, value }));
    }
}
/** What is written, without its value: `secret SPOTIFY_REFRESH_TOKEN`. */
function settingText({ name, value }) {
    return `${typeof value === "string" ? "variable" : "secret"} ${name}`;
}
/** The key ids in the text of the variable; what is none is passed over. */
function guide_settings_parseRecordedKeyIds(text) {
    const words = text?.toLowerCase().split(/[\s,]+/) ?? [];
    return words.filter((word) => /^[0-9a-f]{16}$/.test(word));
}
/**
 * What adds a key id to those that `text`, the variable, has on record; none when it is one of them.
 * What stands there stays: older snapshots have older keys.
 */
function guide_settings_keyIdChanges(text, keyId) {
    const recorded = guide_settings_parseRecordedKeyIds(text);
    if (recorded.includes(keyId))
        return [];
    return [{ name: guide_settings_SETTING.keyId, value: [...recorded, keyId].join(" ") }];
}
/** Adds a key id to those on record in the variable. Throws what setting a variable throws. */
async function recordKeyId(hosting, keyId) {
    const text = (await hosting.variables()).get(guide_settings_SETTING.keyId) ?? null;
    await guide_settings_writeSettings(hosting, guide_settings_keyIdChanges(text, keyId), () => { });
}

;// CONCATENATED MODULE: ./src/setup/guide-place.js




/** How long a token lives that a workflow needs, in days: as long as GitHub's page offers. */
const guide_place_LONG = 365;
/** The workflow that makes the snapshots. */
const guide_place_BACKUP_WORKFLOW = "backup.yml";
/** The snapshots, wherever they are; `null`: they are where the person's token may not look. */
async function guide_place_readKept(context, settings) {
    const { place, open } = context;
    const other = guide_place_otherRepository(settings.value(SETTING.repository), place.name);
    if (other === null)
        return place.snapshots("own");
    try {
        return await (await open(other, null)).snapshots("another's");
    }
    catch (error) {
        // The token for it is a secret now. What cannot be seen from here, the first run will tell.
        const isHidden = error instanceof AppError && ["store/not-found", "store/permission"].includes(error.code);
        if (isHidden)
            return null;
        throw error;
    }
}
/** The repository for the snapshots, when the one `stated` is not `own`; `null`: they stay there. */
function guide_place_otherRepository(stated, own) {
    return stated?.toLowerCase() === own.toLowerCase() ? null : stated;
}
/**
 * The repository that runs the workflow: the one that was `given`, or one that is asked for, with
 * `preset` for an empty answer.
 */
async function guide_place_choosePlace(asker, { given, preset, template }, open) {
    if (given !== null)
        return open(given);
    asker.say([
        "Your backups run in a private repository of your own, a copy of the template:",
        `open ${template}, name it, choose Private, and create it. (A fork would be public.)`,
    ].join("\n"));
    const question = preset === null ? "" : `, Enter for ${preset}`;
    return askUntil(asker, `Your repository (owner/name${question}): `, (answer) => open(answer || preset || ""), 
    // The token is at fault, whichever repository is named.
    { isFinal: ({ code }) => code === "auth/github-token" });
}
/** The step that finds the place for the snapshots: this repository, or with a public one another. */
function guide_place_createPlaceStep(context) {
    const { asker, place, open, onWritten } = context;
    return {
        name: "place",
        title: "The repository",
        isRequired: true,
        question: "Name a private repository for the snapshots now?",
        writes: [`set the variable ${SETTING.repository}`, `the secret ${SETTING.repositoryToken}`],
        without: "Nothing is backed up to a public repository.",
        look: () => lookAtPlace(context),
        async carryOut() {
            const name = await askUntil(asker, "Private repository for the snapshots (owner/name): ", (answer) => readName(answer, place));
            const page = context.tokenPage({
                name: "tracksafe-backup",
                owner: name.split("/")[0] ?? null,
                lifetime: guide_place_LONG,
                // A fork has its issues switched off: then this repository is where trouble is told.
                rights: { contents: "write", issues: "write" },
            });
            asker.say(`The workflow needs a fine-grained token to write to it. Make one here, for ${name} only, with "Contents" and "Issues: Read and write":\n${page}`);
            const token = await askUntil(asker, "Token (not shown): ", async (answer) => {
                const found = readToken(answer);
                const target = await open(name, found);
                if (target.isPublic)
                    throw publicTarget();
                await target.checkWritable();
                return found;
            }, { hidden: true });
            const changes = [
                { name: SETTING.repositoryToken, value: token },
                { name: SETTING.repository, value: name },
            ];
            await writeSettings(place.hosting, changes, onWritten);
            return "done";
        },
    };
}
async function lookAtPlace(context) {
    const { name, url, isPublic, isArchived, hosting } = context.place;
    if (isArchived) {
        throw new UsageError("config/repository", `${name} is archived: no workflow runs in it.`, {
            hint: `Unarchive it in its settings, or name another one: ${url}/settings`,
        });
    }
    if ((await hosting.workflow(guide_place_BACKUP_WORKFLOW)) === null) {
        throw new UsageError("config/no-workflow", `${name} has no workflow ${guide_place_BACKUP_WORKFLOW} that could run.`, {
            hint: `Name your copy of the template. If it is that, allow its workflows: ${url}/settings/actions, and in a fork on ${url}/actions too.`,
        });
    }
    const settings = await readSettings(hosting);
    const other = guide_place_otherRepository(settings.value(SETTING.repository), name);
    if (other !== null && !NAME.test(other)) {
        const sentence = `${SETTING.repository} names no repository: expected owner/name, as in its address.`;
        return { isDone: false, sentence };
    }
    // What the token may not read is better known now than after the login.
    await guide_place_readKept(context, settings);
    if (other !== null) {
        const isDone = settings.has(SETTING.repositoryToken);
        const token = isDone ? "" : ` The token for it is missing: ${SETTING.repositoryToken}.`;
        return { isDone, sentence: `Runs in ${name}. Snapshots go to ${other}.${token}` };
    }
    if (!isPublic) {
        return { isDone: true, sentence: `${name} is private. Snapshots go to its branch "backups".` };
    }
    return { isDone: false, sentence: publicText(name) };
}
function publicText(name) {
    return [
        `${name} is public. Better start from a private copy ("Use this template", then Private): it needs nothing of the following.`,
        "- Snapshots go to a second, private repository, and the workflow needs a token of yours to write there.",
        "- Everybody can read when and how the workflow ran, its issue, and what it is given as variables: the app's client ID, the recipients, the day of the login, the name of that repository. Nothing of the library is there but counts.",
        "- GitHub stops the schedule after 60 days without activity in a public repository; in a fork it starts stopped.",
    ].join("\n");
}
const NAME = /^[\w.-]+\/[\w.-]+$/;
function readName(answer, place) {
    if (!NAME.test(answer)) {
        throw new UsageError("config/repository", "That is not the name of a repository.", {
            hint: "Expected owner/name, as in its address.",
        });
    }
    if (guide_place_otherRepository(answer, place.name) !== null)
        return answer;
    if (place.isPublic)
        throw publicTarget();
    throw new UsageError("config/repository", "That is the repository that runs the workflow.", {
        hint: `Name another one. To have the snapshots there, remove the variable ${SETTING.repository} from its settings.`,
    });
}
function publicTarget() {
    return new UsageError("config/public-repository", "That repository is public, or may be.", {
        hint: "Name a private one. An empty one will do: https://github.com/new",
    });
}

;// CONCATENATED MODULE: ./src/setup/doctor-hosting.js





const doctor_hosting_DAY_MS = 24 * 60 * 60 * 1000;
const WARNED_DAYS = 30;
/** Of the repository with the workflow, or with the snapshots. */
const HOSTING_CHECKS = [
    {
        name: "repository",
        looksAt: "whether the repository is there, and private",
        applies: ({ hosting }) => hosting !== null,
        examine: async ({ hosting }) => hosting === null ? unknown(UNSEEN) : examineRepository(hosting),
        remedy: ({ again }, { code }) => code === "config/missing" ? `GITHUB_TOKEN=$(gh auth token) ${again}` : again,
    },
    hosted("secrets", "the secrets and variables that the workflow needs, by name", examineSecrets),
    hosted("workflow", "whether the workflow is switched on", examineWorkflow),
    hosted("run", "how the last run of the workflow ended", examineRun),
    hosted("token", "when the token in GITHUB_TOKEN ends", examineToken),
];
const NO_WORKFLOW = `Not checked: the repository has no workflow ${guide_place_BACKUP_WORKFLOW}. If another one makes the backups, name that one.`;
function hosted(name, looksAt, examine) {
    return {
        name,
        looksAt,
        applies: ({ hosting }) => hosting !== null,
        async examine(patient) {
            const { hosting } = patient;
            if (hosting === null || !(await canSeeRepository(patient)))
                return unknown(UNSEEN);
            return examine(hosting, patient);
        },
        remedy: ({ again }) => again,
    };
}
async function examineRepository(hosting) {
    const facts = await hosting.facts();
    const other = await hosting.other();
    const own = { ...facts, name: hosting.name, url: hosting.url() };
    const stores = other ?? own;
    const settings = `${stores.url}/settings`;
    if (stores.isPublic) {
        return problem(new errors/* UsageError */.eb("config/public-repository", `Everybody can read ${stores.name}.`, {
            hint: "Make it private, at the end of its settings page. A fork cannot be: make a copy with “Use this template”.",
        }), settings);
    }
    if (stores.isArchived) {
        return problem(new errors/* StoreError */.AD("store/permission", `${stores.name} is archived: nobody can change it.`, {
            hint: "Unarchive it, at the end of its settings page.",
        }), settings);
    }
    if (other === null)
        return ok("The repository is there, and private.");
    if (!own.isPublic)
        return ok(`The snapshots are stored in ${other.name}, which is private.`);
    return ok(`The snapshots are stored in ${other.name}, which is private. The workflow runs in public: its log can be read by everybody, and GitHub switches it off after 60 days without activity.`);
}
async function examineSecrets({ name, other, workflow, settings, }) {
    if ((await workflow()) === null)
        return unknown(NO_WORKFLOW);
    const set = await settings();
    const needed = (await other()) === null ? guide_settings_NEEDED : [...guide_settings_NEEDED, guide_settings_SETTING.repositoryToken];
    const missing = needed.filter((one) => !set.has(one));
    const [first] = missing;
    if (first !== undefined) {
        const what = missing.length === 1 ? `The secret ${first} is` : `Secrets are`;
        const which = missing.length === 1 ? "" : `: ${missing.join(", ")}`;
        return problem(new errors/* UsageError */.eb("config/missing", `${what} missing${which}.`, {
            hint: "Secrets do not come along when a repository is copied. `tracksafe setup` asks for all that is missing.",
        }), `gh secret set ${first} --repo ${name}`);
    }
    const day = set.value(guide_settings_SETTING.authorizedAt);
    if (day !== null && answers_readDay(day) === null) {
        return problem(new errors/* UsageError */.eb("config/invalid", `${guide_settings_SETTING.authorizedAt} is not a date: every backup fails on it.`, { hint: "Give the day of the login as in 2026-11-22." }), `gh variable set ${guide_settings_SETTING.authorizedAt} --repo ${name}`);
    }
    if (set.has(guide_settings_SETTING.authorizedAt))
        return ok("All that the workflow needs is there.");
    return warning(`${guide_settings_SETTING.authorizedAt}, the day of the login, is missing: nobody can be told in time when it ends.`, `gh variable set ${guide_settings_SETTING.authorizedAt} --repo ${name}`);
}
/** Why a workflow does not run. GitHub: REST API > Workflows, `state`. */
const STOPPED = {
    deleted: "It was deleted.",
    disabled_fork: "GitHub switches workflows off in forks until somebody switches them on.",
    disabled_inactivity: "GitHub switched it off: nothing had happened in the repository for 60 days.",
    disabled_manually: "Somebody switched it off.",
};
async function examineWorkflow({ name, url, workflow }) {
    const found = await workflow();
    if (found === null)
        return unknown(NO_WORKFLOW);
    if (found.state === "active")
        return ok("The workflow is switched on.");
    return problem(new errors/* UsageError */.eb("config/workflow-disabled", `The workflow does not run. ${STOPPED[found.state]}`, {
        hint: `Switch it on at ${url()}/actions/workflows/${guide_place_BACKUP_WORKFLOW}, then run it once by hand.`,
    }), `gh workflow enable ${guide_place_BACKUP_WORKFLOW} --repo ${name}`);
}
async function examineRun({ name, hosting, workflow }) {
    if ((await workflow()) === null)
        return unknown(NO_WORKFLOW);
    const run = await (await hosting()).lastRun(guide_place_BACKUP_WORKFLOW);
    const start = `gh workflow run ${guide_place_BACKUP_WORKFLOW} --repo ${name}`;
    if (run === null)
        return warning("The workflow has never run.", start);
    const when = `The last run, of ${day(run.startedAt)},`;
    switch (run.conclusion) {
        case "success":
            return ok(`${when} went well.`);
        case null:
            return ok(`${when} is still at work.`);
        case "failure":
            return problem(new errors/* ProviderError */.mZ("provider/run-failed", `${when} failed.`, {
                hint: `Its page and the issue that it keeps say why: ${run.url}`,
            }), `gh run view ${run.id} --log-failed --repo ${name}`);
        default:
            return warning(`${when} was stopped before it was done.`, start);
    }
}
async function examineToken({ tokenEndsAt }, { now }) {
    const at = await tokenEndsAt();
    if (at === null)
        return ok("The token in GITHUB_TOKEN says of no day when it ends.");
    const left = Math.floor((at.getTime() - now.getTime()) / doctor_hosting_DAY_MS);
    const text = `The token in GITHUB_TOKEN ends on ${day(at)}, in ${days(left)}.`;
    if (left > WARNED_DAYS)
        return ok(text);
    return warning(`${text} If it is also in a secret of the workflow, make a new one with the same rights.`, "https://github.com/settings/personal-access-tokens");
}

;// CONCATENATED MODULE: ./src/setup/doctor-keys.js


/** Who can open the snapshots. */
const KEY_CHECKS = [
    {
        name: "recipients",
        looksAt: "whom the next backup is sealed for, against the newest snapshot",
        examine: examineRecipients,
        remedy: () => "tracksafe keygen --out FILE",
    },
    {
        name: "identity",
        looksAt: "whether the key in AGE_IDENTITY opens the backups",
        examine: examineIdentity,
        remedy: ({ again }) => `AGE_IDENTITY=FILE ${again}`,
    },
];
async function examineRecipients(patient) {
    if (!(await canSeeRepository(patient)))
        return unknown(UNSEEN);
    const recipients = await patient.keys.recipients();
    const before = (await newest(patient))?.encryption?.recipients;
    if (recipients === null) {
        if (before === undefined)
            return unknown("No AGE_RECIPIENTS are known here, and nothing is sealed yet.");
        return unknown(!(await patient.isUnattended())
            ? "The newest snapshot is sealed, but AGE_RECIPIENTS is not set here: not checked whom the next one is for."
            : "AGE_RECIPIENTS is a secret, which nobody can read. It need not be one: as a variable it could be checked.");
    }
    const { list, from } = recipients;
    if (before === undefined)
        return ok(`${from} is well-formed.`);
    if (doctor_keys_isSame(list, before))
        return ok(`${from} names those that the newest snapshot is sealed for.`);
    return warning(`${from} names others than the newest snapshot is sealed for: somebody else can open what is backed up from now on, and perhaps you cannot. If you changed it, all is well.`, `AGE_IDENTITY=FILE ${patient.again}`);
}
async function examineIdentity(patient) {
    const identity = await patient.keys.identity();
    const example = `AGE_IDENTITY=FILE ${patient.again}`;
    if (identity === null) {
        return unknown("Not checked: AGE_IDENTITY is not set. A backup never needs it.", example);
    }
    const next = await patient.keys.recipients().catch(() => null);
    if (next !== null && !next.list.some((one) => identity.recipients.includes(one))) {
        return problem(new errors/* KeyError */.eN("key/no-match", `The key in AGE_IDENTITY does not open what is sealed for ${next.from}.`, {
            hint: "Give the key that belongs to it (age-keygen -y FILE prints the recipient of a key), or put the recipient of your key there.",
        }), example);
    }
    const opened = await openNewest(patient, identity.open);
    if (opened)
        return ok("The key opens the newest snapshot.");
    return next === null
        ? unknown("Not checked: there is nothing sealed to try the key on.")
        : ok(`The key opens what is sealed for ${next.from}.`);
}
/** Whether there was something to open. Throws what opening it does. */
async function openNewest({ place }, open) {
    const last = (await place?.newest().catch(() => null))?.last;
    const index = last?.metadata.files.find(({ kind }) => kind === "index")?.parts[0];
    if (last === undefined || index === undefined)
        return false;
    const store = await place?.store();
    if (store === undefined)
        return false;
    await open(await store.read(last, index.name));
    return true;
}
/** What is wrong with the snapshots is for the checks of the snapshots to say. */
async function newest({ place }) {
    return (await place?.newest().catch(() => null))?.last.metadata ?? null;
}
function doctor_keys_isSame(some, others) {
    return some.length === others.length && some.every((one) => others.includes(one));
}

;// CONCATENATED MODULE: ./src/setup/doctor-login.js



const doctor_login_WARNED_DAYS = 30;
/** The page where apps are made (Spotify: Web API > Apps). */
const DASHBOARD = "https://developer.spotify.com/dashboard";
/** What the login of this machine is good for. */
const LOGIN_CHECKS = [
    {
        name: "settings",
        looksAt: "the settings of the login on this machine",
        async examine(patient) {
            try {
                return ok(`The login is from ${await patient.login.settings()}.`);
            }
            catch (error) {
                if (!isMissing(error) || !(await patient.isUnattended()))
                    throw error;
                // A workflow has its own, which nobody can read.
                return unknown("There is no login on this machine. That of the workflow is in secrets, which nobody can read: its last run tells whether it works.", LOG_IN);
            }
        },
        remedy: () => LOG_IN,
    },
    {
        name: "login",
        looksAt: "whether Spotify accepts the login",
        examine: examineLogin,
        remedy: ({ again }, error) => (isElsewhere(error) ? again : remedyOf(error)),
    },
    {
        name: "scopes",
        looksAt: "what the login may do",
        examine: async (patient) => afterLogin(patient, ({ scopes }) => examineScopes(patient, scopes)),
        remedy: () => LOG_IN,
    },
    {
        name: "expiry",
        looksAt: "when the login ends: six months after it was made",
        examine: examineExpiry,
        remedy: () => LOG_IN,
    },
    {
        name: "account",
        looksAt: "whether the login is of the account that is backed up",
        applies: ({ place }) => place !== null,
        examine: async (patient) => afterLogin(patient, (login) => examineAccount(patient, login)),
        remedy: ({ again }) => again,
    },
    {
        name: "quota",
        looksAt: "when Spotify can be asked again",
        examine: examineQuota,
        remedy: ({ again }) => again,
    },
];
async function examineLogin({ login }) {
    if (!(await hasSettings(login)))
        return unknown("Not checked: there is no login to try.");
    const tried = await login.tried();
    if (tried === null)
        return unknown("Not checked: Spotify must not be asked now.");
    const asked = tried.requests === 1 ? "1 request was" : `${tried.requests} requests were`;
    if (!tried.isLost)
        return ok(`Spotify accepts it. ${asked} sent.`);
    return problem(new errors/* AuthError */.lR("auth/replaced", "Spotify replaced the login when it was tried, and the new one could not be kept.", {
        hint: "The one that was tried may be dead now. Log in again, and replace SPOTIFY_REFRESH_TOKEN everywhere.",
    }), LOG_IN);
}
function hasSettings(login) {
    return login.settings().then(() => true, () => false);
}
/** What `judge` finds of a login that works. */
async function afterLogin({ login }, judge) {
    const tried = await login.tried().catch(() => null);
    return tried === null ? unknown("Not checked: that takes a login that works.") : judge(tried);
}
function examineScopes({ login }, granted) {
    if (granted === null)
        return unknown("Spotify did not say what the login may do.");
    const missing = login.scopes.filter((scope) => !granted.includes(scope));
    if (missing.length === 0)
        return ok("It may read all that is backed up.");
    return problem(new errors/* AuthError */.lR("auth/scope", `The login lacks ${missing.join(" ")}.`, {
        hint: "Log in again and agree to all that the page asks for.",
    }), LOG_IN);
}
async function examineExpiry(patient) {
    const end = await patient.login.end();
    if (end === null) {
        const isNone = !(await hasSettings(patient.login)) && !(await patient.isUnattended());
        if (isNone)
            return unknown("Not checked: there is no login.");
        return unknown("Nothing says when the login was made. Set SPOTIFY_AUTHORIZED_AT to that day.", LOG_IN);
    }
    const { hosting } = patient;
    const isUnattended = await patient.isUnattended();
    const renew = !isUnattended || hosting === null
        ? LOG_IN
        : `${hosting.url()}/actions/workflows/reauthorize.yml`;
    const { at, daysLeft, knownFrom } = end;
    if (daysLeft > doctor_login_WARNED_DAYS) {
        return ok(`It ends on ${day(at)}, in ${days(daysLeft)}, by ${knownFrom}.`);
    }
    if (daysLeft >= 0) {
        return warning(`It ends on ${day(at)}, in ${days(daysLeft)}, by ${knownFrom}. Log in before.`, renew);
    }
    const text = `By ${knownFrom} it ended on ${day(at)}, six months after it was made.`;
    const works = !isUnattended && (await patient.login.tried().catch(() => null));
    // What works has a wrong date, or ends at any moment.
    if (works)
        return warning(`${text} Spotify still accepts it.`, renew);
    return problem(new errors/* AuthError */.lR("auth/expired", text, { hint: "Log in again; nothing is backed up until then." }), renew);
}
async function examineAccount({ place, isUnattended, again }, { provider, account }) {
    const store = await place?.store().catch(() => null);
    const users = await store?.users().catch(() => null);
    if (!store || !users)
        return unknown("Not checked: the place of the snapshots cannot be read.");
    if (users.length === 0)
        return ok("There are no backups of another account yet.");
    const names = [account.id, ...account.aliases].map((id) => names_userName(provider, id));
    if (names.some((name) => users.includes(name)))
        return ok("It is the account that is backed up.");
    const text = `${store.location} holds backups of another account, and none of the one that is logged in here.`;
    if (await isUnattended()) {
        return warning(`${text} The workflow has a login of its own, so this may be meant.`, again);
    }
    return problem(new errors/* ConflictError */.fK("store/new-user", text, {
        hint: "If it is the wrong login, log in again with the right account. If a second account is meant, back up once with --new-user.",
    }), LOG_IN);
}
async function examineQuota(patient) {
    const { login, place } = patient;
    const until = await login.pausedUntil().catch(() => null);
    if (until !== null) {
        return warning(`Spotify's quota is used up. It can be asked again after ${until.toISOString()}; every run before ends at once.`, patient.again);
    }
    const last = await place?.newest().catch(() => null);
    const code = last?.last.metadata.error;
    if (place !== null && (code === "provider/quota" || code === "provider/rate-limited")) {
        return warning(`The last run ended early: Spotify wanted no more requests (${code}). The next one goes on where it ended.`, await place.backUp());
    }
    return ok("Nothing says that Spotify wants a pause.");
}
function isMissing(error) {
    return error instanceof errors/* UsageError */.eb && error.code === "config/missing";
}
/** Whether `error` says nothing of the login, because Spotify or the way there has a problem. */
function isElsewhere(error) {
    if (error instanceof errors/* RateLimitError */.OE)
        return true;
    return error instanceof errors/* ProviderError */.mZ && error.code !== "provider/app-blocked";
}
function remedyOf({ code }) {
    return code === "provider/app-blocked" || code === "auth/client" ? DASHBOARD : LOG_IN;
}

;// CONCATENATED MODULE: ./src/snapshot/latest.js
/** Whether something in the snapshot lost so much that it may be a mistake. */
function isShrunk(metadata) {
    return metadata.warnings.some(({ code }) => code === "shrunk");
}
/**
 * The snapshot that `latest` means: the newest complete one in which nothing shrank, and not one of
 * fewer kinds than another such; `null` when there is none. `snapshots` in order, oldest first.
 */
function chooseLatest(snapshots) {
    const good = snapshots.filter(({ metadata }) => metadata.status === "complete" && !isShrunk(metadata));
    return good.findLast((one) => !good.some((other) => hasMoreKinds(other, one))) ?? null;
}
function hasMoreKinds(other, one) {
    const [more, fewer] = [other.metadata.include, one.metadata.include];
    return more.length > fewer.length && fewer.every((kind) => more.includes(kind));
}

;// CONCATENATED MODULE: ./src/snapshot/content.js






/**
 * The stored bytes of a part, read whole. Throws `IntegrityError` `snapshot/missing`, or
 * `snapshot/corrupt` unless they are what `part` describes.
 */
async function readPart(snapshot, part) {
    const content = await content_unlessMissing(part.name, snapshot.read(part.name));
    checkBytes(part, content.length, sha256(content));
    return content;
}
/**
 * The plaintext of a part, piece by piece: what is stored, or, with `unsealing`, what is sealed in
 * it. Throws as {@link readPart} does, perhaps only at its end, by when all that came before counts
 * for nothing; as {@link Open} does; and `snapshot/forged` for what was sealed for another place.
 */
async function* readContent(snapshot, { state }, part, unsealing) {
    if (unsealing === null) {
        yield* streamPart(snapshot, part);
        return;
    }
    const { open, keyed, recipients } = unsealing;
    const plaintext = await open(await readPart(snapshot, part));
    // A carried part may be from when there were other recipients; the MAC vouches for that one.
    const isProved = keyed === null || state === "stale";
    if (!isProved && contentIdOf(keyed, recipients, plaintext) !== part.contentId) {
        throw new errors/* IntegrityError */.cs("snapshot/forged", `${part.name} is not the file that was sealed here.`);
    }
    yield* inPieces(plaintext);
}
async function* streamPart(snapshot, part) {
    const hash = (0,external_node_crypto_.createHash)("sha256");
    let bytes = 0;
    for await (const piece of await content_unlessMissing(part.name, snapshot.open(part.name))) {
        hash.update(piece);
        bytes += piece.length;
        if (bytes > part.bytes)
            throw corrupt(`${part.name} is larger than after the backup.`);
        yield piece;
    }
    checkBytes(part, bytes, hash.digest("hex"));
}
/** A document with all of its entries. Throws as {@link readContent} and `createReader` do. */
async function readDocument(snapshot, file, unsealing) {
    const reader = createReader(file.id);
    const entries = [];
    for (const part of file.parts) {
        for await (const piece of readContent(snapshot, file, part, unsealing)) {
            entries.push(...reader.push(piece));
        }
    }
    const { outline, entries: others } = reader.end();
    checkDocument(outline, file);
    return toDocument(outline, [...entries, ...others]);
}
/** Throws `snapshot/corrupt` unless a document is what its metadata says of it. */
function checkDocument({ kind, count }, file) {
    if ((kind === "playlist" ? "playlists" : kind) !== file.kind) {
        throw corrupt(`${file.id} holds ${kind}, against its metadata.`);
    }
    if ((count ?? undefined) === file.entries)
        return;
    throw corrupt(`${file.id} has ${count ?? "withheld"} entries, against its metadata.`);
}
/** What the sealed files of a snapshot are opened with; `null` for one that is in the clear. */
function unsealingOf({ encryption }, open, keyed) {
    return open === null || encryption === null
        ? null
        : { open, keyed, recipients: encryption.recipients };
}
function checkBytes(part, bytes, digest) {
    if (bytes === part.bytes && digest === part.sha256)
        return;
    const how = bytes === part.bytes ? "was changed" : `has ${bytes} bytes`;
    throw corrupt(`${part.name} ${how} after the backup.`);
}
/** What is to be read of the file `name`. Throws `IntegrityError` `snapshot/missing`. */
async function content_unlessMissing(name, reading) {
    try {
        return await reading;
    }
    catch (cause) {
        if (!(cause instanceof errors/* NotFoundError */.m_))
            throw cause;
        throw new errors/* IntegrityError */.cs("snapshot/missing", `${name} is missing.`, { cause });
    }
}

;// CONCATENATED MODULE: ./src/snapshot/verify.js









/**
 * Checks every byte of a snapshot against its metadata, and the content of the files against the
 * format where it can be read: plain files always, sealed ones when `open` is given. Finds what is
 * missing and what does not belong there, too. No more than one sealed part, and of plain files no
 * more than a line, is in memory at a time. Damage is reported, not thrown; what the store throws is
 * passed on, and so is the `KeyError` of an identity that does not fit.
 */
async function verifySnapshot(snapshot, open = null) {
    const problems = [];
    const { seen, counting } = countReads(snapshot);
    const examine = async (file, check) => {
        try {
            return await check();
        }
        catch (error) {
            if (!(0,errors/* isDamage */.e6)(error))
                throw error;
            problems.push(problemOf(error, file));
            return null;
        }
    };
    const metadata = await examine(METADATA_FILE, async () => decodeMetadata(await content_unlessMissing(METADATA_FILE, counting.read(METADATA_FILE))));
    // A run that failed before it knew its account leaves nothing to open.
    const opens = metadata?.encryption && metadata.files.length > 0 ? open : null;
    if (metadata !== null) {
        const index = opens && (await examine(METADATA_FILE, () => readIndex(snapshot, metadata, opens)));
        const how = howToRead(metadata, opens, index);
        for (const file of metadata.files)
            await verifyFile(counting, file, how, examine);
        problems.push(...(await findStrangers(snapshot, metadata)));
    }
    return { metadata, ...seen, opened: opens !== null, problems };
}
/** `snapshot`, counting the files that are read and their bytes. */
function countReads(snapshot) {
    const seen = { files: 0, bytes: 0 };
    const counting = {
        files: () => snapshot.files(),
        async read(name) {
            const content = await snapshot.read(name);
            seen.files += 1;
            seen.bytes += content.length;
            return content;
        },
        async open(name) {
            const content = await snapshot.open(name);
            seen.files += 1;
            return counted(content);
        },
    };
    async function* counted(content) {
        for await (const piece of content) {
            seen.bytes += piece.length;
            yield piece;
        }
    }
    return { seen, counting };
}
function howToRead(metadata, open, index) {
    const unsealing = index === null ? null : unsealingOf(metadata, open, keyedBy(index));
    const showsContent = metadata.encryption === null || unsealing !== null;
    return { showsContent, unsealing, left: MAX_SNAPSHOT_BYTES };
}
async function verifyFile(snapshot, file, how, examine) {
    const isDocument = file.kind !== "covers" && file.kind !== "index";
    const content = how.showsContent && isDocument ? createContentCheck(file) : null;
    let isWhole = file.parts.length > 0;
    for (const part of file.parts) {
        const read = await examine(part.name, async () => {
            for await (const piece of readContent(snapshot, file, part, how.unsealing)) {
                how.left -= piece.length;
                if (how.left < 0)
                    throw corrupt(`${part.name} is more than a snapshot holds.`);
                content?.push(piece);
            }
            return true;
        });
        isWhole &&= read !== null;
    }
    if (isWhole && content !== null)
        await examine(file.id, async () => content.end());
}
/**
 * Checks the content of a document that comes in pieces. What is wrong with it is thrown in the end:
 * it counts for nothing where the bytes turn out not to be those that were stored.
 */
function createContentCheck(file) {
    const reader = createReader(file.id);
    let failure = null;
    return {
        push(piece) {
            if (failure !== null)
                return;
            try {
                reader.push(piece);
            }
            catch (error) {
                failure = error;
            }
        },
        end() {
            if (failure !== null)
                throw failure;
            checkDocument(reader.end().outline, file);
        },
    };
}
function problemOf(error, file) {
    return { file, code: error.code, message: error.message };
}
/**
 * The sealed index of a snapshot. It proves nothing by itself: whoever knows a recipient can seal
 * one. Throws as {@link readPart} and `open` do.
 */
async function openIndex(snapshot, metadata, open) {
    const part = metadata.files.find(({ kind }) => kind === "index")?.parts[0];
    if (part === undefined) {
        throw new errors/* IntegrityError */.cs("snapshot/missing", "The sealed index is missing.");
    }
    return decodeIndex(await open(await readPart(snapshot, part)));
}
/** The sealed index; proves with its key that the metadata is from who wrote the index. */
async function readIndex(snapshot, metadata, open) {
    const index = await openIndex(snapshot, metadata, open);
    const keyed = keyedBy(index);
    const isKey = doubt_keyIdOf(keyed) === metadata.encryption?.keyId;
    if (!isKey || !isAuthentic(await snapshot.read(METADATA_FILE), keyed)) {
        throw new errors/* IntegrityError */.cs("snapshot/forged", `${METADATA_FILE} was not written by who sealed this snapshot.`, { hint: "Somebody with access to the store changed it. Use an older snapshot." });
    }
    return index;
}
function keyedBy(index) {
    return createDigester(Buffer.from(index.contentKey, "hex"));
}
async function findStrangers(snapshot, metadata) {
    const expected = new Set(metadata.files.flatMap(({ parts }) => parts.map(({ name }) => name)));
    return (await snapshot.files())
        .filter((name) => name !== METADATA_FILE && !name.startsWith(".") && !expected.has(name))
        .map((file) => ({
        file,
        code: "snapshot/unexpected",
        message: `${file} is not part of this snapshot.`,
    }));
}

;// CONCATENATED MODULE: ./src/history/trust.js






/** Creates a {@link KeyFinder} for the snapshots of `user`. */
async function createKeyFinder(store, user, { contentKey, open }) {
    const own = contentKey && (await contentKey(user));
    const ownKeyId = own && doubt_keyIdOf(own);
    const found = new Map(own && ownKeyId ? [[ownKeyId, own]] : []);
    return {
        found,
        ownKeyId,
        async find(ref, metadata, bytes) {
            if (metadata.encryption === null)
                return null;
            const { keyId } = metadata.encryption;
            const known = found.get(keyId) ?? null;
            if (known !== null || open === null)
                return known;
            const keyed = await readKey(store, ref, metadata, open);
            // An index proves a key only together with the metadata that it belongs to.
            if (keyed === null || doubt_keyIdOf(keyed) !== keyId || !isAuthentic(bytes, keyed))
                return null;
            found.set(keyId, keyed);
            return keyed;
        },
    };
}
/** The content key in the sealed index; `null`: it is missing, damaged, or sealed for another key. */
async function readKey(store, ref, metadata, open) {
    if (!metadata.files.some(({ id }) => id === INDEX_ID))
        return null;
    try {
        const index = await openIndex({ read: (name) => store.read(ref, name) }, metadata, open);
        return createDigester(Buffer.from(index.contentKey, "hex"));
    }
    catch (error) {
        if ((0,errors/* isDamage */.e6)(error) || error instanceof errors/* KeyError */.eN)
            return null;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/history/list.js






/**
 * The snapshots of a store with their metadata, user by user, oldest first. Each is judged by what
 * all of its account are, also where the selection leaves one only.
 *
 * Throws `NotFoundError` `snapshot/not-found` when a selection fits nothing, and what the store
 * throws.
 */
async function listSnapshots(store, selection, trust) {
    const listed = [];
    for (const user of (await store.users()).filter((name) => fits(name, selection.user))) {
        const { snapshots } = await list_readHistory(store, user, trust);
        listed.push(...snapshots.filter(({ name }) => fits(name, selection.name)));
    }
    if (listed.length === 0 && (selection.user ?? selection.name) !== undefined) {
        throw new errors/* NotFoundError */.m_("snapshot/not-found", `${store.location} has no such snapshot.`, {
            hint: "`tracksafe list` shows those that there are.",
        });
    }
    return listed;
}
function fits(name, wanted) {
    return wanted === undefined || name === wanted;
}
/** Reads and judges all snapshots of `user`. Throws what the store throws. */
async function list_readHistory(store, user, trust) {
    const finder = await createKeyFinder(store, user, trust);
    const reads = await list_readAll(store, user, finder);
    const keyIds = groupByKey(reads);
    const recorded = trust.keyIds(user);
    const isSealed = keyIds.size > 0 || recorded.length > 0 || (await holdsSealed(store));
    const { believed, assumedKeyId } = chooseBelieved(reads, finder.ownKeyId, recorded);
    const evidence = {
        believed,
        keys: finder.found,
        isAmbiguous: believed.size === 0 && keyIds.size > 1,
        isSealed,
        now: trust.now,
    };
    const judged = reads.map(({ macFits, ...read }) => {
        const { metadata } = read;
        if (metadata === null)
            return { ...read, doubt: null, proved: false };
        return { ...read, ...judge(read, metadata, macFits, evidence) };
    });
    return { user, snapshots: mark(judged), evidence, assumedKeyId, keyIds };
}
/** One pass over all metadata, newest first, so that a key is mostly found with the first read. */
async function list_readAll(store, user, { find, found }) {
    const reads = [];
    const share = createSharing();
    for (const ref of (await store.list(user)).toReversed()) {
        const { metadata, bytes, problem, code } = await walk_readMetadata(store, ref);
        if (metadata !== null)
            await find(ref, metadata, bytes);
        const macFits = metadata && checkMac(metadata, bytes, found);
        reads.push({ ...ref, metadata: metadata && share(metadata), problem, code, macFits });
    }
    // A key that was found late is tried on those that were read before.
    for (const [at, read] of reads.entries()) {
        const { metadata, macFits } = read;
        if (macFits !== null || !found.has(metadata?.encryption?.keyId ?? ""))
            continue;
        const again = await walk_readMetadata(store, read);
        if (again.metadata === null)
            continue;
        reads[at] = { ...read, macFits: checkMac(again.metadata, again.bytes, found) };
    }
    return reads.reverse();
}
/**
 * Metadata in which each file that was the same in another snapshot is the same object, as nearly
 * all of them are from one day to the next: years of snapshots would not fit into memory otherwise.
 */
function createSharing() {
    const known = new Map();
    return (metadata) => ({
        ...metadata,
        files: metadata.files.map((file) => {
            const key = sha256(Buffer.from(JSON.stringify(file)));
            const same = known.get(key) ?? file;
            known.set(key, same);
            return same;
        }),
    });
}
function groupByKey(reads) {
    const groups = new Map();
    for (const { name, metadata } of reads) {
        const keyId = metadata?.encryption?.keyId;
        if (keyId !== undefined)
            groups.set(keyId, [...(groups.get(keyId) ?? []), name]);
    }
    return groups;
}
/**
 * The content keys that are believed: those on record, and the one of the app's secret where it made
 * any of the snapshots. Without a record it is the only one there is; of several, none.
 */
function chooseBelieved(reads, ownKeyId, recorded) {
    const own = reads.some(({ metadata, macFits }) => {
        return macFits === true && metadata?.encryption?.keyId === ownKeyId;
    });
    const known = [...recorded, ...(ownKeyId !== null && own ? [ownKeyId] : [])];
    if (known.length > 0)
        return { believed: new Set(known), assumedKeyId: null };
    const claimed = new Set(reads.flatMap(({ metadata }) => metadata?.encryption?.keyId ?? []));
    const [only = null] = claimed.size === 1 ? claimed : [];
    return { believed: new Set(only === null ? [] : [only]), assumedKeyId: only };
}
/** Whether a snapshot can be read and nothing speaks against it. */
function list_isBelieved(snapshot) {
    return snapshot.metadata !== null && snapshot.doubt === null;
}
function mark(judged) {
    const believed = judged.filter(list_isBelieved);
    const latest = chooseLatest(believed)?.name;
    const firstBelieved = judged.findIndex(({ name }) => name === believed[0]?.name);
    return judged.map((each, at) => {
        const { name, doubt } = each;
        const isEarlier = at < firstBelieved && (doubt === "plain" || doubt === "other-key");
        return { ...each, latest: name === latest, isForeign: doubt !== null && !isEarlier };
    });
}

;// CONCATENATED MODULE: ./src/setup/doctor-snapshots.js





const doctor_snapshots_DAY_MS = 24 * 60 * 60 * 1000;
/** A daily schedule, with two days of grace: GitHub drops a run now and then. */
const STALE_AFTER_DAYS = 3;
/** How well the newest snapshot is. */
const SNAPSHOT_CHECKS = [
    {
        name: "place",
        looksAt: "whether the snapshots can be read where they are",
        applies: ({ place }) => place !== null,
        examine: examinePlace,
        remedy: ({ place, hosting, again }) => (hosting === null && place?.backUp()) || again,
    },
    placed("age", `whether the newest snapshot is younger than ${STALE_AFTER_DAYS} days`, examineAge),
    placed("health", "the metadata of the newest run, and whether its files are there", examineHealth),
    placed("proof", "whether all snapshots are from your own backups", examineProof),
];
/** So many snapshots are named in one finding. */
const NAMED = 3;
async function examineProof({ newest, foreign: find, verify }) {
    const foreign = await find();
    if (foreign.length === 0) {
        if ((await newest()) === null)
            return unknown("Not checked: there is no snapshot yet.");
        return ok("All snapshots are from your own backups, as far as is known.");
    }
    const ahead = foreign.filter(({ doubt }) => doubt === "future");
    const names = foreign.slice(0, NAMED).map(({ name }) => name);
    const more = foreign.length > NAMED ? ", …" : "";
    const what = foreign.length === 1 ? "1 snapshot is" : `${foreign.length} snapshots are`;
    const dated = ahead.length === 0 ? "" : ` ${ahead.length} of them dated in the future.`;
    return problem(new errors/* IntegrityError */.cs("snapshot/foreign", `${what} not proved to be yours: ${names.join(", ")}${more}.${dated}`, {
        hint: "They are never built upon, and never restored unless you name them. If you know them, remove them; if not, find out who can write there.",
    }), await verify());
}
const UNREAD = "Not checked: the place of the snapshots cannot be read.";
async function examinePlace(patient) {
    const { place } = patient;
    if (place === null || !(await canSeeRepository(patient)))
        return unknown(UNREAD);
    const store = await place.store();
    const { length } = await store.users();
    if (length === 0)
        return ok(`${store.location} holds no backups yet.`);
    const whose = length === 1 ? "one account" : `${length} accounts`;
    return ok(`${store.location} holds the backups of ${whose}.`);
}
function placed(name, looksAt, examine) {
    return {
        name,
        looksAt,
        applies: ({ place }) => place !== null,
        async examine(patient) {
            const { place } = patient;
            const store = await place?.store().catch(() => null);
            if (place === null || !store)
                return unknown(UNREAD);
            return examine(place, patient);
        },
        remedy: ({ place, again }) => place?.verify() ?? again,
    };
}
async function examineAge({ newest, foreign, backUp }, { now }) {
    const found = await newest();
    const keptAt = found?.keptAt ?? null;
    if (found === null && (await foreign().catch(() => [])).length > 0) {
        return problem(new errors/* NotFoundError */.m_("snapshot/none-good", "There are snapshots, and none is proved to be yours.", {
            hint: "If they are, name their key: set TRACKSAFE_KEY_ID to its id, which `tracksafe list` shows. Else nothing is safe until there is one: make it now.",
        }), await backUp());
    }
    if (keptAt === null) {
        return problem(new errors/* NotFoundError */.m_("snapshot/not-found", "There is no snapshot yet.", {
            hint: "Nothing is safe until there is one: make it now.",
        }), await backUp());
    }
    const age = Math.floor((now.getTime() - keptAt.getTime()) / doctor_snapshots_DAY_MS);
    const text = `The newest snapshot of ${found?.last.user} is ${age === 0 ? "of the last 24 hours" : `${days(age)} old`}`;
    if (now.getTime() - keptAt.getTime() <= STALE_AFTER_DAYS * doctor_snapshots_DAY_MS)
        return ok(`${text}.`);
    return problem(new errors/* NotFoundError */.m_("snapshot/stale", `${text}, and was to be at most ${STALE_AFTER_DAYS}.`, {
        hint: "That is for a daily schedule: it has stopped, or its runs fail. Back up once by hand, and see to the schedule.",
    }), await backUp());
}
async function examineHealth({ newest, store, backUp, verify }) {
    const found = await newest();
    if (found === null)
        return unknown("Not checked: there is no snapshot yet.");
    const { last } = found;
    const { status, error, warnings, files } = last.metadata;
    const there = new Set(await (await store()).files(last));
    const missing = files.flatMap(({ parts }) => parts).filter(({ name }) => !there.has(name));
    if (missing.length > 0) {
        const count = missing.length === 1 ? "1 file is" : `${missing.length} files are`;
        return problem(new errors/* IntegrityError */.cs("snapshot/missing", `${last.name}: ${count} missing.`, {
            hint: "Somebody or something removed them after the backup. Back up again, and see what is left with verify.",
        }), await verify());
    }
    const code = error === undefined ? "" : ` (${error})`;
    if (status === "failed")
        return warning(`The last run failed${code}.`, await backUp());
    if (isShrunk({ warnings })) {
        return warning("Something in the library had lost much when the newest snapshot was made. If that was you, all is well; if not, look at the account. All of it is still in the snapshot before.", await verify());
    }
    if (status === "partial") {
        const unread = files.filter((file) => !isGood(file)).length;
        return warning(`The newest snapshot is partial${code}: ${unread} of ${files.length} files could not be read anew.`, await backUp());
    }
    return ok(`The newest snapshot is complete, and its ${files.length} files are there. \`${await verify()}\` checks every byte.`);
}
/**
 * Reads the snapshots in `store` of `users`, as far as `trust` believes them. Throws what the store
 * throws, and `IntegrityError` `snapshot/corrupt` when the newest metadata is damaged.
 */
async function doctor_snapshots_examineSnapshots(store, users, trust) {
    const found = [];
    const foreign = [];
    for (const user of users) {
        const history = await readHistory(store, user, trust);
        const newest = newestOf(history);
        if (newest !== null)
            found.push(newest);
        foreign.push(...history.snapshots.filter(({ isForeign }) => isForeign));
    }
    const [newest = null] = found.sort((a, b) => (a.keptAt?.getTime() ?? 0) - (b.keptAt?.getTime() ?? 0));
    return { newest, foreign };
}
function newestOf({ snapshots }) {
    const newest = snapshots.at(-1);
    if (newest !== undefined && newest.metadata === null) {
        throw new IntegrityError("snapshot/corrupt", `${newest.name}: ${newest.problem}`);
    }
    const believed = snapshots.filter(isBelieved);
    const last = believed.at(-1);
    if (last === undefined)
        return null;
    const kept = believed.findLast(({ metadata }) => metadata.status !== "failed");
    return { last, keptAt: kept === undefined ? null : new Date(kept.metadata.finishedAt) };
}

;// CONCATENATED MODULE: ./src/setup/doctor.js





/** In the order in which a person would look. */
const CHECKS = [
    ...LOGIN_CHECKS,
    ...HOSTING_CHECKS,
    ...KEY_CHECKS,
    ...SNAPSHOT_CHECKS,
];
/**
 * Examines everything that there is, one after the other. What goes wrong is a finding; only
 * `CancelledError` is thrown. It changes nothing.
 */
async function doctor_examine(patient) {
    const examined = [];
    for (const check of CHECKS) {
        if (check.applies?.(patient) === false)
            continue;
        const { name, looksAt } = check;
        examined.push({ name, looksAt, ...(await find(check, patient)) });
    }
    return examined;
}
async function find(check, patient) {
    try {
        return await check.examine(patient);
    }
    catch (thrown) {
        const error = toAppError(thrown);
        if (error instanceof CancelledError)
            throw error;
        return { state: "problem", error, next: await check.remedy(patient, error) };
    }
}

// EXTERNAL MODULE: ./src/github/repository.js
var github_repository = __webpack_require__(3529);
;// CONCATENATED MODULE: ./src/compose/places.js



/** Creates a {@link PlaceOpener} whose repositories are opened with `access` unless told otherwise. */
function places_createPlaceOpener(access, world) {
    const opened = [];
    async function open(name, token) {
        const used = token === null ? access : { ...access, token, tokenName: "your answer" };
        const repository = await openRepository(name, used, world);
        opened.push(repository);
        return toPlace(repository, `${places_webUrl(access.apiUrl)}/${name}`);
    }
    return {
        open,
        async [Symbol.asyncDispose]() {
            await Promise.all(opened.map((repository) => repository.close()));
        },
    };
}
async function toPlace(repository, url) {
    const { owner, repo, facts } = repository;
    return {
        name: `${owner}/${repo}`,
        url,
        isPublic: isPublic(facts),
        isArchived: facts.isArchived,
        hosting: await repository.hosting(),
        snapshots: async (whose) => places_readKept(await places_openStore(repository, whose === "own")),
        checkWritable: async () => (await places_openStore(repository, false)).checkWritable(),
    };
}
/** The store as it is now: one that was opened before shows what there was then. */
function places_openStore(repository, ownRepository) {
    return repository.store({ ownRepository });
}
async function places_readKept(store) {
    const users = await store.users();
    let newest = null;
    for (const user of users) {
        const [ref] = (await store.list(user)).slice(-1);
        if (ref === undefined || (newest !== null && ref.name <= newest.name))
            continue;
        const { metadata } = await readMetadata(store, ref);
        newest = { name: ref.name, isComplete: metadata?.status === "complete" };
    }
    return { users, newest };
}
/**
 * The page that makes a copy of the template. Whose the template is, only the page says that
 * tracksafe was got from.
 */
function places_templatePage(apiUrl) {
    return `${places_webUrl(apiUrl)}/OWNER/tracksafe/generate (OWNER: whose page you have tracksafe from)`;
}
/**
 * The page that makes a fine-grained token, with what it needs filled in (GitHub: Authentication >
 * Managing your personal access tokens > Pre-filling details using URL parameters).
 */
function places_tokenPage(apiUrl, { name, owner, lifetime, rights }) {
    const query = new URLSearchParams({
        name,
        ...(owner !== null && { target_name: owner }),
        expires_in: String(lifetime),
        ...rights,
    });
    return `${places_webUrl(apiUrl)}/settings/personal-access-tokens/new?${query}`;
}
/** Where a person sees what the API at `apiUrl` serves. */
function places_webUrl(apiUrl = "https://api.github.com") {
    return apiUrl
        .replace(/^https:\/\/api\.github\.com\/?$/, "https://github.com")
        .replace(/\/(api\/v3)?\/*$/, "");
}

;// CONCATENATED MODULE: ./src/compose/doctor-repository.js








/** Looks at a repository; `open` closes what was opened for it. */
function doctor_repository_admitRepository({ name, access, branch, path }, world, open) {
    const openNamed = async (wanted) => {
        const opened = await openRepository(wanted, access(), world);
        open.defer(() => opened.close());
        return opened;
    };
    const openOther = (wanted) => openNamed(wanted).catch((error) => {
        if (!(error instanceof NotFoundError))
            throw error;
        const { code, hint } = error;
        throw new NotFoundError(code, `The variable ${SETTING.repository} names ${wanted}, which is not there, or which the token may not see.`, { cause: error, ...(hint !== undefined && { hint }) });
    });
    const pageOf = (wanted) => `${webUrl(access().apiUrl)}/${wanted}`;
    const repository = once(() => openNamed(name));
    const hosting = once(async () => (await repository()).hosting());
    const workflow = once(async () => (await hosting()).workflow(BACKUP_WORKFLOW));
    const secretNames = once(async () => (await hosting()).secretNames());
    const variables = once(async () => (await hosting()).variables());
    const other = once(async () => {
        if ((await workflow()) === null)
            return null;
        const stated = (await variables()).get(SETTING.repository)?.trim() || null;
        const found = otherRepository(stated, name);
        return found === null ? null : { name: found, opened: await openOther(found) };
    });
    return {
        name,
        url: () => pageOf(name),
        facts: async () => stateOf((await repository()).facts),
        async other() {
            const found = await other();
            return found && { ...stateOf(found.opened.facts), name: found.name, url: pageOf(found.name) };
        },
        hosting,
        workflow,
        settings: once(() => readSettings({ secretNames, variables })),
        tokenEndsAt: async () => (await repository()).tokenExpiresAt(),
        async source() {
            const found = await other();
            const usual = found === null && (await workflow()) !== null ? OWN_BRANCH : undefined;
            const flag = branch ?? usual;
            return `github:${found?.name ?? name}${flag === undefined ? "" : ` --branch ${flag}`}`;
        },
        store: once(async () => {
            const found = await other();
            return (found?.opened ?? (await repository())).store({
                ownRepository: found === null && (await workflow()) !== null,
                ...(path === undefined ? {} : { path }),
                ...(branch === undefined ? {} : { branch }),
            });
        }),
    };
}
function stateOf(facts) {
    return { isPublic: isPublic(facts), isArchived: facts.isArchived };
}

;// CONCATENATED MODULE: ./src/setup/key-files.js


/**
 * Makes files that must never replace anything: all of them, or none.
 *
 * Throws `ConflictError` `key/exists` when one is there already, `StoreError` `store/io` otherwise.
 */
async function key_files_createPrivateFiles(files) {
    const made = [];
    try {
        for (const { path, content } of files) {
            const file = await open(path, "wx", 0o600);
            made.push(path);
            try {
                await file.writeFile(content instanceof Uint8Array ? content : content.reveal());
                await file.sync();
            }
            finally {
                await file.close();
            }
        }
    }
    catch (cause) {
        for (const path of made)
            await unlink(path).catch(() => { });
        throw key_files_refusal(cause);
    }
}
function key_files_refusal(cause) {
    const code = systemCode(cause);
    if (code === "EEXIST") {
        return new ConflictError("key/exists", "There is a file of that name already.", {
            cause,
            hint: "A key file is never replaced. Name another file, or move the old one away.",
        });
    }
    return new StoreError("store/io", `The key file could not be written (${code ?? "unknown"}).`, {
        cause,
        hint: "Name a file in a directory that exists and that you may write to.",
    });
}

;// CONCATENATED MODULE: ./src/compose/keys.js

/** The recipients in `text`, as a setting called `setting` has them. Throws `UsageError`. */
async function keys_readRecipients(text, setting) {
    const { parseRecipients } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(375)]).then(__webpack_require__.bind(__webpack_require__, 7375));
    return parseRecipients(text, setting);
}
/** Opens sealed files with the identities in `text`, an identity file. Throws `KeyError`. */
async function createOpen(text) {
    const { createOpener } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(596)]).then(__webpack_require__.bind(__webpack_require__, 8596));
    const { parseIdentities } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(153)]).then(__webpack_require__.bind(__webpack_require__, 6153));
    const opener = createOpener(await parseIdentities(text));
    return (sealed) => opener.open(sealed);
}
/**
 * Makes an age key and writes its identity to `out`, and to `recovery` a copy of it sealed with a
 * made-up passphrase. Neither file may exist. Throws as `createPrivateFiles` does.
 */
async function createKey({ out, recovery, postQuantum }, world) {
    const { generateKey } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(476)]).then(__webpack_require__.bind(__webpack_require__, 7476));
    const { generatePassphrase, sealWithPassphrase } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(359)]).then(__webpack_require__.bind(__webpack_require__, 5359));
    const key = await generateKey(postQuantum ? "hybrid" : "x25519", world.clock.now());
    world.onSecret(key.secret);
    const files = [{ path: out, content: key.fileText }];
    const passphrase = recovery === undefined ? null : generatePassphrase();
    if (recovery !== undefined && passphrase !== null) {
        files.push({ path: recovery, content: await sealWithPassphrase(key.fileText, passphrase) });
    }
    await createPrivateFiles(files);
    return { recipient: key.recipient, passphrase };
}

;// CONCATENATED MODULE: ./src/compose/trust.js



/** What a reader of snapshots believes; see `Trust`. */
function trust_createTrust({ keyIds = [], recorded = () => [], open = null, keySource = null }, world) {
    const contentKey = keySource && ((user) => deriveDigester(keySource, user, world));
    return {
        keyIds: (user) => [...keyIds, ...recorded(user)],
        open,
        contentKey,
        now: world.clock.now(),
    };
}
/**
 * What a backup of `user` with this `keySource` believes of earlier snapshots: what its own key
 * proves. `null`: what is in the clear, as it is itself.
 */
async function createOwnEvidence(keySource, user, world) {
    const own = keySource && (await deriveDigester(keySource, user, world));
    const keys = new Map(own ? [[doubt_keyIdOf(own), own]] : []);
    const believed = new Set(keys.keys());
    return { believed, keys, isAmbiguous: false, isSealed: own !== null, now: world.clock.now() };
}
/** The id of the content key that a backup of `user` has with this `keySource`. */
async function trust_deriveKeyId(keySource, user, world) {
    return keyIdOf(await deriveDigester(keySource, user, world));
}
async function deriveDigester(keySource, user, world) {
    const { deriveContentKey } = await __webpack_require__.e(/* import() */ 656).then(__webpack_require__.bind(__webpack_require__, 7656));
    const key = deriveContentKey(keySource, user);
    world.onSecret(key);
    return createDigester(Buffer.from(key.reveal(), "hex"));
}
/** Puts a key id on record in the settings of `repository`; see `recordKeyId`. */
async function recordHostedKeyId(repository, keyId) {
    await recordKeyId(await repository.hosting(), keyId);
}

;// CONCATENATED MODULE: ./src/compose/doctor.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
















/**
 * Looks whether backups run, and will; see `examine` of `setup/doctor.ts`. Spotify is sent two
 * requests, for a token and for the profile, and none while it wants a pause.
 */
async function runDoctor(request, world) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const open = __addDisposableResource(env_1, new AsyncDisposableStack(), true);
        return await examine(admit(request, world, open));
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** The patient; `open` closes what was opened for it. */
function admit(request, world, open) {
    const repository = request.place?.kind === "repository" ? request.place : null;
    const hosting = repository && admitRepository(repository, world, open);
    const login = once(request.login);
    const states = once(async () => {
        const { clientId, clientSecret = null } = (await login()).settings;
        return open.use(openStates({ clientId, keySource: clientSecret }, request.states, world));
    });
    const pausedUntil = once(async () => readPause(await states(), world));
    const tried = once(async () => {
        if ((await pausedUntil()) !== null)
            return null;
        return tryLogin(await login(), await states(), world);
    });
    const isUnattended = once(async () => {
        // What cannot be seen is not held against the login here.
        return hosting !== null && (await hosting.workflow().catch(() => "unseen")) !== null;
    });
    const proofs = once(request.proofs);
    const trust = once(async () => {
        // Checks of their own say that a key, or its id, cannot be read. Less can be proved then.
        const own = await proofs().catch((error) => {
            if (error instanceof AppError)
                return {};
            throw error;
        });
        const keyIds = [...(own.keyIds ?? []), ...(hosting === null ? [] : await readKeyIds(hosting))];
        return createTrust({ ...own, keyIds }, world);
    });
    const place = admitPlace(request, { hosting, tried, isUnattended, proofs, trust });
    return {
        now: world.clock.now(),
        again: request.again,
        isUnattended,
        login: {
            settings: async () => (await login()).from,
            tried,
            pausedUntil,
            end: once(async () => findEnd({ login, place, hosting: (await isUnattended()) ? hosting : null }, world)),
            scopes: BACKUP_SCOPES,
        },
        keys: admitKeys(request, async () => ((await isUnattended()) ? hosting : null)),
        place,
        hosting,
    };
}
/** Asks for a token and for the profile. What Spotify says of a pause is kept for the runs to come. */
async function tryLogin({ settings, keepLogin }, states, world) {
    const session = connectSpotify(settings, world, keepLogin && { keepLogin });
    const { provider } = session;
    try {
        return {
            provider: provider.name,
            account: await provider.account(),
            scopes: session.scopes(),
            isLost: session.isLoginLost(),
            requests: provider.requests(),
        };
    }
    finally {
        const until = session.pausedUntil();
        if (until !== null)
            await rememberPause(states, until);
        await session.close();
    }
}
function admitPlace({ place }, { hosting, tried, isUnattended, proofs, trust }) {
    if (place === null)
        return null;
    const isHosted = place.kind === "repository";
    const opened = once(async () => {
        if (!isHosted)
            return place.open();
        if (hosting === null)
            throw new TypeError("a repository was not admitted");
        const selection = place.user === undefined ? {} : { user: place.user };
        return { store: await hosting.store(), selection };
    });
    const examined = once(async () => {
        const { store, selection } = await opened();
        const users = await store.users();
        const login = await tried().catch(() => null);
        const ids = login === null ? [] : [login.account.id, ...login.account.aliases];
        const names = ids.map((id) => userName(login?.provider ?? "", id));
        const own = users.filter((user) => selection.user ? user === selection.user : names.includes(user));
        const whose = own.length > 0 || selection.user ? own : users;
        return examineSnapshots(store, whose, await trust());
    });
    return {
        async backUp() {
            if (!isHosted)
                return `tracksafe backup --out ${quoted(await root(opened, place.path))}`;
            return (await isUnattended())
                ? `gh workflow run ${BACKUP_WORKFLOW} --repo ${place.name}`
                : `tracksafe backup --to github:${place.name}`;
        },
        async verify() {
            return `tracksafe verify ${isHosted ? await hosting?.source() : quoted(place.path)}`;
        },
        store: async () => (await opened()).store,
        newest: async () => (await examined()).newest,
        async foreign() {
            await proofs().catch((error) => {
                if (error instanceof UsageError && error.code === "usage/key-id")
                    throw error;
            });
            return (await examined()).foreign;
        },
    };
}
/** The pin of a workflow is in its settings; a token that may not read them knows less. */
async function readKeyIds(hosting) {
    try {
        return parseRecordedKeyIds((await hosting.settings()).value(SETTING.keyId));
    }
    catch (error) {
        if (error instanceof AppError)
            return [];
        throw error;
    }
}
/** Where the next snapshot goes: what was named may be one account's directory there. */
function root(opened, named) {
    return opened().then(({ store }) => store.location, () => named);
}
function admitKeys({ recipients, identity }, workflow) {
    return {
        recipients: once(async () => {
            const hosting = await workflow();
            if (hosting === null) {
                const list = await recipients();
                return list.length === 0 ? null : { list, from: SETTING.recipients };
            }
            // What is set on this machine is not what the workflow seals for.
            const text = (await hosting.settings()).value(SETTING.recipients);
            if (!text)
                return null;
            const from = `the variable ${SETTING.recipients}`;
            return { list: await readRecipients(text, from), from };
        }),
        identity: once(async () => {
            const text = await identity();
            if (text === null)
                return null;
            const { createOpener } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(596)]).then(__webpack_require__.bind(__webpack_require__, 8596));
            const { parseIdentities } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(153)]).then(__webpack_require__.bind(__webpack_require__, 6153));
            const identities = await parseIdentities(text);
            const opener = createOpener(identities);
            return {
                recipients: identities.map(({ recipient }) => recipient),
                open: (sealed) => opener.open(sealed),
            };
        }),
    };
}
/** What says when the login was made that is used there: who knows best comes first. */
async function findEnd({ login, hosting, place, }, { clock }) {
    const endOf = (since, knownFrom) => ({
        ...loginExpiry(since, clock.now()),
        knownFrom,
    });
    if (hosting === null) {
        const made = (await login().catch(() => null))?.made ?? null;
        if (made !== null)
            return endOf(made.at, made.knownFrom);
    }
    else {
        const at = await readAuthorizedAt(hosting).catch(() => null);
        if (at !== null)
            return endOf(at, `the variable ${SETTING.authorizedAt}`);
    }
    const newest = await place?.newest().catch(() => null);
    const seen = newest?.last.metadata.login?.firstSeenAt;
    if (seen === undefined)
        return null;
    return endOf(new Date(seen), "the newest snapshot, which says since when the login is in use");
}
/** The workflow prefers a secret of that name, which nobody can read, to the variable. */
async function readAuthorizedAt(hosting) {
    const settings = await hosting.settings();
    if (settings.isSecret(SETTING.authorizedAt))
        return null;
    return readDay(settings.value(SETTING.authorizedAt) ?? "");
}

;// CONCATENATED MODULE: ./src/restore/journal.js




const journal_text = schemas/* string */.YjP();
const journal_time = iso/* datetime */.w$();
const kept = schemas/* object */.Ikc({
    state: schemas/* enum */.k5n(["ready", "lookup", "local", "gone"]),
    reference: journal_text,
    isrc: journal_text.exactOptional(),
    title: journal_text,
    addedAt: journal_text.nullable(),
});
/** One record of a journal. */
const recordSchema = schemas/* discriminatedUnion */.gMt("type", [
    /** Begins a journal: what is restored, and whose account it goes to. */
    schemas/* object */.Ikc({
        type: schemas/* literal */.euz("restore"),
        version: schemas/* literal */.euz(1),
        account: journal_text,
        pins: schemas/* array */.YOg(journal_text).readonly(),
        labels: schemas/* array */.YOg(journal_text).readonly(),
    }),
    /** References that the target was seen to have, and not to have. */
    schemas/* object */.Ikc({
        type: schemas/* literal */.euz("seen"),
        at: journal_time,
        list: journal_text,
        present: schemas/* array */.YOg(journal_text).readonly(),
        absent: schemas/* array */.YOg(journal_text).readonly(),
    }),
    /** The whole content of a playlist of the target. */
    schemas/* object */.Ikc({ type: schemas/* literal */.euz("items"), at: journal_time, id: journal_text, items: schemas/* array */.YOg(kept).readonly() }),
    /** A request that is not safe to repeat is about to be sent: to make a playlist, it has a key. */
    schemas/* object */.Ikc({
        type: schemas/* literal */.euz("try"),
        at: journal_time,
        key: journal_text.exactOptional(),
        /** Playlists that were there before, and look as the one that is to be made will at first. */
        besides: schemas/* array */.YOg(journal_text).readonly().exactOptional(),
    }),
    schemas/* object */.Ikc({
        type: schemas/* literal */.euz("saved"),
        at: journal_time,
        list: journal_text,
        references: schemas/* array */.YOg(journal_text).readonly(),
    }),
    schemas/* object */.Ikc({ type: schemas/* literal */.euz("created"), at: journal_time, key: journal_text, id: journal_text }),
    /** What was made is a copy too many, which the person was told to delete. */
    schemas/* object */.Ikc({ type: schemas/* literal */.euz("doubled"), at: journal_time, key: journal_text }),
    schemas/* object */.Ikc({
        type: schemas/* literal */.euz("added"),
        at: journal_time,
        id: journal_text,
        position: schemas/* int */.Whr().nonnegative(),
        items: schemas/* array */.YOg(kept).readonly(),
    }),
    schemas/* object */.Ikc({ type: schemas/* literal */.euz("cover"), at: journal_time, id: journal_text }),
    /** A reference was found to be dead; `by` is what stands in for it, `null`: nothing. */
    schemas/* object */.Ikc({ type: schemas/* literal */.euz("replaced"), at: journal_time, reference: journal_text, by: journal_text.nullable() }),
    /** Everything was done. What was seen until here need not be so any more. */
    schemas/* object */.Ikc({ type: schemas/* literal */.euz("finished"), at: journal_time }),
]);
/** How long what was seen is taken to be still so, in milliseconds: a restore of many days. */
const TRUSTED_MS = 7 * 24 * 60 * 60 * 1000;
/** How long a restore that nobody went on with is still the one that is meant, in milliseconds. */
const CONTINUED_MS = 30 * 24 * 60 * 60 * 1000;
/** What the journal in `store` is about; `null`: there is none. */
async function readSubject(store, now) {
    const records = parseLines(await store.read());
    const subject = journal_subjectOf(records);
    const last = records.findLast((record) => record.type !== "restore");
    const isUnfinished = last !== undefined &&
        last.type !== "finished" &&
        now.getTime() - Date.parse(last.at) <= CONTINUED_MS;
    return subject && { ...subject, isUnfinished };
}
/**
 * Opens the journal of a restore, or begins it. `null`: nothing is kept.
 *
 * Throws `ConflictError` `restore/other-journal` when it is about another account or snapshot.
 */
async function openJournal(store, subject, now) {
    const records = store === null ? [] : parseLines(await store.read());
    const earlier = journal_subjectOf(records);
    const isOther = earlier !== null &&
        (earlier.account !== subject.account ||
            canonicalJson(earlier.pins) !== canonicalJson(subject.pins));
    if (isOther) {
        throw new errors/* ConflictError */.fK("restore/other-journal", "The journal is about another restore: of other snapshots, or into another account.", { hint: "Go on with that one, or remove its journal." });
    }
    const state = createState();
    const horizon = new Date(now.getTime() - TRUSTED_MS).toISOString();
    for (const record of records)
        apply(state, record, horizon);
    const journal = {
        progress: () => state,
        async record(...added) {
            for (const record of added) {
                await store?.append(encodeLine(record));
                apply(state, record, horizon);
            }
        },
    };
    if (earlier === null)
        await journal.record({ type: "restore", version: 1, ...subject });
    return journal;
}
function encodeLine(record) {
    const json = canonicalJson(record);
    return `${checksum(json)} ${json}`;
}
/** The records in `lines`, without those that were torn or damaged. */
function parseLines(lines) {
    return lines.flatMap((line) => {
        const json = line.slice(17);
        if (line.slice(0, 17) !== `${checksum(json)} `)
            return [];
        const parsed = recordSchema.safeParse(JSON.parse(json));
        return parsed.success ? [parsed.data] : [];
    });
}
function checksum(json) {
    return sha256(Buffer.from(json)).slice(0, 16);
}
function journal_subjectOf(records) {
    const first = records.find((record) => record.type === "restore");
    return first === undefined
        ? null
        : { account: first.account, pins: first.pins, labels: first.labels };
}
function createState() {
    return {
        seen: new Map(),
        items: new Map(),
        created: new Map(),
        covers: new Set(),
        replaced: new Map(),
        opening: new Map(),
        writtenAt: null,
    };
}
/** Records of looking, and the last one of all: nothing was written then. */
const LOOKING = new Set(["seen", "items", "replaced", "doubled", "finished"]);
function apply(state, record, horizon) {
    if (record.type === "restore")
        return;
    if (!LOOKING.has(record.type))
        state.writtenAt = record.at;
    switch (record.type) {
        case "try":
            // What was there before the first try cannot be what any of them made.
            if (record.key !== undefined && !state.opening.has(record.key)) {
                state.opening.set(record.key, new Set(record.besides));
            }
            return;
        case "replaced":
            state.replaced.set(record.reference, record.by);
            return;
        case "created":
            state.created.set(record.key, { id: record.id, at: record.at });
            state.opening.delete(record.key);
            if (record.at >= horizon)
                state.items.set(record.id, []);
            return;
        case "doubled":
            state.items.delete(state.created.get(record.key)?.id ?? "");
            state.created.delete(record.key);
            return;
        case "finished":
            state.seen.clear();
            state.items.clear();
            state.covers.clear();
            state.opening.clear();
            return;
    }
    if (record.at < horizon)
        return;
    switch (record.type) {
        case "seen":
            note(state, record.list, record.present, true);
            note(state, record.list, record.absent, false);
            return;
        case "saved":
            note(state, record.list, record.references, true);
            return;
        case "items":
            state.items.set(record.id, [...record.items]);
            return;
        case "added":
            state.items.get(record.id)?.splice(record.position, 0, ...record.items);
            return;
        case "cover":
            state.covers.add(record.id);
    }
}
function note(state, list, references, has) {
    const known = state.seen.get(list) ?? new Map();
    for (const reference of references)
        known.set(reference, has);
    state.seen.set(list, known);
}

;// CONCATENATED MODULE: ./src/store/journal-file.js





const SEGMENT = /^\d{6}\.jsonl$/;
/**
 * A journal in the directory `path`, which is created with the first line. Every process appends to
 * a file of its own, so that what a crash left torn is never continued.
 */
function createJournalFile(path, system = fs_nodeFileSystem) {
    const fs = withStoreErrors(system, () => "the journal");
    let open = null;
    async function segments() {
        try {
            const entries = await system.readdir(path);
            return entries
                .filter(({ name, kind }) => kind === "file" && SEGMENT.test(name))
                .map(({ name }) => name)
                .sort();
        }
        catch (error) {
            if ((0,errors/* systemCode */.xU)(error) === "ENOENT")
                return [];
            throw new errors/* StoreError */.AD("store/io", "The journal cannot be read.", {
                cause: error,
                hint: `Check ${path}, then run again.`,
            });
        }
    }
    async function begin() {
        await makeDirectories(fs, path);
        const last = (await segments()).at(-1) ?? "000000.jsonl";
        const name = `${String(Number.parseInt(last, 10) + 1).padStart(6, "0")}.jsonl`;
        const file = await fs.createFile((0,external_node_path_.join)(path, name));
        await fs.syncDirectory(path);
        return file;
    }
    async function close() {
        const file = open;
        open = null;
        await file?.close();
    }
    return {
        async read() {
            const lines = [];
            for (const name of await segments()) {
                const chunks = [];
                for await (const chunk of fs.readFile((0,external_node_path_.join)(path, name)))
                    chunks.push(chunk);
                lines.push(...Buffer.concat(chunks).toString().split("\n"));
            }
            return lines.filter((line) => line !== "");
        },
        async append(line) {
            open ??= await begin();
            const bytes = Buffer.from(`${line}\n`);
            try {
                for (let at = 0; at < bytes.length;) {
                    const taken = await open.write(bytes.subarray(at));
                    if (taken === 0)
                        throw new errors/* StoreError */.AD("store/io", "The disk takes no more bytes.");
                    at += taken;
                }
                await open.sync();
            }
            catch (error) {
                // What is torn now must not be continued.
                await close().catch(() => { });
                throw error;
            }
        },
        close,
        async clear() {
            await close();
            const names = await segments();
            for (const name of names)
                await fs.unlink((0,external_node_path_.join)(path, name));
            if (names.length > 0)
                await fs.syncDirectory(path);
        },
    };
}

;// CONCATENATED MODULE: ./src/store/journal-sealed.js
/** What its lines are sealed under. */
const journal_sealed_NAME = "journal";
/**
 * `file` with each line sealed, for a journal that others can read. A line that was torn, changed or
 * sealed with another key is not there.
 */
function sealJournal(file, sealer) {
    return {
        ...file,
        async read() {
            const lines = [];
            for (const line of await file.read()) {
                const opened = await sealer.open(journal_sealed_NAME, Buffer.from(line, "base64"));
                if (opened !== null)
                    lines.push(Buffer.from(opened).toString());
            }
            return lines;
        },
        async append(line) {
            const sealed = await sealer.seal(journal_sealed_NAME, Buffer.from(line));
            await file.append(Buffer.from(sealed).toString("base64"));
        },
    };
}

;// CONCATENATED MODULE: ./src/compose/journal.js







/** How often a journal is kept beyond this machine while it is written, in milliseconds. */
const SAVE_EVERY_MS = 30 * 60 * 1000;
/**
 * The journal of the restore that `about` describes; `null` where it cannot be kept. One that is
 * kept beyond this machine is saved now and then, and by disposing of it: then it is forgotten there
 * once there is nothing left to go on with.
 */
async function journal_openJournal({ root, cache }, about, { keySource, dryRun }, world) {
    if (cache !== undefined && keySource === null)
        return null;
    // However many files are named to be restored: a key is derived from 1024 bytes at most.
    const digest = (0,external_node_crypto_.createHash)("sha256").update(about).digest("hex");
    const sealer = cache && keySource && (await createScopedSealer(keySource, `restore/${digest}`, world));
    const id = sealer?.label(about) ?? digest;
    const name = `restore-${id.slice(0, 16)}`;
    const directory = (0,external_node_path_.join)(root, name);
    await cache?.restore(directory, name);
    const plain = createJournalFile(directory);
    const file = sealer ? sealJournal(plain, sealer) : plain;
    if (dryRun)
        return readOnly(file);
    if (cache === undefined)
        return { ...file, [Symbol.asyncDispose]: () => file.close() };
    return keptBeyond(file, () => cache.save(directory, name), world);
}
function keptBeyond(file, save, { clock }) {
    let savedAt = clock.now().getTime();
    return {
        ...file,
        async append(line) {
            await file.append(line);
            const now = clock.now().getTime();
            if (now - savedAt < SAVE_EVERY_MS)
                return;
            savedAt = now;
            // What comes next goes into a file of its own, so that this one is never sent again.
            await file.close();
            await save();
        },
        async [Symbol.asyncDispose]() {
            await file.close();
            const subject = await readSubject(file, clock.now());
            if (!subject?.isUnfinished)
                await file.clear();
            await save();
        },
    };
}
/** `file` as it is only looked at: whoever clears it finds it empty, and it stays as it is. */
function readOnly(file) {
    const nothing = async () => { };
    let isCleared = false;
    return {
        read: async () => (isCleared ? [] : file.read()),
        append: nothing,
        async clear() {
            isCleared = true;
        },
        close: nothing,
        [Symbol.asyncDispose]: nothing,
    };
}
/** Where the command line keeps journals (XDG Base Directory Specification, state). */
function journalPlace(env) {
    const state = env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local/state");
    return { root: join(state, "tracksafe") };
}

;// CONCATENATED MODULE: ./src/setup/credentials.js




/** Keeps the login in `file`, as JSON. `onSecret` is told each secret that is read. */
function credentials_createCredentialsStore(file, onSecret) {
    async function read() {
        const text = await file.read();
        if (text === null)
            return null;
        const credentials = credentials_parse(text);
        if (credentials.clientSecret)
            onSecret(credentials.clientSecret);
        onSecret(credentials.refreshToken);
        return credentials;
    }
    return {
        path: file.path,
        read,
        write: (credentials) => file.replace(format(credentials)),
        keeperOf({ refreshToken }) {
            let last = refreshToken;
            return async (token) => {
                const stored = await read();
                if (stored?.refreshToken.reveal() !== last.reveal())
                    return;
                await file.replace(format({ ...stored, refreshToken: token }));
                last = token;
            };
        },
        remove: () => file.remove(),
    };
}
/**
 * The path of the credentials file (XDG Base Directory Specification; on Windows `%APPDATA%`);
 * `null` when `env` does not say where the person's settings are.
 */
function credentials_credentialsPath(env, platform) {
    const { APPDATA: appData, XDG_CONFIG_HOME: xdg, HOME: home } = env;
    const name = ["tracksafe", "credentials.json"];
    if (platform === "win32")
        return appData ? join(appData, ...name) : null;
    // A relative one is to be ignored, says the specification.
    if (xdg?.startsWith("/"))
        return join(xdg, ...name);
    return home ? join(home, ".config", ...name) : null;
}
const credentials_hidden = schemas/* string */.YjP()
    .min(1)
    .transform((value) => new src_secret/* Secret */.zh(value));
const schema = schemas/* object */.Ikc({
    version: schemas/* literal */.euz(1),
    clientId: schemas/* string */.YjP().min(1),
    clientSecret: credentials_hidden.optional(),
    refreshToken: credentials_hidden,
    scopes: schemas/* array */.YOg(schemas/* string */.YjP()).nullable(),
    account: schemas/* string */.YjP().min(1),
    authorizedAt: iso/* datetime */.w$().transform((value) => new Date(value)),
});
function credentials_parse(text) {
    let json;
    try {
        json = JSON.parse(text.reveal());
    }
    catch {
        // No cause: a SyntaxError quotes what it does not understand.
    }
    const result = schema.safeParse(json);
    if (!result.success) {
        throw new UsageError("config/credentials", "The credentials file is not as it was written.", {
            hint: "Run `tracksafe auth logout` to remove it, and log in again with `tracksafe auth`.",
        });
    }
    const { version: _version, clientSecret, ...rest } = result.data;
    return { ...rest, ...(clientSecret && { clientSecret }) };
}
function format(credentials) {
    const { clientId, clientSecret, refreshToken, scopes, account, authorizedAt } = credentials;
    const json = {
        version: 1,
        clientId,
        scopes,
        account,
        ...(clientSecret && { clientSecret: clientSecret.reveal() }),
        refreshToken: refreshToken.reveal(),
        authorizedAt: authorizedAt.toISOString(),
    };
    return new Secret(`${JSON.stringify(json, null, 2)}\n`);
}

;// CONCATENATED MODULE: ./src/setup/known-keys.js




const known_keys_schema = schemas/* object */.Ikc({
    version: schemas/* literal */.euz(1),
    users: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* array */.YOg(schemas/* string */.YjP().regex(/^[0-9a-f]{16}$/))),
});
/** The path of the file, in the directory of the credentials. */
function known_keys_knownKeysPath(credentialsPath) {
    return join(dirname(credentialsPath), "known-keys.json");
}
/** Keeps them in `file`, as JSON. */
function known_keys_createKnownKeys(file) {
    async function read() {
        const text = await file.read();
        return text === null ? new Map() : known_keys_parse(text);
    }
    return {
        read,
        async add(user, keyId) {
            const users = await read();
            const known = users.get(user) ?? [];
            if (known.includes(keyId))
                return;
            users.set(user, [...known, keyId]);
            const json = { version: 1, users: Object.fromEntries(users) };
            await file.replace(new Secret(`${JSON.stringify(json, null, 2)}\n`));
        },
    };
}
function known_keys_parse(text) {
    try {
        return new Map(Object.entries(known_keys_schema.parse(JSON.parse(text.reveal())).users));
    }
    catch (cause) {
        throw new UsageError("config/credentials", "The file known-keys.json is damaged.", {
            cause,
            hint: "Remove it. The next backup writes it again; until then, name your key id with --key-id.",
        });
    }
}

;// CONCATENATED MODULE: ./src/setup/callback.js


/**
 * What a query says; `null` when it does not belong to the login that was begun with `state`, or
 * says nothing that could be understood in one way only.
 */
function callback_readCallback(query, state) {
    const [found, code, error] = ["state", "code", "error"].map((name) => query.getAll(name));
    if (found?.length !== 1 || !callback_isSame(found[0] ?? "", state))
        return null;
    if (error?.length === 1)
        return { kind: "refused", error: error[0] ?? "" };
    const [value] = code ?? [];
    if (code?.length !== 1 || !value)
        return null;
    return { kind: "code", code: new src_secret/* Secret */.zh(value) };
}
/** What a person pasted, or a sentence that says what it should have been. */
function callback_readPasted(text, { redirectUri, state }) {
    const query = queryOfPasted(text, redirectUri);
    if (typeof query === "string")
        return query;
    const callback = callback_readCallback(query, state);
    if (callback !== null)
        return callback;
    return "That address is cut off, or of another attempt to log in. Open the address above, and paste where it leads.";
}
/** The query of a pasted address that is at `redirectUri`, or a sentence as {@link readPasted} has. */
function queryOfPasted(text, redirectUri) {
    // Terminals and mail programs wrap, quote and indent long addresses.
    const address = text.replace(/[\s"'<>]/g, "");
    const [place, query = ""] = address.split("#", 1)[0]?.split("?", 2) ?? [];
    if (place === redirectUri)
        return new URLSearchParams(query);
    return `That is not the address to paste. It begins with ${redirectUri}?code=`;
}
function callback_isSame(given, expected) {
    const digest = (value) => (0,external_node_crypto_.createHash)("sha256").update(value).digest();
    return (0,external_node_crypto_.timingSafeEqual)(digest(given), digest(expected));
}

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
;// CONCATENATED MODULE: ./src/setup/callback-listener.js




const HOST = "127.0.0.1";
const PATH = "/callback";
const REFUSAL = {
    status: 400,
    text: "This is not what tracksafe waits for. Open the address that it has printed.",
};
/** Where a listener on `port` is reached. */
function callback_listener_redirectUri(port) {
    return `http://${HOST}:${port}${PATH}`;
}
/**
 * Listens on the loopback interface only. What has another `Host`, method or path, or not this
 * `state`, is answered 400, and the waiting goes on.
 *
 * Throws `UsageError` `usage/port` when the port cannot be had.
 */
async function callback_listener_listenForCallback(port, state) {
    const { promise: callback, resolve } = Promise.withResolvers();
    const shortcuts = new Map();
    function answerTo({ method, headers, url = "" }) {
        const [path = "", query = ""] = url.split("?", 2);
        if (method !== "GET" || headers.host !== `${HOST}:${port}`)
            return REFUSAL;
        const location = shortcuts.get(path);
        if (shortcuts.delete(path) && location !== undefined) {
            return { status: 302, text: "On to the login page.", location };
        }
        const found = path === PATH ? readCallback(new URLSearchParams(query), state) : null;
        if (found === null)
            return REFUSAL;
        return { status: 200, text: "tracksafe has your answer: go back to it.", found };
    }
    function serve(request, response) {
        const answer = answerTo(request);
        // Not before the page is on its way: to resolve ends every connection.
        response.once("finish", () => answer.found && resolve(answer.found));
        send(response, answer);
    }
    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, serve);
    await listen(server, port);
    return {
        callback,
        shortcutTo(target) {
            const path = `/${randomBytes(12).toString("base64url")}`;
            shortcuts.set(path, target);
            return `http://${HOST}:${port}${path}`;
        },
        close: () => new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
        }),
    };
}
function listen(server, port) {
    return new Promise((resolve, reject) => {
        server.once("error", (cause) => reject(portError(port, cause)));
        server.listen({ port, host: HOST }, resolve);
    });
}
function portError(port, cause) {
    const code = systemCode(cause);
    const other = port === 8889 ? 8890 : 8889;
    const why = code === "EADDRINUSE" ? "is in use by another program" : `cannot be had (${code})`;
    return new UsageError("usage/port", `Port ${port} of this machine ${why}.`, {
        cause,
        hint: `Name another one with --port ${other}, and add ${callback_listener_redirectUri(other)} to the redirect URIs in the app's dashboard.`,
    });
}
function send(response, { status, text, location }) {
    response.writeHead(status, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        connection: "close",
        ...(location && { location }),
    });
    response.end(`<!doctype html><meta charset="utf-8"><title>tracksafe</title><p>${text}</p>`);
}

;// CONCATENATED MODULE: ./src/setup/login.js





const WAIT_MS = (/* unused pure expression or super */ null && (5 * 60 * 1000));
/**
 * Lets a person log in with their browser. The answer comes back to a port of this machine or, from
 * another one, is pasted: whichever comes first. Nothing is kept.
 *
 * Throws `UsageError` `usage/port`; `AuthError` `auth/no-answer` after five minutes, and what the
 * consent ends with; `ConflictError` `auth/other-account` when it is not the account known so far
 * and nobody says that it is meant; `CancelledError`.
 */
async function login_logIn(request, deps) {
    const { consent, person, clock } = deps;
    const expected = {
        redirectUri: redirectUri(request.port),
        state: randomBytes(24).toString("base64url"),
    };
    const callback = await awaitCallback(request.port, expected, deps);
    if (callback.kind === "refused")
        throw consent.refusal(callback.error);
    const authorizedAt = clock.now();
    const { refreshToken, scopes, account } = await consent.exchange(callback.code, expected.redirectUri);
    person.greet(account);
    const names = [account.id, ...account.aliases].map((id) => userName(consent.provider, id));
    const { known } = request;
    if (known !== null && !names.includes(known))
        await requireMeant(person, account);
    const [name = ""] = names;
    return { refreshToken, scopes, authorizedAt, account: name, names };
}
/** What comes back, by whichever way. The port is free again when this ends, however it ends. */
async function awaitCallback(port, expected, { consent, person, clock, signal }) {
    const listener = await listenForCallback(port, expected.state);
    const over = new AbortController();
    const ending = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
    try {
        const url = consent.url(expected);
        const shortcut = listener.shortcutTo(url);
        person.invite({ url, shortcut, redirectUri: expected.redirectUri });
        return await Promise.race([
            listener.callback,
            readLines(person, listener, expected, ending),
            giveUp(clock, ending),
        ]);
    }
    catch (error) {
        if (!signal?.aborted)
            throw error;
        throw new CancelledError("cancelled", "Stopped before it was done.", { cause: signal.reason });
    }
    finally {
        over.abort();
        await listener.close();
    }
}
/** The first line that is the right address; when none is, what the listener hears. */
async function readLines(person, listener, expected, signal) {
    for (;;) {
        const line = await person.line(signal);
        if (line === null)
            return listener.callback;
        if (line.trim() === "")
            continue;
        const pasted = readPasted(line, expected);
        if (typeof pasted !== "string")
            return pasted;
        person.correct(pasted);
    }
}
async function giveUp(clock, signal) {
    await clock.sleep(WAIT_MS, signal);
    throw new AuthError("auth/no-answer", "Nobody came back from the login page in five minutes.", {
        hint: "Run it again when you are at the browser. If the page said INVALID_CLIENT, add the redirect URI to the app's dashboard.",
    });
}
async function requireMeant(person, account) {
    const isMeant = await person.confirmOther(account);
    if (isMeant)
        return;
    const hint = isMeant === null
        ? "If it is meant, run it in a terminal to confirm it, or `tracksafe auth logout` first."
        : "Log out on the provider's website, then run it again and log in with the right account.";
    throw new ConflictError("auth/other-account", "The login is of another account than the one before. It was not kept.", { hint });
}

;// CONCATENATED MODULE: ./src/compose/login.js








/**
 * Lets `person` log in to Spotify; see `logIn` of `setup/login.ts`, whose errors it throws. Nothing
 * is kept.
 */
async function login_logInToSpotify({ app, purpose, port, known }, person, world) {
    const { clock, signal } = world;
    return withConsent(app, purpose, world, (consent) => logIn({ port, known }, { consent, person, clock, signal }));
}
/** Does `work` with one attempt to log in to Spotify with `app`. */
async function withConsent(app, purpose, world, work) {
    const { clock, log, onSecret, signal } = world;
    const http = createHttpClient({
        clock,
        log,
        userAgent: `tracksafe/${VERSION}`,
        isQuotaExhausted: isQuotaExhausted,
        ...(signal && { signal }),
    });
    try {
        const { accountsUrl } = app;
        const oauth = createOAuth({ app, http, onSecret, ...(accountsUrl && { accountsUrl }) });
        const scopes = purpose === "restore" ? RESTORE_SCOPES : oauth_BACKUP_SCOPES;
        return await work({
            provider: "spotify",
            url: ({ redirectUri, state }) => oauth.authorizeUrl({ redirectUri, scopes, state }),
            refusal: consentError,
            async exchange(code, redirectUri) {
                const granted = await oauth.exchange(code, redirectUri);
                return { ...granted, ...(await identify(app, granted.refreshToken, world)) };
            },
        });
    }
    finally {
        await http.close();
    }
}
/** Whose login it is. Asked with the refresh token itself, which so proves to be good for use. */
async function identify(app, granted, world) {
    let refreshToken = granted;
    const keepLogin = async (token) => {
        refreshToken = token;
    };
    const session = compose_connectSpotify({ ...app, refreshToken }, world, { keepLogin });
    try {
        const account = await session.provider.account();
        return { account, refreshToken };
    }
    finally {
        await session.close();
    }
}
/** The login kept in the settings directory that `env` names; `null` when it names none. */
function openCredentials(env, world) {
    const path = credentialsPath(env, process.platform);
    if (path === null)
        return null;
    return createCredentialsStore(createPrivateFile(path, world.clock), world.onSecret);
}
/** The key ids on record in the settings directory that `env` names; `null` when it names none. */
function openKnownKeys(env, world) {
    const path = credentialsPath(env, process.platform);
    if (path === null)
        return null;
    return createKnownKeys(createPrivateFile(knownKeysPath(path), world.clock));
}

;// CONCATENATED MODULE: ./src/compose/marks.js

/** What a run leaves for all that come, and not only for those of its kind: ISO times. */
const MARKS = [PAUSE, RESTORED];
/** `states`, in which the marks of `others` count as well: of two, the later one. */
function withMarksOf(others, states) {
    return {
        ofApp: async () => withMarks(await states.ofApp(), await others.ofApp()),
        ofUser: async (user) => withMarks(await states.ofUser(user), await others.ofUser(user)),
        save: states.save,
        [Symbol.asyncDispose]: () => states[Symbol.asyncDispose](),
    };
}
function withMarks(own, other) {
    return {
        ...own,
        async read(name) {
            if (!MARKS.includes(name))
                return own.read(name);
            return later(await own.read(name), await other.read(name));
        },
    };
}
function later(a, b) {
    if (a === null || b === null)
        return a ?? b;
    return Buffer.compare(a, b) < 0 ? b : a;
}

;// CONCATENATED MODULE: ./src/setup/renewal-state.js

/** For how long a link to log in is good, in milliseconds: one hour. */
const LINK_LIFE_MS = 60 * 60 * 1000;
/** How far the clocks of two machines may be apart, in milliseconds. */
const CLOCK_SKEW_MS = 60_000;
/**
 * States for links that are to renew `purpose`, under a key derived from `secret`: who does not know
 * the secret can make none, and one made for something else is no good here.
 */
function createRenewalStates(secret, purpose) {
    const key = Buffer.from((0,external_node_crypto_.hkdfSync)("sha256", secret.reveal(), "", "tracksafe renewal state", 32));
    function sign(seconds) {
        return (0,external_node_crypto_.createHmac)("sha256", key).update(`${seconds}\0${purpose}`).digest("hex");
    }
    return {
        create(now) {
            const seconds = String(Math.floor(now.getTime() / 1000));
            return `${seconds}-${sign(seconds)}`;
        },
        read(state) {
            const [, seconds, mac] = /^(\d{1,12})-([0-9a-f]{64})$/.exec(state) ?? [];
            if (seconds === undefined || mac === undefined)
                return null;
            if (!(0,external_node_crypto_.timingSafeEqual)(Buffer.from(mac), Buffer.from(sign(seconds))))
                return null;
            return new Date(Number(seconds) * 1000);
        },
        isOver(madeAt, now) {
            const age = now.getTime() - madeAt.getTime();
            return age > LINK_LIFE_MS || age < -CLOCK_SKEW_MS;
        },
    };
}

;// CONCATENATED MODULE: ./src/setup/renewal.js





/**
 * The first of two steps: the link with which the person allows the login anew. What the second one
 * would fail on is looked for already, so that nobody logs in for nothing; throws as that does.
 */
async function inviteToRenew(renewal, places) {
    await chooseKnown(places);
    requireSecret(await places.hosting.secretNames(), renewal.secretName);
    const { consent, redirectUri, clock } = renewal;
    const now = clock.now();
    const url = consent.url({ redirectUri, state: statesOf(renewal).create(now) });
    return { url, goodUntil: new Date(now.getTime() + LINK_LIFE_MS) };
}
/**
 * The second step: makes the address to which the link led a login, and stores it in place of the
 * old one. Everything that can be checked is, before the code is used up. Nothing is stored unless
 * the login is of the account that the backups are of.
 *
 * Throws `UsageError` `usage/pasted`; `AuthError` `auth/link`, and what the consent ends with;
 * `ConflictError` `auth/other-account`; `NotFoundError` `snapshot/not-found`; and what the places do.
 */
async function renewLogin(renewal, pasted, places) {
    const { consent, secretName, redirectUri } = renewal;
    const { code, authorizedAt } = readAnswer(renewal, pasted);
    const user = await chooseKnown(places);
    const secrets = await places.hosting.secretNames();
    requireSecret(secrets, secretName);
    const { refreshToken, account } = await consent.exchange(code, redirectUri);
    requireSameAccount(consent.provider, account, user);
    await places.hosting.setSecret(secretName, refreshToken);
    const name = dateName(secretName);
    const day = authorizedAt.toISOString().slice(0, 10);
    const isDateStored = await storeDate(places, { name, day, isSecret: secrets.has(name) });
    return { authorizedAt, dateName: name, isDateStored };
}
/**
 * Stores a login that the provider gave in place of the one in the secret `secretName`.
 *
 * Throws `UsageError` `config/missing` when there is no such secret, and what `hosting` does.
 */
async function storeReplaced(hosting, secretName, token) {
    requireSecret(await hosting.secretNames(), secretName);
    await hosting.setSecret(secretName, token);
}
/** What holds the day of the login in `secretName`: `ANN_REFRESH_TOKEN`, `ANN_AUTHORIZED_AT`. */
function dateName(secretName) {
    const account = secretName.toUpperCase().replace(/_?REFRESH_TOKEN$/, "");
    return account === "" ? "AUTHORIZED_AT" : `${account}_AUTHORIZED_AT`;
}
function statesOf({ clientSecret, secretName }) {
    return createRenewalStates(clientSecret, secretName);
}
function readAnswer(renewal, pasted) {
    const query = queryOfPasted(pasted.reveal(), renewal.redirectUri);
    if (typeof query === "string")
        throw notTheAddress(query);
    const state = query.get("state") ?? "";
    const states = statesOf(renewal);
    const madeAt = states.read(state);
    const callback = madeAt === null ? null : callback_readCallback(query, state);
    if (madeAt === null || callback === null) {
        throw notTheAddress("That address is cut off, or of a link that this workflow did not make.");
    }
    if (states.isOver(madeAt, renewal.clock.now())) {
        throw new errors/* AuthError */.lR("auth/link", "The link was good for an hour, and that is over.", {
            hint: "Run the workflow without an address for a new link.",
        });
    }
    if (callback.kind === "refused")
        throw renewal.consent.refusal(callback.error);
    // Not after it was allowed, so that the end of the login is never expected too late.
    return { code: callback.code, authorizedAt: madeAt };
}
/** What was pasted is not in it: it may hold a code. */
function notTheAddress(sentence) {
    return new errors/* UsageError */.eb("usage/pasted", sentence, {
        hint: "Open the link in the summary of the run before, agree, and copy all of the address at which the browser ends up, although that page cannot be shown.",
    });
}
async function chooseKnown({ users, user }) {
    const known = await users();
    const [only, ...others] = user === null ? known : known.filter((name) => name === user);
    if (only === undefined) {
        throw new errors/* NotFoundError */.m_("snapshot/not-found", "There are no backups to tell the account by.", {
            hint: "A renewal is for a login that has made backups: check the inputs repository, branch, path and user. A first login is made with `tracksafe setup` or `tracksafe auth`.",
        });
    }
    if (others.length > 0) {
        throw new errors/* UsageError */.eb("config/missing", "There are backups of several accounts.", {
            hint: `Name the one whose login is to be renewed with the input user: ${known.join(", ")}.`,
        });
    }
    return only;
}
/** A secret that workflows do not read from there would be written, and nothing be renewed. */
function requireSecret(secrets, name) {
    if (secrets.has(name.toUpperCase()))
        return;
    throw new errors/* UsageError */.eb("config/missing", `The repository has no secret ${name} to renew.`, {
        hint: "Name the secret that holds the login with the input refresh-token-secret. Secrets of an environment or an organisation cannot be renewed: keep the login in a secret of the repository.",
    });
}
function requireSameAccount(provider, account, user) {
    const names = [account.id, ...account.aliases].map((id) => names_userName(provider, id));
    if (names.includes(user))
        return;
    throw new errors/* ConflictError */.fK("auth/other-account", "The login is of another account than the backups. It was not kept.", {
        hint: "Log out on the provider's website, or use a private window, and run the workflow without an address for a new link.",
    });
}
/**
 * Stores the day wherever workflows may read it from: where it is now, or else as a variable, which
 * can be seen, or as a secret. Gives whether it could; that it could not must not undo what is done.
 */
async function storeDate({ hosting }, { name, day, isSecret, }) {
    try {
        const isVariable = await storeVariable(hosting, { name, day, isSecret });
        if (isSecret || !isVariable)
            await hosting.setSecret(name, new src_secret/* Secret */.zh(day));
        return true;
    }
    catch (error) {
        if (error instanceof errors/* AppError */.uV && !(error instanceof errors/* CancelledError */.cc))
            return false;
        throw error;
    }
}
/** Whether there is a variable with the day now. A token that may only write secrets will do, too. */
async function storeVariable(hosting, { name, day, isSecret }) {
    try {
        if (isSecret && !(await hosting.variables()).has(name))
            return false;
        await hosting.setVariable(name, day);
        return true;
    }
    catch (error) {
        if (error instanceof errors/* StoreError */.AD)
            return false;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/compose/renewal.js



/** The port of the redirect URI that every guide says to register. Nobody listens there. */
const PORT = 8888;
/**
 * The link with which a person renews the login; see `inviteToRenew` of `setup/renewal.ts`, whose
 * errors it throws.
 */
function inviteToRenewSpotify({ app, secretName }, places, world) {
    const { clientSecret } = app;
    const { clock } = world;
    return withConsent(app, "backup", world, async (consent) => inviteToRenew({ consent, clientSecret, secretName, redirectUri: callback_listener_redirectUri(PORT), clock }, await renewal_open(places)));
}
/**
 * Renews the login with the address that the link led to; see `renewLogin` of `setup/renewal.ts`,
 * whose errors it throws.
 */
function renewSpotifyLogin({ app, secretName }, pasted, places, world) {
    const { clientSecret } = app;
    const { clock } = world;
    return withConsent(app, "backup", world, async (consent) => renewLogin({ consent, clientSecret, secretName, redirectUri: callback_listener_redirectUri(PORT), clock }, pasted, await renewal_open(places)));
}
async function renewal_open({ repository, store, user }) {
    return { hosting: await repository.hosting(), users: () => store.users(), user };
}
/**
 * Stores a login that Spotify gave in place of the one in the secret `secretName` of `repository`;
 * see `storeReplaced` of `setup/renewal.ts`, whose errors it throws.
 */
async function storeReplacedLogin(repository, secretName, token) {
    await storeReplaced(await repository.hosting(), secretName, token);
}

;// CONCATENATED MODULE: ./src/history/choose.js


const SUGGESTIONS = 3;
/**
 * The one snapshot that is meant: the named one, or the `latest` of the one account there is.
 *
 * Throws `UsageError` `usage/user` when there are several accounts and none is named;
 * `NotFoundError` `snapshot/not-found`, naming those nearest in time, or `snapshot/none-good` when
 * none is complete; `IntegrityError` `snapshot/not-proved` when none is believed, and
 * `snapshot/several-keys` when it would have to be chosen among snapshots of several content keys.
 */
async function chooseSnapshot(store, { user, name }, trust) {
    const history = await list_readHistory(store, await choose_chooseUser(store, user), trust);
    const { evidence, assumedKeyId: unrecordedKeyId } = history;
    const found = name === undefined ? findLatest(history) : findNamed(history, name);
    const passedOver = name === undefined ? countForeignAfter(history, found) : 0;
    return { user: history.user, name: found, evidence, unrecordedKeyId, passedOver };
}
function countForeignAfter({ snapshots }, name) {
    const at = snapshots.findIndex((one) => one.name === name);
    return snapshots.slice(at + 1).filter(({ isForeign }) => isForeign).length;
}
async function choose_chooseUser(store, user) {
    const users = await store.users();
    const [only, ...others] = user === undefined ? users : users.filter((one) => one === user);
    if (only === undefined && user !== undefined && users.length > 0) {
        throw new errors/* NotFoundError */.m_("snapshot/not-found", `${store.location} has no snapshots of that user.`, {
            hint: `There are snapshots of ${users.join(", ")}.`,
        });
    }
    if (only === undefined) {
        throw new errors/* NotFoundError */.m_("snapshot/not-found", `There are no snapshots in ${store.location}.`, {
            hint: "Name the place that `tracksafe backup` wrote to.",
        });
    }
    if (others.length > 0) {
        throw new errors/* UsageError */.eb("usage/user", `${store.location} holds the backups of several accounts.`, {
            hint: `Name one of ${users.join(", ")}.`,
        });
    }
    return only;
}
function findLatest({ snapshots, evidence, keyIds }) {
    if (evidence.isAmbiguous)
        throw severalKeys(keyIds);
    const latest = snapshots.find((one) => one.latest);
    if (latest !== undefined)
        return latest.name;
    const hint = "Name the one to use; `tracksafe list` shows them.";
    if (snapshots.every(({ doubt }) => doubt === null)) {
        throw new errors/* NotFoundError */.m_("snapshot/none-good", "No snapshot is complete.", { hint });
    }
    if (snapshots.some(list_isBelieved)) {
        throw new errors/* NotFoundError */.m_("snapshot/none-good", "No snapshot of yours is complete.", { hint });
    }
    throw new errors/* IntegrityError */.cs("snapshot/not-proved", "None of the snapshots is proved to be yours.", {
        hint: "`tracksafe list` shows them, and what speaks against each. If your key id is another one, name it with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID).",
    });
}
/** Which of the keys is the owner's, only the owner can say. */
function severalKeys(keyIds) {
    const lines = [...keyIds].map(([keyId, names]) => {
        const [first = ""] = names;
        const last = names.at(-1) ?? first;
        return `${keyId} (${names.length}, from ${first} to ${last})`;
    });
    return new errors/* IntegrityError */.cs("snapshot/several-keys", `The snapshots were made with ${keyIds.size} keys, and nothing says which of them is yours.`, {
        hint: `Name yours with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID). There are ${lines.join("; ")}.`,
    });
}
function findNamed({ snapshots }, name) {
    const names = snapshots.map((one) => one.name);
    if (names.includes(name))
        return name;
    const nearest = names
        .toSorted((a, b) => distance(a, name) - distance(b, name))
        .slice(0, SUGGESTIONS)
        .sort();
    throw new errors/* NotFoundError */.m_("snapshot/not-found", "There is no snapshot of that name.", {
        hint: nearest.length === 0 ? "There is none at all." : `The nearest are ${nearest.join(", ")}.`,
    });
}
/** How far apart two names are in time; one that is no time is far from all. */
function distance(a, b) {
    const time = (name) => Date.parse(`${name.slice(0, 10)}T${name.slice(11, 19).replaceAll("-", ":")}Z`);
    return Math.abs(time(a) - time(b)) || 0;
}

;// CONCATENATED MODULE: ./src/history/files.js
/** The files of one snapshot of `store`. */
function snapshotFiles(store, ref) {
    return {
        files: () => store.files(ref),
        read: (name) => store.read(ref, name),
        open: (name) => store.open(ref, name),
    };
}

;// CONCATENATED MODULE: ./src/restore/items.js
/** Begins the reference of a recording of which only the ISRC is known. No provider knows it. */
const NAMELESS = "isrc:";
/** The entry as `provider` can be told of it. */
function toItem(entry, provider) {
    const { addedAt } = entry;
    if (entry.type !== "unavailable") {
        const reference = entry.item.refs[provider] ?? "";
        const title = "title" in entry.item ? entry.item.title : entry.item.name;
        if (entry.type === "local")
            return { state: "local", reference: "", title, addedAt };
        const isrc = entry.type === "track" ? entry.item.isrc : undefined;
        const state = reference === "" ? "gone" : "ready";
        return { state, reference, title, addedAt, ...(isrc === undefined ? {} : { isrc }) };
    }
    const { known } = entry;
    const title = known === undefined ? "" : "title" in known.item ? known.item.title : "";
    const gone = { state: "gone", reference: "", title, addedAt };
    if (known?.type !== "track" || known.item.isrc === undefined)
        return gone;
    const { isrc } = known.item;
    const reference = known.item.refs[provider] ?? `${NAMELESS}${isrc}`;
    return { state: "lookup", reference, isrc, title, addedAt };
}
/** The entry at `position` of one of the source's lists, from 1. */
function toSourceItem(entry, provider, position) {
    const known = entry.type === "unavailable" ? entry.known : entry;
    const artists = known === undefined ? [] : makersOf(known);
    const reference = known?.item.refs[provider] ?? "";
    return { ...toItem(entry, provider), origin: { artists, position, reference } };
}
function makersOf({ type, item }) {
    switch (type) {
        case "track":
        case "local":
        case "album":
            return item.artists.map(({ name }) => name);
        case "episode":
            return item.show === undefined ? [] : [item.show.title];
        case "show":
            return item.publisher === undefined ? [] : [item.publisher];
        case "audiobook":
            return item.authors;
        case "artist":
            return [];
        default:
            return type;
    }
}
/** Whether there is a way to put it back. */
function isRestorable({ state }) {
    return state === "ready" || state === "lookup";
}
/** The item in the light of what was learned: replaced, or given up. */
function withFindings(item, { replaced }) {
    const found = isRestorable(item) ? replaced.get(item.reference) : undefined;
    if (found === undefined)
        return item;
    if (found === null) {
        return { ...item, state: "gone", reference: item.state === "ready" ? item.reference : "" };
    }
    return { ...item, state: "ready", reference: found };
}
/**
 * Names things alike that are the same recording: gives for each of the target's items what the
 * source calls it. A provider that takes one reference may show another one; then their ISRC is the
 * same, and the source's own reference is nowhere in the target.
 */
function alignWith(source, target) {
    const wanted = new Set(source.map(({ reference }) => reference));
    const there = new Set(target.map(({ reference }) => reference));
    const byIsrc = new Map();
    for (const { reference, isrc } of source) {
        if (isrc !== undefined && !there.has(reference))
            byIsrc.set(isrc, reference);
    }
    return target.map(({ state, reference, isrc }) => {
        if (state === "local" || reference === "")
            return "";
        if (wanted.has(reference) || isrc === undefined)
            return reference;
        return byIsrc.get(isrc) ?? reference;
    });
}

;// CONCATENATED MODULE: ./src/restore/failures.js



const failures_PASSING = new Set([
    "http/network",
    "http/timeout",
    "http/bad-answer",
    "provider/unavailable",
]);
/** Whether the failure can pass, and leaves open whether the request was carried out. */
function isPassing(error) {
    return error instanceof errors/* ProviderError */.mZ && failures_PASSING.has(error.code);
}
/** Whether a playlist that was made just now may not be found yet. */
function isNotFound(error) {
    return error instanceof errors/* ProviderError */.mZ && error.code === "provider/not-found";
}
/** Whether `error` is about one thing only, so that the restore goes on without it. */
function failures_isLocal(error) {
    if (error instanceof MovedError || error instanceof RefusedError)
        return true;
    return error instanceof errors/* ProviderError */.mZ && error.code !== "provider/app-blocked";
}
/** The code under which a failure is reported. */
function failures_codeOf(error) {
    if (error instanceof MovedError)
        return "restore/moving";
    if (error instanceof RefusedError)
        return "restore/refused";
    return error instanceof errors/* AppError */.uV ? error.code : "internal/unexpected";
}

;// CONCATENATED MODULE: ./src/restore/skips.js
/** An item that is not put back. */
function skippedItem({ title, reference, origin }, { file, playlist }, reason, link) {
    const { artists = [], position = null } = origin ?? {};
    const page = link(origin?.reference || reference);
    return { file, reason, title, artists, playlist, position, reference, link: page };
}
/** A playlist of which the entries, or the cover, are not put back. */
function skippedPlaylist({ file, playlist }, reason, provider) {
    const reference = playlist.refs[provider.name] ?? "";
    const { name } = playlist;
    const link = provider.link(reference);
    return {
        file,
        reason,
        title: name,
        artists: [],
        playlist: name,
        position: null,
        reference,
        link,
    };
}

;// CONCATENATED MODULE: ./src/restore/run.js


/** The place where the result of a step is noted. */
function outcomeOf(run, plan) {
    const file = "kind" in plan ? plan.kind : plan.wanted.source.file;
    const known = run.outcome.files.find((each) => each.file === file);
    if (known !== undefined)
        return known;
    const common = { file, present: plan.present, added: 0, failed: plan.failed };
    const outcome = "kind" in plan
        ? { ...common, kind: plan.kind, title: "", moved: 0, appended: 0 }
        : {
            ...common,
            kind: "playlists",
            title: plan.wanted.source.playlist.name,
            action: plan.action,
            how: plan.how,
            id: plan.id,
            moved: plan.moved,
            appended: plan.appended,
        };
    run.outcome.files.push(outcome);
    return outcome;
}
/** Pauses in milliseconds before a request is repeated, or its effect looked for once more. */
const PAUSES_MS = [1000, 2000, 4000];
/** Sends what is safe to send again, again after failures that can pass. */
async function repeat(run, send) {
    for (const pause of PAUSES_MS) {
        try {
            return await send();
        }
        catch (error) {
            if (!isPassing(error))
                throw error;
            await run.clock.sleep(pause);
        }
    }
    return send();
}
/** Lets time pass until most writes can be seen, so that looking for them is worth a request. */
function run_settle({ clock }) {
    return clock.sleep(1000);
}
/** Asks until the answer is yes, for as long as reads may lag behind writes. */
async function eventually(run, isSo) {
    for (const pause of PAUSES_MS) {
        if (await isSo())
            return true;
        await run.clock.sleep(pause);
    }
    return isSo();
}
/** The time, as journals have it. */
function now({ clock }) {
    return clock.now().toISOString();
}
/** Looks for another reference of the same recording; `null` when there is none. Remembered. */
async function substitute(run, file, item) {
    const { journal, writer, provider, outcome } = run;
    const { reference, isrc, title } = item;
    const tracks = isrc === undefined ? [] : await repeat(run, () => writer.findByIsrc(isrc));
    const replaced = journal.progress().replaced;
    const usable = tracks.filter(({ refs }) => {
        const other = refs[provider.name];
        if (other === undefined)
            return false;
        // One that was refused stands for nothing now, or for another one.
        if (replaced.has(other) && replaced.get(other) !== other)
            return false;
        return item.state === "lookup" || other !== reference;
    });
    const best = usable.find((track) => track.title === title) ?? usable[0];
    const by = best?.refs[provider.name] ?? null;
    await journal.record({ type: "replaced", at: now(run), reference, by });
    if (best === undefined || by === null) {
        skip(run, file, item);
        return null;
    }
    if (by !== reference) {
        outcome.substituted.push({ file, title, from: reference, to: by, toTitle: best.title });
    }
    return { ...item, state: "ready", reference: by };
}
/** The items as they can be sent: in the light of what was learned on the way, and looked up. */
async function run_resolve(run, file, items) {
    const { substituted } = run.outcome;
    const resolved = [];
    for (const item of items) {
        const { reference, title } = item;
        const by = run.journal.progress().replaced.get(reference);
        if (by === null) {
            skip(run, file, item);
        }
        else if (by !== undefined && by !== reference) {
            substituted.push({ file, title, from: reference, to: by, toTitle: title });
            resolved.push({ ...item, state: "ready", reference: by });
        }
        else {
            const found = item.state === "lookup" ? await substitute(run, file, item) : item;
            if (found !== null)
                resolved.push(found);
        }
    }
    return resolved;
}
/** Notes that an item is not put back. */
function skip({ outcome, provider }, file, item) {
    const playlist = outcome.files.find((each) => each.file === file)?.title || null;
    const reason = item.state === "lookup" ? "unavailable" : "refused";
    outcome.skipped.push(skippedItem(item, { file, playlist }, reason, provider.link));
}
/** `list` in pieces of at most `size`. */
function chunksOf(list, size) {
    return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

;// CONCATENATED MODULE: ./src/restore/apply-collections.js



/**
 * Puts back what a collection lacks, oldest first. Ends at the first failure: where there are no
 * dates, the order of saving is all there is.
 */
async function applyCollection(run, { kind, missing, total }, outcome) {
    const save = kind === "likes" ? liking(run) : saveAll;
    const isCounted = kind === "likes" && missing.length > run.writer.saveLimit;
    const before = isCounted ? (total ?? (await countLikes(run))) : null;
    const items = [];
    for (const batch of chunksOf(withDates(missing), run.writer.saveLimit)) {
        const found = await run_resolve(run, kind, batch);
        const fresh = await withoutPresent(run, kind, batch, found);
        outcome.added += await saveBatch(run, kind, fresh, save);
        items.push(...fresh);
        run.onProgress?.();
    }
    if (before !== null && (await haveGrown(run, before + outcome.added)))
        return;
    const absent = await findUnsaved(run, items);
    if (absent.length === 0)
        return;
    await run.journal.record({ type: "seen", at: now(run), list: kind, present: [], absent });
    outcome.added -= absent.length;
    outcome.failed = "restore/not-saved";
}
const saveAll = (run, items) => repeat(run, () => run.writer.save(items.map(({ reference }) => reference)));
/** A stand-in may be in the target already. */
async function withoutPresent(run, kind, missing, found) {
    const asked = new Set(missing.filter(({ state }) => state === "ready"));
    const fresh = found.filter((item) => !asked.has(item));
    const there = new Set();
    for (const batch of chunksOf(fresh, run.writer.saveLimit)) {
        const references = batch.map(({ reference }) => reference);
        const answers = await run.writer.contains(references);
        const present = references.filter((_, index) => answers[index]);
        for (const reference of present)
            there.add(reference);
        await run.journal.record({
            type: "seen",
            at: now(run),
            list: kind,
            present,
            absent: references.filter((_, index) => !answers[index]),
        });
    }
    const unique = new Map(found.map((item) => [item.reference, item]));
    return [...unique.values()].filter(({ reference }) => !there.has(reference));
}
const LONG_AGO = "1970-01-01T00:00:00Z";
/** The items with a date each: what has none came with the one before it. */
function withDates(items) {
    let last = items.find(({ addedAt }) => addedAt !== null)?.addedAt ?? LONG_AGO;
    return items.map((item) => {
        last = item.addedAt ?? last;
        return { ...item, addedAt: last };
    });
}
/**
 * Likes with their dates as long as the provider lets it, else without. It may take the dates and
 * ignore them, or all of it; the first batch shows.
 */
function liking(run) {
    let isProved = false;
    return async (_, items) => {
        if (run.outcome.likes !== "batches") {
            const likes = items.map(({ reference, addedAt }) => ({
                reference,
                addedAt: addedAt ?? LONG_AGO,
            }));
            run.outcome.likes = "dated";
            const answer = await repeat(run, () => run.writer.likeDated(likes));
            const isDone = answer === "done" && (isProved || (await areLiked(run, likes)));
            isProved = true;
            if (isDone)
                return;
            run.outcome.likes = "batches";
        }
        await saveAll(run, items);
    };
}
/** Whether likes are there, none of them with the date of today in place of its own. */
async function areLiked(run, likes) {
    const minutes = new Map(likes.map(({ reference, addedAt }) => [reference, addedAt.slice(0, 16)]));
    const absent = await findUnsaved(run, likes);
    if (absent.length > 0)
        return false;
    const { first } = await run.provider.collection("likes");
    return first.every((entry) => {
        const { reference, addedAt } = toItem(entry, run.provider.name);
        const wanted = minutes.get(reference);
        return wanted === undefined || addedAt?.slice(0, 16) === wanted;
    });
}
/** Saves what the provider accepts of a batch; says how many. A refused batch is halved. */
async function saveBatch(run, list, items, save) {
    if (items.length === 0)
        return 0;
    try {
        await save(run, items);
        const references = items.map(({ reference }) => reference);
        await run.journal.record({ type: "saved", at: now(run), list, references });
        return items.length;
    }
    catch (error) {
        if (!(error instanceof RefusedError))
            throw error;
    }
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
        const other = await substitute(run, list, only);
        return other === null ? 0 : saveBatch(run, list, [other], save);
    }
    const half = Math.ceil(items.length / 2);
    const older = await saveBatch(run, list, items.slice(0, half), save);
    return older + (await saveBatch(run, list, items.slice(half), save));
}
/** How many likes the target has: all that one request tells of a list that is too long to compare. */
async function countLikes({ provider }) {
    return (await provider.collection("likes")).total;
}
/** Whether there are so many likes now. */
async function haveGrown(run, total) {
    await run_settle(run);
    return eventually(run, async () => (await countLikes(run)) >= total);
}
/** What the library does not have although it was saved: some providers accept what they ignore. */
async function findUnsaved(run, items) {
    const { replaced } = run.journal.progress();
    let open = items.map(({ reference }) => reference).filter((each) => !replaced.has(each));
    await run_settle(run);
    await eventually(run, async () => {
        const still = [];
        for (const batch of chunksOf(open, run.writer.saveLimit)) {
            const answers = await run.writer.contains(batch);
            still.push(...batch.filter((_, index) => !answers[index]));
        }
        open = still;
        return open.length === 0;
    });
    return open;
}
/**
 * Follows playlists, the last one on top; gives those that the provider does not take. `keys` are
 * their references.
 */
async function follow(run, references) {
    if (references.length === 0)
        return [];
    try {
        await repeat(run, () => run.writer.save(references));
        return [];
    }
    catch (error) {
        if (!(error instanceof RefusedError))
            throw error;
    }
    const [only] = references;
    if (references.length === 1 && only !== undefined) {
        await run.journal.record({ type: "replaced", at: now(run), reference: only, by: null });
        return [only];
    }
    const half = Math.ceil(references.length / 2);
    const refused = await follow(run, references.slice(0, half));
    return [...refused, ...(await follow(run, references.slice(half)))];
}

;// CONCATENATED MODULE: ./src/restore/common.js
/**
 * A longest common subsequence of two lists, as pairs in rising order. Empty strings equal nothing.
 *
 * Bit-parallel (Hyyrö 2004), after what both lists begin and end with alike is taken off: n·m/32
 * steps and bits of memory at worst, 13 MB for two lists of 10,000.
 */
function commonSubsequence(a, b) {
    const least = Math.min(a.length, b.length);
    const same = (i, j) => a[i] !== "" && a[i] === b[j];
    let head = 0;
    while (head < least && same(head, head))
        head += 1;
    let tail = 0;
    while (tail < least - head && same(a.length - 1 - tail, b.length - 1 - tail))
        tail += 1;
    const middle = bitParallel(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
    return [
        ...Array.from({ length: head }, (_, i) => [i, i]),
        ...middle.map(([i, j]) => [head + i, head + j]),
        ...Array.from({ length: tail }, (_, i) => [a.length - tail + i, b.length - tail + i]),
    ];
}
function bitParallel(a, b) {
    const words = Math.ceil(a.length / 32);
    const positions = new Map();
    for (const [i, token] of a.entries()) {
        if (token === "")
            continue;
        const list = positions.get(token);
        if (list)
            list.push(i);
        else
            positions.set(token, [i]);
    }
    // Bit i of row j is clear where one more of `a` counts: L(i + 1, j) = L(i, j) + 1.
    const rows = [new Uint32Array(words).fill(0xffff_ffff)];
    for (const [j, token] of b.entries()) {
        rows.push(nextRow(rows[j] ?? new Uint32Array(words), positions.get(token)));
    }
    return trace(rows, a.length, b.length);
}
function nextRow(row, matches) {
    if (matches === undefined)
        return row;
    const mask = new Uint32Array(row.length);
    for (const i of matches)
        mask[i >>> 5] = (mask[i >>> 5] ?? 0) | (1 << (i & 31));
    const next = new Uint32Array(row.length);
    let carry = 0;
    for (const [word, bits] of row.entries()) {
        const hits = (bits & (mask[word] ?? 0)) >>> 0;
        const sum = bits + hits + carry;
        carry = sum > 0xffff_ffff ? 1 : 0;
        next[word] = sum | (bits & ~hits);
    }
    return next;
}
function trace(rows, lengthA, lengthB) {
    const isSet = (j, i) => ((rows[j]?.[i >>> 5] ?? 0) >>> (i & 31)) & 1;
    const pairs = [];
    let i = lengthA;
    let j = lengthB;
    while (i > 0 && j > 0) {
        if (isSet(j, i - 1)) {
            i -= 1;
        }
        else {
            j -= 1;
            if (j > 0 && !isSet(j, i - 1))
                continue;
            i -= 1;
            pairs.push([i, j]);
        }
    }
    return pairs.reverse();
}

;// CONCATENATED MODULE: ./src/restore/merge.js


/** At how many places of one playlist items are inserted, each of which is a request or more. */
const MAX_PLACES = 50;
/**
 * Merges `wanted` (restorable items only) into `target` by their longest common subsequence. What
 * the target has besides stays where it is. Nothing that the target has anywhere is added again.
 */
function merge(wanted, target) {
    const names = alignWith(wanted, target);
    const pairs = commonSubsequence(wanted.map(({ reference }) => reference), names);
    const partnerOf = new Map(pairs);
    const paired = new Set(pairs.map(([, at]) => at));
    const elsewhere = countOf(names.filter((name, at) => name !== "" && !paired.has(at)));
    // What the provider shows nothing of may well be what it showed nothing of before.
    let empty = target.filter(({ state }) => state === "gone").length;
    const places = new Map();
    let at = 0;
    let moved = 0;
    let hidden = 0;
    for (const [index, item] of wanted.entries()) {
        const partner = partnerOf.get(index);
        if (partner !== undefined) {
            at = partner + 1;
        }
        else if (take(elsewhere, item.reference)) {
            moved += 1;
        }
        else if (item.state === "lookup" && empty > 0) {
            empty -= 1;
            hidden += 1;
        }
        else {
            const place = places.get(at);
            if (place)
                place.push(item);
            else
                places.set(at, [item]);
        }
    }
    const { inserts, appended } = limitPlaces(places, target.length);
    return { inserts, present: pairs.length + moved + hidden, moved, appended };
}
/** The largest of too many places keep theirs; what belongs to the others comes at the end. */
function limitPlaces(places, end) {
    const inside = [...places].filter(([at]) => at < end);
    const kept = new Set(inside
        .sort(([, a], [, b]) => b.length - a.length)
        .slice(0, MAX_PLACES)
        .map(([at]) => at));
    const inserts = [];
    const late = [];
    let appended = 0;
    for (const [at, items] of [...places].sort(([a], [b]) => a - b)) {
        if (kept.has(at))
            inserts.push({ at, items });
        else
            late.push(...items);
        if (!kept.has(at) && at < end)
            appended += items.length;
    }
    if (late.length > 0)
        inserts.push({ at: end, items: late });
    return { inserts, appended };
}
/** How often each name is there. */
function countOf(names) {
    const counts = new Map();
    for (const name of names)
        counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
}
/** Takes one of `name` away; says whether there was one. */
function take(counts, name) {
    const count = counts.get(name) ?? 0;
    if (count === 0)
        return false;
    counts.set(name, count - 1);
    return true;
}

;// CONCATENATED MODULE: ./src/restore/match.js


/**
 * Pairs playlists one to one, by the surest sign first: every playlist gets its chance with one sign
 * before any gets one with the next.
 */
function matchPlaylists(wanted, candidates, rules) {
    const matches = new Map();
    const taken = new Set();
    // From the end of both lists, as copies are made: the one that is unfinished is the newest.
    const fromEnd = { wanted: wanted.toReversed(), candidates: candidates.toReversed() };
    const pass = (how, fits) => {
        for (const one of fromEnd.wanted) {
            if (matches.has(one))
                continue;
            const candidate = fromEnd.candidates.find((each) => !taken.has(each) && fits(one, each));
            if (candidate === undefined)
                continue;
            taken.add(candidate);
            matches.set(one, { how, candidate });
        }
    };
    const named = (fits) => (one, each) => each.items !== null && isNamedAlike(one, each, rules.normalise) && fits(one, each.items);
    pass("journal", (one, { listed }) => rules.created.get(one.source.key)?.id === listed.id);
    const isEmpty = named((_, items) => items.length === 0);
    const isMade = (one, each) => isDetailedAlike(one, each, rules.normalise);
    const isNew = (one, { listed }) => rules.opening.get(one.source.key)?.has(listed.id) === false;
    pass("journal", (one, each) => isNew(one, each) && isEmpty(one, each) && isMade(one, each));
    pass("own", (one, { listed }) => isOwn(one, listed, rules.provider));
    const isFilled = (one, each) => !isEmpty(one, each);
    // What also has the other details is surer; there is no more to an empty one than these.
    for (const isLikely of [isMade, isFilled]) {
        const likely = (fits) => (one, each) => isLikely(one, each) && named(fits)(one, each);
        pass("same", likely(match_isSame));
        pass("reordered", likely(isReordered));
        pass("unfinished", likely(isUnfinished));
    }
    // A playlist that was renamed since is still a copy; an empty one is a copy of nothing.
    pass("same", (one, { items }) => items?.some(isRestorable) === true && match_isSame(one, items));
    return matches;
}
/** Whether the target's playlist is the one that was backed up. */
function isOwn({ source }, listed, provider) {
    const reference = source.playlist.refs[provider];
    return reference !== undefined && listed.playlist.refs[provider] === reference;
}
/** Whether the provider would call them alike. */
function isNamedAlike({ source }, { listed }, normalise) {
    return normalise(source.playlist).name === normalise(listed.playlist).name;
}
/** Whether the name, the description and the flag are those that a copy is made with. */
function isMadeAlike(one, candidate, normalise) {
    return isNamedAlike(one, candidate, normalise) && isDetailedAlike(one, candidate, normalise);
}
/** Whether the description and the flag are those that a copy is made with. */
function isDetailedAlike({ source }, { listed }, normalise) {
    const [wanted, has] = [normalise(source.playlist), normalise(listed.playlist)];
    return wanted.description === has.description && wanted.collaborative === has.collaborative;
}
/** Whether a playlist of so many entries can be a copy: worth looking into, when named alike. */
function canBeCopy({ source }, total) {
    return total === null || total <= (source.entries ?? []).length;
}
/** Whether it has the number of entries that the whole copy would have. */
function canBeWhole({ items }, total) {
    const least = items.filter(({ state }) => state === "ready").length;
    return total !== null && total > 0 && total >= least && total <= items.length;
}
/** Whether the wanted items that must be there are, in order, and nothing else that could be. */
function match_isSame({ items }, target) {
    const named = target.filter(({ reference }) => reference !== "").length;
    const least = items.filter(({ state }) => state === "ready").length;
    if (named < least || named > items.length)
        return false;
    const found = foundIn(items, target);
    return found !== null && items.every((item, at) => item.state === "lookup" || found.has(at));
}
function isReordered({ items }, target) {
    const names = alignWith(items, target).filter((name) => name !== "");
    const counts = countOf(names);
    let there = 0;
    for (const { state, reference } of items) {
        if (take(counts, reference))
            there += 1;
        else if (state === "ready")
            return false;
    }
    return there > 0 && there === names.length;
}
/** Whether all of it is of the wanted items, in their order, and came after the snapshot. */
function isUnfinished({ source, items }, target) {
    const isNew = ({ addedAt }) => addedAt !== null && Date.parse(addedAt) >= Math.floor(Date.parse(source.takenAt) / 1000) * 1000;
    return target.every(isNew) && foundIn(items, target) !== null;
}
/** Which of `items` the target has, when it has them in order and nothing else; else `null`. */
function foundIn(items, target) {
    const found = new Set();
    let at = 0;
    for (const name of alignWith(items, target)) {
        if (name === "")
            continue;
        while (at < items.length && items[at]?.reference !== name)
            at += 1;
        if (at === items.length)
            return null;
        found.add(at);
        at += 1;
    }
    return found;
}

;// CONCATENATED MODULE: ./src/restore/observe.js





/** How long after a write reads may not show it, in milliseconds; 2 s were seen at most. */
const observe_LAG_MS = 7000;
const WALKS = 3;
/**
 * Waits until what an earlier run wrote last can be seen: looked at before, it would be written
 * again.
 */
async function awaitLastWrite({ journal, clock }) {
    const { writtenAt } = journal.progress();
    if (writtenAt === null)
        return;
    const left = Date.parse(writtenAt) + observe_LAG_MS - clock.now().getTime();
    if (left > 0)
        await clock.sleep(Math.min(left, observe_LAG_MS));
}
/** Which of `items` a collection of the target has, found the way that takes fewer requests. */
async function observeCollection(context, kind, items) {
    const { journal, provider, writer } = context;
    let total = null;
    const seen = () => journal.progress().seen.get(kind) ?? new Map();
    const unknown = () => items
        .map(({ reference }) => reference)
        .filter((reference) => !reference.startsWith(NAMELESS) && !seen().has(reference));
    const asking = () => Math.ceil(unknown().length / writer.saveLimit);
    // What a run before this one began to list is not listed again: asking goes on where it stopped.
    if (asking() > 1 && seen().size === 0) {
        const walk = await provider.collection(kind);
        total = walk.total;
        const pages = Math.ceil(walk.total / Math.max(1, walk.first.length));
        const there = pages - 1 <= asking() ? await listCollection(context, kind, items, walk) : null;
        if (there !== null)
            await observe_note(context, kind, unknown(), there);
    }
    for (let open = unknown(); open.length > 0; open = unknown()) {
        const asked = open.slice(0, writer.saveLimit);
        const answers = await writer.contains(asked);
        await observe_note(context, kind, asked, new Set(asked.filter((_, index) => answers[index])));
    }
    const present = new Set([...seen()].flatMap(([reference, has]) => (has ? [reference] : [])));
    return { present, total };
}
/** What a walk shows of `items`, noted page by page; `null` when that may not be all. */
async function listCollection(context, kind, items, walk) {
    const { provider } = context;
    const wanted = new Set(items.map(({ reference }) => reference));
    const found = [];
    const add = async (page) => {
        const rows = page.map((entry) => toItem(entry, provider.name));
        found.push(...rows);
        const present = rows.map(({ reference }) => reference).filter((each) => wanted.has(each));
        if (present.length > 0)
            await observe_note(context, kind, present, wanted);
    };
    try {
        await add(walk.first);
        for await (const page of walk.rest())
            await add(page);
    }
    catch (error) {
        // What it did not come to is asked for.
        if (error instanceof MovedError)
            return null;
        throw error;
    }
    return isSound(walk, found.length) ? new Set(alignWith(items, found)) : null;
}
/** Notes which of `references` the target has. */
async function observe_note({ journal, clock }, list, references, there) {
    const present = references.filter((reference) => there.has(reference));
    const absent = references.filter((reference) => !there.has(reference));
    await journal.record({ type: "seen", at: clock.now().toISOString(), list, present, absent });
}
/** The target's playlists, read as far as it takes to match `wanted`. */
async function observePlaylists(context, wanted, rules) {
    const listed = await listWithLate(context, wanted, rules);
    const remembered = new Set(context.journal.progress().items.keys());
    const owned = listed.filter(({ playlist }) => playlist.relation === "owned");
    const items = new Map();
    const candidates = () => owned.map((each) => ({ listed: each, items: items.get(each.id) ?? null }));
    const unread = new Map();
    const read = async (each, isWorthIt) => {
        try {
            const known = await readItems(context, each, isWorthIt);
            if (known !== null)
                items.set(each.id, known);
        }
        catch (error) {
            if (!failures_isLocal(error))
                throw error;
            unread.set(each.id, failures_codeOf(error));
        }
    };
    const made = new Set([...rules.created.values()].map(({ id }) => id));
    for (const each of owned) {
        const isWorthIt = (one) => isOwn(one, each, rules.provider) ||
            (isNamedAlike(one, { listed: each }, rules.normalise) && canBeCopy(one, each.total));
        if (made.has(each.id) || wanted.some(isWorthIt))
            await read(each);
    }
    const matches = matchPlaylists(wanted, candidates(), rules);
    const taken = new Set([...matches.values()].map(({ candidate }) => candidate.listed.id));
    const rest = wanted.filter((one) => !matches.has(one));
    for (const each of owned) {
        if (taken.has(each.id) || items.has(each.id))
            continue;
        const fitting = rest.filter((one) => canBeWhole(one, each.total));
        const begins = (first) => fitting.some((one) => beginsLike(one, first));
        if (fitting.length > 0)
            await read(each, begins);
    }
    return { listed, candidates: candidates(), remembered, unread };
}
/** The target's list of playlists. */
async function observe_listPlaylists({ provider, }) {
    return (await settled(() => provider.playlists())).playlists;
}
/** The list, with what was made so lately that it may not show yet. */
async function listWithLate({ provider, clock }, wanted, { created }) {
    const playlists = await observe_listPlaylists({ provider });
    const shown = new Set(playlists.map(({ id }) => id));
    const since = new Date(clock.now().getTime() - 60_000).toISOString();
    const journalled = created;
    const late = wanted.flatMap(({ source }) => {
        const { id, at = "" } = journalled.get(source.key) ?? {};
        if (id === undefined || shown.has(id) || at < since)
            return [];
        const playlist = { ...source.playlist, relation: "owned", refs: {} };
        return [{ id, revision: "", playlist, total: null, coverUrl: null }];
    });
    return [...late, ...playlists];
}
/**
 * The items of a playlist: those the journal knows, or those read now. `null` when the first page
 * is not worth reading the rest.
 */
async function readItems({ provider, journal, clock }, listed, isWorthIt = () => true, fresh = false) {
    const remembered = journal.progress().items.get(listed.id);
    if (remembered !== undefined && !fresh)
        return remembered;
    let shown = "";
    const items = await settled(async () => {
        const walk = await provider.entries(listed);
        if (walk === "withheld") {
            throw new errors/* ProviderError */.mZ("provider/forbidden", "The items of an own playlist are not shown.");
        }
        const toItems = (page) => page.map((entry) => toItem(entry, provider.name));
        const rows = toItems(walk.first);
        if (!isWorthIt(rows))
            return null;
        for await (const page of walk.rest())
            rows.push(...toItems(page));
        const before = shown;
        shown = JSON.stringify(rows);
        // Rows that are only not shown would be put in a second time.
        if (isSound(walk, rows.length) || shown === before)
            return rows;
        throw new MovedError("Its pages or its count do not fit together.");
    });
    if (items === null)
        return null;
    await journal.record({ type: "items", at: clock.now().toISOString(), id: listed.id, items });
    return items;
}
/** `read`, again while what it reads keeps changing. */
async function settled(read) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await read();
        }
        catch (error) {
            if (!(error instanceof MovedError) || attempt === WALKS)
                throw error;
        }
    }
}
/** Whether the first page can be that of a copy. */
function beginsLike({ items }, first) {
    const wanted = new Set(items.flatMap(({ reference, isrc = "" }) => [reference, isrc]));
    return first.every(({ state, reference, isrc = "" }) => state !== "ready" || wanted.has(reference) || (isrc !== "" && wanted.has(isrc)));
}

;// CONCATENATED MODULE: ./src/restore/apply-playlists.js









/** Puts back one playlist of one's own: makes it or finds it, then adds what it lacks. */
async function applyPlaylist(run, plan, outcome, isRemembered) {
    const { source } = plan.wanted;
    const place = await openPlaylist(run, plan, isRemembered);
    outcome.id = place.filling.id;
    await insertAll(run, place.filling, place.inserts, (count) => {
        outcome.added += count;
        run.onProgress?.();
    });
    const { id, length } = place.filling;
    run.lengths.set(id, length);
    if (plan.details)
        await repeat(run, () => run.writer.updatePlaylist(id, source.playlist));
    if (plan.cover && !place.hasCover)
        await setCover(run, plan, id, outcome);
}
async function openPlaylist(run, plan, isRemembered) {
    const { wanted, inserts, length } = plan;
    const { file, playlist } = wanted.source;
    if (plan.id !== null) {
        const filling = { id: plan.id, file, length };
        const { id } = plan;
        const isAsBefore = !isRemembered ||
            inserts.length === 0 ||
            (await eventually(run, async () => (await countItems(run, id)) === length));
        if (isAsBefore)
            return { filling, inserts, hasCover: false };
        return reopen(run, plan, stub(plan, id));
    }
    if (plan.action === "return") {
        const returned = await bringBack(run, playlist.refs[run.provider.name] ?? "");
        if (returned !== null)
            return reopen(run, plan, returned);
    }
    const id = await create(run, plan);
    await run.journal.record({ type: "created", at: now(run), key: wanted.source.key, id });
    return { filling: { id, file, length: 0 }, inserts, hasCover: false };
}
/** Looks at a playlist of the target (again), and at what it lacks. */
async function reopen(run, { wanted }, listed) {
    const items = await readItems(run, listed, undefined, true);
    const filling = { id: listed.id, file: wanted.source.file, length: items?.length ?? 0 };
    const { inserts } = merge(wanted.items, items ?? []);
    return { filling, inserts, hasCover: listed.coverUrl !== null };
}
/** Follows a deleted playlist of one's own; `null` when that does not bring it back. */
async function bringBack(run, reference) {
    if ((await follow(run, [reference])).length > 0)
        return null;
    let found;
    await eventually(run, async () => {
        const { playlists } = await run.provider.playlists();
        found = playlists.find(({ playlist }) => playlist.refs[run.provider.name] === reference);
        return found !== undefined;
    });
    return found?.playlist.relation === "owned" ? found : null;
}
/** Makes the playlist once, also when the answer to that is lost. */
async function create(run, plan) {
    const { playlist } = plan.wanted.source;
    const { name, description, visibility, collaborative } = playlist;
    const details = { name, description, visibility, collaborative };
    const alike = run.listed.filter((listed) => looksNew(run, plan, listed)).map(({ id }) => id);
    const besides = alike.length === 0 ? {} : { besides: alike };
    for (let attempt = 0;; attempt += 1) {
        await run.journal.record({
            type: "try",
            at: now(run),
            key: plan.wanted.source.key,
            ...besides,
        });
        try {
            const id = await run.writer.createPlaylist(details);
            run.known.add(id);
            return id;
        }
        catch (error) {
            if (!isPassing(error))
                throw error;
            const id = await findCreated(run, plan);
            if (id !== null)
                return id;
            if (attempt === PAUSES_MS.length - 1)
                throw error;
        }
    }
}
/** Whether a playlist looks as the planned one does when it was made just now. */
function looksNew(run, { wanted }, listed) {
    return (listed.playlist.relation === "owned" &&
        (listed.total ?? 0) === 0 &&
        isNamedAlike(wanted, { listed }, run.normalise));
}
async function findCreated(run, plan) {
    let found = null;
    await eventually(run, async () => {
        const { playlists } = await repeat(run, () => run.provider.playlists());
        const fresh = playlists.find((listed) => !run.known.has(listed.id) && looksNew(run, plan, listed));
        found = fresh?.id ?? null;
        return found !== null;
    });
    if (found !== null)
        run.known.add(found);
    return found;
}
/** Inserts from the front to the back; what is not accepted leaves no gap. `onBatch` learns how many went in. */
async function insertAll(run, filling, inserts, onBatch) {
    let added = 0;
    for (const { at, items } of inserts) {
        for (const batch of chunksOf(items, run.writer.itemLimit)) {
            const found = await run_resolve(run, filling.file, batch);
            const count = await addBatch(run, filling, found, at + added);
            added += count;
            onBatch(count);
        }
    }
}
/** Adds what the provider accepts of a batch; says how many. A refused batch is halved. */
async function addBatch(run, filling, items, at) {
    if (items.length === 0)
        return 0;
    try {
        await addOnce(run, filling, items, at);
        return items.length;
    }
    catch (error) {
        if (!(error instanceof RefusedError))
            throw error;
    }
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
        const other = await substitute(run, filling.file, only);
        return other === null ? 0 : addBatch(run, filling, [other], at);
    }
    const half = Math.ceil(items.length / 2);
    const first = await addBatch(run, filling, items.slice(0, half), at);
    return first + (await addBatch(run, filling, items.slice(half), at + first));
}
/** Adds a batch once, also when the answer to that is lost: what is there then tells. */
async function addOnce(run, filling, items, position) {
    const { id } = filling;
    const references = items.map(({ reference }) => reference);
    for (let attempt = 0;; attempt += 1) {
        await run.journal.record({ type: "try", at: now(run) });
        try {
            await run.writer.addItems(id, references, position);
            break;
        }
        catch (error) {
            if (!isPassing(error) && !isNotFound(error))
                throw error;
            if (await hasGrown(run, filling, items.length))
                break;
            if (attempt === PAUSES_MS.length - 1)
                throw error;
        }
    }
    filling.length += items.length;
    const at = now(run);
    const added = items.map(({ origin: _, ...item }) => ({ ...item, addedAt: at }));
    await run.journal.record({ type: "added", at, id, position, items: added });
}
/**
 * Whether the playlist has `more` entries than before. Throws `ProviderError` `restore/changed` when
 * it has another number: somebody else is at work in it.
 */
async function hasGrown(run, { id, length }, more) {
    let count = length;
    await eventually(run, async () => {
        count = await countItems(run, id).catch((error) => {
            if (isPassing(error) || isNotFound(error))
                return length;
            throw error;
        });
        // Reads may show what it was before the batches before this one, too.
        return count === length + more;
    });
    if (count === length + more)
        return true;
    if (count === length)
        return false;
    throw new errors/* ProviderError */.mZ("restore/changed", "A playlist changed while it was restored.", {
        hint: "Run the restore again when nothing else changes the account.",
    });
}
/** How many entries a playlist of the target has. */
async function countItems(run, id) {
    const listed = { id, revision: "", playlist: EMPTY, total: null, coverUrl: null };
    const walk = await run.provider.entries(listed);
    return walk === "withheld" ? 0 : Math.max(walk.total, walk.first.length);
}
const EMPTY = {
    name: "",
    description: null,
    visibility: "unknown",
    collaborative: false,
    owner: { name: "", refs: {} },
    relation: "owned",
    refs: {},
};
function stub({ wanted }, id) {
    const playlist = { ...wanted.source.playlist, relation: "owned" };
    return { id, revision: "", playlist, total: null, coverUrl: null };
}
/** A cover that is damaged or not accepted is noted; the playlist has its items all the same. */
async function setCover(run, { wanted }, id, outcome) {
    const { cover } = wanted.source;
    if (cover === null)
        return;
    try {
        const jpeg = await cover();
        await repeat(run, () => run.writer.setCover(id, jpeg));
    }
    catch (error) {
        if ((0,errors/* isDamage */.e6)(error) || error instanceof errors/* KeyError */.eN) {
            outcome.failed = error.code;
            return;
        }
        if (!(error instanceof RefusedError))
            throw error;
        run.outcome.skipped.push(skippedPlaylist(wanted.source, "cover", run.provider));
    }
    await run.journal.record({ type: "cover", at: now(run), id });
}

;// CONCATENATED MODULE: ./src/restore/others.js





/**
 * Looks at the list once more before the first playlist is written: the plan may be minutes old.
 *
 * Throws `ConflictError` `restore/concurrent` when somebody else made one of `plans` meanwhile, or
 * changed one that is to be filled.
 */
async function refuseOthers(run, plans) {
    const playlists = await repeat(run, () => observe_listPlaylists(run));
    const fresh = freshIn(run, playlists);
    for (const plan of plans) {
        const isMade = plan.id === null && fresh.some((listed) => isCopy(run, plan, listed));
        if (isMade || (await hasChanged(run, plan, playlists))) {
            throw new errors/* ConflictError */.fK("restore/concurrent", "Another restore is writing to the same account: the playlists are not those that the plan was made for.", {
                hint: "No playlist was written. Wait until the other restore has ended, then run this one again: it goes on with what is there.",
            });
        }
    }
}
/** The list may show an old number of entries, so that only the playlist itself proves a change. */
async function hasChanged(run, { id, length }, playlists) {
    const totalIn = (list) => list.find((each) => each.id === id)?.total;
    if (id === null || totalIn(playlists) === totalIn(run.listed))
        return false;
    return (await countItems(run, id)) !== length;
}
/**
 * The playlists among `plans`, all made by this run, that are in the list more than once by now. Of
 * the copies the one that was made first is to stay, so that every run names the same ones.
 */
function findDoubles(run, plans, playlists) {
    const fresh = freshIn(run, playlists);
    return plans.flatMap((plan) => {
        const { id } = outcomeOf(run, plan);
        const copies = playlists.filter((listed) => listed.id === id || (fresh.includes(listed) && isCopy(run, plan, listed)));
        if (copies.length < 2)
            return [];
        const { file, playlist } = plan.wanted.source;
        // New ones come on top.
        const remove = copies.slice(0, -1).map((listed) => ({
            id: listed.id,
            link: run.provider.link(listed.playlist.refs[run.provider.name] ?? ""),
        }));
        return [{ file, title: playlist.name, remove }];
    });
}
/** What a run that made playlists which are there twice ends with. */
function doubled(doubles) {
    return new errors/* ConflictError */.fK("restore/concurrent", `Playlists that are there more than once: ${doubles.length}. Another restore into the same account made them meanwhile.`, {
        hint: "Delete the copies that the report names, then run it again: it completes those that stay.",
    });
}
/** Own playlists that this run neither found nor made. */
function freshIn(run, playlists) {
    return playlists.filter(({ id, playlist }) => playlist.relation === "owned" && !run.known.has(id));
}
/** Whether a playlist looks as a copy does, whole or not. */
function isCopy({ normalise }, { wanted }, listed) {
    return isMadeAlike(wanted, { listed }, normalise) && canBeCopy(wanted, listed.total);
}

;// CONCATENATED MODULE: ./src/restore/planned.js
/** Whether items go into a playlist, or it is to be made. */
function isFilled({ action, id, inserts, failed }) {
    return failed === null && action !== "follow" && (id === null || inserts.length > 0);
}
/** Whether a plan writes nothing. */
function isEmpty({ collections, playlists }) {
    return (collections.every(({ missing }) => missing.length === 0) &&
        playlists.every(({ action, id, inserts, cover, details, skipped, failed }) => failed !== null ||
            (!cover &&
                !details &&
                inserts.length === 0 &&
                (id !== null || (action === "follow" && skipped.length > 0)))));
}
/** How many things a plan adds: saved ones, items of playlists, playlists that are followed. */
function countMissing({ collections, playlists }) {
    const counts = [
        ...collections.map(({ missing }) => missing.length),
        ...playlists.flatMap(({ inserts }) => inserts.map(({ items }) => items.length)),
        playlists.filter(({ action, id, skipped }) => {
            return action === "follow" && id === null && skipped.length === 0;
        }).length,
    ];
    return counts.reduce((sum, count) => sum + count, 0);
}
/** What a plan writes to. */
function kindsOf({ collections, playlists }) {
    const lacking = collections.filter(({ missing }) => missing.length > 0);
    const writes = playlists.filter(({ id, inserts, cover, details, failed }) => {
        return (failed === null && id === null) || inserts.length > 0 || cover || details;
    });
    return [
        ...lacking.map(({ kind }) => kind),
        ...(writes.length > 0 ? ["playlists"] : []),
        ...(writes.some(({ cover }) => cover) ? ["covers"] : []),
    ];
}

;// CONCATENATED MODULE: ./src/restore/check-playlists.js





/**
 * One look at the list shows whether all that was made, filled and followed is there, and nobody else
 * did the same: a provider was seen to accept items for playlists that no longer exist.
 */
async function checkPlaylists(run, done, attempt) {
    const { follows, filled } = writtenIn(run, done);
    const written = [...follows, ...filled];
    if (written.length === 0)
        return;
    // Where nobody can look, nobody knows: the next run does.
    const outcomes = written.map((each) => outcomeOf(run, each));
    await attempt(outcomes, async () => {
        let missing = [];
        let short = [];
        let playlists = [];
        await run_settle(run);
        await eventually(run, async () => {
            playlists = await observe_listPlaylists(run);
            const listed = new Map(playlists.map((each) => [each.id, each]));
            const references = new Set(playlists.map((each) => referenceIn(run, each)));
            missing = [
                ...filled.filter((each) => !listed.has(outcomeOf(run, each).id ?? "")),
                ...follows.filter(({ wanted }) => !references.has(referenceIn(run, wanted.source))),
            ];
            short = filled.flatMap((each) => listed.get(outcomeOf(run, each).id ?? "") ?? []);
            short = short.filter(({ id, total }) => (total ?? 0) < (run.lengths.get(id) ?? 0));
            return missing.length + short.length === 0;
        });
        await noteDoubles(run, filled, playlists);
        const lost = new Set(await findLost(run, short));
        const grown = findGrown(run, filled, playlists);
        for (const each of written) {
            const outcome = outcomeOf(run, each);
            if (missing.includes(each) || lost.has(outcome.id ?? ""))
                outcome.failed = "restore/not-saved";
            else if (grown.includes(each))
                outcome.failed = "restore/changed";
            else if (each.action === "follow")
                outcome.added += 1;
        }
    });
}
async function noteDoubles(run, filled, playlists) {
    const made = filled.filter((each) => each.id === null);
    const doubles = findDoubles(run, made, playlists);
    run.outcome.doubles.push(...doubles);
    const removed = new Set(doubles.flatMap(({ remove }) => remove.map(({ id }) => id)));
    for (const each of made) {
        if (!removed.has(outcomeOf(run, each).id ?? ""))
            continue;
        // Once it is deleted, nothing may take it for one that does not show yet.
        await run.journal.record({ type: "doubled", at: now(run), key: each.wanted.source.key });
    }
}
function writtenIn(run, { plan, followed }) {
    const refused = new Set(run.outcome.skipped.map(({ file }) => file));
    const isWritten = (each) => outcomeOf(run, each).failed === null;
    return {
        follows: followed.filter((each) => !refused.has(each.wanted.source.file) && isWritten(each)),
        filled: plan.playlists.filter((each) => isFilled(each) && isWritten(each)),
    };
}
function referenceIn(run, { playlist }) {
    return playlist.refs[run.provider.name];
}
/**
 * Those of the playlists that lack entries although they were accepted. What is in them is noted, so
 * that the next run puts back the rest. The list may show an earlier number for longer than they do.
 */
async function findLost(run, short) {
    const lost = [];
    for (const listed of short) {
        const wanted = run.lengths.get(listed.id) ?? 0;
        if ((await countItems(run, listed.id)) >= wanted)
            continue;
        await readItems(run, listed, undefined, true);
        lost.push(listed.id);
    }
    return lost;
}
/** Those that have more entries than this run left them with: somebody else filled them, too. */
function findGrown(run, filled, playlists) {
    return filled.filter((each) => {
        const { id, added } = outcomeOf(run, each);
        const totalIn = (list) => list.find((one) => one.id === id)?.total;
        // What the provider counts besides its rows was counted before, too.
        const before = Math.max((totalIn(run.listed) ?? 0) + added, run.lengths.get(id ?? "") ?? 0);
        return (totalIn(playlists) ?? 0) > before;
    });
}

;// CONCATENATED MODULE: ./src/restore/apply.js









/** So many failures one after the other mean that nothing will work now. */
const HOPELESS = 3;
/**
 * Carries a plan out. What fails with one file is noted there and the rest goes on; gives what ended
 * the run before its end, or `null`.
 */
async function applyPlan(run, plan, target) {
    let failures = 0;
    const attempt = async (files, work) => {
        try {
            await work();
            failures = 0;
        }
        catch (error) {
            for (const file of files)
                file.failed = failures_codeOf(error);
            failures += 1;
            run.log.info("restore.file-failed", { code: failures_codeOf(error) });
            if (!failures_isLocal(error) || (failures >= HOPELESS && error instanceof errors/* AppError */.uV))
                throw error;
        }
    };
    try {
        const [likes, ...others] = splitLikes(plan.collections);
        for (const each of likes ?? [])
            await attempt([outcomeOf(run, each)], () => collection(run, each));
        await applyPlaylists(run, plan, target, attempt);
        for (const each of others.flat()) {
            await attempt([outcomeOf(run, each)], () => collection(run, each));
        }
        const { doubles } = run.outcome;
        return doubles.length === 0 ? null : doubled(doubles);
    }
    catch (error) {
        return (0,errors/* toAppError */.b_)(error);
    }
}
function splitLikes(plans) {
    return [
        plans.filter(({ kind }) => kind === "likes"),
        plans.filter(({ kind }) => kind !== "likes"),
    ];
}
async function collection(run, plan) {
    if (plan.missing.length > 0)
        await applyCollection(run, plan, outcomeOf(run, plan));
}
/** From the end of the list to its start, so that each comes on top of those that were below it. */
async function applyPlaylists(run, plan, target, attempt) {
    let waiting = [];
    const followed = [];
    const followWaiting = async () => {
        const batch = waiting;
        waiting = [];
        if (batch.length === 0)
            return;
        await attempt(batch.map((each) => outcomeOf(run, each)), () => followAll(run, batch));
        followed.push(...batch);
    };
    const filled = plan.playlists.filter(isFilled);
    if (filled.length > 0) {
        const outcomes = filled.map((each) => outcomeOf(run, each));
        await attempt(outcomes, () => refuseOthers(run, filled));
    }
    for (const each of plan.playlists) {
        if (outcomeOf(run, each).failed !== null)
            continue;
        if (each.action === "follow") {
            if (each.id === null && each.skipped.length === 0)
                waiting.push(each);
            if (waiting.length === run.writer.saveLimit)
                await followWaiting();
            continue;
        }
        if (each.action !== "fill")
            await followWaiting();
        const isRemembered = each.id !== null && target.remembered.has(each.id);
        const outcome = outcomeOf(run, each);
        await attempt([outcome], () => applyPlaylist(run, each, outcome, isRemembered));
        run.onProgress?.();
    }
    await followWaiting();
    await checkPlaylists(run, { plan, followed }, attempt);
}
async function followAll(run, plans) {
    const { name } = run.provider;
    const references = plans.map(({ wanted }) => wanted.source.playlist.refs[name] ?? "");
    const refused = new Set(await follow(run, references));
    for (const { source } of plans.map(({ wanted }) => wanted)) {
        if (!refused.has(source.playlist.refs[name] ?? ""))
            continue;
        run.outcome.skipped.push(skippedPlaylist(source, "refused", run.provider));
    }
}
/** Says in the journal that nothing is left to do. */
async function finish(run) {
    await run.journal.record({ type: "finished", at: now(run) });
}

;// CONCATENATED MODULE: ./src/restore/todo.js
/** What the person has to do by hand after a restore, in the order of the snapshot. */
function todoOf(collections, playlists, target) {
    const todo = [];
    const visibility = new Map(target.listed.map(({ id, playlist }) => [id, playlist.visibility]));
    for (const { action, id, wanted } of playlists.toReversed()) {
        const { file, playlist } = wanted.source;
        if (action === "follow" || playlist.visibility !== "private")
            continue;
        if (id !== null && visibility.get(id) === "private")
            continue;
        todo.push({ kind: "make-private", file, title: playlist.name });
    }
    for (const { skipped } of [...collections, ...playlists.toReversed()]) {
        const local = skipped.filter(({ reason }) => reason === "local");
        const [first] = local;
        if (first === undefined)
            continue;
        todo.push({ kind: "local-files", file: first.file, items: local });
    }
    const isNew = ({ action }) => action === "create";
    if (playlists.some(isNew))
        todo.push({ kind: "folders" });
    return todo;
}

;// CONCATENATED MODULE: ./src/restore/plan.js






/** The items of a collection as the snapshot has them, each once, oldest first. */
function collectionItems(library, kind, provider) {
    const items = new Map();
    for (const [at, entry] of (library.collections.get(kind) ?? []).entries()) {
        const item = toSourceItem(entry, provider, at + 1);
        const key = isRestorable(item) ? item.reference : `${items.size} `;
        if (!items.has(key))
            items.set(key, item);
    }
    return [...items.values()].reverse();
}
/** The playlists of a library, with what can be restored of each. */
function wantedPlaylists(library, rules) {
    return library.playlists.map((source) => ({
        source,
        items: itemsOf(source, rules).filter(isRestorable),
    }));
}
function itemsOf({ entries }, rules) {
    return (entries ?? []).map((entry, at) => withFindings(toSourceItem(entry, rules.provider, at + 1), rules));
}
/** Whether it is put back by following it, not as a copy. */
function isFollowed({ source }) {
    return source.playlist.relation === "followed" || source.entries === null;
}
/** Plans a restore: pure, and empty when the target has everything. */
function planLibrary(library, target, rules) {
    const collections = KINDS.flatMap((kind) => kind === "playlists" || !library.collections.has(kind)
        ? []
        : [planCollection(library, kind, target, rules)]);
    const wanted = wantedPlaylists(library, rules);
    const copies = wanted.filter((one) => !isFollowed(one));
    const matches = matchPlaylists(copies, target.candidates, rules);
    const playlists = wanted
        .map((one) => isFollowed(one)
        ? planFollow(one, target, rules)
        : planCopy(one, matches.get(one), target, rules))
        .reverse();
    return { collections, playlists, todo: todoOf(collections, playlists, target) };
}
function planCopy(one, match, target, rules) {
    const { file, playlist } = one.source;
    const skipped = skipsOf(itemsOf(one.source, rules), { file, playlist: playlist.name }, rules);
    const base = { wanted: one, skipped, failed: null };
    const failed = whyUnknown(one, match, target, rules);
    if (failed !== null)
        return { ...base, ...NOTHING, failed };
    if (match !== undefined)
        return { ...base, ...planFill(one, match, rules) };
    return {
        ...base,
        ...NOTHING,
        action: isReturnable(one, target, rules) ? "return" : "create",
        inserts: one.items.length > 0 ? [{ at: 0, items: one.items }] : [],
        cover: one.source.cover !== null,
    };
}
function planFill(one, { how, candidate }, rules) {
    const { listed } = candidate;
    const items = candidate.items ?? [];
    const merged = merge(one.items, items);
    const isWhole = how === "same" || how === "reordered";
    const isCopy = how === "journal" || how === "unfinished" || isRestored(one, items);
    const lacksCover = one.source.cover !== null && listed.coverUrl === null;
    return {
        action: "fill",
        how,
        id: listed.id,
        length: items.length,
        inserts: isWhole ? [] : merged.inserts,
        present: merged.present,
        moved: merged.moved,
        appended: isWhole ? 0 : merged.appended,
        cover: lacksCover && (isCopy || how === "own") && !rules.covers.has(listed.id),
        details: isCopy && lacksDetails(one, listed.playlist, rules),
    };
}
function planCollection(library, kind, { collections, unread }, rules) {
    const failed = unread.get(kind);
    const nothing = { kind, missing: [], present: 0, total: null, skipped: [] };
    if (failed !== undefined)
        return { ...nothing, failed };
    const { present: there, total } = collections.get(kind) ?? NOTHING_SEEN;
    const items = collectionItems(library, kind, rules.provider).map((item) => there.has(item.reference) ? item : withFindings(item, rules));
    const wanted = items.filter(isRestorable);
    const missing = wanted.filter(({ reference }) => !there.has(reference));
    return {
        kind,
        missing,
        present: wanted.length - missing.length,
        total,
        skipped: skipsOf(items, { file: kind, playlist: null }, rules),
        failed: null,
    };
}
const NOTHING_SEEN = { present: new Set(), total: null };
const NOTHING = {
    action: "fill",
    ...{ how: null, id: null, length: 0, inserts: [], present: 0, moved: 0, appended: 0 },
    ...{ cover: false, details: false },
};
/** Why it is not known whether the target has the playlist: made again, it might be there twice. */
function whyUnknown(one, match, { candidates, unread }, rules) {
    const all = unread.get("playlists");
    if (all !== undefined)
        return all;
    if (match !== undefined)
        return unread.get(match.candidate.listed.id) ?? null;
    const like = candidates.find((each) => unread.has(each.listed.id) && isNamedAlike(one, each, rules.normalise));
    return (like && unread.get(like.listed.id)) ?? null;
}
function planFollow(one, { listed, unread }, rules) {
    const failed = unread.get("playlists");
    if (failed !== undefined)
        return { wanted: one, skipped: [], ...NOTHING, failed };
    const reference = one.source.playlist.refs[rules.provider] ?? "";
    const there = listed.find((each) => isOwn(one, each, rules.provider));
    const cannot = reference === "" || rules.replaced.get(reference) === null;
    const provider = { name: rules.provider, link: rules.link };
    const skip = skippedPlaylist(one.source, "withheld", provider);
    return {
        wanted: one,
        action: "follow",
        ...{ how: there ? "own" : null, id: there?.id ?? null, length: 0, inserts: [] },
        ...{ present: there ? 1 : 0, moved: 0, appended: 0, cover: false, details: false },
        skipped: cannot && !there ? [skip] : [],
        failed: null,
    };
}
function isReturnable(one, { candidates }, rules) {
    const { playlist, user } = one.source;
    const reference = playlist.refs[rules.provider];
    if (reference === undefined || rules.replaced.get(reference) === null)
        return false;
    if (rules.isSameUser(user))
        return true;
    const owner = playlist.owner.refs[rules.provider];
    return candidates.some(({ listed }) => owner !== undefined && listed.playlist.owner.refs[rules.provider] === owner);
}
/** Whether everything in the target's playlist came after the snapshot, so that a restore made it. */
function isRestored({ source }, items) {
    const taken = Date.parse(source.takenAt);
    return items.every(({ addedAt }) => addedAt !== null && Date.parse(addedAt) >= taken);
}
function lacksDetails({ source }, there, { normalise }) {
    const wanted = normalise(source.playlist);
    const has = normalise(there);
    return ((wanted.description !== null && has.description === null) ||
        (wanted.collaborative && !has.collaborative));
}
function skipsOf(items, place, rules) {
    return items
        .filter((item) => !isRestorable(item))
        .map((item) => skippedItem(item, place, plan_reasonOf(item, rules), rules.link));
}
function plan_reasonOf({ state, reference }, { replaced }) {
    if (state === "local")
        return "local";
    return replaced.has(reference) ? "refused" : "unavailable";
}

;// CONCATENATED MODULE: ./src/restore/refused.js

/**
 * Notes each kind of which the provider refused all, with nothing of it in the target: then it is not
 * the things that are to blame. Their files are not complete, and the next run tries them again.
 */
async function noteRefusedKinds(run) {
    for (const files of Map.groupBy(run.outcome.files, ({ kind }) => kind).values()) {
        if (files.some(({ added, present }) => added + present > 0))
            continue;
        for (const file of files)
            await noteRefused(run, file);
    }
}
async function noteRefused(run, outcome) {
    const { skipped, substituted } = run.outcome;
    const { file } = outcome;
    const refused = skipped.filter((skip) => skip.file === file && skip.reason === "refused");
    if (refused.length === 0)
        return;
    outcome.failed ??= "restore/refused";
    for (const { reference } of refused)
        await forget(run, reference);
    // What was to stand in for something was refused as well.
    for (const one of substituted.filter((each) => each.file === file)) {
        substituted.splice(substituted.indexOf(one), 1);
    }
}
/** Has a reference stand for itself again, and so all for which it was to stand in. */
async function forget(run, reference) {
    if (reference === "")
        return;
    await run.journal.record({ type: "replaced", at: now(run), reference, by: reference });
    for (const [from, by] of run.journal.progress().replaced) {
        if (by === reference && from !== reference)
            await forget(run, from);
    }
}

;// CONCATENATED MODULE: ./src/restore/files.js



const files_NAME = /^(?:.*\/)?([A-Za-z0-9_]+)(?:\.(\d{3,}))?\.(?:json|jpg)(\.gz\.age)?$/;
/**
 * Reads files that come without metadata: nothing but themselves vouches for them. Covers go with
 * the playlists of the same id. Throws `IntegrityError` `snapshot/not-proved` unless `unproved`;
 * `KeyError` as `loadLibrary` does; and what reading throws.
 */
async function loadFiles(label, files, { open, provider, unproved }, selected) {
    if (!unproved) {
        throw new errors/* IntegrityError */.cs("snapshot/not-proved", "Nothing proves what these files hold: there is no sound metadata.json with them.", {
            hint: "Restore a whole snapshot. To restore these files all the same, add --unproved.",
        });
    }
    const skipped = [];
    const digests = [];
    const documents = [];
    const groups = groupParts(files).filter(({ id }) => id !== "index" && id !== "metadata");
    const isCover = ({ id }) => id.startsWith("cover_");
    for (const group of groups.filter((each) => !isCover(each))) {
        if (!selected(group.id, files_kindOf(group.id)))
            continue;
        try {
            const content = await readGroup(group, open);
            documents.push({ id: group.id, document: decodeDocument(content, group.id) });
            digests.push(sha256(content));
        }
        catch (error) {
            if (!isSkippable(error))
                throw error;
            skipped.push({ source: label, file: group.id, code: error.code });
        }
    }
    const covers = new Map(groups.filter(isCover).map((group) => [group.id, group]));
    return {
        label,
        pin: sha256(Buffer.from(digests.join(" "))),
        user: null,
        collections: documents.flatMap(({ document }) => document.kind === "playlist"
            ? []
            : [{ kind: document.kind, entries: document.entries ?? [], incomplete: null }]),
        playlists: documents.flatMap(({ id, document }) => {
            if (document.kind !== "playlist")
                return [];
            const cover = covers.get(id.replace(/^playlist_/, "cover_"));
            const { playlist, entries } = document;
            const key = playlist.refs[provider] ?? id;
            const takenAt = files_newest(entries ?? []);
            const read = cover ? () => readGroup(cover, open) : null;
            const none = { user: null, incomplete: null };
            return [{ file: id, key, playlist, entries, takenAt, cover: read, ...none }];
        }),
        skipped,
        unproved: documents.map(({ id }) => ({ source: label, file: id })),
    };
}
function groupParts(files) {
    const groups = new Map();
    for (const file of files) {
        const [, id = file.name, number = "0", seal] = files_NAME.exec(file.name) ?? [];
        const sealed = seal !== undefined || file.name.endsWith(".age");
        const group = groups.get(id) ?? { sealed, parts: [] };
        group.parts.push({ number: Number(number), file });
        groups.set(id, group);
    }
    return [...groups].map(([id, { sealed, parts }]) => ({
        id,
        sealed,
        parts: parts.sort((a, b) => a.number - b.number).map(({ file }) => file),
    }));
}
async function readGroup({ sealed, parts }, open) {
    const contents = [];
    for (const part of parts) {
        const stored = await part.read();
        if (!sealed)
            contents.push(stored);
        else if (open !== null)
            contents.push(await open(stored));
        else {
            throw new errors/* KeyError */.eN("key/missing", "A file is sealed, and no identity was given.", {
                hint: "Give the identity (AGE_IDENTITY) that belongs to the recipient it was sealed for.",
            });
        }
    }
    return Buffer.concat(contents);
}
function isSkippable(error) {
    if ((0,errors/* isDamage */.e6)(error))
        return true;
    return error instanceof errors/* KeyError */.eN && error.code === "key/no-match";
}
function files_kindOf(id) {
    return id.startsWith("playlist_") ? "playlists" : id;
}
/** Without a date of the backup: nothing in it is newer than its newest entry. */
function files_newest(entries) {
    return entries.reduce((latest, { addedAt }) => (addedAt !== null && addedAt > latest ? addedAt : latest), "1970-01-01T00:00:00Z");
}

;// CONCATENATED MODULE: ./src/restore/library.js
/** Merges sources. What is in several of them is taken from the first that has the whole of it. */
function mergeSources(sources, provider) {
    const collections = new Map();
    const lists = sources.flatMap((source) => source.collections);
    for (const { kind, entries } of lists) {
        const before = collections.get(kind);
        collections.set(kind, before ? mergeEntries(before, entries, provider) : entries);
    }
    const playlists = new Map();
    for (const playlist of sources.flatMap((source) => source.playlists)) {
        const { key, incomplete } = playlist;
        const known = playlists.get(key);
        const isBetter = known?.incomplete != null && incomplete === null;
        if (known === undefined || isBetter)
            playlists.set(key, playlist);
    }
    return {
        labels: sources.map(({ label }) => label),
        pins: sources.map(({ pin }) => pin),
        users: [...new Set(sources.flatMap(({ user }) => user ?? []))],
        collections,
        playlists: [...playlists.values()],
        skipped: sources.flatMap(({ skipped }) => skipped),
        unproved: sources.flatMap(({ unproved }) => unproved),
        incomplete: [...lists, ...playlists.values()].flatMap(({ incomplete }) => incomplete ?? []),
    };
}
/** Both lists as one: newest first; what has no date keeps to the end. */
function mergeEntries(first, second, provider) {
    const known = new Set(first.map((entry) => library_referenceOf(entry, provider)));
    const added = second.filter((entry) => {
        const reference = library_referenceOf(entry, provider);
        return reference === undefined || !known.has(reference);
    });
    return [...first, ...added].sort((a, b) => timeOf(b) - timeOf(a));
}
function library_referenceOf(entry, provider) {
    const item = entry.type === "unavailable" ? entry.known?.item : entry.item;
    return item?.refs[provider];
}
function timeOf({ addedAt }) {
    return (addedAt === null ? Number.NaN : Date.parse(addedAt)) || 0;
}

;// CONCATENATED MODULE: ./src/restore/nearest.js
/**
 * The candidate that `word` was most likely meant to be; `null` where none is near: a third of the
 * letters are wrong at most.
 */
function nearest(word, candidates) {
    let found = null;
    let least = Math.max(1, Math.floor(word.length / 3)) + 1;
    for (const candidate of candidates) {
        const distance = editDistance(word, candidate);
        if (distance < least)
            [found, least] = [candidate, distance];
    }
    return found;
}
/** How many letters have to be put in, taken out, replaced, or swapped with the next one. */
function editDistance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
    const at = (i, j) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
    for (let i = 1; i <= a.length; i += 1) {
        const row = [i];
        rows.push(row);
        for (let j = 1; j <= b.length; j += 1) {
            const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
            const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
            const swapped = isSwapped ? at(i - 2, j - 2) + 1 : replaced;
            row.push(Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
        }
    }
    return at(a.length, b.length);
}

;// CONCATENATED MODULE: ./src/restore/snapshot-source.js







/**
 * Reads a snapshot. Files that are damaged, of a newer format or sealed for another key are skipped
 * and named.
 *
 * Throws `KeyError` `key/missing`; `IntegrityError` `snapshot/forged` or `snapshot/not-proved` when
 * nothing proves that the owner of `evidence` made it, or what `decodeMetadata` throws, unless
 * `reading.unproved`; and what the store throws.
 */
async function loadSnapshot(label, stored, reading, selected) {
    const { files: snapshot, evidence } = stored;
    const skipped = [];
    const skip = (file, code) => skipped.push({ source: label, file, code });
    let bytes;
    let metadata;
    try {
        bytes = await snapshot.read(METADATA_FILE);
        metadata = decodeMetadata(bytes);
    }
    catch (error) {
        if (!reading.unproved || !(0,errors/* isDamage */.e6)(error))
            throw error;
        skip(METADATA_FILE, error.code);
        return loadWithoutMetadata(label, snapshot, { reading, selected, skipped });
    }
    requireIdentity(metadata, reading);
    const macFits = checkMac(metadata, bytes, evidence.keys);
    const { doubt, proved } = judge(stored, metadata, macFits, evidence);
    if (!reading.unproved && (doubt !== null || !proved))
        throw notProved(doubt);
    const keyed = evidence.keys.get(metadata.encryption?.keyId ?? "") ?? null;
    const unsealing = unsealingOf(metadata, reading.open, keyed);
    const wanted = metadata.files.filter(({ id, kind }) => kind !== "index" && selected(id, kind));
    const documents = [];
    const incomplete = (file) => file.state === "incomplete"
        ? { source: label, file: file.id, code: file.error ?? file.state }
        : null;
    for (const file of wanted.filter(({ kind }) => kind !== "covers")) {
        if (file.state === "unsupported")
            continue;
        if (file.parts.length === 0) {
            skip(file.id, file.error ?? file.state);
            continue;
        }
        const document = await usable(file.id, skip, () => readDocument(snapshot, file, unsealing));
        if (document !== null)
            documents.push({ file, document, incomplete: incomplete(file) });
    }
    const covers = wanted
        .filter(({ kind, parts }) => kind === "covers" && parts.length > 0)
        .map((file) => [file.id, () => readCover(snapshot, file, unsealing)]);
    const context = { metadata, provider: reading.provider, covers: new Map(covers) };
    const isProved = doubt === null && proved;
    return {
        label,
        pin: metadata.digest,
        user: metadata.user,
        skipped,
        unproved: isProved ? [] : documents.map(({ file }) => ({ source: label, file: file.id })),
        ...arrange(documents, context),
    };
}
function requireIdentity({ encryption }, { open }) {
    if (encryption === null || open !== null)
        return;
    throw new errors/* KeyError */.eN("key/missing", "The snapshot is sealed, and no identity was given.", {
        hint: "Give the identity (AGE_IDENTITY) that belongs to the recipient it was sealed for.",
    });
}
function notProved(doubt) {
    if (doubt === "forged") {
        return new errors/* IntegrityError */.cs("snapshot/forged", `${METADATA_FILE} was not written by who sealed this snapshot.`, { hint: "Somebody with access to the store changed it. Use an older snapshot." });
    }
    return new errors/* IntegrityError */.cs("snapshot/not-proved", `${whyNot(doubt)} It is not restored.`, {
        hint: doubt === "several-keys"
            ? "Name yours with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID); `tracksafe list` shows the keys."
            : "Use another snapshot. To restore it all the same, name it and add --unproved (in a workflow: unproved: true).",
    });
}
function whyNot(doubt) {
    switch (doubt) {
        case "other-key":
            return "The snapshot was made with another key than yours.";
        case "several-keys":
            return "The snapshot was made with one of several keys, and nothing says which of them is yours.";
        case "plain":
            return "The snapshot is in the clear, beside sealed ones, and nothing proves who wrote it.";
        case "misplaced":
            return "The snapshot is in the place of another one.";
        case "future":
            return "The snapshot is dated in the future.";
        case null:
            return "Nothing proves who made the snapshot: its sealed index cannot be opened, or it is missing.";
        default:
            return doubt;
    }
}
/** The documents as what they are, playlists in the order of the account's list. */
function arrange(documents, context) {
    const { metadata, provider, covers } = context;
    const collections = documents.flatMap(({ document: { kind, entries }, incomplete }) => kind === "playlist" ? [] : [{ kind, entries: entries ?? [], incomplete }]);
    const playlists = documents
        .toSorted((a, b) => (a.file.position ?? 0) - (b.file.position ?? 0))
        .flatMap(({ file, document, incomplete }) => {
        if (document.kind !== "playlist")
            return [];
        const { playlist, entries } = document;
        const key = playlist.refs[provider] ?? file.id;
        const cover = covers.get(file.id.replace(/^playlist_/, "cover_")) ?? null;
        const { createdAt: takenAt, user } = metadata;
        return [{ file: file.id, key, playlist, entries, takenAt, user, cover, incomplete }];
    });
    return { collections, playlists };
}
/** Where the metadata is damaged nothing proves the files; each still speaks for itself. */
async function loadWithoutMetadata(label, snapshot, found) {
    const names = (await snapshot.files()).filter((name) => name !== METADATA_FILE);
    const files = names
        .filter((name) => !name.startsWith("."))
        .map((name) => ({ name, read: () => readLoose(snapshot, name) }));
    const loaded = await loadFiles(label, files, found.reading, found.selected);
    return { ...loaded, skipped: [...found.skipped, ...loaded.skipped] };
}
/** Nothing says how large it should be. */
async function readLoose(snapshot, name) {
    const pieces = [];
    let bytes = 0;
    for await (const piece of await snapshot.open(name)) {
        bytes += piece.length;
        if (bytes > MAX_DOCUMENT_BYTES)
            throw corrupt(`${name} is more than a document holds.`);
        pieces.push(piece);
    }
    return Buffer.concat(pieces);
}
/** The result of `work`; `null` when it finds damage or a key that does not fit, which is noted. */
async function usable(file, skip, work) {
    try {
        return await work();
    }
    catch (error) {
        if (!(0,errors/* isDamage */.e6)(error) && !(error instanceof errors/* KeyError */.eN && error.code === "key/no-match"))
            throw error;
        skip(file, error.code);
        return null;
    }
}
async function readCover(snapshot, file, unsealing) {
    const pieces = [];
    for (const part of file.parts) {
        for await (const piece of readContent(snapshot, file, part, unsealing))
            pieces.push(piece);
    }
    return Buffer.concat(pieces);
}

;// CONCATENATED MODULE: ./src/restore/source.js







/**
 * Reads all that is to be restored. What is damaged, not proved, of a newer format or sealed for
 * another key is skipped and named; the rest is restored.
 *
 * Throws `KeyError` `key/missing` (sealed, and no identity was given), `key/no-match` (nothing can
 * be opened); `NotFoundError` `restore/nothing` when there is nothing to restore; `UsageError`
 * `usage/only`; `IntegrityError` `snapshot/forged`, `snapshot/not-proved` or `snapshot/corrupt`, and
 * `FormatError`, when nothing else is left; and what the store throws.
 */
async function loadLibrary(sources, reading) {
    const selected = createSelection(reading.only);
    const loaded = [];
    let refused = null;
    for (const source of sources) {
        try {
            loaded.push(await load(source, reading, selected.has));
        }
        catch (error) {
            if (!(0,errors/* isDamage */.e6)(error))
                throw error;
            refused ??= error;
            loaded.push(nothingOf(source, error));
        }
    }
    const library = mergeSources(loaded, reading.provider);
    if (library.collections.size + library.playlists.length > 0) {
        selected.checkUsed();
        return library;
    }
    if (refused === null && library.skipped.length === 0)
        selected.checkUsed();
    throw refused ?? nothingToRestore(library.skipped);
}
async function load(source, reading, selected) {
    const { label } = source;
    if (!("snapshot" in source))
        return loadFiles(label, source.files, reading, selected);
    const loaded = await loadSnapshot(label, source.snapshot, reading, selected);
    return { ...loaded, user: loaded.user ?? source.snapshot.user };
}
/** Where nothing proves which files belong there, none of them is to be trusted. */
function nothingOf({ label }, { code }) {
    const skipped = [{ source: label, file: METADATA_FILE, code }];
    return { label, pin: code, user: null, collections: [], playlists: [], skipped, unproved: [] };
}
function nothingToRestore(skipped) {
    if (skipped.length > 0 && skipped.every(({ code }) => code === "key/no-match")) {
        return new errors/* KeyError */.eN("key/no-match", "None of the given keys opens these files.", {
            hint: "Give the identity that the snapshot was sealed for.",
        });
    }
    const [first] = skipped;
    return new errors/* NotFoundError */.m_("restore/nothing", "There is nothing that can be restored.", {
        hint: first === undefined
            ? "Use another snapshot."
            : `${skipped.length} files could not be used; the first is ${first.file} (${first.code}).`,
    });
}
function createSelection(only) {
    const unused = new Set(only);
    const known = new Set(KINDS);
    return {
        has(id, kind) {
            // A cover belongs to its playlist.
            const of = id.replace(/^cover_/, "playlist_");
            known.add(of);
            const named = [of, kind === "covers" ? "playlists" : kind].filter((name) => only.includes(name));
            for (const name of named)
                unused.delete(name);
            return only.length === 0 || named.length > 0;
        },
        checkUsed() {
            if (unused.size === 0)
                return;
            const words = [...unused].map(quote);
            const meant = [...unused].flatMap((word) => nearest(word, known) ?? []);
            throw new errors/* UsageError */.eb("usage/only", `Nothing that is there is called ${words.join(" or ")}.`, {
                hint: meant.length > 0 && !meant.every((word) => unused.has(word))
                    ? `Did you mean ${meant.join(", ")}?`
                    : `Name kinds (${KINDS.join(", ")}) or ids of files.`,
            });
        },
    };
}
/** A word that the person gave, such that nothing in it steers a terminal. */
function quote(word) {
    return `"${word.replace(/\p{C}/gu, "")}"`;
}

;// CONCATENATED MODULE: ./src/restore/restore.js













/**
 * Plans a restore: reads the sources and looks at the target, and writes nothing but the journal.
 *
 * Throws as `loadLibrary` and `openJournal` do; `ConflictError` `restore/same-account` when the
 * target is the account of the snapshot and that was not confirmed; and what the provider throws.
 */
async function planRestore(options, deps) {
    const { provider, writer, normalise } = options;
    const library = await loadLibrary(options.sources, {
        open: options.open,
        only: options.only,
        provider: provider.name,
        unproved: options.unproved,
    });
    const account = await provider.account();
    const names = [account.id, ...account.aliases].map((id) => names_userName(provider.name, id));
    const isSameAccount = library.users.some((user) => names.includes(user));
    if (isSameAccount && !options.sameAccount) {
        throw new errors/* ConflictError */.fK("restore/same-account", "The login is for the account that the snapshot came from.", {
            hint: "If another account is meant, log in with that one. If this one is meant, confirm it with --same-account (in the workflow: target: same).",
        });
    }
    const journal = await openJournal(options.journal, { account: names[0] ?? "", pins: library.pins, labels: library.labels }, deps.clock.now());
    const context = { provider, writer, journal, clock: deps.clock };
    await awaitLastWrite(context);
    const { created, replaced, covers, opening } = journal.progress();
    const rules = {
        ...{ created, replaced, opening, covers: new Set(covers), provider: provider.name },
        normalise: remember(normalise),
        link: provider.link,
        isSameUser: (user) => user !== null && names.includes(user),
    };
    const target = await observe(context, library, account, rules);
    const plan = planLibrary(library, target, rules);
    const parts = [...plan.collections, ...plan.playlists];
    if (isEmpty(plan) && parts.every(({ failed }) => failed === null)) {
        // A run that was killed after its last write could not say so.
        await journal.record({ type: "finished", at: deps.clock.now().toISOString() });
    }
    return {
        ...{ account, isSameAccount, plan, isEmpty: isEmpty(plan) },
        unusable: library.skipped,
        incomplete: library.incomplete,
        unproved: library.unproved,
        requests: provider.requests(),
        apply: () => applyRestore({ options, deps, journal, library, account, target, plan }),
    };
}
async function observe(context, library, account, rules) {
    const collections = new Map();
    const unread = new Map();
    const { provider } = rules;
    for (const kind of KINDS) {
        if (kind === "playlists" || !library.collections.has(kind))
            continue;
        const items = collectionItems(library, kind, provider).filter(isRestorable);
        // What stands in for another may be there instead of it.
        const instead = items.map((item) => withFindings(item, rules)).filter(isRestorable);
        const asked = [
            ...new Map([...items, ...instead].map((item) => [item.reference, item])).values(),
        ];
        try {
            collections.set(kind, await observeCollection(context, kind, asked));
        }
        catch (error) {
            if (!failures_isLocal(error))
                throw error;
            unread.set(kind, failures_codeOf(error));
        }
    }
    const none = { listed: [], candidates: [], remembered: new Set(), unread };
    const wanted = wantedPlaylists(library, rules);
    if (wanted.length === 0)
        return { account, collections, ...none };
    const copies = wanted.filter((one) => !isFollowed(one));
    try {
        const seen = await observePlaylists(context, copies, rules);
        return { account, collections, ...seen, unread: new Map([...unread, ...seen.unread]) };
    }
    catch (error) {
        if (!failures_isLocal(error))
            throw error;
        unread.set("playlists", failures_codeOf(error));
        return { account, collections, ...none };
    }
}
/** The same function, which is asked only once about each playlist. */
function remember(normalise) {
    const known = new WeakMap();
    return (details) => {
        const result = known.get(details) ?? normalise(details);
        known.set(details, result);
        return result;
    };
}
async function applyRestore(planned) {
    const { options, deps, plan, target, library, account } = planned;
    const { provider, writer, normalise, onProgress } = options;
    await writer.checkScopes(kindsOf(plan));
    const outcome = {
        files: [],
        skipped: [...plan.collections, ...plan.playlists].flatMap(({ skipped }) => skipped),
        substituted: [],
        doubles: [],
        likes: null,
    };
    const added = () => outcome.files.reduce((sum, each) => sum + each.added, 0);
    const total = countMissing(plan);
    const run = {
        ...{ provider, writer, normalise, journal: planned.journal, outcome },
        ...{ clock: deps.clock, log: deps.log },
        listed: target.listed,
        known: new Set(target.listed.map(({ id }) => id)),
        lengths: new Map(),
        onProgress: onProgress && (() => onProgress({ added: added(), total, requests: provider.requests() })),
    };
    for (const each of [...plan.collections, ...plan.playlists.toReversed()])
        outcomeOf(run, each);
    const error = await applyPlan(run, plan, target);
    await noteRefusedKinds(run);
    const isDone = error === null && outcome.files.every(({ failed }) => failed === null);
    if (isDone)
        await finish(run);
    return {
        ...outcome,
        status: restore_statusOf(error, isDone && library.skipped.length + library.incomplete.length === 0),
        error,
        account,
        added: added(),
        present: outcome.files.reduce((sum, { present }) => sum + present, 0),
        unusable: library.skipped,
        incomplete: library.incomplete,
        todo: plan.todo,
        requests: provider.requests(),
    };
}
function restore_statusOf(error, isComplete) {
    const leavesRest = [errors/* RateLimitError */.OE, errors/* CancelledError */.cc, errors/* ConflictError */.fK];
    if (error !== null && !leavesRest.some((type) => error instanceof type))
        return "failed";
    return isComplete ? "complete" : "partial";
}

;// CONCATENATED MODULE: ./src/store/lock-file.js








/**
 * Locks `subject` against other processes until what is given back is disposed of. The name of a lock
 * says whose it is, so nothing has to be read or trusted: each process puts up its own and then looks
 * for others, and so never two have it; of two that come at the same moment both may be refused. What
 * processes of this machine left that no longer run is removed.
 *
 * Throws `ConflictError` `store/locked`, and `StoreError`.
 */
async function lock({ directory, subject, what }, { fs: system = fs_nodeFileSystem, owner = thisLockOwner() } = {}) {
    const fs = withStoreErrors(system, () => `a lock in ${directory}`);
    const name = nameOf(subject, owner);
    const path = (0,external_node_path_.join)(directory, name);
    await makeDirectories(fs, directory);
    await putUp(fs, path, what);
    const release = () => attempt(() => fs.unlink(path));
    try {
        for (const { name: other } of await fs.readdir(directory)) {
            if (other === name || !isFor(subject, other))
                continue;
            if (isHeld(other, owner))
                throw locked(what, (0,external_node_path_.join)(directory, other));
            await attempt(() => fs.unlink((0,external_node_path_.join)(directory, other)));
        }
    }
    catch (error) {
        await release();
        throw error;
    }
    return { [Symbol.asyncDispose]: release };
}
/** This process, with its start as Linux tells it (proc(5): `/proc/pid/stat`, field 22). */
function thisLockOwner() {
    return { ...temporary_thisProcess(), startOf };
}
function startOf(pid) {
    try {
        // The name of the program, in brackets before, may hold spaces and brackets.
        const fields = (0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ");
        return fields[19] ?? "0";
    }
    catch {
        return "0";
    }
}
async function putUp(fs, path, what) {
    try {
        const file = await fs.createFile(path);
        await file.close();
    }
    catch (error) {
        if ((0,errors/* systemCode */.xU)(error) === "EEXIST")
            throw locked(what, path);
        throw error;
    }
}
const lock_file_NAME = /^lock-([0-9a-f]{16})-([0-9a-f]{8})-(\d+)-(\d+)$/;
function nameOf(subject, owner) {
    return `lock-${tagOf(subject)}-${hostTag(owner)}-${owner.pid}-${owner.startOf(owner.pid)}`;
}
function isFor(subject, name) {
    return lock_file_NAME.exec(name)?.[1] === tagOf(subject);
}
/** Whether the process that put it up may still be at work. */
function isHeld(name, owner) {
    const [, , host, pid = "", start] = lock_file_NAME.exec(name) ?? [];
    if (host !== hostTag(owner))
        return true;
    if (!owner.isRunning(Number(pid)))
        return false;
    const now = owner.startOf(Number(pid));
    return start === "0" || now === "0" || now === start;
}
function tagOf(subject) {
    return (0,external_node_crypto_.createHash)("sha256").update(subject).digest("hex").slice(0, 16);
}
function locked(what, path) {
    const pid = lock_file_NAME.exec((0,external_node_path_.basename)(path))?.[3];
    return new errors/* ConflictError */.fK("store/locked", `${what} is under way already (process ${pid}).`, {
        hint: `Wait until it has ended, then run it again. If there is no such process, on this machine or another, remove ${path}.`,
    });
}

;// CONCATENATED MODULE: ./src/compose/restore.js
var restore_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var restore_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});













/**
 * Plans a restore into the account of `session`; see `planRestore`, whose errors it throws. Nothing
 * is written to the account. What an unfinished restore from the same sources chose as the latest
 * snapshot is chosen again, however many are newer.
 *
 * Throws `RateLimitError` `provider/rate-limited` before the time that an earlier run was told to wait
 * for; `ConflictError` `store/locked` when another process restores into the account; and what
 * `chooseSnapshot` throws.
 */
async function restore(session, world, request) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { dryRun = false, journal: place, states } = request;
        if (states)
            await restore_refuseTooEarly(states, session, world);
        const stack = restore_addDisposableResource(env_1, new AsyncDisposableStack(), true);
        stack.defer(async () => {
            const until = session.pausedUntil();
            if (states && until)
                await state_rememberPause(states, until);
        });
        const account = await session.provider.account();
        if (place !== null && !dryRun) {
            const subject = `${session.provider.name} ${account.id}`;
            const what = "A restore into this account";
            stack.use(await lock({ directory: place.root, subject, what }));
        }
        const about = aboutOf(session, account, request);
        const file = place && (await journal_openJournal(place, about, { keySource: session.keySource, dryRun }, world));
        if (file !== null)
            stack.use(file);
        const earlier = file && (await readSubject(file, world.clock.now()));
        const pinned = earlier?.isUnfinished ? earlier.labels : [];
        const { open, proofs } = request;
        const trust = trust_createTrust({ ...proofs, open, keySource: session.keySource }, world);
        const chosen = [];
        for (const [at, source] of request.sources.entries()) {
            chosen.push(await choose(source, pinned[at], { trust, world }));
        }
        const sources = chosen.map(({ source }) => source);
        const isSame = sources.every(({ label }, at) => label === earlier?.labels[at]);
        if (earlier !== null && !isSame)
            await file?.clear();
        const { planned, begun } = await plan(session, world, { ...request, sources }, file);
        const continues = pinned.length > 0 && isSame && !begun;
        const held = stack.move();
        return {
            ...planned,
            sources: sources.map(({ label }) => label),
            snapshots: chosen.flatMap(({ ref }) => ref ?? []),
            continues,
            unrecordedKeyIds: chosen.flatMap(({ ref }) => ref?.unrecordedKeyId ?? []),
            passedOver: chosen.reduce((sum, { ref }) => sum + (ref?.passedOver ?? 0), 0),
            apply: () => markRestored(planned, account, { ...request, session, world }),
            withdraw: async () => {
                if (!continues)
                    await file?.clear();
            },
            [Symbol.asyncDispose]: () => held.disposeAsync(),
        };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = restore_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/**
 * What makes it the same restore in the next run: from the same sources as the person named them,
 * into the same account. Neither a new snapshot nor a renewed login makes another one of it.
 */
function aboutOf({ provider }, account, { sources, only = [] }) {
    return canonicalJson({
        account: [provider.name, account.id],
        sources: sources.map((source) => "store" in source
            ? { place: source.store.location, ...source.selection }
            : { label: source.label }),
        only: [...only].sort(),
    });
}
/** No request is sent before the time at which an earlier run was told to come back. */
async function restore_refuseTooEarly(states, session, world) {
    const until = await state_readPause(states, world);
    if (until === null)
        return;
    throw new errors/* RateLimitError */.OE("provider/rate-limited", `${session.provider.name} accepts no requests until ${until.toISOString()}.`, { retryAt: until, hint: "Run it again after that time. Nothing was asked of it now." });
}
/** A journal about something else is of no use any more: its snapshot is gone, or files changed. */
async function plan(session, world, request, journal) {
    const { sources, open, only = [], sameAccount = false, unproved = false, onProgress } = request;
    const { provider, writer } = session;
    const options = {
        ...{ sources, open, only, sameAccount, unproved, provider, writer, journal },
        normalise: normaliseDetails,
        ...(onProgress === undefined ? {} : { onProgress }),
    };
    const deps = { clock: world.clock, log: world.log };
    try {
        return { planned: await planRestore(options, deps), begun: false };
    }
    catch (error) {
        const isOther = error instanceof errors/* ConflictError */.fK && error.code === "restore/other-journal";
        if (journal === null || !isOther)
            throw error;
        world.log.info("restore.begun-anew");
        await journal.clear();
        return { planned: await planRestore(options, deps), begun: true };
    }
}
/** `pinned` is what the source was called in the restore that is gone on with. */
async function choose(source, pinned, { trust, world }) {
    if (!("store" in source))
        return { source, ref: null };
    const { store } = source;
    const selection = (await findPinned(source, pinned)) ?? source.selection;
    const ref = await chooseSnapshot(store, selection, trust);
    // Said here too, for a run that does not come as far as a plan.
    world.log.info("restore.chosen", {
        snapshot: ref.name,
        continues: selection !== source.selection,
    });
    return { source: snapshotSource(store, ref), ref };
}
async function findPinned({ store, selection }, pinned) {
    if (pinned === undefined || selection.name !== undefined)
        return null;
    for (const user of await store.users()) {
        const refs = await store.list(user);
        const ref = refs.find((one) => labelOf(store, one) === pinned);
        if (ref !== undefined)
            return ref;
    }
    return null;
}
/** A snapshot of a store as a source to restore from. */
function snapshotSource(store, ref) {
    const { user, name, evidence } = ref;
    return {
        label: labelOf(store, ref),
        snapshot: { user, name, evidence, files: snapshotFiles(store, ref) },
    };
}
function labelOf(store, { user, name }) {
    return `${store.location}/${user}/${name}`;
}
/**
 * Carries the restore out, and leaves word of it for backups of the account: before, for the case
 * that it is killed, and after. They know the account by any of its names.
 */
async function markRestored(planned, account, { session, world, states }) {
    const mark = async () => {
        for (const id of [account.id, ...account.aliases]) {
            const state = await states?.ofUser(names_userName(session.provider.name, id));
            await state?.write(RESTORED, Buffer.from(world.clock.now().toISOString()));
        }
    };
    await mark();
    await states?.save();
    try {
        return await planned.apply();
    }
    finally {
        await mark();
    }
}

;// CONCATENATED MODULE: ./src/setup/guide.js

/** The steps there are, in their order. */
const STEPS = (/* unused pure expression or super */ null && (["place", "login", "key", "secrets-token", "schedule", "first-run"]));
/**
 * Leads the person through `steps`. What is right already is kept, unless it is to be done again;
 * what fails can be tried again; what is left out leaves the rest as it is.
 *
 * Throws what a step throws that the person does not want to try again.
 */
async function guide_leadThrough(steps, asker, options) {
    const reports = [];
    for (const [index, step] of steps.entries()) {
        asker.say(`\n[${index + 1}/${steps.length}] ${step.title}`);
        const outcome = await guide_take(step, asker, options);
        reports.push({ name: step.name, outcome, isRequired: step.isRequired });
    }
    return reports;
}
/** Whether everything is there that a backup needs. */
function guide_isComplete(reports) {
    return reports.every(({ isRequired, outcome }) => !isRequired || outcome === "kept" || outcome === "done");
}
async function guide_take(step, asker, options) {
    const { isDone, sentence } = await step.look();
    asker.say(sentence);
    if (isDone && !options.again.has(step.name))
        return "kept";
    if (!(await isWanted(step, asker, options))) {
        asker.say(`Left out. ${step.without}`);
        return "skipped";
    }
    if (options.dryRun) {
        asker.say(`Would ${step.writes.join(", and ")}.`);
        return "planned";
    }
    const outcome = await tryUntilDone(step, asker);
    if (outcome === "skipped")
        asker.say(`Left out. ${step.without}`);
    return outcome;
}
async function isWanted({ name, isRequired, question }, asker, { again, skip, dryRun }) {
    if (skip.has(name))
        return false;
    if (dryRun || again.has(name))
        return true;
    // Where nobody is there, what can be left out is; the rest ends with the sentence that says so.
    return (isRequired || asker.isInteractive) && (await confirm(asker, question, isRequired));
}
async function tryUntilDone(step, asker) {
    for (;;) {
        try {
            return await step.carryOut();
        }
        catch (error) {
            if (!isCorrectable(error) || !asker.isInteractive)
                throw error;
            asker.say(problemText(error));
            if (await confirm(asker, "Try again?", true))
                continue;
            if (step.isRequired)
                throw error;
            return "skipped";
        }
    }
}

;// CONCATENATED MODULE: ./src/setup/guide-key.js









/** The step that makes sure that there is a key, that the person has it, and that it opens. */
function guide_key_createKeyStep(context, keys, where) {
    const { asker, place, onWritten } = context;
    let key = null;
    return {
        name: "key",
        title: "The key that opens your snapshots",
        isRequired: true,
        question: "See to the key now?",
        writes: [`set the variable ${SETTING.recipients}`],
        without: "Without a recipient nothing is sealed, and nothing is backed up.",
        look: async () => describeKey(await readSettings(place.hosting), keys),
        async carryOut() {
            const settings = await readSettings(place.hosting);
            const keyIds = parseRecordedKeyIds(settings.value(SETTING.keyId));
            key ??= await obtainKey(asker, keys, where, keyIds);
            const value = key.recipients.join(" ");
            const isOther = settings.value(SETTING.recipients) !== value;
            const kept = await readKept(context, settings);
            await writeSettings(place.hosting, [{ name: SETTING.recipients, value }], onWritten);
            if (key.file !== null)
                await guide_key_noteKeyIds(asker, keys, key.file, keyIds);
            key = null;
            // The list before may be in a secret, or gone.
            if (isOther && (settings.has(SETTING.recipients) || kept?.newest)) {
                asker.say("Snapshots made so far stay sealed for the key before: keep that one too.");
            }
            return "done";
        },
    };
}
async function describeKey(settings, keys) {
    if (!settings.has(SETTING.recipients)) {
        const sentence = "Snapshots are sealed: whoever gets at the repository can read nothing. Only a key that you keep opens them. It is never sent to GitHub.";
        return { isDone: false, sentence };
    }
    const text = settings.value(SETTING.recipients);
    if (text === null) {
        return { isDone: true, sentence: `${SETTING.recipients} is set, as a secret.` };
    }
    try {
        const recipients = await keys.parseRecipients(text);
        return { isDone: true, sentence: `Snapshots are sealed for ${recipients.join(", ")}.` };
    }
    catch (error) {
        if (!(error instanceof AppError))
            throw error;
        return { isDone: false, sentence: error.message };
    }
}
/** `keyIds` are put on record in the file of a new key. */
async function obtainKey(asker, keys, where, keyIds) {
    const own = await confirm(asker, "Do you have an age key already that you want to use?", false);
    return own ? useOwnKey(asker, keys, where, null) : makeKey(asker, keys, where, keyIds);
}
/** Who has only the key, and no other record, can then tell the snapshots from forged ones. */
async function guide_key_noteKeyIds(asker, keys, file, keyIds) {
    if (keyIds.length === 0)
        return;
    try {
        if (!(await keys.note(file, keyIds)))
            return;
        asker.say(`${file} has a comment now that says which snapshots are yours.`);
    }
    catch (error) {
        if (!(error instanceof AppError))
            throw error;
        // It opens the snapshots all the same.
        asker.say(problemText(error));
    }
}
async function makeKey(asker, keys, where, keyIds) {
    const place = await askUntil(asker, `File for the key (Enter for ${where.file}, or - to see it here and keep it elsewhere): `, (answer) => (answer === "-" ? null : outsideOfRepositories(answer || where.file, where)));
    if (place !== null && existsSync(place)) {
        if (await confirm(asker, `${place} is there already. Use the key in it?`, false)) {
            return useOwnKey(asker, keys, where, place);
        }
        throw taken();
    }
    const copy = await askUntil(asker, "File for a recovery copy, sealed with a passphrase to be written down (Enter for none): ", async (answer) => {
        const path = answer === "" ? null : await outsideOfRepositories(answer, where);
        if (path !== null && (path === place || existsSync(path)))
            throw taken();
        return path;
    });
    const key = await keys.generate(keyIds);
    const files = [];
    if (place === null)
        await showUntilKept(asker, "The key:", key.identity);
    else
        files.push({ path: place, content: key.fileText });
    if (copy !== null) {
        const { content, passphrase } = await keys.seal(key.fileText);
        await showUntilKept(asker, "The passphrase of the recovery copy:", passphrase);
        files.push({ path: copy, content });
    }
    await createPrivateFiles(files);
    // What was stored counts, not what was meant to be.
    await keys.prove([key.recipient], place === null ? key.identity : await readKeyFile(place));
    asker.say([
        place === null ? "A sample was sealed, and opened with the key." : keptText(place),
        "Without the key nobody opens the snapshots, and nobody can make it again. Keep a second copy, off this machine.",
    ].join("\n"));
    return { recipients: [key.recipient], file: null };
}
function taken() {
    return new ConflictError("key/exists", "There is a file of that name already.", {
        hint: "A key file is never replaced. Name another file, or move the old one away.",
    });
}
function keptText(place) {
    return `The key is in ${place}, which only you can read. A sample was sealed, and opened with it.`;
}
/** Shows `secret` once, and goes on when its end was typed back. */
async function showUntilKept(asker, title, secret) {
    const end = secret.reveal().slice(-6);
    asker.say(`${title} it is shown only now. Write it down, or put it into a password manager.`);
    asker.reveal(secret);
    await askUntil(asker, "Its last 6 characters, from where you keep it: ", (answer) => {
        if (answer.toLowerCase() === end.toLowerCase())
            return;
        throw new KeyError("key/not-kept", "Those are not its last 6 characters.", {
            hint: "Compare what you have kept with what stands above.",
        });
    });
}
async function useOwnKey(asker, keys, where, given) {
    const read = async (answer) => {
        const { identity, file } = await readIdentity(answer, where);
        return { identity, file, own: await keys.recipientsOf(identity) };
    };
    const { identity, own, file } = given !== null
        ? await read(given)
        : await askUntil(asker, "File of the key, or the key itself (not shown): ", read, {
            hidden: true,
        });
    const recipients = await askUntil(asker, `Recipients to seal for (Enter for ${own.join(" ")}): `, async (answer) => {
        const meant = answer === "" ? own : await keys.parseRecipients(answer);
        await keys.prove(meant, identity);
        asker.say("A sample was sealed, and opened with your key.");
        return meant;
    });
    return { recipients, file };
}
/** The text of an identity file, and where it is; `null`: it was typed. */
async function readIdentity(answer, where) {
    if (/AGE-SECRET-KEY-|\n/i.test(answer))
        return { identity: new Secret(answer), file: null };
    if (answer !== "") {
        const file = absolute(answer, where);
        return { identity: await readKeyFile(file), file };
    }
    throw new UsageError("config/missing", "That was empty.", {
        hint: "Expected the path of the identity file, or its line AGE-SECRET-KEY-….",
    });
}
async function readKeyFile(path) {
    try {
        return new Secret(await readFile(path, "utf8"));
    }
    catch (cause) {
        throw new UsageError("config/invalid", "That is neither a key nor a file that can be read.", {
            cause,
            hint: "Expected the path of the identity file, or its line AGE-SECRET-KEY-…, without spaces or line breaks in it.",
        });
    }
}
async function outsideOfRepositories(answer, where) {
    const path = absolute(answer, where);
    if (!(await where.isInRepository(path)))
        return path;
    throw new UsageError("config/in-repository", "That file would be inside a git repository.", {
        hint: "Name one elsewhere: a key must not get among the snapshots that it opens.",
    });
}
function absolute(path, { home }) {
    return resolve(path.replace(/^~(?=$|\/)/, home));
}

;// CONCATENATED MODULE: ./src/setup/guide-login.js






/** From when on a login that is there is not good enough. */
const DAYS_AHEAD = 30;
const NAMES = [guide_settings_SETTING.clientSecret, guide_settings_SETTING.refreshToken, guide_settings_SETTING.clientId, guide_settings_SETTING.authorizedAt];
/** The step that makes a login for the workflow. It is written as a whole, once it is there. */
function guide_login_createLoginStep(context, login) {
    const { asker, place, onWritten } = context;
    let made = null;
    return {
        name: "login",
        title: "The Spotify app and the login",
        isRequired: true,
        question: "Log in now?",
        writes: [
            `set the secrets ${SETTING.clientSecret} and ${SETTING.refreshToken}`,
            `the variables ${SETTING.clientId}, ${SETTING.authorizedAt} and ${SETTING.keyId}`,
        ],
        without: "Without a login nothing can be backed up.",
        look: async () => describeLogin(await readSettings(place.hosting), login),
        async carryOut() {
            const settings = await readSettings(place.hosting);
            // Kept for another try: when GitHub refuses it, nobody has to log in again.
            made ??= await makeLogin(context, settings, login);
            const { clientId, clientSecret, refreshToken, authorizedAt, keyId } = made;
            const date = authorizedAt.toISOString().slice(0, 10);
            const changes = [
                { name: SETTING.clientSecret, value: clientSecret },
                { name: SETTING.refreshToken, value: refreshToken },
                { name: SETTING.clientId, value: clientId },
                ...(keyId === null ? [] : keyIdChanges(settings.value(SETTING.keyId), keyId)),
                // Last: where it stands, the rest does too.
                { name: SETTING.authorizedAt, value: date },
            ];
            asker.say("Storing the login in the repository's settings …");
            await writeSettings(place.hosting, changes, onWritten);
            made = null;
            asker.say(`Spotify ends this login on ${dayOf(login.expiry(authorizedAt).at)}.`);
            return "done";
        },
    };
}
function describeLogin(settings, { expiry }) {
    const missing = NAMES.filter((name) => !settings.has(name));
    if (missing.length > 0)
        return { isDone: false, sentence: `Missing: ${missing.join(", ")}.` };
    const text = settings.value(SETTING.authorizedAt);
    const since = text === null ? null : readDay(text);
    if (text !== null && since === null) {
        return { isDone: false, sentence: `${SETTING.authorizedAt} is no date.` };
    }
    const end = since === null ? null : expiry(since);
    const isLong = end !== null && end.daysLeft >= DAYS_AHEAD;
    // A renewal from a browser may have stored a later day there: the workflow goes by the newest.
    if (since === null || end === null || (!isLong && settings.isSecret(SETTING.authorizedAt))) {
        const sentence = `There is a login. When it ends cannot be seen: ${SETTING.authorizedAt} is a secret.`;
        return { isDone: true, sentence };
    }
    const verb = end.daysLeft < 0 ? "it ended" : "Spotify ends it";
    const sentence = `There is a login of ${dayOf(since)}; ${verb} on ${dayOf(end.at)}.`;
    return { isDone: isLong, sentence };
}
async function makeLogin(context, settings, login) {
    const app = await askForApp(context, settings, login);
    const kept = await readKept(context, settings);
    const [known = null, ...others] = kept?.users ?? [];
    const made = await login.logIn(app, others.length === 0 ? known : null);
    const user = directoryOf(made, kept?.users ?? null);
    return { ...made, ...app, keyId: user && (await login.keyIdOf(app, user)) };
}
/** Where a backup puts the snapshots; `users`: the directories that are there, `null`: not known. */
function directoryOf({ account, names }, users) {
    if (users === null)
        return names.length === 1 ? account : null;
    return names.find((name) => users.includes(name)) ?? account;
}
async function askForApp({ asker }, settings, { knownApp, redirectUri, checkApp }) {
    if (knownApp !== null) {
        const question = `Use the app ${knownApp.clientId}, which is known on this machine?`;
        if (await confirm(asker, question, true)) {
            await checkApp(knownApp);
            return knownApp;
        }
    }
    asker.say(dashboardText(redirectUri));
    const preset = settings.value(SETTING.clientId);
    const question = preset === null ? "Client ID: " : `Client ID (Enter for ${preset}): `;
    const clientId = await askUntil(asker, question, (answer) => {
        const text = answer || preset || "";
        requireWord("The client ID", text);
        return text;
    });
    return await askUntil(asker, "Client secret (not shown): ", async (answer) => {
        requireWord("The client secret", answer);
        requireNoClientId("The client secret", answer, clientId);
        const app = { clientId, clientSecret: new Secret(answer) };
        await checkApp(app);
        return app;
    }, { hidden: true });
}
function requireWord(name, text) {
    if (text === "") {
        throw new UsageError("config/missing", `${name} is empty.`, {
            hint: "Copy it from the app's Settings in the dashboard.",
        });
    }
    requireWellFormed(name, text);
}
/** Spotify: Web API > Getting started, Concepts > Redirect URIs, Concepts > Quota modes. */
function dashboardText(redirectUri) {
    return [
        "Spotify lets a program in through an app of your own. With an account that has Premium:",
        "1. Open https://developer.spotify.com/dashboard and choose Create app. Name and description are up to you; of the APIs it needs Web API.",
        `2. As redirect URI add exactly ${redirectUri}`,
        "3. To back up another account than the app's owner's, add that one under User Management.",
        "4. Settings shows the client ID and the client secret.",
    ].join("\n");
}
function dayOf(date) {
    return date.toISOString().slice(0, 10);
}

;// CONCATENATED MODULE: ./src/setup/guide-run.js



/** The workflows that run by themselves. */
const SCHEDULED = [guide_place_BACKUP_WORKFLOW, "verify.yml"];
/** Those that somebody will want to start one day. */
const ON_DEMAND = (/* unused pure expression or super */ null && (["restore.yml", "reauthorize.yml"]));
/** The first wait for a run, in milliseconds; each is twice the one before, to `LONGEST_WAIT_MS`. */
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 15_000;
const WAIT_IN_ALL_MS = (/* unused pure expression or super */ null && (30 * 60 * 1000));
/** The step that switches schedules on which GitHub, or somebody, has switched off. */
function guide_run_createScheduleStep({ asker, place, onWritten }) {
    const { hosting } = place;
    return {
        name: "schedule",
        title: "The schedule",
        isRequired: true,
        question: "Switch it on?",
        writes: ["switch the workflows on"],
        without: "No backup runs by itself.",
        async look() {
            const off = await switchedOff(hosting);
            if (off.length === 0) {
                return {
                    isDone: true,
                    sentence: "The workflows are on: a backup every day, a check every week.",
                };
            }
            return { isDone: false, sentence: `Switched off: ${off.join(", ")}.` };
        },
        async carryOut() {
            for (const file of await switchedOff(hosting)) {
                await hosting.enableWorkflow(file);
                onWritten(`workflow ${file} on`);
            }
            asker.say("The workflows are on.");
            return "done";
        },
    };
}
async function switchedOff(hosting) {
    const off = [];
    for (const file of [...SCHEDULED, ...ON_DEMAND]) {
        const state = (await hosting.workflow(file))?.state ?? "active";
        // What nobody misses until it is needed, its owner may have switched off on purpose.
        const isMeant = ON_DEMAND.includes(file) && state === "disabled_manually";
        if (state !== "active" && !isMeant)
            off.push(file);
    }
    return off;
}
/** The step that makes the first snapshot. `onRun` is told what came of it. */
function guide_run_createRunStep(context, onRun) {
    const { asker, place, onWritten } = context;
    const { hosting } = place;
    return {
        name: "first-run",
        title: "The first backup",
        isRequired: true,
        question: "Start it now?",
        writes: [`start the workflow ${BACKUP_WORKFLOW}`],
        without: "The schedule will start it.",
        look: () => lookAtRuns(context),
        async carryOut() {
            const settings = await readSettings(hosting);
            const missing = NEEDED.filter((name) => !settings.has(name));
            if (missing.length > 0) {
                asker.say(`It would find nothing to work with. Missing: ${missing.join(", ")}.`);
                return "failed";
            }
            const running = await hosting.lastRun(BACKUP_WORKFLOW);
            let run = running?.conclusion === null ? running : null;
            if (run === null) {
                run = await hosting.startWorkflow(BACKUP_WORKFLOW);
                onWritten(`a run of ${BACKUP_WORKFLOW}`);
            }
            asker.say(`It runs: ${run.url}\nWaiting for its end. Ctrl-C leaves it running.`);
            const { url, conclusion } = await awaitEnd(run, context);
            const kept = conclusion === "success" ? await readKept(context, settings) : null;
            onRun({ url, conclusion, snapshot: kept?.newest?.name ?? null });
            const { isDone, sentence } = describeEnd({ url, conclusion }, kept);
            asker.say(sentence);
            return isDone ? "done" : "failed";
        },
    };
}
async function lookAtRuns(context) {
    const last = await context.place.hosting.lastRun(BACKUP_WORKFLOW);
    if (last === null)
        return { isDone: false, sentence: "It has not run yet." };
    if (last.conclusion === null)
        return { isDone: false, sentence: `A run goes on: ${last.url}` };
    if (last.conclusion !== "success") {
        return { isDone: false, sentence: `The last run did not end well: ${last.url}` };
    }
    if (context.hasWritten()) {
        return { isDone: false, sentence: "It has not run with the new settings yet." };
    }
    const kept = await readKept(context, await readSettings(context.place.hosting));
    // A run that found nothing set up ends well too.
    if (kept !== null && kept.newest === null) {
        return { isDone: false, sentence: "It ran, but there is no snapshot yet." };
    }
    const what = kept?.newest
        ? `, the newest snapshot is ${kept.newest.name}.`
        : `. Its snapshot cannot be seen from here: ${last.url}`;
    return { isDone: true, sentence: `The last run ended well${what}` };
}
/** The run as it ended, or as it is when the waiting does. Throws `CancelledError`. */
async function awaitEnd(run, context) {
    const { place, clock, signal } = context;
    const deadline = clock.now().getTime() + WAIT_IN_ALL_MS;
    let [now, wait] = [run, FIRST_WAIT_MS];
    while (now.conclusion === null && clock.now().getTime() < deadline) {
        await sleep(clock, wait, signal);
        wait = Math.min(2 * wait, LONGEST_WAIT_MS);
        now = await place.hosting.run(run.id);
    }
    return now;
}
async function sleep(clock, ms, signal) {
    await clock.sleep(ms, signal).catch((cause) => {
        if (!signal?.aborted)
            throw cause;
        throw new CancelledError("cancelled", "Stopped waiting; the run goes on.", { cause });
    });
}
function describeEnd({ url, conclusion }, kept) {
    if (conclusion === null) {
        const sentence = `It still runs after half an hour. A large library can take an hour; see ${url}`;
        return { isDone: false, sentence };
    }
    if (conclusion !== "success") {
        const sentence = `It did not end well. Its summary says why, and what to do: ${url}\nThen run tracksafe setup again: it goes on here.`;
        return { isDone: false, sentence };
    }
    if (kept === null) {
        return {
            isDone: true,
            sentence: `It ended well. The snapshot cannot be seen from here: ${url}`,
        };
    }
    if (kept.newest === null) {
        return {
            isDone: false,
            sentence: `It ended, but there is no snapshot. Its summary says why: ${url}`,
        };
    }
    const { name, isComplete } = kept.newest;
    const how = isComplete
        ? "It is complete."
        : `It is partial; the run's summary says what is missing: ${url}`;
    return { isDone: true, sentence: `The first snapshot is there: ${name}. ${how}` };
}

;// CONCATENATED MODULE: ./src/setup/guide-token.js





/** The step that lets the workflow keep its login itself, if the person wants that. */
function guide_token_createTokenStep(context) {
    const { asker, place, tokenPage } = context;
    return {
        name: "secrets-token",
        title: "A token to renew the login with (optional)",
        isRequired: false,
        question: "Add it now?",
        writes: [`set the secret ${SETTING.secretsToken}`],
        without: "You will renew the login from this machine: tracksafe setup --again login",
        async look() {
            if ((await readSettings(place.hosting)).has(SETTING.secretsToken)) {
                return { isDone: true, sentence: `${SETTING.secretsToken} is set.` };
            }
            const sentence = [
                "Spotify ends every login after six months. With a token that may write the secrets and variables of this one repository,",
                "you can renew it from any browser, a phone's too, and the workflow keeps logins that Spotify replaces.",
                "It could overwrite every secret of the repository, and read none. Without it nothing is lost but comfort.",
            ].join("\n");
            return { isDone: false, sentence };
        },
        async carryOut() {
            const page = tokenPage({
                name: "tracksafe-secrets",
                owner: place.name.split("/")[0] ?? null,
                lifetime: LONG,
                rights: { secrets: "write", actions_variables: "write" },
            });
            asker.say(`Make a fine-grained token here, for ${place.name} only, with "Secrets" and "Variables: Read and write":\n${page}`);
            const isStored = await askUntil(asker, "Token (not shown; Enter for none): ", (answer) => answer !== "" && storeItself(context, answer), { hidden: true });
            return isStored ? "done" : "skipped";
        },
    };
}
/** Has the token in `answer` store itself: that it may read them says nothing of writing secrets. */
async function storeItself({ place, open, onWritten }, answer) {
    const value = readToken(answer);
    try {
        const { hosting } = await open(place.name, value);
        await writeSettings(hosting, [{ name: SETTING.secretsToken, value }], onWritten);
        return true;
    }
    catch (cause) {
        if (!(cause instanceof AppError))
            throw cause;
        if (cause.code !== "store/permission" && cause.code !== "store/not-found")
            throw cause;
        throw new StoreError("store/permission", `The token may not write the secrets of ${place.name}.`, {
            cause,
            hint: 'Edit it at GitHub: only this repository, "Secrets" and "Variables: Read and write". An organisation may forbid such tokens or have to approve this one first (its Settings > Personal access tokens). Then go on without: press Enter.',
        });
    }
}

;// CONCATENATED MODULE: ./src/setup/guide-steps.js





/** All steps, in their order. */
function guide_steps_createSteps(context, parts) {
    return [
        createPlaceStep(context),
        createLoginStep(context, parts.login),
        createKeyStep(context, parts.keyring, parts.keyPlace),
        createTokenStep(context),
        createScheduleStep(context),
        createRunStep(context, parts.onRun),
    ];
}

;// CONCATENATED MODULE: ./src/compose/key-note.js








/**
 * Puts content keys on record in the identity file at `path`, in comments behind all that stands
 * there, which stays byte for byte. The file is replaced in one step; mode 0600. Gives whether any of
 * `keyIds` was missing.
 *
 * Throws `StoreError` `store/io`, with the lines to add by hand: the file is as it was then.
 */
async function key_note_noteKeyIds(path, keyIds) {
    try {
        // A link stays one: what it leads to is replaced.
        const file = await realpath(path);
        const before = await readFile(file);
        const noted = readKeyIdComments(textOf(before));
        const missing = keyIds.filter((keyId) => !noted.includes(keyId));
        if (missing.length === 0)
            return false;
        const after = withLines(before, missing.map(keyIdComment).join(""));
        if (!(await hasSameKeys(before, after)))
            throw notNoted("its keys are not on plain lines", keyIds);
        const temporary = join(dirname(file), temporaryName(thisProcess()));
        await writeDurably(nodeFileSystem, { temporary, path: file }, [after]);
        return true;
    }
    catch (cause) {
        const code = systemCode(cause);
        if (code === undefined)
            throw cause;
        throw notNoted(code, keyIds, cause);
    }
}
function withLines(before, lines) {
    const isAtLineStart = before.length === 0 || before.at(-1) === 0x0a;
    return Buffer.concat([before, Buffer.from(isAtLineStart ? lines : `\n${lines}`)]);
}
/** A file that is quoted as a whole would be another one with lines behind the quotes. */
async function hasSameKeys(before, after) {
    const { parseIdentities } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(153)]).then(__webpack_require__.bind(__webpack_require__, 6153));
    const keysIn = async (bytes) => (await parseIdentities(textOf(bytes))).map(({ recipient }) => recipient).join();
    const wanted = await keysIn(before);
    return (await keysIn(after).catch(() => null)) === wanted;
}
function textOf(bytes) {
    return new Secret(bytes.toString("utf8"));
}
function notNoted(why, keyIds, cause) {
    const lines = keyIds.map((keyId) => keyIdComment(keyId).trimEnd()).join("   and   ");
    return new StoreError("store/io", `The key file is as it was: nothing was added to it (${why}).`, {
        cause,
        hint: `Add this at its end, on a line of its own, so that a restore knows which snapshots are yours: ${lines}`,
    });
}

;// CONCATENATED MODULE: ./src/compose/keyring.js




const SAMPLE = new TextEncoder().encode("tracksafe");
/** age's keys, for the guide. Every secret among them is told to the world. */
function keyring_createKeyring(world) {
    return {
        async generate(keyIds) {
            const { generateKey } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(476)]).then(__webpack_require__.bind(__webpack_require__, 7476));
            const { recipient, secret, fileText } = await generateKey("x25519", world.clock.now());
            world.onSecret(secret);
            const noted = new Secret(fileText.reveal() + keyIds.map(keyIdComment).join(""));
            return { recipient, identity: secret, fileText: noted };
        },
        async seal(fileText) {
            const { generatePassphrase, sealWithPassphrase } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(359)]).then(__webpack_require__.bind(__webpack_require__, 5359));
            const passphrase = generatePassphrase();
            world.onSecret(passphrase);
            return { content: await sealWithPassphrase(fileText, passphrase), passphrase };
        },
        parseRecipients: (text) => readRecipients(text, "The list of recipients"),
        async recipientsOf(identity) {
            const { parseIdentities } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(153)]).then(__webpack_require__.bind(__webpack_require__, 6153));
            const found = await parseIdentities(identity);
            for (const { secret } of found)
                world.onSecret(secret);
            const { checkRecipients } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(375)]).then(__webpack_require__.bind(__webpack_require__, 7375));
            return checkRecipients(found.map(({ recipient }) => recipient), "The key");
        },
        async prove(recipients, identity) {
            const { createOpener, createSealer } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(596)]).then(__webpack_require__.bind(__webpack_require__, 8596));
            const { parseIdentities } = await Promise.all(/* import() */[__webpack_require__.e(665), __webpack_require__.e(687), __webpack_require__.e(153)]).then(__webpack_require__.bind(__webpack_require__, 6153));
            const sealed = await createSealer(recipients).seal(SAMPLE);
            await createOpener(await parseIdentities(identity)).open(sealed);
        },
        note: noteKeyIds,
    };
}

;// CONCATENATED MODULE: ./src/compose/setup.js
var setup_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var setup_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});













/**
 * Leads a person from a copy of the template to its first snapshot; see `leadThrough` of
 * `setup/guide.ts`. What is right already stays as it is.
 *
 * Throws `UsageError` `usage/terminal` at the first question where nobody is there to answer,
 * `config/no-workflow`, and what talking to GitHub and to Spotify throws.
 */
async function setUp(request, { asker, person }, world) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const written = [];
        let run = null;
        const access = await readAccess(request, asker);
        const places = setup_addDisposableResource(env_1, createPlaceOpener(access, world), true);
        const place = await choosePlace(asker, {
            given: request.repository,
            preset: request.ownRepository,
            template: templatePage(request.apiUrl),
        }, (name) => places.open(name, null));
        const context = {
            asker,
            place,
            clock: world.clock,
            signal: world.signal,
            open: places.open,
            tokenPage: (wanted) => tokenPage(request.apiUrl, wanted),
            onWritten: (what) => void written.push(what),
            hasWritten: () => written.length > 0,
        };
        const steps = createSteps(context, {
            login: createGuidedLogin(request, person, world),
            keyring: createKeyring(world),
            keyPlace: request.keys,
            onRun: (watched) => {
                run = watched;
            },
        });
        const reports = await leadThrough(steps, asker, request);
        return {
            repository: place.name,
            steps: reports,
            written,
            run,
            isComplete: isComplete(reports),
        };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = setup_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** The token that everything is done with. */
async function readAccess({ token, apiUrl }, asker) {
    const at = apiUrl === undefined ? {} : { apiUrl };
    if (token !== null)
        return { token: token.value, tokenName: token.name, ...at };
    const page = tokenPage(apiUrl, {
        name: "tracksafe-setup",
        owner: null,
        lifetime: 7,
        rights: { contents: "read", actions: "write", secrets: "write", actions_variables: "write" },
    });
    asker.say([
        "This needs a token for GitHub: the GitHub CLI's (gh auth login), GITHUB_TOKEN, or one made here for",
        'your copy of the template only, with "Actions", "Secrets" and "Variables: Read and write", "Contents: Read-only":',
        page,
    ].join("\n"));
    const value = await askUntil(asker, "Token (not shown): ", readToken, { hidden: true });
    return { token: value, tokenName: "your answer", ...at };
}
function createGuidedLogin({ knownApp, spotify, port, expiry }, person, world) {
    return {
        knownApp,
        redirectUri: redirectUri(port),
        expiry,
        checkApp: (app) => checkApp({ ...app, ...spotify }, world),
        keyIdOf: ({ clientSecret }, user) => deriveKeyId(clientSecret, user, world),
        logIn: (app, known) => logInToSpotify({ app: { ...app, ...spotify }, purpose: "backup", port, known }, person, world),
    };
}
/**
 * Asks Spotify to renew a login that cannot exist: it looks at the app's credentials first (RFC 6749,
 * 5.2), so that what it then refuses tells whether those were right.
 */
async function checkApp(app, world) {
    const session = connectSpotify({ ...app, refreshToken: new Secret("none") }, world);
    try {
        await session.provider.account();
    }
    catch (error) {
        if (!(error instanceof AuthError) || error.code === "auth/client")
            throw error;
    }
    finally {
        await session.close();
    }
}

;// CONCATENATED MODULE: ./src/crypto/key-notes.js
/** How the line of an identity file begins that says which content key its snapshots have. */
const KEY_ID_COMMENT = "# tracksafe key id: ";
/** A line for an identity file that puts a key id on record. To age it is a comment. */
function key_notes_keyIdComment(keyId) {
    return `${KEY_ID_COMMENT}${keyId}\n`;
}
/** The key ids on record in the text of an identity file. */
function key_notes_readKeyIdComments(text) {
    return text
        .reveal()
        .split(/\r\n|\r|\n/)
        .flatMap((line) => (line.startsWith(KEY_ID_COMMENT) ? line.slice(KEY_ID_COMMENT.length) : []))
        .map((keyId) => keyId.trim())
        .filter((keyId) => /^[0-9a-f]{16}$/.test(keyId));
}

;// CONCATENATED MODULE: ./src/history/newest.js


/**
 * When the newest snapshot was made that is believed and not a failed run's; of several users the
 * one whose newest is the oldest, for each has a schedule that can stop. `null`: there is none.
 */
function newestSnapshotAt(snapshots) {
    const newest = new Map();
    for (const snapshot of snapshots) {
        if (!list_isBelieved(snapshot) || snapshot.metadata.status === "failed")
            continue;
        const at = Date.parse(snapshot.metadata.finishedAt);
        newest.set(snapshot.user, Math.max(at, newest.get(snapshot.user) ?? at));
    }
    return newest.size === 0 ? null : new Date(Math.min(...newest.values()));
}
/**
 * The same of all users of a store. Metadata is read from the newest on, and no further than it
 * takes: on GitHub, each is a request. Throws what the store throws.
 */
async function findNewestSnapshotAt(store, evidenceOf) {
    const newest = [];
    for (const user of await store.users()) {
        for await (const snapshot of walkNewest(store, user, await evidenceOf(user))) {
            if (newestSnapshotAt([snapshot]) === null)
                continue;
            newest.push(snapshot);
            break;
        }
    }
    return newestSnapshotAt(newest);
}

;// CONCATENATED MODULE: ./src/history/streak.js

/** More are not worth a read: the third is when somebody is told. */
const streak_REACH = 3;
/**
 * How many of the user's newest snapshots in a row are partial; 3 stands for more, too. Those that
 * `evidence` does not prove are passed over. Throws what the store throws.
 */
async function countPartials(store, user, evidence) {
    let partials = 0;
    for await (const { metadata, doubt, proved } of walkNewest(store, user, evidence)) {
        if (metadata === null || doubt !== null || !proved)
            continue;
        if (metadata.status !== "partial")
            break;
        partials += 1;
        if (partials === streak_REACH)
            break;
    }
    return partials;
}

;// CONCATENATED MODULE: ./src/history/verify.js






/**
 * Verifies every selected snapshot of a store, byte by byte; see `verifySnapshot`. One that `open`
 * does not fit is verified without it. Throws as `listSnapshots` does, and `KeyError` when `open`
 * fits none.
 */
async function verifySnapshots(store, selection, trust) {
    const { open } = trust;
    const verified = [];
    let refusal = null;
    for (const listed of await listSnapshots(store, selection, trust)) {
        const { user, name } = listed;
        const ref = { user, name };
        const files = snapshotFiles(store, ref);
        const verification = await verifySnapshot(files, open).catch((error) => {
            if (!(error instanceof errors/* KeyError */.eN))
                throw error;
            // Sealed for an older key, perhaps. Its bytes can still be checked.
            refusal = error;
            return verifySnapshot(files);
        });
        const problems = [...verification.problems, ...problemsOfDoubt(listed, verification)];
        // Read twice, it is kept once.
        const metadata = verification.metadata && listed.metadata;
        verified.push({ ...listed, verification: { ...verification, metadata, problems } });
    }
    if (refusal !== null && !verified.some(({ verification }) => verification.opened))
        throw refusal;
    return verified;
}
/**
 * What speaks against a snapshot besides its own files. What is merely from before the owner began
 * to seal is no problem; it is told of as not proved.
 */
function problemsOfDoubt({ doubt, isForeign, metadata }, { problems }) {
    if (doubt === null || !isForeign || metadata === null)
        return [];
    const isKnown = doubt === "forged" && problems.some(({ code }) => code === "snapshot/forged");
    if (isKnown)
        return [];
    const { code, message } = DOUBTS[doubt];
    return [{ file: METADATA_FILE, code, message: `${METADATA_FILE} ${message(metadata)}` }];
}
const DOUBTS = {
    forged: {
        code: "snapshot/forged",
        message: () => "was not written by who made the other snapshots.",
    },
    "other-key": {
        code: "snapshot/foreign",
        message: ({ encryption }) => `was made with another key (${encryption?.keyId}) than yours.`,
    },
    "several-keys": {
        code: "snapshot/several-keys",
        message: ({ encryption }) => `was made with the key ${encryption?.keyId}, one of several; name yours with --key-id.`,
    },
    plain: {
        code: "snapshot/foreign",
        message: () => "is in the clear, beside sealed snapshots: nothing proves who wrote it.",
    },
    misplaced: {
        code: "snapshot/misplaced",
        message: ({ createdAt }) => `belongs to another snapshot, of ${snapshotName(new Date(createdAt))}.`,
    },
    future: {
        code: "snapshot/future",
        message: ({ createdAt }) => `is dated in the future: ${createdAt}. A time ahead proves nothing.`,
    },
};

// EXTERNAL MODULE: ./src/store/once.js
var store_once = __webpack_require__(4514);
;// CONCATENATED MODULE: ./src/store/fallback.js


/**
 * `store`, but a snapshot that cannot be committed there for good is left in `fallback` before the
 * commit fails, so that a run's work is not lost with it; `onKept` is told. Where that fails, too,
 * nothing is left, and the log says why. Either way the commit throws what it would have thrown.
 * Only for sealed snapshots: what is left is meant to be picked up by others.
 */
function withFallback(store, fallback, { log, onKept }) {
    return {
        ...store,
        async create(user, name) {
            const writer = await store.create(user, name);
            return keepCopy(writer, async (files, metadata, why) => {
                try {
                    const copy = await fallback.create(user, name);
                    await fallback_fill(copy, files, metadata, store);
                    onKept(why);
                }
                catch (error) {
                    log.warn("store.fallback", { code: (0,errors/* toAppError */.b_)(error).code });
                }
            });
        },
    };
}
/** Copies a snapshot that is not in `store` but for what it took over there, whole or not at all. */
async function fallback_fill(copy, files, metadata, store) {
    try {
        for (const [as, kept] of files) {
            const bytes = "bytes" in kept ? kept.bytes : await store.read(kept.from, kept.file.name);
            await copy.write(as, (0,store_once/* once */.O)(bytes));
        }
        await copy.commit(metadata);
    }
    catch (error) {
        // What cannot be taken back is not announced either.
        await copy.abort().catch(() => { });
        throw error;
    }
}
function keepCopy(writer, rescue) {
    const files = new Map();
    return {
        get ref() {
            return writer.ref;
        },
        get location() {
            return writer.location;
        },
        get commitId() {
            return writer.commitId;
        },
        async write(name, content) {
            const chunks = [];
            const stored = await writer.write(name, copying(content, chunks));
            files.set(name, { bytes: Buffer.concat(chunks) });
            return stored;
        },
        async carry(from, file, as) {
            const stored = await writer.carry(from, file, as);
            files.set(as, { from, file });
            return stored;
        },
        async discard(name) {
            await writer.discard(name);
            files.delete(name);
        },
        async commit(metadata) {
            try {
                await writer.commit(metadata);
            }
            catch (error) {
                if (!(error instanceof errors/* CancelledError */.cc))
                    await rescue(files, metadata, (0,errors/* toAppError */.b_)(error));
                throw error;
            }
        },
        abort: () => writer.abort(),
    };
}
async function* copying(content, chunks) {
    for await (const chunk of content) {
        chunks.push(chunk);
        yield chunk;
    }
}

;// CONCATENATED MODULE: ./src/store/loose-file.js


/** The bytes of a file that somebody named. Throws `StoreError`, `NotFoundError`. */
async function readLooseFile(path) {
    try {
        return await readFile(path);
    }
    catch (cause) {
        throw toStoreError(cause, "read", path);
    }
}

;// CONCATENATED MODULE: ./src/index.js
/**
 * tracksafe as a library: authenticate with a provider, open a store, back up.
 *
 * ```ts
 * import { backup, connectSpotify, createWorld, openStore, Secret } from "tracksafe";
 *
 * const world = createWorld();
 * const session = connectSpotify(
 *   { clientId: "…", clientSecret: new Secret("…"), refreshToken: new Secret("…") },
 *   world,
 * );
 * try {
 *   const result = await backup(session, openStore("./backups", world), world);
 *   console.log(result.status, result.snapshot?.location);
 * } finally {
 *   await session.close();
 * }
 * ```
 *
 * Another provider is an object that implements {@link MusicProvider}; another place an object that
 * implements {@link SnapshotStore}. Everything thrown is an {@link AppError} with a stable code.
 *
 * @module
 */








































/** The machine's clock, no log, no cancelling; `parts` replaces what should be otherwise. */
function createWorld(parts = {}) {
    return { clock: systemClock, log: silentLog, onSecret: () => { }, ...parts };
}

;// CONCATENATED MODULE: ./src/report/exit.js

/** The exit codes of every frontend, as `docs/errors.md` lists them. */
const exit_EXIT = {
    done: 0,
    internal: 1,
    usage: 2,
    partial: 3,
    auth: 4,
    provider: 5,
    rateLimit: 6,
    integrity: 7,
    format: 8,
    store: 9,
    notFound: 10,
    conflict: 11,
    key: 12,
    cancelled: 130,
};
const BY_CLASS = [
    [errors/* UsageError */.eb, exit_EXIT.usage],
    [errors/* AuthError */.lR, exit_EXIT.auth],
    [errors/* ProviderError */.mZ, exit_EXIT.provider],
    [errors/* RateLimitError */.OE, exit_EXIT.rateLimit],
    [errors/* IntegrityError */.cs, exit_EXIT.integrity],
    [errors/* FormatError */.IF, exit_EXIT.format],
    [errors/* StoreError */.AD, exit_EXIT.store],
    [errors/* NotFoundError */.m_, exit_EXIT.notFound],
    [errors/* ConflictError */.fK, exit_EXIT.conflict],
    [errors/* KeyError */.eN, exit_EXIT.key],
    [errors/* CancelledError */.cc, exit_EXIT.cancelled],
];
/** The exit code for a run that ended with `error`. */
function exitOf(error) {
    return BY_CLASS.find(([type]) => error instanceof type)?.[1] ?? exit_EXIT.internal;
}
/** The exit code of a backup. */
function exitOfBackup(result) {
    if (result.error !== null)
        return exitOf(result.error);
    return result.status === "complete" ? exit_EXIT.done : exit_EXIT.partial;
}
/** How old what is stored may be while a run waits for a time that the provider named. */
const FRESH_MS = 2 * 24 * 60 * 60 * 1000;
/**
 * The exit code of a backup that nobody watches. A partial one is no alarm unless asked for. One that
 * read or stored nothing is, unless the provider said when to come back and what is stored is fresh.
 */
function exitOfUnattended(backup, { failOn, newestSnapshotAt, now }) {
    const { status, error, snapshot, files } = backup;
    if (failOn === "partial" || status !== "partial")
        return exitOfBackup(backup);
    if (snapshot !== null && files.some(isNew))
        return exit_EXIT.done;
    const stored = snapshot === null ? newestSnapshotAt : lastReadAt(files);
    const isFresh = stored !== null && now.getTime() - stored.getTime() < FRESH_MS;
    const isTold = error instanceof errors/* RateLimitError */.OE && error.isTold;
    return isTold && isFresh ? exit_EXIT.done : exitOfBackup(backup);
}
/** Whether a run got somewhere with a file. One that was carried over says when it was read. */
function isNew({ kind, state, parts, readAt }) {
    if (kind === "index")
        return false;
    if (state === "incomplete")
        return parts.length > 0 && readAt === undefined;
    return state === "ok" || state === "withheld";
}
function lastReadAt(files) {
    const [newest] = files
        .flatMap(({ readAt }) => readAt ?? [])
        .sort()
        .reverse();
    return newest === undefined ? null : new Date(newest);
}

;// CONCATENATED MODULE: ./src/report/error.js
/** An error as JSON: what a script needs to decide what to do. */
function errorJson(error) {
    return {
        code: error.code,
        message: error.message,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt.toISOString() }),
    };
}
/** An error as a person reads it: what happened, what to do, the code to search for. */
function errorText(error) {
    const lines = [`${error.message} [${error.code}]`];
    if (error.retryAt !== undefined)
        lines.push(`Try again after ${error.retryAt.toISOString()}.`);
    if (error.hint !== undefined)
        lines.push(error.hint);
    return lines.join("\n");
}
/** The chain of causes behind an error, outermost first; what belongs to one is indented. */
function causesText(error) {
    const lines = [];
    for (let link = error.cause; link instanceof Error; link = link.cause) {
        lines.push(`caused by ${link.stack ?? link.message}`.replaceAll("\n", "\n    "));
    }
    return lines.join("\n");
}

;// CONCATENATED MODULE: ./src/report/markdown.js

const SHOWN_AT_MOST = 200;
/**
 * Text from elsewhere as a code span: of what is in one GitHub makes no link, mention, reference or
 * HTML (GitHub Flavored Markdown > Code spans), in a table neither. What would end the span or the
 * cell is replaced by something that looks alike.
 */
function codeSpan(text) {
    const safe = (0,plain/* plainLine */.h0)(text)
        .replaceAll("`", "ˋ")
        .replaceAll("|", "∣")
        .replace(/\s+/g, " ")
        .trim();
    return `\`${(0,plain/* shorten */.ml)(safe, SHOWN_AT_MOST) || "…"}\``;
}
/** Several lines as they are, in a block of which GitHub makes nothing either. */
function codeBlock(text) {
    return `\`\`\`text\n${(0,plain/* plainText */.wh)(text).replaceAll("```", "ˋˋˋ")}\n\`\`\``;
}
/** A link under a text of ours; the text alone where `url` is no address of a web page. */
function markdown_link(text, url) {
    const { href, protocol } = URL.parse(url) ?? {};
    if (href === undefined || (protocol !== "https:" && protocol !== "http:"))
        return text;
    return `[${text}](${href.replace(/[()<>[\]`|\\]/g, percentEncoded)})`;
}
function percentEncoded(character) {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
/** A table of cells that are Markdown; the first column to the left, the others to the right. */
function markdownTable(head, rows) {
    const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
    return [head, rule, ...rows].map((cells) => `| ${cells.map(plain/* plainLine */.h0).join(" | ")} |`).join("\n");
}
/** A list of points that are Markdown, each in one line; empty when there are none. */
function bullets(lines) {
    return lines.map((line) => `- ${(0,plain/* plainLine */.h0)(line)}`).join("\n");
}

;// CONCATENATED MODULE: ./src/report/failure.js


/** A run that came to no result, as Markdown, for the summary of a workflow's run. */
function failureSummary(command, error) {
    return `## ${command}: failed\n\n${codeBlock(errorText(error))}\n`;
}

;// CONCATENATED MODULE: ./src/report/advice.js

/**
 * How to make a new login, as Markdown. `repositoryUrl` is the page of the repository that runs the
 * workflows; `null`: not known.
 */
function loginAdvice(repositoryUrl) {
    const linked = (text, path) => repositoryUrl === null ? text : markdown_link(text, `${repositoryUrl}/${path}`);
    const workflow = linked("the workflow Reauthorize", "actions/workflows/reauthorize.yml");
    return [
        `**In any browser, a phone's too:** run ${workflow}, and do what its summary says. It stores the login by the token in \`SECRETS_TOKEN\`.`,
        "**On a computer:**",
        [
            "1. In a clone of this repository, after `npm ci`: `node bin/tracksafe.js auth --print`, with the client ID and secret of the same app.",
            "2. Put what it prints into the repository's secrets (Settings > Secrets and variables > Actions): `SPOTIFY_REFRESH_TOKEN`, and the day into `SPOTIFY_AUTHORIZED_AT`.",
            "3. Run the backup workflow once by hand.",
        ].join("\n"),
        `More on both: ${linked("docs/setup.md", "blob/HEAD/docs/setup.md")}.`,
    ].join("\n\n");
}
const UNKNOWN = {
    title: "the run failed",
    advice: "The log of the run says more. If the next run fails with the same code, it needs you.",
};
const WAIT = {
    title: "the run failed on a problem elsewhere",
    advice: "This mostly passes by itself. It needs you only if it stays for days.",
};
const DAMAGED = {
    title: "a snapshot is not as it was written",
    advice: "Somebody or something changed it after the backup. The branch's history has it as it was; the other snapshots are checked one by one, and the log of the run says which ones are good.",
};
const ADVICE = {
    "auth/expired": {
        title: "the Spotify login has ended",
        advice: "Nothing is backed up until somebody logs in again. Spotify ends every login after six months, and when the password changes or the app is removed from the account.",
        needsLogin: true,
    },
    "auth/refused": {
        title: "the Spotify login is not accepted",
        advice: "Check the client ID, then log in again.",
        needsLogin: true,
    },
    "auth/client": {
        title: "Spotify does not accept the app's credentials",
        advice: "Compare `SPOTIFY_CLIENT_ID` and `SPOTIFY_CLIENT_SECRET` with the app's page in the Spotify dashboard. A new client secret there has to be put into the repository's secrets, too.",
    },
    "auth/scope": {
        title: "the Spotify login lacks a permission",
        advice: "It was made for less than a backup needs.",
        needsLogin: true,
    },
    "auth/github-token": {
        title: "GitHub does not accept a token",
        advice: "Tokens of your own end on the day that was chosen when they were made. Make a new one with the same rights, and put it into the same secret.",
    },
    "provider/app-blocked": {
        title: "Spotify blocks the app",
        advice: "The owner of the app needs Spotify Premium, and the account has to be on the app's list of users (Spotify dashboard > the app > User Management). After a renewed subscription it can take hours.",
    },
    "provider/quota": {
        title: "Spotify's quota is used up",
        advice: "The next run goes on where this one ended. If it stays, run the backup less often.",
    },
    "provider/rate-limited": WAIT,
    "provider/unavailable": WAIT,
    "http/network": WAIT,
    "http/timeout": WAIT,
    "http/bad-answer": WAIT,
    "config/missing": {
        title: "a setting is missing",
        advice: "A secret was removed or renamed, or never added: Settings > Secrets and variables > Actions. Secrets do not come along when a repository is copied.",
    },
    "config/public-repository": {
        title: "the repository for the snapshots is public",
        advice: "Nothing was stored. Make the repository private (Settings > General > Danger Zone), or say that you mean it with `allow-public: true`.",
    },
    "config/unsealed": {
        title: "the snapshots would not be sealed",
        advice: "Nothing was stored. Set `AGE_RECIPIENTS` (`node bin/tracksafe.js keygen` makes a key), or say that you mean it with `encryption: none`.",
    },
    "config/plain": {
        title: "the snapshots would not be sealed, as earlier ones are",
        advice: "Nothing was stored. Set `AGE_RECIPIENTS` to the recipient that earlier snapshots are sealed for.",
    },
    "store/permission": {
        title: "the snapshot may not be stored",
        advice: "The token lacks a right: `permissions: contents: write` in the workflow, or `contents: read and write` of a token of your own. A sealed snapshot that could not be stored is kept as an artifact of the run, unless everybody could see that.",
    },
    "store/new-user": {
        title: "the login is of another account than the backups",
        advice: "Nothing was stored. If the login was made in the wrong browser, log in again with the right account. If a second account is meant, run once with `new-user: true`.",
    },
    "store/rate-limited": {
        title: "GitHub accepted no more requests",
        advice: "Nothing was stored. A workflow's own token may send 1,000 requests an hour; the next run tries again. If it stays, see what else uses the same token.",
    },
    "store/unknown": {
        title: "GitHub did not say whether the snapshot was stored",
        advice: "Look at the branch of the snapshots: what the run names is either in its history, and then the snapshot is there as a whole, or it is not. The next run makes a new snapshot in any case.",
    },
    "store/conflict": {
        title: "something else writes to the same branch all the time",
        advice: "Leave the branch of the snapshots to the backup alone.",
    },
    "snapshot/corrupt": DAMAGED,
    "snapshot/missing": DAMAGED,
    "snapshot/unexpected": DAMAGED,
    "snapshot/forged": DAMAGED,
    "seal/damaged": DAMAGED,
};
/** By the codes of `docs/errors.md`; `repositoryUrl` as in {@link loginAdvice}. */
function adviceFor(code, repositoryUrl) {
    const { title, advice, needsLogin = false } = ADVICE[code] ?? UNKNOWN;
    return { title, advice: needsLogin ? `${advice}\n\n${loginAdvice(repositoryUrl)}` : advice };
}

;// CONCATENATED MODULE: ./src/report/expiry.js
/** How long before its end one is told, in days. */
const expiry_WARNED_DAYS = 30;
/** Whether it is time to tell somebody. */
function isEnding({ daysLeft }) {
    return daysLeft <= expiry_WARNED_DAYS;
}
const expiry_DAY_MS = 24 * 60 * 60 * 1000;
const LOGIN_MONTHS = 6;
/**
 * When a login made at `since` ends: six months later by the calendar, however often it was used
 * (Spotify: Blog > Refresh tokens of six months; Web API > Refreshing tokens). From 31 August that
 * is the last day of February. It is a day early rather than late where the calendar leaves a choice.
 */
function expiry_loginExpiry(since, now) {
    return expiryAt(addMonths(since, LOGIN_MONTHS), now);
}
/** What ends `at`, seen from `now`. */
function expiryAt(at, now) {
    return { at, daysLeft: Math.floor((at.getTime() - now.getTime()) / expiry_DAY_MS) };
}
/** The same day and time so many months later in UTC, or the month's last day where it has no such. */
function addMonths(date, months) {
    const later = new Date(date);
    later.setUTCDate(1);
    later.setUTCMonth(later.getUTCMonth() + months);
    const lastDay = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0));
    later.setUTCDate(Math.min(date.getUTCDate(), lastDay.getUTCDate()));
    return later;
}

;// CONCATENATED MODULE: ./src/report/redact.js
/** Ids of the provider as they turn up in names of unsealed files: 22 letters and digits. */
const PROVIDER_ID = /(?<![0-9A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])/g;
/** `text` without anything that could be the id of somebody's playlist or track. */
function withoutIds(text) {
    return text.replace(PROVIDER_ID, "…");
}
/** What the parts of a report are called that only those may read who may read the library. */
const NAMING = new Set("title toTitle artists playlist name reference link from to source sources".split(" "));
/** `json` without titles, references, and places that may be private. */
function withoutTitles(json) {
    return JSON.parse(JSON.stringify(json, (key, value) => (NAMING.has(key) ? undefined : value)));
}

;// CONCATENATED MODULE: ./src/report/text.js

/** `n` with thousands set off: `12,345`. */
function text_count(n) {
    return n.toLocaleString("en-US");
}
/** `1 file`, `2 files`. */
function text_counted(n, one, many = `${one}s`) {
    return `${text_count(n)} ${n === 1 ? one : many}`;
}
/** A size in the unit that fits: `812 B`, `1.4 MB`. */
function text_size(bytes) {
    const units = ["B", "kB", "MB", "GB"];
    let value = bytes;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
/** A duration in the unit that fits: `0.8 s`, `3 min 5 s`. */
function duration(ms) {
    const seconds = ms / 1000;
    if (seconds < 60)
        return `${seconds.toFixed(1)} s`;
    return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
/** Rows in columns, the first column to the left and the others to the right. Each is one line. */
function text_table(cells) {
    const rows = cells.map((row) => row.map(plain/* plainLine */.h0));
    const widths = rows.reduce((all, row) => row.map((cell, column) => Math.max(all[column] ?? 0, cell.length)), []);
    return rows.map((row) => row
        .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    })
        .join("  ")
        .trimEnd());
}

;// CONCATENATED MODULE: ./src/report/notice.js







const TOLERATED_PARTIALS = 2;
/** A schedule of once a week and a day to spare. */
const notice_STALE_AFTER_DAYS = 8;
/**
 * What there is to tell, most urgent first, in one notice; `null` when all is well. But for the link
 * to the run, the text stays the same from day to day while the reasons do. It holds no titles, ids
 * or secrets: an issue may be public.
 */
function decideNotice(input) {
    const reasons = RULES.flatMap((rule) => rule(input) ?? []);
    const [first, ...others] = reasons;
    if (first === undefined)
        return null;
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    const sections = reasons.map(({ title, body }) => `## ${title}\n\n${body}`);
    return {
        title: `tracksafe: ${first.title}${more}`,
        body: [...sections, footer(input)].join("\n\n"),
    };
}
/** Most urgent first. */
const RULES = [
    notice_failed,
    loginEnded,
    recipientsChanged,
    keyChanged,
    foreign,
    shrunk,
    stale,
    loginReplaced,
    partialAgain,
    loginEnding,
    secretsTokenRefused,
    secretsTokenEnding,
];
function notice_failed({ status, error, repositoryUrl }) {
    if (error === null ? status !== "failed" : status === "partial")
        return null;
    const code = error?.code ?? "internal/unexpected";
    const said = error === null ? "" : `${codeBlock(withoutIds(errorText(error)))}\n\n`;
    const { title, advice } = adviceFor(code, repositoryUrl);
    return { title, body: `${said}${advice}` };
}
function loginEnded({ login, error, repositoryUrl }) {
    if (login === null || login.daysLeft >= 0 || error?.code === "auth/expired")
        return null;
    return {
        title: "the Spotify login is at its end",
        body: `It was made more than six months ago, by \`SPOTIFY_AUTHORIZED_AT\`; it ended on ${notice_day(login.at)} or will any moment.\n\n${loginAdvice(repositoryUrl)}`,
    };
}
function recipientsChanged({ warnings }) {
    if (!has(warnings, "recipients-changed"))
        return null;
    return {
        title: "the snapshots are sealed for somebody else than before",
        body: "The recipients in `AGE_RECIPIENTS` are not those of the snapshot before. If you changed them, all is well; the next run closes this. If not, somebody else can open what is backed up from now on, and perhaps you cannot: put your recipient back, and find out who may change the repository's settings.",
    };
}
function keyChanged({ warnings }) {
    if (!has(warnings, "key-changed"))
        return null;
    return {
        title: "the snapshots are made with another key than before",
        body: "The key comes from the app's client secret. If you changed the app or its secret, all is well: add the new key id to the variable `TRACKSAFE_KEY_ID`, behind the old one; the summary of the run shows it. If not, find out who may change the repository's settings.",
    };
}
function foreign({ warnings, foreign: found }) {
    const number = found ?? warnings.find(({ code }) => code === "foreign")?.now ?? 0;
    if (number === 0)
        return null;
    const are = number === 1 ? "1 snapshot is" : `${text_count(number)} snapshots are`;
    return {
        title: "there are snapshots that are not yours",
        body: `${are} not proved to be from your own backups: in the clear beside sealed ones, made with another key, changed, in the place of another, or dated in the future. No backup builds on them, and none of them is restored by itself. \`tracksafe list\` names them. If you began to seal, or changed the app, since the last backup, all is well. If not, find out who can write to the repository, and delete them.`,
    };
}
function shrunk({ warnings }) {
    const lines = warnings.filter(({ code }) => code === "shrunk").map(shrunkLine);
    if (lines.length === 0)
        return null;
    return {
        title: "the library has lost much",
        body: `${bullets(lines)}\n\nIf that was you, all is well. If not, look at the account before anything else. Everything is still in the snapshot before, which \`latest\` goes on meaning.`,
    };
}
/** The file of a playlist bears its id, so it is not named. */
function shrunkLine({ file = "", was = 0, now = 0 }) {
    const what = file === "playlists" ? "The number of playlists" : "";
    const isCollection = KINDS.some((kind) => kind === file);
    const name = what || (isCollection ? `Saved ${file}` : "A playlist");
    return `${name}: from ${text_count(was)} to ${text_count(now)}`;
}
function stale({ newestSnapshotAt, now, status, error, repositoryUrl, }) {
    if (newestSnapshotAt === null)
        return null;
    if (-expiryAt(newestSnapshotAt, now).daysLeft <= notice_STALE_AFTER_DAYS)
        return null;
    const from = `It is from ${notice_day(newestSnapshotAt)}.`;
    const title = "the newest snapshot is old";
    if (status === null)
        return { title, body: `${from} ${SEE_SCHEDULE}` };
    const why = status === "partial" && error !== null ? ` ${whyBlocked(error, repositoryUrl)}` : "";
    return { title, body: `${from} Backups run, but none since then has left one.${why}` };
}
const SEE_SCHEDULE = "See whether the backup workflow still runs, under Actions: GitHub switches schedules off in public repositories after 60 days without activity, and a switched-off workflow says so on its page.";
/** Without the time to come back, which is another one every day. */
function whyBlocked({ code }, repositoryUrl) {
    const { title, advice } = adviceFor(code, repositoryUrl);
    return `The last one: ${title} (\`${code}\`). ${advice}`;
}
function loginReplaced({ warnings, repositoryUrl }) {
    if (!has(warnings, "login-replaced"))
        return null;
    return {
        title: "Spotify replaced the login",
        body: `The one in the secret may be dead now, and the new one could not be stored there. A token in \`SECRETS_TOKEN\` that may write the repository's secrets spares you this: see the input \`secrets-token\`.\n\n${loginAdvice(repositoryUrl)}`,
    };
}
function partialAgain({ partialsInARow, status }) {
    if (status !== "partial" || partialsInARow <= TOLERATED_PARTIALS)
        return null;
    return {
        title: "the last three backups are not complete",
        body: "Part of the library could not be read, three times in a row or more. The last good content of it is kept. The summary of the run says what it is, and why.",
    };
}
function loginEnding({ login, repositoryUrl }) {
    if (login === null || login.daysLeft < 0 || !isEnding(login))
        return null;
    return {
        title: "the Spotify login ends soon",
        body: `It ends on ${notice_day(login.at)}: six months after it was made, however often it is used. Backups stop then, unless somebody logs in again before.\n\n${loginAdvice(repositoryUrl)}`,
    };
}
function secretsTokenRefused({ secretsTokenError }) {
    if (secretsTokenError === null)
        return null;
    return {
        title: "the token in `secrets-token` does not do",
        body: `${codeBlock(errorText(secretsTokenError))}\n\nBackups go on without it, but a login that Spotify renews cannot be stored. It takes a fine-grained token for this repository only, with "Secrets: Read and write" and "Variables: Read and write".`,
    };
}
function secretsTokenEnding({ secretsTokenEndsAt, now }) {
    if (secretsTokenEndsAt === null)
        return null;
    if (!isEnding(expiryAt(secretsTokenEndsAt, now)))
        return null;
    return {
        title: "the token in `secrets-token` ends",
        body: `It ends on ${notice_day(secretsTokenEndsAt)}. After that a login that Spotify renews cannot be stored. Make a new one with the same rights, and put it into the same secret.`,
    };
}
function has(warnings, wanted) {
    return warnings.some(({ code }) => code === wanted);
}
function notice_day(date) {
    return date.toISOString().slice(0, 10);
}
function footer({ runUrl, status }) {
    const run = runUrl === null ? "" : `${markdown_link("The last run", runUrl)} · `;
    const next = status === null ? "run" : "complete backup";
    return `---\n${run}This issue is kept up to date and closed by the next ${next} without anything to tell.`;
}

;// CONCATENATED MODULE: ./src/report/backup.js





/**
 * How many playlists of others are kept as name and link only, because the provider does not show
 * their items and never did.
 */
function backup_countNameOnly(files) {
    return files.filter(({ state, entries }) => state === "withheld" && entries === undefined).length;
}
/** The same in words; empty when there are none. */
function nameOnlyText(files) {
    const nameOnly = backup_countNameOnly(files);
    if (nameOnly === 0)
        return "";
    return `${text_counted(nameOnly, "playlist")} of others: name and link only, since the provider does not show the items.`;
}
/** How many files, entries and bytes there are of each kind. */
function backup_countKinds(files) {
    return [...KINDS, "covers"].flatMap((kind) => {
        const own = files.filter((file) => file.kind === kind && file.parts.length > 0);
        const sum = (of) => own.reduce((all, file) => all + of(file), 0);
        return own.length === 0
            ? []
            : [
                {
                    kind,
                    files: own.length,
                    entries: sum((file) => file.entries ?? 0),
                    bytes: sum((file) => file.parts.reduce((all, part) => all + part.bytes, 0)),
                    ...(kind === "playlists" ? { nameOnly: backup_countNameOnly(own) } : {}),
                },
            ];
    });
}
/** A backup as JSON. */
function backupJson(report) {
    return {
        status: report.status,
        error: report.error === null ? null : errorJson(report.error),
        snapshot: report.snapshot,
        kinds: backup_countKinds(report.files),
        problems: problemsOf(report).map(({ id, state, error }) => ({ file: id, state, error })),
        warnings: report.warnings,
        requests: report.requests,
        durationMs: report.durationMs,
    };
}
/**
 * A backup as a person reads it, without the error that ended it. Files are named by id: titles stay
 * out of terminals and logs.
 */
function backupText(report) {
    const lines = [headline(report)];
    const kinds = backup_countKinds(report.files);
    lines.push(...text_table(kinds.map(kindRow)).map((row) => `  ${row}`));
    const nameOnly = nameOnlyText(report.files);
    if (nameOnly !== "")
        lines.push(`  ${nameOnly}`);
    lines.push(...problemLines(problemsOf(report)).map((line) => `  ${line}`));
    lines.push(...report.warnings.map((warning) => `  Warning: ${warningText(warning)}`));
    if (report.snapshot !== null)
        lines.push(`Saved in ${report.snapshot.location}`);
    lines.push(`${text_counted(report.requests, "request")} in ${duration(report.durationMs)}.`);
    return (0,plain/* plainLines */.y1)(lines);
}
/** The states of a file in words. */
const STATE_TEXT = {
    ok: "read",
    withheld: "withheld by the provider",
    unsupported: "not offered to this account",
    stale: "could not be read; the last good content was kept",
    incomplete: "not read yet",
    failed: "could not be read",
};
/** What became of a file, in words: a place that takes nothing more is no failure to read. */
function stateText({ state, error = "unknown" }) {
    const text = STATE_TEXT[state];
    return error.startsWith("store/") ? text.replace("be read", "be written") : text;
}
/** So many files with the same trouble are still named one by one. */
const NAMED_AT_MOST = 5;
function problemLines(problems) {
    const troubles = Map.groupBy(problems, (file) => {
        return `${stateText(file)} [${file.error ?? "unknown"}]`;
    });
    return [...troubles].flatMap(([trouble, files]) => files.length > NAMED_AT_MOST
        ? [`${text_counted(files.length, "file")}: ${trouble}`]
        : files.map(({ id }) => `${id}: ${trouble}`));
}
function headline({ status, snapshot }) {
    return snapshot === null
        ? `The backup is ${status}; no snapshot was left.`
        : `Snapshot ${snapshot.name} is ${status}.`;
}
function kindRow({ kind, files, entries, bytes }) {
    if (kind === "covers")
        return [kind, text_count(files), "", text_size(bytes)];
    if (kind === "playlists") {
        return [kind, text_count(files), `${text_count(entries)} entries`, text_size(bytes)];
    }
    return [kind, text_count(entries), "", text_size(bytes)];
}
/** The files that are not what they should be. */
function problemsOf({ files }) {
    return files.filter((file) => !isGood(file));
}
/** A warning as a sentence. */
function warningText({ code, file, was, now }) {
    switch (code) {
        case "shrunk":
            return `${file} shrank from ${text_count(was ?? 0)} to ${text_count(now ?? 0)}. If that was you, all is well; \`latest\` goes on meaning the snapshot before.`;
        case "hidden-playlists":
            return `The provider lists ${text_counted(now ?? 0, "playlist")} without saying what ${now === 1 ? "it is" : "they are"}.`;
        case "now-withheld":
            return `${file} is withheld by the provider now; its ${text_count(was ?? 0)} entries are kept as they last were.`;
        case "count-differs":
            return `The provider says that ${file} has ${text_counted(was ?? 0, "entry", "entries")}, and shows ${text_count(now ?? 0)} every time. What it shows is kept.`;
        case "malformed-rows":
            return `${text_counted(now ?? 0, "row")} of ${file} could not be read: the provider sent something else than it documents. Of such a row there is only its place.`;
        case "unsupported":
            return `The provider does not offer ${file} to this account, so there are none. This is said once.`;
        case "recipients-changed":
            return "It is sealed to other recipients than the snapshot before. If that was not you, somebody changed the setting.";
        case "login-replaced":
            return "The provider replaced the login while it was used, and the one in the settings may be dead now. Log in again and replace it there.";
        case "previous-damaged":
            return `${text_counted(now ?? 0, "earlier snapshot")} could not be read. Run \`tracksafe verify\`.`;
        case "foreign":
            return `${text_counted(now ?? 0, "earlier snapshot is", "earlier snapshots are")} not proved to be yours, and nothing was taken from ${now === 1 ? "it" : "them"}. Run \`tracksafe verify\`.`;
        case "key-changed":
            return "It was made with another key than those on record, as after a change of the app or of its client secret. If that was not you, somebody changed the settings.";
        default:
            return code;
    }
}

;// CONCATENATED MODULE: ./src/report/changes.js

/** What this run has read of the provider. The rest says nothing new of the library. */
const READ = ["ok", "withheld"];
/**
 * Compares the files of a snapshot with those of the one before; `null`: there is none, so all is
 * new. A file changed when its parts hold something else, however they are stored: sealing the same
 * again is no change, sealing it to other recipients is. The sealed index only follows the others.
 */
function changesOf(files, previousFiles) {
    const kinds = [...KINDS, "covers"].flatMap((kind) => {
        const of = (all) => all.filter((file) => file.kind === kind);
        const [now, then] = [of(files), of(previousFiles ?? []).filter(hasContent)];
        return now.length + then.length === 0 ? [] : [compare(kind, now, then)];
    });
    const changed = kinds.some((kind) => kind.added + kind.removed + kind.changed > 0);
    return { changed, kinds };
}
function compare(kind, now, then) {
    const old = new Map(then.map((file) => [file.id, changes_contentOf(file)]));
    const read = now.filter((file) => READ.includes(file.state) && hasContent(file));
    const known = read.filter(({ id }) => old.has(id));
    const changed = known.filter((file) => changes_contentOf(file) !== old.get(file.id)).length;
    const present = new Set(now.map(({ id }) => id));
    const removed = then.filter(({ id }) => !present.has(id)).length;
    return {
        kind,
        added: read.length - known.length,
        removed,
        changed,
        unchanged: then.length - removed - changed,
        before: entriesOf(then),
        after: entriesOf(now),
    };
}
function hasContent({ parts }) {
    return parts.length > 0;
}
/** Equal for equal content. */
function changes_contentOf({ parts }) {
    return parts.map(({ contentId, sha256 }) => contentId ?? sha256).join(" ");
}
function entriesOf(files) {
    return files.reduce((all, { entries = 0 }) => all + entries, 0);
}

;// CONCATENATED MODULE: ./src/report/setup.js

const SECRETS = [
    ["`SPOTIFY_CLIENT_ID`", "the client ID of your app, from the Spotify dashboard"],
    ["`SPOTIFY_CLIENT_SECRET`", "its client secret"],
    ["`SPOTIFY_REFRESH_TOKEN`", "the login: `node bin/tracksafe.js auth --print` prints it"],
    ["`AGE_RECIPIENTS`", "whom to seal the snapshots for: `node bin/tracksafe.js keygen` prints it"],
];
/** What to do before a first backup, as Markdown, for a run that found nothing set up. */
function setupAdvice() {
    return [
        "## Not set up yet",
        "Nothing was done: there are no snapshots yet, and this run was given no login to make one.",
        "On your computer, in a clone of this repository, `npm ci && node bin/tracksafe.js setup` leads through all of it. Or add these under **Settings > Secrets and variables > Actions**, then run the backup workflow:",
        markdownTable(["Secret", "What"], SECRETS),
        "The repository for the snapshots should be private. Keep the key file that `keygen` writes away from here: a backup never needs it, and nothing opens the snapshots without it.",
    ].join("\n\n");
}

;// CONCATENATED MODULE: ./src/report/summary.js









/** A backup as Markdown, for the summary of a workflow's run. Ends with a line break. */
function backupSummary(backup, options) {
    const { error, files, previous, warnings } = backup;
    const changes = changesOf(files, previous?.metadata.files ?? null);
    const name = (id) => summary_nameOf(id, backup.titles, options);
    const sections = [
        `## Backup: ${backup.status}`,
        backup.status === "partial" && backup.snapshot === null ? BLOCKED : STATUS_TEXT[backup.status],
        nameOnlyText(files),
        error === null ? "" : codeBlock(ending(error, options)),
        ...(backup.snapshot === null ? [] : changesText(changes, previous?.name)),
        section("Problems", summary_problemLines(backup, name)),
        section("Warnings", warnings.map((warning) => warningLine(warning, name))),
        bullets(facts(backup, options)),
        keyRecord(options),
        renewal(options),
    ];
    return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}
const STATUS_TEXT = {
    complete: "Everything that was asked for and that the provider shows was read and stored.",
    partial: "Not everything could be read this time. What could be is stored, and for the rest the last good content where there is one. The next run tries again.",
    failed: "The run ended before its work was done. Earlier snapshots are as they were.",
};
/** A run that was told to wait before it came to the account. */
const BLOCKED = "Nothing could be read this time, so there is no new snapshot. Earlier snapshots are as they were. The next run tries again.";
function ending(error, { isPublic }) {
    return isPublic ? withoutIds(errorText(error)) : errorText(error);
}
function changesText({ changed, kinds }, previous) {
    const since = previous === undefined ? null : `since ${codeSpan(previous)}`;
    if (since !== null && !changed)
        return [`Nothing changed ${since}.`];
    const rows = kinds.map(({ kind, added, changed, removed, before, after }) => [
        kind,
        ...[added, changed, removed].map((files) => (files === 0 ? "" : text_count(files))),
        kind === "covers" ? "" : text_count(after),
        kind === "covers" ? "" : difference(after - before),
    ]);
    const head = ["", "new files", "changed", "gone", "entries", "difference"];
    return [
        since === null ? "This is the first snapshot." : `What changed ${since}:`,
        markdownTable(head, rows),
    ];
}
function difference(entries) {
    if (entries === 0)
        return "";
    return entries > 0 ? `+${text_count(entries)}` : `−${text_count(-entries)}`;
}
function summary_problemLines(backup, name) {
    const troubles = Map.groupBy(problemsOf(backup), (file) => {
        return `${stateText(file)} (${codeSpan(file.error ?? "unknown")})`;
    });
    return [...troubles].flatMap(([trouble, files]) => files.length > NAMED_AT_MOST
        ? [`${text_counted(files.length, "file")}: ${trouble}`]
        : files.map(({ id }) => `${name(id)}: ${trouble}`));
}
function warningLine(warning, name) {
    const { file } = warning;
    return warningText(file === undefined ? warning : { ...warning, file: name(file) });
}
function facts(backup, { isPublic, login }) {
    const { snapshot, commit, requests, durationMs } = backup;
    const lines = [];
    if (snapshot !== null) {
        lines.push(`Snapshot: ${codeSpan(isPublic ? snapshot.name : snapshot.location)}`);
    }
    if (commit !== null)
        lines.push(`Commit: ${codeSpan(commit)}`);
    lines.push(`${text_counted(requests, "request")} in ${duration(durationMs)}`);
    if (login !== null)
        lines.push(loginText(login));
    return lines;
}
/** The pin of a restore has to be where who can write to the snapshots alone cannot change it. */
function keyRecord({ unrecordedKeyId, repositoryUrl }) {
    if (unrecordedKeyId === null)
        return "";
    const page = `${repositoryUrl}/settings/variables/actions`;
    const where = repositoryUrl === null ? "the repository's variables" : markdown_link("the variables", page);
    return `### Note the id of your key\n\nAdd ${codeSpan(unrecordedKeyId)} to the variable \`TRACKSAFE_KEY_ID\`, behind what stands there, in ${where}. A restore then believes only snapshots that were made with your key. With a token in \`SECRETS_TOKEN\`, backups do this themselves.`;
}
/** In good time, and where somebody looks who wonders why it is told. */
function renewal({ login, repositoryUrl }) {
    if (login === null || !isEnding(login))
        return "";
    return `### Renew the login\n\n${loginAdvice(repositoryUrl)}`;
}
function loginText({ at, daysLeft }) {
    const date = at.toISOString().slice(0, 10);
    if (daysLeft < 0)
        return `The login ended on ${date}.`;
    return `The login ends on ${date}, in ${text_counted(daysLeft, "day")}.`;
}
/** Ids in sealed snapshots: keyed hashes, which say nothing to who does not hold the key. */
const OPAQUE = /^(?:playlist|cover)_[0-9a-f]{24}$/;
/** A file as the readers may know it. */
function summary_nameOf(id, titles, { isPublic, names }) {
    const title = titles.get(id) ?? "";
    if (names && !isPublic && title !== "")
        return `${codeSpan(title)} (${codeSpan(id)})`;
    const isCollection = id === "playlists" || KINDS.some((kind) => kind === id);
    if (isCollection)
        return id;
    if (!isPublic || OPAQUE.test(id))
        return codeSpan(id);
    return id.startsWith("cover_") ? "a cover" : "a playlist";
}
function section(heading, lines) {
    return lines.length === 0 ? "" : `### ${heading}\n\n${bullets(lines)}`;
}

;// CONCATENATED MODULE: ./action/context.js




/** The page of the repository that runs the workflow; `null` outside of a workflow. */
function repositoryUrlOf({ env }) {
    const [server, repository] = ["SERVER_URL", "REPOSITORY"].map((name) => env[`GITHUB_${name}`]);
    return server && repository ? `${server}/${repository}` : null;
}
/** The page of the run; `null` outside of a workflow. */
function runUrlOf({ env }) {
    const [server, repository, run] = ["SERVER_URL", "REPOSITORY", "RUN_ID"].map((name) => env[`GITHUB_${name}`]);
    if (!server || !repository || !run)
        return null;
    return `${server}/${repository}/actions/runs/${run}`;
}
/** The runner's directory for files that nobody needs once the job is over. */
function temporaryOf({ env }) {
    return env["RUNNER_TEMP"] || (0,external_node_os_.tmpdir)();
}
/** Leaves `json` as a file for later steps of the job, and its path as the output `report`. */
async function writeReport(context, json) {
    const { output } = context;
    const report = (0,external_node_path_.join)(temporaryOf(context), "tracksafe-report.json");
    await (0,external_node_fs_promises_.writeFile)(report, output.clean((0,plain/* plainJson */.RU)(json)));
    output.set("report", report);
}

;// CONCATENATED MODULE: ./action/history.js


/** How many of the user's newest snapshots in a row are partial; 0 when that cannot be read. */
function partialsOf(context, { store, keySource }, user) {
    return history_attempt(context, 0, async () => countPartials(store, user, await createOwnEvidence(keySource, user, context.world)));
}
/** When the newest snapshot was made, as `newestSnapshotAt` says; `null` when that cannot be read. */
function history_newestOf(context, { store, keySource }) {
    return history_attempt(context, null, () => findNewestSnapshotAt(store, (user) => createOwnEvidence(keySource, user, context.world)));
}
/** The backup is over by now: what goes wrong here must not change how it ended. */
async function history_attempt({ output }, otherwise, read) {
    try {
        return await read();
    }
    catch (error) {
        output.log.warn("action.history", { code: (0,errors/* toAppError */.b_)(error).code });
        return otherwise;
    }
}

;// CONCATENATED MODULE: ./action/choices.js

/** The text of an input, as the runner passes it; empty when it is not given. */
function choices_textOf(env, name) {
    return env[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
}
/**
 * The value of an input that has to be one of `choices`; the first when it is not given. Throws
 * `UsageError` `config/invalid`, which does not repeat the value: it may be a secret in the wrong
 * place.
 */
function choiceOf(env, name, choices) {
    const text = choices_textOf(env, name);
    if (text === "")
        return choices[0];
    const found = choices.find((choice) => choice === text);
    if (found !== undefined)
        return found;
    throw unknownValue(name, choices);
}
/** The value of an input that is `true` or `false`. Throws as {@link choiceOf}. */
function flagOf(env, name, otherwise) {
    const text = choices_textOf(env, name).toLowerCase();
    if (text === "")
        return otherwise;
    if (text === "true" || text === "false")
        return text === "true";
    throw unknownValue(name, ["true", "false"]);
}
/** The value of an input that is a whole number from 0. Throws `UsageError` `config/invalid`. */
function choices_countOf(env, name, otherwise) {
    const text = choices_textOf(env, name);
    if (text === "")
        return otherwise;
    if (/^\d{1,6}$/.test(text))
        return Number(text);
    throw new errors/* UsageError */.eb("config/invalid", `The input ${name} has a value that is no whole number.`, {
        hint: `Set ${name} to a number such as ${otherwise}.`,
    });
}
/**
 * The values of an input that is a list of `choices`, separated by commas, spaces or lines; all of
 * them when it is not given. Throws as {@link choiceOf}.
 */
function choices_listOf(env, name, choices) {
    const words = choices_textOf(env, name)
        .split(/[\s,]+/)
        .filter(Boolean);
    if (words.length === 0)
        return choices;
    return words.map((word) => {
        const found = choices.find((choice) => choice === word);
        if (found !== undefined)
            return found;
        throw unknownValue(name, choices);
    });
}
function unknownValue(name, choices) {
    return new errors/* UsageError */.eb("config/invalid", `The input ${name} has a value that is not known.`, {
        hint: `Set ${name} to one of: ${choices.join(", ")}.`,
    });
}

;// CONCATENATED MODULE: ./action/inputs.js



/** What the action can be asked to do. */
const COMMANDS = ["backup", "restore", "verify", "prune", "reauthorize"];
/** The inputs that are secrets. */
const inputs_SECRETS = [
    "spotify-client-secret",
    "spotify-refresh-token",
    "age-identity",
    "token",
    "run-token",
    "secrets-token",
    "redirected-url",
];
/**
 * Reads the inputs. `onSecret` is told every secret among them before anything else happens.
 *
 * Throws `UsageError` `config/invalid` for a value that is not known, naming the input.
 */
function readInputs(env, onSecret) {
    for (const name of inputs_SECRETS) {
        const value = choices_textOf(env, name);
        if (value !== "")
            onSecret(new src_secret/* Secret */.zh(value));
    }
    const text = (name) => choices_textOf(env, name) || null;
    const secret = (name) => {
        const value = choices_textOf(env, name);
        return value === "" ? null : new src_secret/* Secret */.zh(value);
    };
    const snapshot = text("snapshot");
    return {
        command: choiceOf(env, "command", COMMANDS),
        spotify: {
            clientId: text("spotify-client-id"),
            clientSecret: secret("spotify-client-secret"),
            refreshToken: secret("spotify-refresh-token"),
            authorizedAt: text("spotify-authorized-at"),
        },
        sealed: choiceOf(env, "encryption", ["age", "none"]) === "age",
        ageRecipients: text("age-recipients"),
        ageIdentity: secret("age-identity"),
        keyIds: keyIdsOf(env),
        repository: text("repository"),
        token: secret("token"),
        runToken: secret("run-token"),
        branch: text("branch"),
        path: text("path"),
        include: choices_listOf(env, "include", KINDS),
        full: flagOf(env, "full", false),
        covers: flagOf(env, "covers", false),
        maxWaitMs: choices_countOf(env, "max-wait", 10) * 60_000,
        snapshot: snapshot === "latest" ? null : snapshot,
        user: text("user"),
        only: choices_textOf(env, "only")
            .split(/[\s,]+/)
            .filter((one) => one !== ""),
        sameAccount: choiceOf(env, "target", ["other", "same"]) === "same",
        unproved: flagOf(env, "unproved", false),
        dryRun: flagOf(env, "dry-run", true),
        newUser: flagOf(env, "new-user", false),
        notify: choiceOf(env, "notify", ["issue", "none"]) === "issue",
        failOn: choiceOf(env, "fail-on", ["failed", "partial"]),
        allowPublic: flagOf(env, "allow-public", false),
        secretsToken: secret("secrets-token"),
        refreshTokenSecret: secretNameOf(env, "refresh-token-secret") ?? "SPOTIFY_REFRESH_TOKEN",
        redirectedUrl: secret("redirected-url"),
        names: choiceOf(env, "names", ["auto", "show", "hide"]),
    };
}
/** The key ids in the input `key-id`. Throws `UsageError` `config/invalid`. */
function keyIdsOf(env) {
    const keyIds = choices_textOf(env, "key-id")
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean);
    if (keyIds.every((keyId) => /^[0-9a-f]{16}$/.test(keyId)))
        return keyIds;
    throw new errors/* UsageError */.eb("config/invalid", "The input key-id (variable TRACKSAFE_KEY_ID) is no key id.", {
        hint: "A key id has 16 digits and letters from a to f; several are separated by spaces. The summary of a backup shows it.",
    });
}
/**
 * The name of a secret (GitHub: Actions > Secrets > Naming your secrets). What is no name may be the
 * secret itself, so it is not repeated.
 */
function secretNameOf(env, name) {
    const text = choices_textOf(env, name);
    if (text === "")
        return null;
    if (/^(?!GITHUB_)[A-Z_][A-Z0-9_]{0,99}$/i.test(text))
        return text;
    throw new errors/* UsageError */.eb("config/invalid", `The input ${name} is not the name of a secret.`, {
        hint: `Set ${name} to a name such as SPOTIFY_REFRESH_TOKEN, not to what is in the secret.`,
    });
}
/** An input with the repository secret that it is filled from by convention. */
function named(input, { refreshTokenSecret }) {
    const isLogin = input === "spotify-refresh-token";
    const secret = isLogin ? refreshTokenSecret : input.toUpperCase().replaceAll("-", "_");
    return `${input} (secret ${secret})`;
}
/** Whether there is anything of a login to Spotify in the inputs. */
function hasLogin({ spotify }) {
    return [spotify.clientId, spotify.clientSecret, spotify.refreshToken].some((one) => one !== null);
}
/** Whether the inputs say which snapshots are meant, or where on which branch they are. */
function namesSnapshots({ branch, path, user, snapshot }) {
    const elsewhere = path !== null && path !== DEFAULT_PATH;
    return elsewhere || [branch, user, snapshot].some((one) => one !== null);
}
/** The runner passes it on as if somebody had given it. */
const DEFAULT_PATH = "backups";
/**
 * What a backup cannot do without, whole and well-formed.
 *
 * Throws `UsageError` `config/missing`, naming each input that is empty and the repository secret
 * behind it; `config/invalid`; and what `readRecipients` throws.
 */
async function requireLogin(inputs, readRecipients) {
    const { clientId, clientSecret, refreshToken, authorizedAt } = inputs.spotify;
    const recipients = inputs.sealed ? inputs.ageRecipients : "";
    const wanted = {
        "spotify-client-id": clientId,
        "spotify-client-secret": clientSecret,
        "spotify-refresh-token": refreshToken,
        "age-recipients": recipients,
    };
    if (clientId === null || clientSecret === null || refreshToken === null || recipients === null) {
        throw missingInputs(Object.entries(wanted).flatMap(([name, value]) => (value === null ? [name] : [])), inputs);
    }
    return {
        ...requireSpotify(inputs),
        authorizedAt: inputs_dateOf(authorizedAt),
        recipients: inputs.sealed
            ? await readRecipients(recipients, named("age-recipients", inputs))
            : [],
    };
}
/** The login to Spotify, as a whole. Throws `UsageError` `config/missing`, `config/invalid`. */
function requireSpotify(inputs) {
    const { clientId, clientSecret, refreshToken } = inputs.spotify;
    if (clientId === null || clientSecret === null || refreshToken === null) {
        const wanted = {
            "spotify-client-id": clientId,
            "spotify-client-secret": clientSecret,
            "spotify-refresh-token": refreshToken,
        };
        throw missingInputs(Object.entries(wanted).flatMap(([name, value]) => (value === null ? [name] : [])), inputs);
    }
    const name = `The input ${named("spotify-refresh-token", inputs)}`;
    answers_requireWellFormed(name, refreshToken.reveal());
    answers_requireNoClientId(name, refreshToken.reveal(), clientId);
    return { ...requireApp(inputs), refreshToken };
}
/** The app, without a login. Throws as {@link requireSpotify} does. */
function requireApp(inputs) {
    const { clientId, clientSecret } = inputs.spotify;
    if (clientId === null || clientSecret === null) {
        const wanted = { "spotify-client-id": clientId, "spotify-client-secret": clientSecret };
        throw missingInputs(Object.entries(wanted).flatMap(([name, value]) => (value === null ? [name] : [])), inputs);
    }
    const name = `The input ${named("spotify-client-secret", inputs)}`;
    answers_requireWellFormed(`The input ${named("spotify-client-id", inputs)}`, clientId);
    answers_requireWellFormed(name, clientSecret.reveal());
    answers_requireNoClientId(name, clientSecret.reveal(), clientId);
    return { clientId, clientSecret };
}
/** The newest of the dates in `text`: a variable and a secret may each have one. */
function inputs_dateOf(text) {
    if (text === null)
        return null;
    const newest = answers_readDay(text);
    if (newest !== null)
        return newest;
    throw new errors/* UsageError */.eb("config/invalid", "The input spotify-authorized-at is not a date.", {
        hint: "Give the day of the login as in 2026-11-22, or leave it out.",
    });
}
/** A token, which is there unless somebody set the input to something empty. */
function requireToken(inputs, name) {
    const token = name === "token" ? inputs.token : inputs.runToken;
    if (token !== null)
        return token;
    throw new errors/* UsageError */.eb("config/missing", `The input ${name} is empty.`, {
        hint: `Leave ${name} out, so that it is the workflow's own token, or check the secret that it is filled from.`,
    });
}
function missingInputs(names, inputs) {
    const list = names.map((name) => named(name, inputs)).join(", ");
    return new errors/* UsageError */.eb("config/missing", names.length === 1 ? `The input ${list} is empty.` : `These inputs are empty: ${list}.`, {
        hint: "Add the missing secrets in the repository's settings, under Secrets and variables > Actions. `tracksafe auth` gives a login, `tracksafe keygen` a recipient.",
    });
}

;// CONCATENATED MODULE: ./action/key-record.js


/**
 * Puts the key id of a snapshot on record in the variable TRACKSAFE_KEY_ID, where whoever can write
 * to the snapshots alone cannot change it. Gives the key id that a person has to put there, since
 * there is no token that may, or it failed; `null`: it is on record, or there is none.
 */
async function key_record_recordKeyId({ inputs, output }, places, { keyId, snapshot }) {
    if (keyId === null || snapshot === null || inputs.keyIds.includes(keyId))
        return null;
    try {
        const repository = await places.settings();
        if (repository === null)
            return keyId;
        await recordHostedKeyId(repository, keyId);
        return null;
    }
    catch (error) {
        if (error instanceof errors/* CancelledError */.cc)
            throw error;
        output.log.warn("action.key-record", { code: (0,errors/* toAppError */.b_)(error).code });
        return keyId;
    }
}

;// CONCATENATED MODULE: ./action/spotify.js



/** Where Spotify is, when the environment has it elsewhere. */
function spotifyAddresses({ env, }) {
    const apiUrl = env["SPOTIFY_API_URL"];
    const accountsUrl = env["SPOTIFY_ACCOUNTS_URL"];
    return { ...(apiUrl && { apiUrl }), ...(accountsUrl && { accountsUrl }) };
}
/**
 * A session with the login of the inputs. A login that Spotify gives in its place is stored in the
 * secret that it came from, before it is used; where that cannot be, the run goes on and says so.
 */
function connect(context, places, { clientId, clientSecret, refreshToken }, options = {}) {
    const { inputs, output, world } = context;
    const { refreshTokenSecret, maxWaitMs } = inputs;
    const settings = { clientId, clientSecret, refreshToken, ...spotifyAddresses(context) };
    return compose_connectSpotify(settings, world, {
        ...options,
        maxWaitMs,
        async keepLogin(token) {
            const repository = await places.settings();
            if (repository === null)
                throw noSecretsToken();
            await storeReplacedLogin(repository, refreshTokenSecret, token);
            output.print(`Spotify replaced the login; the new one is in ${refreshTokenSecret} now.`);
        },
        onLoginLost(error) {
            output.warning(`Spotify replaced the login, and the new one could not be stored in the secret ${refreshTokenSecret}. ${errorText(error)}`);
        },
    });
}
/** Looks at the token that stores logins, long before it is needed. `null`: there is none. */
async function checkSecretsToken({ output }, places) {
    try {
        const repository = await places.settings();
        if (repository === null)
            return null;
        await (await repository.hosting()).secretNames();
        return { endsAt: repository.tokenExpiresAt(), error: null };
    }
    catch (thrown) {
        const error = (0,errors/* toAppError */.b_)(thrown);
        if (error instanceof errors/* CancelledError */.cc)
            throw error;
        output.log.warn("action.secrets-token", { code: error.code });
        const isItsFault = [errors/* AuthError */.lR, errors/* NotFoundError */.m_, errors/* StoreError */.AD].some((type) => error instanceof type);
        return { endsAt: null, error: isItsFault ? error : null };
    }
}
function noSecretsToken() {
    return new errors/* UsageError */.eb("config/missing", "The input secrets-token (secret SECRETS_TOKEN) is empty.", {
        hint: "Give it a fine-grained token that may write this repository's secrets.",
    });
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./action/tar.js


/** Where programs are that neither a cache entry nor an earlier step of the job has put there. */
const SYSTEM_PATH = "/usr/bin:/bin";
/** The directory that {@link INTO_DIRECTORY} writes to, for the shell that tar starts. */
const DIRECTORY = "TRACKSAFE_UNPACK";
/**
 * Has GNU tar write nothing by itself, and hand the content of each file to a command instead (GNU
 * tar manual, "Writing to an External Program"). That puts it below one directory, by the last part
 * of its name. Whatever else there is in an archive, links above all, is left out.
 */
const INTO_DIRECTORY = `--to-command='umask 077; cat >"$${DIRECTORY}/\${TAR_FILENAME##*/}"'`;
/** Whether the system's tar is one that {@link confineTar} confines. */
async function isTarSafe() {
    if (process.platform !== "linux")
        return false;
    const options = { env: { PATH: SYSTEM_PATH } };
    const version = await (0,external_node_util_.promisify)(external_node_child_process_.execFile)("tar", ["--version"], options).catch(() => null);
    return version?.stdout.includes("GNU tar") ?? false;
}
/**
 * From now on, what this process has tar unpack lands in `directory`, which is there, and nowhere
 * else. `@actions/cache` lets tar write absolute names and those with `..` in them (`-P`), and offers
 * nothing that would keep it from that; the environment does.
 */
function confineTar(directory) {
    process.env["PATH"] = SYSTEM_PATH;
    process.env["TAR_OPTIONS"] = INTO_DIRECTORY;
    process.env[DIRECTORY] = directory;
}
/** Takes {@link confineTar} back, for tar to pack something; the system's programs stay the only ones. */
function freeTar() {
    process.env["PATH"] = SYSTEM_PATH;
    delete process.env["TAR_OPTIONS"];
}

;// CONCATENATED MODULE: ./action/cache.js



/** How long a run waits for the cache service in all, in milliseconds: it is not worth more. */
const PATIENCE_MS = 60_000;
/**
 * The cache of GitHub Actions. Who can read the repository can read it, so only what is sealed may
 * get there; who runs any workflow of it can write it, so an entry is unpacked with nothing of it
 * believed: see `tar.ts`. Nothing that goes wrong is thrown; without the cache a run costs more requests. When the
 * service has kept a run waiting for a minute in all, the run goes on without it.
 *
 * An entry is never changed: each save makes a new one, and of those under a prefix the newest is
 * restored. It is found only under the very path it was saved from (GitHub: Actions > Dependency
 * caching reference), so `directory` must be the same in every run.
 */
function createActionsCache({ env, clock, log }) {
    let patience = PATIENCE_MS;
    /** What `work` gives; `null` when the service does not work, or not in time. */
    async function ask(what, work) {
        const isOffered = ["ACTIONS_RESULTS_URL", "ACTIONS_CACHE_URL"].some((name) => env[name]);
        // Loading it takes a while, so only who is offered a cache does.
        const cache = isOffered ? await __webpack_require__.e(/* import() */ 79).then(__webpack_require__.bind(__webpack_require__, 7079)) : null;
        if (!cache?.isFeatureAvailable())
            log.info("cache.off");
        else if (patience <= 0)
            log.info("cache.given-up");
        else
            return await inTime(what, work(cache));
        return null;
    }
    async function inTime(what, work) {
        const startedAt = clock.now().getTime();
        const done = new AbortController();
        const late = clock.sleep(patience, done.signal).then(() => log.warn("cache.too-slow", { what }), () => { });
        try {
            return (await Promise.race([work, late])) ?? null;
        }
        finally {
            done.abort();
            patience -= clock.now().getTime() - startedAt;
        }
    }
    return {
        restore: (directory, prefix) => cache_tolerate(log, "restore", async () => {
            const archived = archivedPath(directory);
            await (0,external_node_fs_promises_.rm)(archived, { recursive: true, force: true });
            const wanted = keyOf(prefix, env);
            const found = await ask("restore", async (cache) => {
                if (!(await isTarSafe())) {
                    log.warn("cache.no-safe-tar");
                    return null;
                }
                await (0,external_node_fs_promises_.mkdir)(archived, { recursive: true, mode: 0o700 });
                confineTar(archived);
                return cache.restoreCache([archived], wanted, [`${prefix}-`]);
            });
            if (found === null)
                return;
            // What an earlier step of the job left there is newer.
            await (0,external_node_fs_promises_.cp)(archived, directory, { recursive: true, force: false });
            log.info("cache.restored");
        }),
        save: (directory, prefix) => cache_tolerate(log, "save", async () => {
            if ((await (0,external_node_fs_promises_.stat)(directory).catch(() => null)) === null)
                return;
            const archived = archivedPath(directory);
            const id = await ask("save", async (cache) => {
                await (0,external_node_fs_promises_.rm)(archived, { recursive: true, force: true });
                await (0,external_node_fs_promises_.cp)(directory, archived, { recursive: true });
                freeTar();
                return cache.saveCache([archived], keyOf(prefix, env));
            });
            // It says itself, in the log, why it did not save.
            if (id !== null && id >= 0)
                log.info("cache.saved");
        }),
    };
}
/** What the service brings after it was given up lands here, where nobody looks any more. */
function archivedPath(directory) {
    return `${directory}.cache`;
}
/** Jobs of one run may save under the same prefix, and one job more than once. */
function keyOf(prefix, env) {
    const run = [env["GITHUB_RUN_ID"], env["GITHUB_RUN_ATTEMPT"]].map((part) => part || "0");
    return [prefix, ...run, (0,external_node_crypto_.randomBytes)(4).toString("hex")].join("-");
}
async function cache_tolerate(log, what, work) {
    try {
        await work();
    }
    catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        log.warn("cache.failed", { what, name });
    }
}

;// CONCATENATED MODULE: ./action/state.js





/**
 * What backups leave for later ones is in the cache of Actions, and until then on the runner. A job
 * that holds the identity never unpacks what other workflows may have put there.
 */
async function openBackupStates(context, target, owner) {
    const { env, inputs, world } = context;
    const root = (0,external_node_path_.join)(temporaryOf(context), "tracksafe-state");
    const cache = createActionsCache({ env, clock: world.clock, log: world.log });
    const place = inputs.ageIdentity === null ? { root, cache } : { root };
    const restores = state_openStates(owner, await restorePlace(context, target), world);
    return withMarksOf(restores, state_openStates(owner, place, world));
}
/**
 * Where restores leave how far they are, and that they wrote into an account: on the branch of the
 * snapshots, and until then on the runner. Not where everybody could keep a copy of it.
 */
async function restorePlace(context, { isPublic, keptDirectories }) {
    const root = (0,external_node_path_.join)(temporaryOf(context), "tracksafe-restore");
    if (isPublic && !context.inputs.allowPublic)
        return { root };
    let isTold = false;
    const onUnkept = (error) => {
        if (!isTold)
            context.output.warning(unkeptText(error));
        isTold = true;
    };
    return { root, cache: await keptDirectories({ onUnkept }) };
}
function unkeptText(error) {
    return `How far the restore is could not be kept beside the snapshots. The next run looks at the account again, which costs requests and nothing else; but run the next backup of this account with "full", since it does not know of the restore. ${errorText(error)}`;
}

;// CONCATENATED MODULE: ./action/backup.js
var backup_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var backup_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
















/** `command: backup`: one new snapshot of the account, committed to the target repository. */
const backupCommand = async (context, places) => {
    const { inputs } = context;
    const target = await places.target();
    const { store } = target;
    // A copy of the template that nobody has set up yet must not fail day after day.
    if (!hasLogin(inputs) && (await store.users()).length === 0) {
        return { exit: 0, text: "Nothing is set up yet.", summary: setupAdvice() };
    }
    checkExposure({
        isPublic: target.isPublic,
        sealed: inputs.sealed,
        allowPublic: inputs.allowPublic,
        allowPlain: !inputs.sealed,
    });
    const login = await requireLogin(inputs, keys_readRecipients);
    // Only what is sealed may be left for others to pick up, and not for everybody unless asked for.
    const keeps = inputs.sealed && (!places.runsInPublic || inputs.allowPublic);
    const place = keeps ? withArtifact(context, store) : store;
    const result = await takeSnapshot(context, places, { ...target, store: place }, login);
    const secretsToken = await checkSecretsToken(context, places);
    const unrecordedKeyId = await key_record_recordKeyId(context, places, result);
    const keySource = inputs.sealed ? login.clientSecret : null;
    const { authorizedAt } = login;
    const known = { authorizedAt, secretsToken, unrecordedKeyId };
    return conclude(context, { store, keySource }, known, result);
};
/** After this a run keeps what it has, and the next one goes on. The job may take an hour. */
const LONGEST_MS = 50 * 60 * 1000;
async function takeSnapshot(context, places, target, login) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { inputs, world } = context;
        const endAt = new Date(world.clock.now().getTime() + LONGEST_MS);
        const session = connect(context, places, login, { endAt });
        const { include, covers, newUser, full } = inputs;
        const { clientId, recipients } = login;
        const owner = { clientId, keySource: session.keySource };
        const states = backup_addDisposableResource(env_1, await openBackupStates(context, target, owner), true);
        const recordedKeyIds = () => inputs.keyIds;
        // Nothing else than `encryption: none` makes a run that does not seal.
        const plain = !inputs.sealed;
        const request = { include, covers, newUser, plain, recordedKeyIds, full, recipients, states };
        try {
            return await backup(session, target.store, world, request);
        }
        finally {
            await session.close();
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = backup_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** `store`, with a snapshot that cannot be committed there left for the artifact of the run. */
function withArtifact(context, store) {
    const { output, world } = context;
    const leftover = (0,external_node_path_.join)(temporaryOf(context), "tracksafe-snapshot");
    return withFallback(store, openStore(leftover, world), {
        log: output.log,
        onKept({ code }) {
            output.set("unsaved", leftover);
            const what = code === "store/unknown"
                ? "Nobody can say whether the snapshot was committed"
                : "The snapshot could not be committed";
            output.warning(`${what}; it is kept, sealed, as an artifact.`);
        },
    });
}
async function conclude(context, history, { authorizedAt, secretsToken, unrecordedKeyId }, result) {
    const { inputs, output, world } = context;
    const now = world.clock.now();
    await setOutputs(context, result);
    const loginSince = authorizedAt ?? result.loginSeenAt;
    const login = loginSince && expiry_loginExpiry(loginSince, now);
    const { status, snapshot, error, warnings } = result;
    const isPartial = status === "partial";
    const newestSnapshotAt = snapshot === null ? await history_newestOf(context, history) : now;
    const { failOn } = inputs;
    const exit = exitOfUnattended(result, { failOn, newestSnapshotAt, now });
    const isAlarm = exit !== exit_EXIT.done && failOn === "failed";
    const notice = decideNotice({
        now,
        status: isAlarm ? "failed" : status,
        error,
        warnings,
        foreign: null,
        partialsInARow: isPartial && snapshot ? await partialsOf(context, history, snapshot.user) : 0,
        newestSnapshotAt,
        login,
        secretsTokenEndsAt: secretsToken?.endsAt ?? null,
        secretsTokenError: secretsToken?.error ?? null,
        repositoryUrl: repositoryUrlOf(context),
        runUrl: runUrlOf(context),
    });
    return {
        exit,
        error,
        ...(isPartial ? { warning: partialText(result) } : {}),
        text: backupText(output.showsNames ? result : withoutPlace(result)),
        summary: backupSummary(result, {
            isPublic: !output.showsNames,
            names: output.showsNames,
            login,
            unrecordedKeyId,
            repositoryUrl: repositoryUrlOf(context),
        }),
        // What is wrong is over when a backup is complete, and not when one did not come far enough.
        ...(notice !== null || status === "complete" ? { notice } : {}),
    };
}
async function setOutputs(context, result) {
    const { output } = context;
    const { status, snapshot, commit, files, previous, requests } = result;
    const kinds = backup_countKinds(files);
    const kind = (name) => kinds.find((one) => one.kind === name);
    await writeReport(context, backupJson(result));
    output.set("status", status);
    output.set("snapshot", snapshot?.location ?? "");
    output.set("commit", commit ?? "");
    output.set("changed", changesOf(files, previous?.metadata.files ?? null).changed);
    output.set("likes", kind("likes")?.entries ?? 0);
    output.set("playlists", kind("playlists")?.files ?? 0);
    output.set("requests", requests);
}
function partialText({ snapshot, error }) {
    const what = snapshot === null ? "There is no new snapshot." : "The backup is partial.";
    const why = error === null ? "The summary says what could not be read." : errorText(error);
    return `${what} ${why}`;
}
/** The same, without the user's directory and the repository that it is in. */
function withoutPlace(result) {
    const { snapshot } = result;
    return { ...result, snapshot: snapshot && { ...snapshot, location: snapshot.name } };
}

// EXTERNAL MODULE: ../../node_modules/@actions/core/lib/core.js + 7 modules
var core = __webpack_require__(2322);
;// CONCATENATED MODULE: ./action/output.js








/** The output over the runner's own commands and files. */
function createOutput() {
    const scrubber = new src_secret/* Scrubber */.h6();
    const masked = new Set();
    let showsNames = false;
    const clean = (text) => {
        const scrubbed = scrubber.scrub((0,plain/* plainText */.wh)(text));
        return (0,plain/* withoutCommands */.Df)(showsNames ? scrubbed : withoutIds(scrubbed));
    };
    const print = (text) => core/* info */.pq(clean(text));
    const failed = (text) => core/* setFailed */.C1(clean(text));
    return {
        log: createLog("debug", (level, event, fields) => writeLine(level, logLine(event, fields))),
        hide(secret) {
            for (const form of (0,src_secret/* encodedForms */.wV)(secret.reveal())) {
                if (!masked.has(form))
                    core/* setSecret */.Pq(form);
                masked.add(form);
            }
            scrubber.add(secret);
        },
        showNames() {
            showsNames = true;
        },
        get showsNames() {
            return showsNames;
        },
        clean,
        print,
        warning: (text) => core/* warning */.$e(clean(text)),
        failed,
        failure(thrown) {
            const error = (0,errors/* toAppError */.b_)(thrown);
            failed(errorText(error));
            if (error.cause !== undefined)
                core/* debug */.Yz(clean(causesText(error)));
            return exitOf(error);
        },
        set: (name, value) => core/* setOutput */.uH(name, clean((0,plain/* plainLine */.h0)(String(value ?? "")))),
        async summarize(markdown) {
            // Outside of Actions, and on old servers of one's own, there is no such file.
            if (!process.env["GITHUB_STEP_SUMMARY"])
                return;
            await core/* summary */.z.addRaw(clean(markdown), true).write();
        },
    };
    /** Notes of a run stay lines: GitHub shows ten annotations a step, which its outcome needs. */
    function writeLine(level, text) {
        if (level === "debug")
            core/* debug */.Yz(clean(text));
        else if (level === "error")
            core/* error */.z3(clean(text));
        else
            print(level === "warn" ? `warning: ${text}` : text);
    }
}

;// CONCATENATED MODULE: ./action/places.js



/** Looks at the repository that runs the workflow. Without it a run goes on, and shows no names. */
async function openPlaces(context) {
    const { inputs } = context;
    const name = runningName(context);
    const running = await openRunning(context, name);
    let target = null;
    let settings = null;
    const all = () => [...new Set([running, target])].filter((one) => one !== null);
    return {
        runsInPublic: running === null || (0,github_repository/* isPublic */.U)(running.facts),
        async target() {
            const wanted = inputs.repository ?? name;
            const token = requireToken(inputs, "token");
            const ownRepository = wanted.toLowerCase() === name.toLowerCase();
            const isSame = ownRepository && inputs.runToken?.reveal() === token.reveal();
            const repository = isSame && running !== null ? running : await places_open(context, wanted, token, "token");
            target = repository;
            const { branch, path } = inputs;
            const place = {
                ownRepository,
                ...(branch === null ? {} : { branch }),
                ...(path === null ? {} : { path }),
            };
            return {
                store: await repository.store(place),
                isPublic: (0,github_repository/* isPublic */.U)(repository.facts),
                isOwn: ownRepository,
                keptDirectories: (deps) => repository.keptDirectories(place, deps),
            };
        },
        async settings() {
            const token = inputs.secretsToken;
            if (token !== null)
                settings ??= await places_open(context, name, token, "secrets-token");
            return settings;
        },
        boards: (mark) => all()
            .filter(({ facts }) => facts.hasIssues)
            .map((one) => () => one.issue(mark)),
        async close() {
            await Promise.all([...all(), settings].map((one) => one?.close()));
        },
    };
}
function runningName({ env }) {
    const name = env["GITHUB_REPOSITORY"];
    if (name)
        return name;
    throw new errors/* UsageError */.eb("config/no-runner", "GITHUB_REPOSITORY is not set.", {
        hint: "The action runs in a workflow of GitHub Actions; elsewhere, use the command line.",
    });
}
async function openRunning(context, name) {
    const { inputs, output } = context;
    try {
        const token = requireToken(inputs, "run-token");
        const repository = await places_open(context, name, token, "run-token");
        const isSeen = (0,github_repository/* isPublic */.U)(repository.facts);
        if (inputs.names === "show" || (inputs.names === "auto" && !isSeen))
            output.showNames();
        return repository;
    }
    catch (error) {
        if (error instanceof errors/* CancelledError */.cc || !(error instanceof errors/* AppError */.uV))
            throw error;
        output.log.warn("action.running-repository", { code: error.code });
        if (inputs.names === "show")
            output.showNames();
        return null;
    }
}
function places_open({ env, world }, name, token, input) {
    const apiUrl = env["GITHUB_API_URL"];
    const access = { token, tokenName: `the input ${input}`, ...(apiUrl ? { apiUrl } : {}) };
    return compose_openRepository(name, access, world);
}

;// CONCATENATED MODULE: ./src/report/login.js



/** A login as JSON. */
function loginJson({ account, scopes, authorizedAt }, now) {
    const { at, daysLeft } = loginExpiry(authorizedAt, now);
    return {
        account,
        scopes,
        authorizedAt: authorizedAt.toISOString(),
        expiresAt: at.toISOString(),
        daysLeft,
    };
}
/** A login as a person reads it. */
function login_loginText({ account, scopes, authorizedAt }, now) {
    return plainLines([
        `Account: ${account}`,
        `Logged in on ${dateText(authorizedAt)}. ${endText(loginExpiry(authorizedAt, now))}`,
        `It may: ${scopes === null ? "Spotify did not say" : scopes.join(" ")}`,
    ]);
}
/** The day of `date` in UTC: `2026-11-22`. */
function dateText(date) {
    return date.toISOString().slice(0, 10);
}
function endText({ at, daysLeft }) {
    if (daysLeft < 0)
        return `It ended on ${dateText(at)}.`;
    return `It ends on ${dateText(at)}, in ${counted(daysLeft, "day")}.`;
}

;// CONCATENATED MODULE: ./src/report/renewal.js


/** What to do with the link, as Markdown. */
function renewalInvitation({ url, goodUntil, workflowUrl }) {
    const again = workflowUrl === null ? "Run this workflow" : markdown_link("Run this workflow", workflowUrl);
    const time = goodUntil.toISOString().slice(11, 16);
    return [
        "## Log in to Spotify anew",
        `1. ${markdown_link("Open Spotify's page", unmasked(url))} in a browser that is logged in to the account of the backups, and agree. The link is good until ${time} UTC.`,
        "2. The browser ends up at an address that begins with `http://127.0.0.1:8888/callback` and says that the page cannot be reached. That is right: copy all of that address. You have ten minutes.",
        `3. ${again} again, and paste the address into its field.`,
        "The address is of no use to others: what is in it is good once, and only together with the app's client secret.",
    ].join("\n\n");
}
/** What was done, as Markdown. */
function renewalSummary(renewed) {
    const { authorizedAt, secretName, dateName } = renewed;
    const day = dateText(authorizedAt);
    return [
        "## The login is renewed",
        `It is of the account of the backups, and is stored in the secret \`${secretName}\`. It lasts six months from ${day}.`,
        renewed.isDateStored
            ? `That day is stored in \`${dateName}\`.`
            : `**That day could not be stored.** Set \`${dateName}\` to \`${day}\` yourself (Settings > Secrets and variables > Actions), or you are told of the end of the login before.`,
        "The next backup uses it, and closes the issue about it if there is one.",
    ].join("\n\n");
}
/** How to renew a login without a token that may store it, as Markdown. */
function renewalByHand(secretName) {
    return [
        "## This workflow cannot store a login yet",
        "It takes a token of yours that may write the secrets of this repository. In a browser:",
        [
            "1. Make a [fine-grained token](https://github.com/settings/personal-access-tokens/new) for **only this repository**, with the permissions **Secrets: Read and write** and **Variables: Read and write**.",
            "2. Put it into the secret `SECRETS_TOKEN` (Settings > Secrets and variables > Actions), and run this workflow again.",
        ].join("\n"),
        "Or without a token, on a computer:",
        [
            "1. In a clone of this repository, after `npm ci`: `node bin/tracksafe.js auth --print`, with the client ID and secret of the same app, logged in to the account of the backups.",
            `2. Put what it prints into the secret \`${secretName}\` and the day beside it.`,
        ].join("\n"),
    ].join("\n\n");
}
/**
 * `url`, such that its client ID is not to be found in it literally. The runner would make `***` of
 * one that is kept as a secret, and the link would lead nowhere.
 */
function unmasked(url) {
    return url.replace(/(?<=[?&]client_id=)[0-9A-Za-z]/, (first) => {
        return `%${first.charCodeAt(0).toString(16)}`;
    });
}

;// CONCATENATED MODULE: ./action/reauthorize.js







/**
 * `command: reauthorize`: renews the login from any browser. Without an address the run gives a link;
 * with the address to which that led, it makes it a login and stores it.
 */
const reauthorizeCommand = async (context, places) => {
    const { inputs, output, world } = context;
    const secretName = inputs.refreshTokenSecret;
    const app = { ...requireApp(inputs), ...spotifyAddresses(context) };
    const repository = await places.settings();
    if (repository === null)
        return { ...withoutToken(), summary: renewalByHand(secretName) };
    const { store } = await places.target();
    const renewal = { app, secretName };
    const where = { repository, store, user: inputs.user };
    if (inputs.redirectedUrl === null) {
        const link = await inviteToRenewSpotify(renewal, where, world);
        const repositoryUrl = repositoryUrlOf(context);
        const workflowUrl = repositoryUrl && `${repositoryUrl}/actions/workflows/reauthorize.yml`;
        return {
            exit: exit_EXIT.done,
            text: "The summary of this run has the link to log in with.",
            summary: renewalInvitation({ ...link, workflowUrl }),
        };
    }
    const renewed = await renewSpotifyLogin(renewal, inputs.redirectedUrl, where, world);
    output.set("status", "complete");
    return {
        exit: exit_EXIT.done,
        text: `The login is renewed, and stored in the secret ${secretName}.`,
        summary: renewalSummary({ ...renewed, secretName }),
        ...(!renewed.isDateStored && {
            warning: `The day of the login could not be stored in ${renewed.dateName}: the summary says what to set.`,
        }),
    };
};
function withoutToken() {
    const error = new errors/* UsageError */.eb("config/missing", "The input secrets-token (secret SECRETS_TOKEN) is empty, so a login cannot be stored.", { hint: "The summary of the run says how to make one, and how to renew the login without." });
    return { exit: exitOf(error), error };
}

;// CONCATENATED MODULE: ./src/report/restore-lines.js


/** How many names a list of the report has at most. */
const SHOWN = 20;
const REASONS = {
    unavailable: "no longer shown by the provider when it was backed up, and not found again",
    refused: "no longer accepted by the provider",
    withheld: "not shown by the provider, and there is no way to follow them",
    cover: "covers that the provider does not take, of which the playlists are there",
};
/** Stands where a playlist has no name that could be shown. */
const restore_lines_NAMELESS = "a playlist without a name";
/** What is not put back, as lines. Local files are among what is to be done by hand. */
function skippedLines(skipped) {
    return Object.entries(REASONS).flatMap(([reason, text]) => {
        const own = skipped.filter((skip) => skip.reason === reason);
        if (own.length === 0)
            return [];
        const shown = own.slice(0, SHOWN).map((skip) => `    ${skipText(skip)}`);
        const rest = own.length - shown.length;
        const more = rest > 0 ? [`    and ${text_count(rest)} more, which the JSON report names`] : [];
        return [`  ${text_count(own.length)} left out: ${text}`, ...shown, ...more];
    });
}
/** `Blue Monday by New Order, number 12 of Rainy days: https://…` */
function skipText(skip) {
    const place = skip.position === null ? "" : `, number ${text_count(skip.position)} of ${placeOf(skip)}`;
    const link = skip.link === null ? "" : `: ${skip.link}`;
    return `${restore_lines_nameOf(skip)}${place}${link}`;
}
function restore_lines_nameOf({ title, artists, position }) {
    const name = restore_lines_plain(title) || (position === null ? restore_lines_NAMELESS : "something without a title");
    const by = artists.map(restore_lines_plain).filter(Boolean).join(", ");
    return by === "" ? name : `${name} by ${by}`;
}
/** A collection is called what it is. */
function placeOf({ file, playlist }) {
    return playlist === null ? file : restore_lines_plain(playlist) || restore_lines_NAMELESS;
}
/** What to delete, as lines: all of it, since nobody else will. */
function doubleLines(doubles) {
    if (doubles.length === 0)
        return [];
    return [
        "  There more than once, made by another restore meanwhile. Delete these copies:",
        ...doubles.flatMap(({ title, remove }) => remove.map(({ id, link }) => `    ${restore_lines_plain(title) || restore_lines_NAMELESS}: ${link ?? id}`)),
    ];
}
/** Files that could not be used, as lines. */
function unusableLines(unusable) {
    return unusable.map(({ source, file, code }) => `  Cannot be used: ${file} of ${source} [${code}]`);
}
/** Files that were not read to their end, as lines. */
function incompleteLines(incomplete) {
    return incomplete.map(({ source, file, code }) => `  As far as the backup came: ${file} of ${source} [${code}]; an older snapshot may have more`);
}
/** Files that are restored although nothing proves them, as lines. */
function unprovedLines(unproved) {
    return unproved.map(({ source, file }) => `  NOT PROVED to be yours: ${file} of ${source}`);
}
/** What is to be done by hand, as lines. */
function todoLines(todo) {
    if (todo.length === 0)
        return [];
    const head = "  For you to do by hand, since the provider's interface cannot:";
    return [head, ...todo.flatMap((each) => todoTexts(each).map((text) => `    ${text}`))];
}
function todoTexts(todo) {
    switch (todo.kind) {
        case "make-private":
            return [`Make private: ${restore_lines_plain(todo.title) || restore_lines_NAMELESS}`];
        case "local-files":
            return todo.items.map((item) => `Add the local file ${skipText(item)}`);
        case "folders":
            return ["Put playlists into folders again, if you had any"];
        default:
            return todo;
    }
}
/** A name as it is shown; empty where there is nothing to be seen in it. */
function restore_lines_plain(text) {
    const line = (0,plain/* plainLine */.h0)(text).trim();
    return /[^\uFFFD\s]/.test(line) ? line : "";
}

;// CONCATENATED MODULE: ./src/report/restore.js






/** Said wherever a restore goes on with the snapshot that an earlier run chose. */
const CONTINUES = "This goes on with a restore that was not finished. To restore another snapshot, name that one.";
/** The preview as a person reads it, before agreeing to it. */
function previewText(report) {
    const { account, isSameAccount, isEmpty, sources, continues, plan, unusable, incomplete } = report;
    const rows = [
        ...plan.collections.flatMap(({ kind, missing, present, failed }) => failed !== null ? [] : [[kind, `${text_count(missing.length)} to add`, `${text_count(present)} there`]]),
        ...playlistRows(plan.playlists.filter(({ failed }) => failed === null)),
    ];
    const skipped = [...plan.collections, ...plan.playlists].flatMap((each) => each.skipped);
    return (0,plain/* plainLines */.y1)([
        `Restoring ${sources.join(", ")}`,
        `into the account ${restore_lines_plain(account.displayName)}${isSameAccount ? ", from which it came" : ""}:`,
        ...(continues ? [`  ${CONTINUES}`] : []),
        ...proofLines(report),
        ...unprovedLines(report.unproved),
        ...text_table(rows).map((row) => `  ${row}`),
        ...emptyLines(plan.playlists),
        ...(plan.playlists.some(({ inserts }) => inserts.length > 0) ? [DATES] : []),
        ...skippedLines(skipped),
        ...unusableLines(unusable),
        ...incompleteLines(incomplete),
        ...unknownLines(report),
        ...todoLines(plan.todo),
        ...(isEmpty ? [emptyText(report)] : []),
    ]);
}
/** What is to be said of how the snapshots were chosen. Says nothing of what is in them. */
function proofLines({ unrecordedKeyIds, passedOver, }) {
    const newer = text_counted(passedOver, "newer snapshot is", "newer snapshots are");
    return [
        // A key that only the snapshots themselves name is no proof against who replaces all of them.
        ...unrecordedKeyIds.map((keyId) => `  The key of the snapshots there is ${keyId}. Nothing on record says that it is yours; --key-id does (in a workflow: the variable TRACKSAFE_KEY_ID).`),
        ...(passedOver === 0
            ? []
            : [`  ${newer} not proved to be yours, and passed over. \`tracksafe list\` shows which.`]),
    ];
}
const DATES = "  The items of playlists carry the date of the restore: the provider lets nobody set it.";
/** A playlist that the person may want to keep as it is. */
function fillsEmpty({ how, length, inserts }) {
    const isCopy = how === "same" || how === "reordered" || how === "unfinished" || how === "own";
    return isCopy && length === 0 && inserts.length > 0;
}
function emptyLines(playlists) {
    return playlists
        .filter(fillsEmpty)
        .map(({ wanted }) => `  Fills your empty playlist ${restore_lines_plain(wanted.source.playlist.name) || restore_lines_NAMELESS}`);
}
/** What a restore with nothing to write comes to; it must not sound good when it was only blind. */
function emptyText(report) {
    return restore_isWhole(report)
        ? "Everything is there already: there is nothing to write."
        : "There is nothing that can be written now, though not everything is known to be there.";
}
/** The exit code of a restore that ends with its preview. */
function exitOfPreview(report) {
    return restore_isWhole(report) ? exit_EXIT.done : exit_EXIT.partial;
}
/** Whether all that was to be restored could be read, and all of the target be looked at. */
function restore_isWhole({ plan, unusable, incomplete }) {
    const parts = [...plan.collections, ...plan.playlists];
    return unusable.length + incomplete.length === 0 && parts.every(({ failed }) => failed === null);
}
/** What of the target could not be looked at, so that nothing is done about it. */
function unknownLines({ plan }) {
    const kinds = plan.collections.map(({ kind, failed }) => ({ what: kind, failed }));
    const lists = plan.playlists.map(({ wanted, failed }) => ({
        what: restore_lines_plain(wanted.source.playlist.name) || restore_lines_NAMELESS,
        failed,
    }));
    const lines = [...kinds, ...lists].flatMap(({ what, failed }) => failed === null
        ? []
        : [`  Cannot be looked at in the account, and is left alone: ${what} [${failed}]`]);
    const more = lines.length > SHOWN ? [`  and ${text_count(lines.length - SHOWN)} more`] : [];
    return [...lines.slice(0, SHOWN), ...more];
}
function playlistRows(playlists) {
    const of = (...actions) => playlists.filter(({ action }) => actions.includes(action));
    const items = (list) => list.flatMap(({ inserts }) => inserts).reduce((all, { items }) => all + items.length, 0);
    const rows = [];
    const add = (name, list) => {
        if (list.length === 0)
            return;
        rows.push([name, text_count(list.length), `${text_counted(items(list), "item")} to add`]);
    };
    add("playlists to make", of("create"));
    add("playlists to bring back", of("return"));
    add("playlists to follow", of("follow").filter(({ id }) => id === null));
    add("playlists to complete", of("fill").filter(({ inserts }) => inserts.length > 0));
    const there = playlists.filter(({ id, inserts }) => id !== null && inserts.length === 0);
    if (there.length > 0)
        rows.push(["playlists there already", text_count(there.length), ""]);
    return rows;
}
/** The preview as JSON. */
function previewJson(report) {
    const { isSameAccount, isEmpty, sources, continues, plan, requests } = report;
    const { unusable, incomplete, unproved, unrecordedKeyIds, passedOver } = report;
    return {
        dryRun: true,
        isSameAccount,
        isEmpty,
        sources,
        continues,
        collections: plan.collections.map(({ kind, missing, present, skipped, failed }) => ({
            ...{ kind, toAdd: missing.length, present, skipped, failed },
        })),
        playlists: plan.playlists.map((each) => {
            const { wanted, action, id, inserts, present, skipped, failed } = each;
            return {
                name: wanted.source.playlist.name,
                ...{ action, id, present, skipped, failed, fillsEmpty: fillsEmpty(each) },
                toAdd: inserts.reduce((all, { items }) => all + items.length, 0),
            };
        }),
        unusable,
        incomplete,
        unproved,
        unrecordedKeyIds,
        passedOver,
        todo: plan.todo,
        requests,
    };
}
/** What came of a restore, as a person reads it, without the error that ended it. */
function restoreText(report) {
    const failed = report.files.filter((file) => file.failed !== null);
    return (0,plain/* plainLines */.y1)([
        `The restore is ${report.status}: ${text_count(report.added)} added, ${text_count(report.present)} were there.`,
        ...(report.likes === "batches"
            ? ["Likes: in their order, without their dates, which the provider did not let this app set."]
            : report.likes === "dated"
                ? ["Likes: in their order, with their dates."]
                : []),
        ...(report.files.some(restore_isFilled) ? [DATES] : []),
        ...failed.map(({ title, file, failed: code }) => `Not complete: ${restore_lines_plain(title) || file} [${code}]`),
        ...doubleLines(report.doubles),
        ...report.substituted
            .slice(0, SHOWN)
            .map(({ title, toTitle }) => `Replaced by the same recording: ${restore_lines_plain(title)} → ${restore_lines_plain(toTitle)}`),
        ...skippedLines(report.skipped),
        ...unusableLines(report.unusable),
        ...incompleteLines(report.incomplete),
        ...todoLines(report.todo),
        `${text_counted(report.requests, "request")}.`,
        ...(isResumable(report)
            ? ["Run it again in the same words: it goes on where it stopped."]
            : []),
    ]);
}
/** Whether items went into a playlist. */
function restore_isFilled({ action, added }) {
    return action !== undefined && action !== "follow" && added > 0;
}
/** Whether another run does more, and no error says when that is. */
function isResumable({ error, files }) {
    if (error !== null)
        return error instanceof errors/* CancelledError */.cc;
    return files.some(({ failed }) => failed !== null);
}
/** What came of a restore, as JSON. */
function restoreJson({ account: _account, error, ...report }) {
    return { ...report, error: error === null ? null : errorJson(error) };
}

;// CONCATENATED MODULE: ./src/report/restore-summary.js






/** A restore before it happens, as Markdown for the summary of a workflow's run. */
function previewSummary(report, { names, dryRun }) {
    const title = report.isEmpty
        ? `Restore: ${exitOfPreview(report) === exit_EXIT.done ? "everything is there already" : "nothing can be written now"}`
        : "Restore: planned";
    const { collections, playlists } = report.plan;
    const { unproved } = report;
    const rows = [
        ...collections.map(({ kind, missing, present }) => [
            kind,
            text_count(missing.length),
            text_count(present),
        ]),
        [
            "items of playlists",
            text_count(playlists
                .flatMap(({ inserts }) => inserts)
                .reduce((all, { items }) => all + items.length, 0)),
            text_count(playlists.reduce((all, { present }) => all + present, 0)),
        ],
        ...(unproved.length === 0 ? [] : [["files that NOTHING PROVES", text_count(unproved.length), ""]]),
    ];
    const sections = [`## ${title}`, markdownTable(["", "To add", "There"], rows)];
    const proof = proofLines(report);
    if (names)
        sections.push(codeBlock(previewText(report)));
    else if (proof.length > 0)
        sections.push(codeBlock((0,plain/* plainLines */.y1)(proof)));
    if (dryRun && !report.isEmpty) {
        sections.push("Nothing was written. To restore, run it again with `dry-run` off.");
    }
    return `${sections.join("\n\n")}\n`;
}
/** What came of a restore, as Markdown for the summary of a workflow's run. */
function restoreSummary(report, { names, sources }) {
    const rows = [
        ["Added", text_count(report.added)],
        ["There already", text_count(report.present)],
        ["Left out", text_count(report.skipped.length)],
        ["Replaced by the same recording", text_count(report.substituted.length)],
        ["Files that could not be used", text_count(report.unusable.length)],
        ["Files that the backup did not come to the end of", text_count(report.incomplete.length)],
        ["There more than once", text_count(report.doubles.length)],
        ["To do by hand", text_count(report.todo.length)],
        ["Requests", text_count(report.requests)],
    ];
    const from = `From ${sources.map(codeSpan).join(", ")}`;
    const sections = [`## Restore: ${report.status}`, from, markdownTable(["", ""], rows)];
    if (names)
        sections.push(codeBlock(restoreText(report)));
    if (report.error !== null)
        sections.push(codeBlock(errorText(report.error)));
    return `${sections.join("\n\n")}\n`;
}

;// CONCATENATED MODULE: ./action/proofs.js

/** What the inputs have to tell the owner's snapshots from others. Throws `KeyError`. */
async function proofsOf({ ageIdentity, keyIds, spotify }) {
    const noted = ageIdentity === null ? [] : key_notes_readKeyIdComments(ageIdentity);
    return {
        open: ageIdentity && (await createOpen(ageIdentity)),
        keySource: spotify.clientSecret,
        keyIds: [...keyIds, ...noted],
    };
}

;// CONCATENATED MODULE: ./action/restore.js
var action_restore_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var action_restore_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});











/** After this a run keeps what it has, and the next one goes on. The job may take 350 minutes. */
const restore_LONGEST_MS = 330 * 60 * 1000;
/**
 * `command: restore`: puts a snapshot of the target repository back into the account of the login.
 * Nothing is written unless `dry-run` is false. However it ends, its journal is kept on the branch of the
 * snapshots, sealed, so that the next run goes on. The cache of Actions, which other workflows can fill,
 * is left alone: this job holds the identity.
 */
const restoreCommand = async (context, places) => {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { inputs, world } = context;
        const login = requireSpotify(inputs);
        const { open = null, ...proofs } = await proofsOf(inputs);
        const target = await places.target();
        const endAt = new Date(world.clock.now().getTime() + restore_LONGEST_MS);
        const session = connect(context, places, login, { endAt });
        const stack = action_restore_addDisposableResource(env_1, new AsyncDisposableStack(), true);
        stack.defer(() => session.close());
        const place = await restorePlace(context, target);
        const { clientId } = login;
        const states = stack.use(state_openStates({ clientId, keySource: session.keySource }, place, world));
        const selection = {
            ...(inputs.user === null ? {} : { user: inputs.user }),
            ...(inputs.snapshot === null ? {} : { name: inputs.snapshot }),
        };
        const planned = stack.use(await restore(session, world, {
            sources: [{ store: target.store, selection }],
            open,
            only: inputs.only,
            proofs,
            sameAccount: inputs.sameAccount,
            unproved: inputs.unproved,
            journal: place,
            dryRun: inputs.dryRun,
            states,
        }));
        // Awaited here: what this scope closes is still needed.
        return await carryOut(context, planned);
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = action_restore_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
};
async function carryOut(context, planned) {
    const { inputs, output } = context;
    const names = output.showsNames;
    const sources = names ? planned.sources : planned.snapshots.map(({ name }) => name);
    const preview = { ...planned, sources };
    const text = names ? previewText(preview) : anonymousText(preview);
    if (inputs.dryRun || planned.isEmpty) {
        const exit = exitOfPreview(preview);
        output.set("status", exit === exit_EXIT.done ? "complete" : "partial");
        await report(context, previewJson(preview));
        return { exit, text, summary: previewSummary(preview, { names, dryRun: inputs.dryRun }) };
    }
    output.print(text);
    const result = await planned.apply();
    output.set("status", result.status);
    await report(context, restoreJson(result));
    return endingOf(result, { names, sources });
}
async function report(context, json) {
    await writeReport(context, context.output.showsNames ? json : withoutTitles(json));
}
function endingOf(result, { names, sources }) {
    const exit = result.status === "complete" ? exit_EXIT.done : exit_EXIT.partial;
    return {
        exit: result.error === null ? exit : exitOf(result.error),
        error: result.error,
        ...(result.status === "partial" && {
            warning: "Not everything could be restored; the summary says what.",
        }),
        text: names ? restoreText(result) : "The summary has it in numbers.",
        summary: restoreSummary(result, { names, sources }),
    };
}
/** What may be said where everybody can read it. */
function anonymousText(planned) {
    const { sources, continues, unproved } = planned;
    return [
        `Restoring the snapshot ${sources.join(", ")}; the summary has it in numbers.`,
        ...(continues ? [CONTINUES] : []),
        ...proofLines(planned),
        ...(unproved.length === 0
            ? []
            : [`  NOT PROVED to be yours: ${text_counted(unproved.length, "file")}`]),
    ].join("\n");
}

;// CONCATENATED MODULE: ./src/report/doubts.js

/** Why a snapshot is not believed, in a few words for a table. */
const WORDS = {
    "other-key": "not proved: another key",
    "several-keys": "not proved: one of several keys",
    forged: "forged",
    plain: "not proved: in the clear",
    misplaced: "in the wrong place",
    future: "dated in the future",
};
/** The doubt in a few words; empty: there is none. */
function doubts_doubtText({ doubt }) {
    return doubt === null ? "" : WORDS[doubt];
}
/** What is to be said of all snapshots that are not believed, as sentences; none when all are. */
function doubts_doubtSentences(snapshots) {
    const foreign = snapshots.filter(({ isForeign }) => isForeign).length;
    const earlier = snapshots.filter(({ doubt, isForeign }) => doubt !== null && !isForeign).length;
    return [
        ...(foreign === 0
            ? []
            : [
                `${text_counted(foreign, "snapshot is", "snapshots are")} not proved to be yours. No backup builds on such a one, and no restore takes it unless you name it and add --unproved (in a workflow: unproved: true).`,
            ]),
        ...(earlier === 0
            ? []
            : [
                `${text_counted(earlier, "snapshot is", "snapshots are")} older than your first one with this key, and not proved by it.`,
            ]),
    ];
}

;// CONCATENATED MODULE: ./src/report/snapshots.js





/** A listing as JSON. */
function snapshotsJson(snapshots) {
    return snapshots.map(({ user, name, metadata, problem, code, latest, doubt }) => ({
        user,
        name,
        latest,
        sealed: metadata === null ? null : metadata.encryption !== null,
        keyId: metadata?.encryption?.keyId ?? null,
        doubt,
        status: statusText(metadata, code),
        ...(problem === null ? {} : { problem }),
        kinds: countKinds(metadata?.files ?? []),
        bytes: bytesOf(metadata?.files ?? []),
        warnings: metadata?.warnings ?? [],
    }));
}
/** A listing as a person reads it, a table for each user. */
function snapshotsText(snapshots) {
    if (snapshots.length === 0)
        return "There are no snapshots yet.";
    const users = [...new Set(snapshots.map(({ user }) => user))];
    return users
        .map((user) => {
        const own = snapshots.filter((snapshot) => snapshot.user === user);
        const rows = table(own.map(snapshotRow)).map((row) => `  ${row}`);
        const heading = `${user} (${counted(own.length, "snapshot")})`;
        return plainLines([heading, ...rows, ...doubtSentences(own), ...keyLines(own)]);
    })
        .join("\n");
}
/** The keys that the snapshots were made with, where there is more than one. */
function keyLines(snapshots) {
    const byKey = Map.groupBy(snapshots, ({ metadata }) => metadata?.encryption?.keyId ?? "");
    byKey.delete("");
    if (byKey.size <= 1)
        return [];
    return [...byKey].map(([keyId, own]) => {
        const [first, last] = [own[0]?.name, own.at(-1)?.name];
        return `Key ${keyId}: ${counted(own.length, "snapshot")}, from ${first} to ${last}`;
    });
}
/** A status, or why there is none. */
function statusText(metadata, code) {
    return metadata?.status ?? (code === TOO_NEW ? "newer" : "damaged");
}
/** The code of a snapshot that a newer tracksafe wrote. */
const TOO_NEW = "format/too-new";
function snapshotRow(line) {
    const { name, metadata, code, latest } = line;
    const kinds = countKinds(metadata?.files ?? []);
    const likes = kinds.find(({ kind }) => kind === "likes")?.entries ?? 0;
    const playlists = kinds.find(({ kind }) => kind === "playlists")?.files ?? 0;
    const has = (kind) => metadata?.include.includes(kind) === true;
    const nameOnly = countNameOnly(metadata?.files ?? []);
    const marks = [
        latest ? "latest" : "",
        metadata?.warnings.some(({ code }) => code === "shrunk") ? "shrunk" : "",
        doubtText(line),
        nameOnly === 0 ? "" : `${count(nameOnly)} by name and link only`,
    ];
    return [
        name,
        statusText(metadata, code),
        has("likes") ? `${count(likes)} likes` : "",
        has("playlists") ? counted(playlists, "playlist") : "",
        size(bytesOf(metadata?.files ?? [])),
        marks.filter(Boolean).join(", "),
    ];
}
function bytesOf(files) {
    return files.flatMap(({ parts }) => parts).reduce((all, { bytes }) => all + bytes, 0);
}
/** A verification as JSON. */
function verifiedJson(verified) {
    return {
        ok: snapshots_problemsOf(verified).length === 0,
        snapshots: verified.map(({ user, name, doubt, verification }) => ({
            user,
            name,
            status: snapshots_statusOf(verification),
            doubt,
            files: verification.files,
            bytes: verification.bytes,
            nameOnly: countNameOnly(verification.metadata?.files ?? []),
            problems: verification.problems,
        })),
    };
}
/** A verification as a person reads it. */
function verifiedText(verified) {
    const lines = verified.flatMap(({ name, verification }) => [
        `${name}: ${verdict(verification)}`,
        ...indented(nameOnlyText(verification.metadata?.files ?? [])),
        ...verification.problems.map(({ code, message }) => `  ${message} [${code}]`),
    ]);
    lines.push(...doubts_doubtSentences(verified), uncheckedSentence(verified));
    const bad = snapshots_problemsOf(verified).length;
    lines.push(bad === 0 ? "Everything is as it was written." : `${text_counted(bad, "problem")} found.`);
    return (0,plain/* plainLines */.y1)(lines.filter(Boolean));
}
function indented(text) {
    return text === "" ? [] : [`  ${text}`];
}
function verdict({ metadata, files, bytes, opened, problems }) {
    if (problems.length > 0)
        return text_counted(problems.length, "problem");
    const good = `${text_counted(files, "file")} good (${text_size(bytes)})`;
    if (!metadata?.encryption)
        return good;
    return `${good}${opened ? ", sealed files opened" : ", sealed; with AGE_IDENTITY the content is checked, too"}`;
}
/** The status of a verified snapshot, or why it has none. */
function snapshots_statusOf({ metadata, problems }) {
    return statusText(metadata, problems.some(({ code }) => code === TOO_NEW) ? TOO_NEW : null);
}
/** The exit code of a verification. */
function exitOfVerified(verified) {
    const problems = snapshots_problemsOf(verified);
    if (problems.length === 0)
        return EXIT.done;
    return problems.every(({ code }) => code === TOO_NEW) ? EXIT.format : EXIT.integrity;
}
/** What is to be said of snapshots that only a key could tell from forged ones; "": there are none. */
function uncheckedSentence(verified) {
    // Damaged metadata is a problem of its own.
    const open = verified.filter(({ doubt, proved, verification }) => doubt === null && !proved && verification.metadata);
    if (open.length === 0)
        return "";
    return `Who made ${text_counted(open.length, "snapshot")} was not checked: that takes AGE_IDENTITY, or the app's SPOTIFY_CLIENT_SECRET.`;
}
/** All problems of all snapshots. */
function snapshots_problemsOf(verified) {
    return verified.flatMap(({ verification }) => verification.problems);
}

;// CONCATENATED MODULE: ./src/report/verified.js





/** So many problems of one snapshot are still named one by one. */
const verified_NAMED_AT_MOST = 20;
/** A verification as Markdown, for the summary of a workflow's run. Files are named, not titles. */
function verifiedSummary(verified) {
    const bad = snapshots_problemsOf(verified).length;
    const rows = verified.map(({ name, verification }) => [
        codeSpan(name),
        snapshots_statusOf(verification),
        text_count(verification.files),
        text_count(backup_countNameOnly(verification.metadata?.files ?? [])),
        text_size(verification.bytes),
        text_count(verification.problems.length),
    ]);
    const details = verified.flatMap(({ name, verification: { problems } }) => problems.length === 0 ? [] : [`### ${codeSpan(name)}`, bullets(verified_problemLines(problems))]);
    const sections = [
        `## Verification: ${bad === 0 ? "good" : text_counted(bad, "problem")}`,
        openedText(verified),
        ...doubts_doubtSentences(verified),
        uncheckedSentence(verified),
        markdownTable(["Snapshot", "Status", "Files", "Name and link only", "Bytes", "Problems"], rows),
        ...details,
    ];
    return `${sections.filter(Boolean).join("\n\n")}\n`;
}
function verified_problemLines(problems) {
    const lines = problems
        .slice(0, verified_NAMED_AT_MOST)
        .map(({ file, code }) => `${codeSpan(file)}: ${codeSpan(code)}`);
    const more = problems.length - lines.length;
    return more === 0 ? lines : [...lines, `and ${text_counted(more, "more", "more")}`];
}
function openedText(verified) {
    return verified.some(({ verification }) => verification.opened)
        ? "Every byte was compared with what was written, and sealed files were opened."
        : "Every byte was compared with what was written. Sealed files were not opened: that takes the identity.";
}

;// CONCATENATED MODULE: ./action/verify.js










/**
 * `command: verify`: whether every byte of the snapshots is as it was written, and whether there is
 * a new one. With an identity, sealed files are opened as well.
 */
const verifyCommand = async (context, places) => {
    const { inputs, world } = context;
    const { store, isOwn } = await places.target();
    const trust = trust_createTrust(await proofsOf(inputs), world);
    const verified = await verifySnapshots(store, {
        ...(inputs.user === null ? {} : { user: inputs.user }),
        ...(inputs.snapshot === null ? {} : { name: inputs.snapshot }),
    }, trust);
    if (verified.length === 0) {
        // A copy of the template that nobody has set up yet must not fail week after week.
        if (isOwn && !namesSnapshots(inputs) && !hasLogin(inputs)) {
            return { exit: exit_EXIT.done, text: "Nothing is set up yet.", summary: setupAdvice() };
        }
        // Nothing to find fault with must never read as nothing wrong.
        throw new errors/* NotFoundError */.m_("snapshot/not-found", "There are no snapshots to verify.", {
            hint: "Check the inputs repository, branch and path, and that the backup workflow has run.",
        });
    }
    const error = errorOf(verified);
    return {
        exit: error === null ? exit_EXIT.done : exit_EXIT.integrity,
        error,
        text: verifiedText(verified),
        summary: verifiedSummary(verified),
        notice: decideNotice({
            now: world.clock.now(),
            status: null,
            // What is not the owner's has a reason of its own in the notice.
            error: error?.code === "snapshot/foreign" ? null : error,
            warnings: [],
            foreign: verified.filter(({ isForeign }) => isForeign).length,
            partialsInARow: 0,
            newestSnapshotAt: inputs.snapshot === null ? newestSnapshotAt(verified) : null,
            login: null,
            secretsTokenEndsAt: null,
            secretsTokenError: null,
            repositoryUrl: repositoryUrlOf(context),
            runUrl: runUrlOf(context),
        }),
    };
};
/** What is about who made a snapshot is another thing to a person than damage. */
function errorOf(verified) {
    const bad = verified.filter(({ verification }) => verification.problems.length > 0);
    if (bad.length === 0)
        return null;
    if (bad.every(({ isForeign }) => isForeign)) {
        return new errors/* IntegrityError */.cs("snapshot/foreign", "Some snapshots are not proved to be yours.", {
            hint: "The summary of the run says which. All others are as they were written.",
        });
    }
    return new errors/* IntegrityError */.cs("snapshot/corrupt", "Snapshots are not as they were written.", {
        hint: "Snapshots before and after them may be whole: the summary of the run says which.",
    });
}

;// CONCATENATED MODULE: ./action/run.js













const run_COMMANDS = {
    backup: backupCommand,
    verify: verifyCommand,
    restore: restoreCommand,
    reauthorize: reauthorizeCommand,
    prune: comesLater,
};
/** The commands that run by a schedule, so that somebody has to be told. */
const WATCHED = ["backup", "verify"];
/** Runs the action. Gives the exit code; never throws. */
async function runAction(env, signal) {
    const output = createOutput();
    try {
        const inputs = readInputs(env, output.hide);
        const world = createWorld({ log: output.log, onSecret: output.hide, signal });
        const context = { env, inputs, output, world };
        const places = await openPlaces(context);
        try {
            const ending = await run_COMMANDS[inputs.command](context, places).catch((error) => run_failed(context, error));
            return await run_report(context, places, ending);
        }
        finally {
            await places.close();
        }
    }
    catch (error) {
        return output.failure(error);
    }
}
/** The ending of a command that came to no result. Throws when somebody wanted it to end. */
function run_failed(context, thrown) {
    const error = (0,errors/* toAppError */.b_)(thrown);
    if (error instanceof errors/* CancelledError */.cc)
        throw error;
    const { inputs, output } = context;
    output.set("status", "failed");
    return {
        exit: exitOf(error),
        error,
        summary: failureSummary(inputs.command, error),
        // Somebody started the others by hand, and sees what came of it.
        ...(WATCHED.includes(inputs.command) && { notice: noticeOf(context, error) }),
    };
}
function noticeOf(context, error) {
    return decideNotice({
        now: context.world.clock.now(),
        status: context.inputs.command === "backup" ? "failed" : null,
        error,
        warnings: [],
        foreign: null,
        partialsInARow: 0,
        newestSnapshotAt: null,
        login: null,
        secretsTokenEndsAt: null,
        secretsTokenError: null,
        repositoryUrl: repositoryUrlOf(context),
        runUrl: runUrlOf(context),
    });
}
async function run_report(context, places, ending) {
    const { inputs, output } = context;
    if (ending.text !== undefined)
        output.print(ending.text);
    await output.summarize(ending.summary);
    if (inputs.notify && ending.notice !== undefined)
        await tell(context, places, ending.notice);
    const { exit, warning, error } = ending;
    if (exit === exit_EXIT.done && warning !== undefined)
        output.warning(warning);
    if (exit !== exit_EXIT.done && error)
        output.failure(error);
    else if (exit !== exit_EXIT.done)
        output.failed(warning ?? "It did not go well.");
    return exit;
}
/** What goes well again closes only what it opened itself: accounts and commands have one each. */
async function tell(context, places, notice) {
    const { inputs, output } = context;
    const of = inputs.command === "backup" ? ` ${inputs.refreshTokenSecret}` : "";
    const mark = `<!-- tracksafe ${inputs.command}${of} -->`;
    const text = notice && { title: output.clean(notice.title), body: output.clean(notice.body) };
    const told = await notify(places.boards(mark), text, "The last run went well.", output.log);
    if (!told && notice !== null) {
        output.warning("The issue that should tell of this could not be written: see the log.");
    }
}
async function comesLater({ inputs }) {
    throw new errors/* UsageError */.eb("usage/not-yet", `The command ${inputs.command} is not part of this version yet.`, { hint: "This version of the action can `backup`, `verify`, `restore` and `reauthorize`." });
}


/***/ }),

/***/ 6986:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AD: () => (/* binding */ StoreError),
/* harmony export */   Gd: () => (/* binding */ InternalError),
/* harmony export */   IF: () => (/* binding */ FormatError),
/* harmony export */   OE: () => (/* binding */ RateLimitError),
/* harmony export */   b_: () => (/* binding */ toAppError),
/* harmony export */   cc: () => (/* binding */ CancelledError),
/* harmony export */   cs: () => (/* binding */ IntegrityError),
/* harmony export */   e6: () => (/* binding */ isDamage),
/* harmony export */   eN: () => (/* binding */ KeyError),
/* harmony export */   eb: () => (/* binding */ UsageError),
/* harmony export */   fK: () => (/* binding */ ConflictError),
/* harmony export */   lR: () => (/* binding */ AuthError),
/* harmony export */   mZ: () => (/* binding */ ProviderError),
/* harmony export */   m_: () => (/* binding */ NotFoundError),
/* harmony export */   uV: () => (/* binding */ AppError),
/* harmony export */   xU: () => (/* binding */ systemCode)
/* harmony export */ });
/* harmony import */ var _plain_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3333);

/**
 * The one error family. `code` is stable and documented in `docs/errors.md`; the class decides the
 * exit code; the message says what happened and to which file or setting. Messages and hints hold
 * no secrets, titles or user names. What they quote of a path, a setting or an answer is made plain
 * here: each is one line, wherever it is shown.
 */
class AppError extends Error {
    code;
    hint;
    retryAt;
    constructor(code, message, options = {}) {
        super((0,_plain_js__WEBPACK_IMPORTED_MODULE_0__/* .plainLine */ .h0)(message), options.cause === undefined ? undefined : { cause: options.cause });
        this.code = code;
        this.hint = options.hint === undefined ? undefined : (0,_plain_js__WEBPACK_IMPORTED_MODULE_0__/* .plainLine */ .h0)(options.hint);
        this.retryAt = options.retryAt;
    }
}
/** A mistake in tracksafe itself. */
class InternalError extends AppError {
    name = "InternalError";
}
/** A flag, argument or setting is wrong or missing: `usage/…`, `config/…`. */
class UsageError extends AppError {
    name = "UsageError";
}
/** The provider no longer accepts the login: `auth/expired`, `auth/client`, `auth/scope`. Final. */
class AuthError extends AppError {
    name = "AuthError";
}
/** The provider failed or refused: `provider/…`, `http/…`. */
class ProviderError extends AppError {
    name = "ProviderError";
}
/**
 * Somebody wants fewer requests: the provider (`provider/rate-limited`, `provider/quota`) or GitHub
 * (`store/rate-limited`). Has `retryAt`.
 */
class RateLimitError extends AppError {
    name = "RateLimitError";
    isTold;
    constructor(code, message, options = {}) {
        super(code, message, options);
        this.isTold = options.isTold ?? false;
    }
}
/** Stored data is not what was written: `snapshot/corrupt`, `snapshot/missing`. */
class IntegrityError extends AppError {
    name = "IntegrityError";
}
/** Stored data is of a version this program does not know: `format/too-new`, `format/unknown`. */
class FormatError extends AppError {
    name = "FormatError";
}
/** Reading or writing a store failed: `store/io`, `store/no-space`, `store/permission`. */
class StoreError extends AppError {
    name = "StoreError";
}
/** Something named by the user does not exist: `snapshot/not-found`, `store/not-found`. */
class NotFoundError extends AppError {
    name = "NotFoundError";
}
/** Somebody else changed or owns the place: `store/conflict`, `store/new-user`. */
class ConflictError extends AppError {
    name = "ConflictError";
}
/** A key is malformed or fits nothing: `key/…`. */
class KeyError extends AppError {
    name = "KeyError";
}
/** The person or the system asked to stop: `cancelled`. */
class CancelledError extends AppError {
    name = "CancelledError";
}
/** `error` as one of the family; what is not ours becomes an {@link InternalError} with its cause. */
function toAppError(error) {
    if (error instanceof AppError)
        return error;
    return new InternalError("internal/unexpected", "Something unexpected went wrong.", {
        cause: error,
        hint: "This is a mistake in tracksafe. Please report it with what --verbose prints.",
    });
}
/** Whether `error` tells of one bad or missing file, and not of a store that does not work. */
function isDamage(error) {
    return (error instanceof IntegrityError ||
        error instanceof FormatError ||
        error instanceof NotFoundError);
}
/** The system error code (`ENOSPC`, `ECONNRESET`, …) of `error` or of what caused it. */
function systemCode(error) {
    for (let link = error; link instanceof Error; link = link.cause) {
        if ("code" in link && typeof link.code === "string" && !(link instanceof AppError)) {
            return link.code;
        }
    }
    return undefined;
}


/***/ }),

/***/ 6726:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cf: () => (/* binding */ limitReached),
/* harmony export */   LF: () => (/* binding */ limitOf),
/* harmony export */   Lg: () => (/* binding */ toGitHubError),
/* harmony export */   Of: () => (/* binding */ refusalOf),
/* harmony export */   X2: () => (/* binding */ isAmbiguous),
/* harmony export */   k6: () => (/* binding */ badAnswer)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);
/* harmony import */ var _http_failures_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1367);
/* harmony import */ var _http_http_date_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9817);
/* harmony import */ var _http_retry_after_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7223);




function isHttpError(error) {
    return error instanceof Error && error.name === "HttpError" && "status" in error;
}
/** The answer behind what octokit threw; `null` when there was none. */
function refusalOf(error) {
    if (!isHttpError(error) || error.response === undefined)
        return null;
    const { data } = error.response;
    const isObject = typeof data === "object" && data !== null && "message" in data;
    return { status: error.status, message: isObject ? String(data.message) : "" };
}
/**
 * What octokit threw, as one of the family; see `GitHub.call`. Octokit's own error does not go
 * along as the cause: it holds the request, and so what was to be stored.
 */
function toGitHubError(error, context) {
    if (context.signal?.aborted)
        return (0,_http_failures_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelled */ .KW)(context.signal);
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AppError */ .uV)
        return error;
    if (!isHttpError(error)) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InternalError */ .Gd("internal/github", "A request to GitHub could not be put together.", {
            cause: error,
        });
    }
    const refusal = refusalOf(error);
    if (refusal === null || error.response === undefined)
        return connectionLost(error);
    const { status } = refusal;
    const cause = new Error(`GitHub answered ${status}: ${refusal.message}`);
    const limit = limitOf(error, context.now);
    if (limit !== null)
        return limitReached(limit.until, cause);
    if (status === 401)
        return tokenRefused(context.tokenName, cause);
    if (status === 403)
        return rightMissing(context, cause);
    if (status === 404) {
        // To a token of the old kind, GitHub does not admit that a place exists which it may not change.
        return context.need.level === "write" ? rightMissing(context, cause) : missing(context, cause);
    }
    if (status >= 500) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("provider/unavailable", `GitHub had an error (${status}).`, {
            cause,
            hint: "GitHub has a problem. Try again later.",
        });
    }
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/refused", `GitHub refused a request (${status}).`, { cause });
}
/** Whether `error` leaves open if the request was carried out. */
function isAmbiguous(error) {
    return error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ;
}
/** `store/rate-limited`: GitHub wants a longer pause than is waited for. */
function limitReached(retryAt, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RateLimitError */ .OE("store/rate-limited", `GitHub accepts no requests until ${retryAt.toISOString()}.`, { retryAt, cause, hint: "Run it again after that time." });
}
/** `http/bad-answer`: something else than GitHub's API seems to have answered. */
function badAnswer() {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/bad-answer", "The answer to a request to GitHub makes no sense.", {
        hint: "Something between here and GitHub may have answered in its place. Try again later.",
    });
}
/** GitHub: REST API > Rate limits > Exceeding the rate limit. */
const UNTOLD_PAUSE_MS = 60_000;
/**
 * The pause that the answer behind what octokit threw asks for; `null` when it asks for none.
 * `Retry-After` counts whatever the message says.
 */
function limitOf(error, now) {
    const refusal = refusalOf(error);
    if (refusal === null || !isHttpError(error))
        return null;
    const { status, message } = refusal;
    if (status !== 403 && status !== 429)
        return null;
    const header = (name) => String(error.response?.headers[name] ?? "");
    const retryAfter = (0,_http_retry_after_js__WEBPACK_IMPORTED_MODULE_3__/* .parseRetryAfter */ .mu)(header("retry-after"), now);
    if (retryAfter !== null)
        return pauseOf(retryAfter, now);
    const resetsAt = Number(header("x-ratelimit-reset")) * 1000;
    if (header("x-ratelimit-remaining") === "0" && resetsAt > 0) {
        // By GitHub's own clock, which may not agree with the one here.
        const sentAt = (0,_http_http_date_js__WEBPACK_IMPORTED_MODULE_2__/* .parseHttpDate */ .m)(header("date"), now) ?? now;
        return { ms: Math.max(0, resetsAt - sentAt.getTime()), until: new Date(resetsAt) };
    }
    const isLimit = status === 429 || /\brate limit\b/i.test(message);
    return isLimit ? pauseOf(UNTOLD_PAUSE_MS, now) : null;
}
function pauseOf(ms, now) {
    return { ms, until: new Date(now.getTime() + ms) };
}
function connectionLost({ cause }) {
    if (cause instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AppError */ .uV)
        return cause;
    const code = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .systemCode */ .xU)(cause);
    if (code !== undefined && /TIMEDOUT|TIMEOUT/.test(code)) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/timeout", "Timeout of a request to GitHub.", {
            cause,
            hint: "Try again later; if it stays so, check the connection to the internet.",
        });
    }
    const detail = code === undefined ? "" : ` (${code})`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/network", `No whole answer to a request to GitHub${detail}.`, {
        cause,
        hint: "Check the connection to the internet, and try again.",
    });
}
function tokenRefused(tokenName, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AuthError */ .lR("auth/github-token", `GitHub does not accept the token in ${tokenName}.`, {
        cause,
        hint: `Make a new token and put it into ${tokenName}. It may have expired, or have been cut when it was copied.`,
    });
}
function rightMissing({ need, tokenName }, cause) {
    if (/\barchived\b/i.test(cause.message)) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/permission", "The repository is archived: nobody can change it.", {
            cause,
            hint: "Unarchive it in its settings, or name another one.",
        });
    }
    const right = `${need.area}: ${need.level}`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/permission", `The token in ${tokenName} has not got the right "${right}" in the repository.`, {
        cause,
        hint: `Give it that right: in a workflow under "permissions", for a token of your own in its settings at GitHub. Check the repository's name too.`,
    });
}
function missing({ need, tokenName }, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NotFoundError */ .m_("store/not-found", `GitHub has no such repository or thing in it, or the token in ${tokenName} may not see it.`, {
        cause,
        hint: `Check the name of the repository, and that the token has the right "${need.area}: ${need.level}" there.`,
    });
}


/***/ }),

/***/ 3529:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ isPublic),
/* harmony export */   readRepository: () => (/* binding */ readRepository)
/* harmony export */ });
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6726);

const READ = { area: "metadata", level: "read" };
/**
 * Reads the facts. Throws as `GitHub.call` does: `NotFoundError` `store/not-found` also for a
 * repository that the token may not see.
 */
async function readRepository(github, at) {
    const answer = await github.call(READ, (rest) => rest.repos.get({ ...at }));
    if (typeof answer.default_branch !== "string")
        throw (0,_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .badAnswer */ .k6)();
    return {
        visibility: visibilityOf(answer.visibility, answer.private),
        defaultBranch: answer.default_branch,
        hasIssues: answer.has_issues === true,
        isArchived: answer.archived === true,
        isFork: answer.fork === true,
    };
}
function visibilityOf(visibility, isPrivate) {
    if (visibility === "public" || visibility === "private" || visibility === "internal") {
        return visibility;
    }
    if (typeof isPrivate !== "boolean")
        return "unknown";
    return isPrivate ? "private" : "public";
}
/** Whether the repository has to be taken for one that everybody can read. */
function isPublic({ visibility }) {
    return visibility === "public" || visibility === "unknown";
}


/***/ }),

/***/ 1367:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ connectionFailure),
/* harmony export */   KW: () => (/* binding */ cancelled),
/* harmony export */   O2: () => (/* binding */ notJson),
/* harmony export */   g$: () => (/* binding */ tooLarge),
/* harmony export */   hU: () => (/* binding */ unavailable),
/* harmony export */   li: () => (/* binding */ badRequest),
/* harmony export */   p3: () => (/* binding */ outOfTime),
/* harmony export */   se: () => (/* binding */ hollow),
/* harmony export */   xd: () => (/* binding */ rateLimited),
/* harmony export */   yX: () => (/* binding */ quotaExhausted)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);

const TIMEOUTS = new Set([
    "ETIMEDOUT",
    "UND_ERR_CONNECT_TIMEOUT",
    "UND_ERR_HEADERS_TIMEOUT",
    "UND_ERR_BODY_TIMEOUT",
]);
/** A request in words fit for a message: neither its path nor its query, which hold identifiers. */
function named(request) {
    return `a ${request.method} request to ${request.url.host}`;
}
/** What went wrong between us and the host: `http/timeout` or `http/network`. */
function connectionFailure(request, cause) {
    if (cause instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AppError */ .uV)
        return cause;
    const code = (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .systemCode */ .xU)(cause);
    const late = code ? TIMEOUTS.has(code) : cause instanceof Error && cause.name === "TimeoutError";
    if (late) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/timeout", `Timeout of ${named(request)}.`, {
            cause,
            hint: "Try again later; if it stays so, check the connection to the internet.",
        });
    }
    const detail = code ? ` (${code})` : "";
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/network", `No whole answer to ${named(request)}${detail}.`, {
        cause,
        hint: "Check the connection to the internet, and try again.",
    });
}
/** `http/too-large`: the answer passes the bound of `maxBytes`. */
function tooLarge(request, maxBytes) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/too-large", `The answer to ${named(request)} is larger than ${maxBytes} bytes.`);
}
/** `http/bad-answer`: success was claimed, but the body is not JSON that can be used. */
function notJson(request) {
    // No cause: the message of a SyntaxError quotes the text, which may hold a token or a title.
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/bad-answer", `The answer to ${named(request)} is not JSON.`, {
        hint: "Something between here and the host may have answered in its place. Try again later.",
    });
}
/** `http/bad-answer`: success was claimed, but nothing is in the answer. */
function hollow(request) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("http/bad-answer", `The answer to ${named(request)} is empty.`, {
        hint: "The host has a problem. Try again later.",
    });
}
/** `provider/unavailable`: a 5xx. `retryAt` is when the host says it is back. */
function unavailable(request, status, retryAt) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ProviderError */ .mZ("provider/unavailable", `The answer to ${named(request)} was an error of the host (${status}).`, { hint: "The host has a problem. Try again later.", ...(retryAt && { retryAt }) });
}
/**
 * `provider/rate-limited`: the host wants a longer pause than is worth waiting for; `isTold`: it
 * named its end.
 */
function rateLimited(host, retryAt, isTold) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RateLimitError */ .OE("provider/rate-limited", `${host} accepts no requests until ${retryAt.toISOString()}.`, {
        ...{ retryAt, isTold },
        hint: "Run it again after that time; asking earlier makes the pause longer.",
    });
}
/** `provider/quota`: the allowance is used up. */
function quotaExhausted(host, retryAt, isTold) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RateLimitError */ .OE("provider/quota", `The allowance of requests to ${host} is used up until about ${retryAt.toISOString()}.`, {
        ...{ retryAt, isTold },
        hint: "Run it again after that time; asking earlier makes the pause longer.",
    });
}
/** `cancelled`, for the reason of `signal`. */
function cancelled(signal) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CancelledError */ .cc("cancelled", "Stopped before it was done.", { cause: signal.reason });
}
/** `internal/bad-request`: a request that HTTP cannot express. */
function badRequest(request) {
    // No cause: its message quotes the header or URL at fault, which may hold a token.
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InternalError */ .Gd("internal/bad-request", `Cannot put together ${named(request)}.`, {
        hint: "A header, the address or the body is malformed. Check the credentials for odd characters.",
    });
}
/** `provider/out-of-time`: the run has had the time that it was given. */
function outOfTime(now) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RateLimitError */ .OE("provider/out-of-time", "The time given to this run is over.", {
        retryAt: now,
        hint: "Run it again: it goes on where this one stopped.",
    });
}


/***/ }),

/***/ 9817:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ parseHttpDate)
/* harmony export */ });
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)";
const GRAMMARS = [
    `^(?:mon|tue|wed|thu|fri|sat|sun), (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`,
    `^(?:mon|tues|wednes|thurs|fri|satur|sun)day, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT$`,
    `^(?:mon|tue|wed|thu|fri|sat|sun) ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
].map((grammar) => new RegExp(grammar, "i"));
/**
 * The moment an HTTP date names, in any of its three grammars (RFC 9110, 5.6.7: IMF-fixdate, the
 * one of RFC 850, asctime); `null` when `text` is none of them or names no day of the calendar.
 * `now` decides the century of a year of two digits. The name of the weekday is not checked.
 */
function parseHttpDate(text, now) {
    for (const grammar of GRAMMARS) {
        const fields = grammar.exec(text)?.groups;
        if (fields)
            return toDate(fields, now);
    }
    return null;
}
function toDate(fields, now) {
    const field = (name) => Number(fields[name]);
    const year = fields["year"]?.length === 2 ? fullYear(field("year"), now.getUTCFullYear()) : field("year");
    const date = new Date(0);
    // Not Date.UTC, which moves the years 0 to 99 into the twentieth century.
    date.setUTCFullYear(year, MONTHS.indexOf(fields["month"]?.toLowerCase() ?? ""), field("day"));
    if (date.getUTCDate() !== field("day"))
        return null;
    date.setUTCHours(field("hour"), field("minute"), field("second"));
    return date;
}
/** A year of two digits is never more than 50 years ahead (RFC 9110, 5.6.7). */
function fullYear(twoDigits, thisYear) {
    const year = thisYear - (thisYear % 100) + twoDigits;
    if (year > thisYear + 50)
        return year - 100;
    return year <= thisYear - 50 ? year + 100 : year;
}


/***/ }),

/***/ 1502:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ isPrivate),
/* harmony export */   Q: () => (/* binding */ parseBaseUrl)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);

const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);
/** Whether what is sent to `url` cannot be read on the way: https, or this very machine. */
function isPrivate(url) {
    return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
}
/**
 * The base address in the setting called `name`. Its path ends in `/`, so that
 * `new URL("me/tracks", base)` is an address below it.
 *
 * Throws `UsageError` `config/insecure-url` unless it is https or on this machine, and
 * `config/invalid-url` when it is no URL or has credentials, a query or a fragment. The value is
 * not repeated in the message: it may hold a password.
 */
function parseBaseUrl(name, value) {
    const url = URL.parse(value);
    if (!url) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb("config/invalid-url", `${name} is not a URL.`, { hint: EXAMPLE });
    }
    if (!isPrivate(url)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb("config/insecure-url", `${name} is neither https nor on this machine.`, {
            hint: "Use https, or http to 127.0.0.1, [::1] or localhost.",
        });
    }
    if (url.username || url.password || /[?#]/.test(url.href)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb("config/invalid-url", `${name} must not have a user, password, query or fragment.`, { hint: EXAMPLE });
    }
    if (!url.pathname.endsWith("/"))
        url.pathname += "/";
    return url;
}
const EXAMPLE = "Give an address like https://api.example.com/v1";


/***/ }),

/***/ 7223:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ LONGEST_RETRY_AFTER_MS),
/* harmony export */   mu: () => (/* binding */ parseRetryAfter),
/* harmony export */   sT: () => (/* binding */ retryAfterOf)
/* harmony export */ });
/* harmony import */ var _http_date_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9817);

/** The longest pause that is believed. A header that asks for more is taken as this. */
const LONGEST_RETRY_AFTER_MS = 7 * 24 * 60 * 60 * 1000;
const SECONDS = /^(?:\d+\.?\d*|\.\d+)$/;
/**
 * How many milliseconds from `now` a `Retry-After` value asks to stay away: at least 0, at most
 * {@link LONGEST_RETRY_AFTER_MS}; `null` when there is none or it cannot be understood. Takes
 * seconds, also with a fraction, and HTTP dates (RFC 9110, 10.2.3). Of several values, as a proxy
 * may join them, the longest counts. Never throws.
 */
function parseRetryAfter(value, now) {
    const text = value?.trim() ?? "";
    const seconds = text.split(",").map((part) => part.trim());
    if (seconds.every((part) => SECONDS.test(part))) {
        return bounded(Math.max(...seconds.map(Number)) * 1000);
    }
    const date = (0,_http_date_js__WEBPACK_IMPORTED_MODULE_0__/* .parseHttpDate */ .m)(text, now);
    return date && bounded(date.getTime() - now.getTime());
}
/**
 * Reads an answer's `Retry-After` header like {@link parseRetryAfter}. A date in it is set against
 * the answer's own `Date`, so that two clocks that disagree do not shorten the pause.
 */
function retryAfterOf(headers, now) {
    const sentAt = (0,_http_date_js__WEBPACK_IMPORTED_MODULE_0__/* .parseHttpDate */ .m)(headers.get("date") ?? "", now);
    return parseRetryAfter(headers.get("retry-after"), sentAt ?? now);
}
function bounded(ms) {
    return Math.ceil(Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS));
}


/***/ }),

/***/ 3333:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Df: () => (/* binding */ withoutCommands),
/* harmony export */   RU: () => (/* binding */ plainJson),
/* harmony export */   h0: () => (/* binding */ plainLine),
/* harmony export */   ml: () => (/* binding */ shorten),
/* harmony export */   wh: () => (/* binding */ plainText),
/* harmony export */   y1: () => (/* binding */ plainLines)
/* harmony export */ });
/**
 * Text that we did not write, as text: names that the provider sends, files of a store, answers of
 * servers, settings. Shown, it does nothing: it does not steer a terminal, it does not hide or turn
 * what is beside it, and no runner of workflows takes it for a command.
 */
/** Ends a line, or may be taken for its end, somewhere. A line feed is the one that we use. */
const BREAK = /[\t\v\f\r\u0085\u2028\u2029]/gu;
/** Steers a terminal, or is half of a character. */
const CONTROL = /(?!\n)[\p{Cc}\p{Cs}]/gu;
/** Shows nothing itself: directions, zero widths, fillers, tags. */
const INVISIBLE = /[[\p{DI}\uFFF9-\uFFFB]--[\p{VS}\u200C\u200D]]/gv;
/** Joiners and selectors where there is no emoji or letter that needs them. */
const STRAY = /(?<![\p{Lo}\p{M}\p{ExtPict}\p{EMod}])[\u200C\u200D]|[\u200C\u200D](?![\p{Lo}[\p{M}--\p{VS}]\p{ExtPict}])|(?<![\p{L}\p{S}\p{Emoji}])\p{VS}/gv;
/**
 * `text` without anything that acts where it is shown. Line feeds stay; control characters become
 * U+FFFD, so that they are seen. The same text again changes no more.
 */
function plainText(text) {
    return text
        .replace(BREAK, " ")
        .replace(CONTROL, "\uFFFD")
        .replace(INVISIBLE, "")
        .replace(STRAY, "");
}
/** As {@link plainText}, in one line. */
function plainLine(text) {
    return plainText(text.replaceAll("\n", " "));
}
/** `lines` below each other. Whatever one of them holds, it stays one line. */
function plainLines(lines) {
    return lines.map(plainLine).join("\n");
}
/** `value` as indented JSON that a terminal or a log can show. It reads back as the same value. */
function plainJson(value) {
    const json = JSON.stringify(value, null, 2);
    return [BREAK, CONTROL, INVISIBLE, STRAY]
        .reduce((text, part) => text.replace(part, escaped), json)
        .replaceAll("##[", "##\\u005b");
}
function escaped(character) {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
/**
 * `text` such that no line of it is a command to the runner that shows it (GitHub: Actions >
 * Workflow commands). The runner looks behind white space as .NET knows it, U+0085 included, and
 * may compare as a language does, which passes over characters that show nothing.
 */
function withoutCommands(text) {
    return text
        .replace(/^([[\s\p{Cc}\p{DI}]--[\n]]*):(?=[[\p{Cc}\p{DI}]--[\n]]*:)/gmv, "$1: ")
        .replace(/#([[\p{Cc}\p{DI}]--[\n]]*#[[\p{Cc}\p{DI}]--[\n]]*)\[/gv, "#$1 [");
}
/**
 * The beginning of `text`, in `most` characters with the mark of what is left out. A word of the kind
 * that secrets are is never cut: a part of one would pass every scrubber.
 */
function shorten(text, most) {
    const characters = [...text];
    if (characters.length <= most)
        return text;
    const start = characters.slice(0, most - 1).join("");
    const isWithin = WORD.test(characters[most - 1] ?? "");
    return `${(isWithin ? start.replace(WORD, "") : start).trimEnd()}…`;
}
/** A word at the end, in the letters of tokens, keys and their encodings. */
const WORD = /[\w.~+/=%-]+$/;


/***/ }),

/***/ 4089:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h6: () => (/* binding */ Scrubber),
/* harmony export */   wV: () => (/* binding */ encodedForms),
/* harmony export */   zh: () => (/* binding */ Secret)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7975);

const REDACTED = "[secret]";
/**
 * A value that must not be printed. Every implicit way to a string (template, JSON, `util.inspect`)
 * gives a placeholder; only {@link Secret.reveal} gives the value, so that each use can be found.
 */
class Secret {
    #value;
    constructor(value) {
        this.#value = value;
    }
    /** The value itself. Call it where the value leaves for its one destination, nowhere else. */
    reveal() {
        return this.#value;
    }
    toString() {
        return REDACTED;
    }
    toJSON() {
        return REDACTED;
    }
    [node_util__WEBPACK_IMPORTED_MODULE_0__.inspect.custom]() {
        return REDACTED;
    }
}
/** How age identities begin. Everybody knows that much of one, and our own hints say it. */
const PUBLIC_PREFIXES = ["AGE-SECRET-KEY-1", "AGE-SECRET-KEY-PQ-1"];
/**
 * The forms in which a secret may turn up in text: as it is, percent-encoded, JSON-escaped, and in
 * base64 at each of the three alignments, so that it is also found inside a longer encoded text. None
 * for what is too short to be a secret, or an age identity of which only the beginning is there.
 */
function encodedForms(value) {
    if (PUBLIC_PREFIXES.some((prefix) => prefix.includes(value.toUpperCase())))
        return [];
    const forms = new Set([
        value,
        encodeURIComponent(value.toWellFormed()),
        JSON.stringify(value).slice(1, -1),
    ]);
    for (let shift = 0; shift < 3; shift += 1) {
        const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
        const start = Math.ceil((shift * 4) / 3);
        const end = Math.floor((bytes.length * 8) / 6);
        forms.add(bytes.toString("base64").slice(start, end));
        forms.add(bytes.toString("base64url").slice(start, end));
    }
    return [...forms].filter((form) => form.length >= 6);
}
const PATTERNS = [
    /AGE-SECRET-KEY-(?:PQ-)?1?[A-Z0-9]{6,}/gi,
    /\b(?:Bearer|Basic) [A-Za-z0-9._~+/=-]{20,}/g,
    /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
    /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
];
/** Removes known secrets, in all their encoded forms, and anything that looks like one, from text. */
class Scrubber {
    #forms = new Set();
    /** From now on `secret` is removed from every text that passes {@link Scrubber.scrub}. */
    add(secret) {
        for (const form of encodedForms(secret.reveal()))
            this.#forms.add(form);
    }
    scrub(text) {
        let clean = text;
        for (const form of [...this.#forms].sort((a, b) => b.length - a.length)) {
            clean = clean.replaceAll(form, REDACTED);
        }
        for (const pattern of PATTERNS)
            clean = clean.replace(pattern, REDACTED);
        return clean;
    }
}


/***/ }),

/***/ 4335:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B9: () => (/* binding */ requireSnapshotName),
/* harmony export */   Dv: () => (/* binding */ requireFileName),
/* harmony export */   Fk: () => (/* binding */ requireSnapshotTime),
/* harmony export */   Ku: () => (/* binding */ requireUserName),
/* harmony export */   LX: () => (/* binding */ compareSnapshots),
/* harmony export */   Ot: () => (/* binding */ isSnapshotName),
/* harmony export */   RO: () => (/* binding */ isUserName),
/* harmony export */   aG: () => (/* binding */ OWN_BRANCH),
/* harmony export */   ce: () => (/* binding */ METADATA_NAME),
/* harmony export */   uh: () => (/* binding */ requireContentName)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);

/** The file that makes a snapshot exist. */
const METADATA_NAME = "metadata.json";
/**
 * What every user and file is called: short, and nothing that any file system would take for
 * something else (a separator, a parent, a hidden file, a name it folds into another).
 */
const PLAIN_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;
const SNAPSHOT_TIME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/;
const SNAPSHOT_NAME = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-([2-9]|[1-9]\d{1,8}))?$/;
/** Whether a user's directory may be called `name`. */
function isUserName(name) {
    return PLAIN_NAME.test(name);
}
/** Whether a snapshot may be called `name`; see `SnapshotRef`. */
function isSnapshotName(name) {
    return SNAPSHOT_NAME.test(name);
}
/** Orders snapshot names by time, then by the number that a taken name got. */
function compareSnapshots(a, b) {
    const [, timeA = "", numberA = "1"] = SNAPSHOT_NAME.exec(a) ?? [];
    const [, timeB = "", numberB = "1"] = SNAPSHOT_NAME.exec(b) ?? [];
    if (timeA !== timeB)
        return timeA < timeB ? -1 : 1;
    return Number(numberA) - Number(numberB);
}
/** Throws `StoreError` `store/bad-name` unless `user` may be a user's directory. */
function requireUserName(user) {
    if (!isUserName(user))
        throw badName("a user");
}
/** Throws `StoreError` `store/bad-name` unless `name` may be a snapshot's directory. */
function requireSnapshotName(name) {
    if (!isSnapshotName(name))
        throw badName("a snapshot");
}
/** Throws `StoreError` `store/bad-name` unless a snapshot can be started under `name`: a time. */
function requireSnapshotTime(name) {
    if (!SNAPSHOT_TIME.test(name))
        throw badName("a new snapshot");
}
/** Throws `StoreError` `store/bad-name` unless `name` may be a file of a snapshot. */
function requireFileName(name) {
    if (!PLAIN_NAME.test(name))
        throw badName("a file");
}
/** As {@link requireFileName}, and neither is `name` the metadata, which only a commit writes. */
function requireContentName(name) {
    requireFileName(name);
    if (name.toLowerCase() === METADATA_NAME)
        throw badName("a file besides the metadata");
}
// The name itself stays out of the message: where it comes from damaged data it may hold anything.
function badName(what) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreError */ .AD("store/bad-name", `A store cannot have ${what} of that name.`, {
        hint: "Letters, digits, dots, dashes and underscores make a name; snapshots are named by their time.",
    });
}
/** The branch that snapshots have for themselves in the repository that runs the workflow. */
const OWN_BRANCH = "backups";


/***/ }),

/***/ 4514:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ once)
/* harmony export */ });
/** `bytes` as a content that is read piece by piece. */
async function* once(bytes) {
    yield bytes;
}


/***/ }),

/***/ 7192:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g$: () => (/* binding */ tooLarge),
/* harmony export */   oD: () => (/* binding */ readWhole),
/* harmony export */   qT: () => (/* binding */ MAX_READ_BYTES)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6986);

/**
 * The largest file that is read into memory whole, in bytes: metadata, an index, a sealed part, a
 * cover. What may be larger, a document in the clear, is read piece by piece.
 */
const MAX_READ_BYTES = 32 * 1024 * 1024;
/** All of `content`. Throws {@link tooLarge} before it is more than {@link MAX_READ_BYTES}. */
async function readWhole(content, name) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of content) {
        bytes += chunk.length;
        if (bytes > MAX_READ_BYTES)
            throw tooLarge(name);
        chunks.push(chunk);
    }
    return new Uint8Array(Buffer.concat(chunks));
}
/** The error for a file that is larger than any that is read whole. */
function tooLarge(name) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .IntegrityError */ .cs("snapshot/corrupt", `${name} is larger than tracksafe writes such a file.`, {
        hint: "Something was put in its place. Use another snapshot, or an older copy of this file.",
    });
}


/***/ })

};
