import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Received } from "./loopback-server.ts";

/** Answers a request on a loopback server, in full or broken in one of several ways. */
export type Answering = (request: Received, response: ServerResponse) => void;

/** A status with a JSON body and headers. */
export function json(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answering {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
}

/** A page for people, with any status. */
export function html(status: number): Answering {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end("<html>Sign in to the hotel's network</html>");
  };
}

/** The beginning of `body`, and then the end of the connection, although more was announced. */
export function truncated(body: unknown): Answering {
  return (_request, response) => {
    const text = JSON.stringify(body);
    response.writeHead(200, { "content-length": Buffer.byteLength(text) });
    response.write(text.slice(0, -1), () => response.socket?.end());
  };
}

/** The beginning of `body`, and then a reset. */
export function resetInBody(body: unknown): Answering {
  return (_request, response) => {
    response.writeHead(200);
    response.write(JSON.stringify(body).slice(0, -1), () => response.socket?.resetAndDestroy());
  };
}

/** A `content-length` that is one too small, so that the last byte is cut off. */
export function tooShortLength(body: unknown): Answering {
  return (_request, response) => {
    const text = JSON.stringify(body);
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(text) - 1}\r\n\r\n`;
    response.socket?.end(head + text);
  };
}

/** Gzip with one bit of its checksum turned over. */
export function damagedGzip(body: unknown): Answering {
  const bytes = gzipSync(JSON.stringify(body));
  bytes[bytes.length - 6] = (bytes[bytes.length - 6] ?? 0) ^ 1;
  return gzip(bytes);
}

/** Gzip without its last bytes, in an answer that is whole otherwise. */
export function shortenedGzip(body: unknown): Answering {
  return gzip(gzipSync(JSON.stringify(body)).subarray(0, -12));
}

/** Bytes that are said to be gzip. */
export function gzip(bytes: Uint8Array): Answering {
  return (_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(bytes);
  };
}

/** No answer but a reset. */
export const reset: Answering = (_request, response) => {
  response.socket?.resetAndDestroy();
};

/** An answer that is not HTTP. */
export const noHttp: Answering = (_request, response) => {
  response.socket?.end("hello\r\n\r\n");
};

/** No answer. */
export const silence: Answering = () => {};

/** Headers and the beginning of a body, and then nothing more. */
export const stalledBody: Answering = (_request, response) => {
  response.writeHead(200);
  response.write('{"ok":');
};
