import { onTestFinished } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  createCatalog,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
  uriOf,
} from "../../../emulator/index.ts";
import { createHttpClient } from "../../../src/http/client.ts";
import { createLog } from "../../../src/log.ts";
import type { Catalogue } from "../../../src/model/catalogue.ts";
import type { MusicProvider } from "../../../src/model/provider.ts";
import type { MusicWriter } from "../../../src/model/writer.ts";
import { Secret } from "../../../src/secret.ts";
import { createSpotify, isQuotaExhausted } from "../../../src/spotify/index.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";

/** A writer that is logged in to an emulated account, on a clock that moves by itself. */
export interface WriterScene {
  readonly emulator: Emulator;
  readonly account: AccountState;
  readonly provider: MusicProvider;
  readonly writer: MusicWriter;
  readonly catalogue: Catalogue;
  readonly clock: FakeClock;
  /** The requests to the API, as method, path and the status that was sent; 0: none. */
  api(): readonly string[];
  /** The number of access tokens that were asked for. */
  tokens(): number;
}

/** All music there is. */
export const catalog = createCatalog();

/** The URIs of `count` tracks, from number `from` on. */
export function trackUris(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, n) => uriOf(catalog.track(from + n)));
}

/** A scene with `account`, by default an empty one. It ends with the test. */
export async function createWriterScene(
  options: EmulatorOptions & {
    readonly account?: AccountState;
    readonly scopes?: readonly string[];
  } = {},
): Promise<WriterScene> {
  const { account = createAccount("me"), scopes = ALL_SCOPES, ...others } = options;
  const clock = createFakeClock("2026-11-22T03:17:42.000Z", { autoAdvance: true });
  const now = () => clock.now().getTime();
  const emulator = await startEmulator({ accounts: [account], now, ...others });
  onTestFinished(() => emulator.close());
  const log = createLog("debug", () => {});
  const timeouts = { connectMs: 5000, headersMs: 1000, bodyMs: 5000 };
  const userAgent = "tracksafe/test";
  const http = createHttpClient({ clock, log, userAgent, timeouts, isQuotaExhausted });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const { provider, writer, catalogue } = createSpotify({
    settings: {
      clientId: emulator.app.clientId,
      clientSecret: new Secret(emulator.app.clientSecret),
      refreshToken: new Secret(emulator.issueRefreshToken(account.accountId, scopes)),
      apiUrl: emulator.apiUrl,
      accountsUrl: emulator.accountsUrl,
    },
    http,
    log,
  });
  return {
    emulator,
    account,
    provider,
    writer,
    catalogue,
    clock,
    api: () =>
      emulator.requests
        .filter(({ kind }) => kind === "api")
        .map(({ method, path, status }) => `${method} ${path} ${status}`),
    tokens: () => emulator.requests.filter(({ kind }) => kind === "token").length,
  };
}
