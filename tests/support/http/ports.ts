import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { systemCode } from "../../../src/errors.ts";

/** A port that is free, outside of those that the system gives to whoever asks for any. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

/** Whether nobody listens on `port` of the loopback interface. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return true;
  } catch (error) {
    if (systemCode(error) === "EADDRINUSE") return false;
    throw error;
  }
}
