// A small static server over a folder, on a free port of this machine, as any host might be.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/// Serves `folder` under `path` (which begins and ends with a slash); `types` corrects the types above, `headers` come
/// with every answer.
export async function serve(folder, { path = "/", types = {}, headers = {} } = {}) {
  const known = { ...TYPES, ...types };
  const server = createServer(async (request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const name = asked.endsWith("/") ? `${asked}index.html` : asked;
    const bytes = name.startsWith(path) && (await read(folder, name.slice(path.length)));
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    const type = known[extname(name)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...headers }).end(bytes);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}${path}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

async function read(folder, name) {
  const inside = normalize(name);
  return inside.startsWith("..") ? undefined : readFile(join(folder, inside)).catch(() => undefined);
}
