// Judges by the verifier's own code, in WebAssembly, with the register's offline bundle. Nothing is sent: the bundle is
// the same for everybody. Of a large one the head comes first, and what is said of one programme when it is needed.

const BUNDLE = "/offline-bundle";
const PARTS = "/offline-bundle/parts/";
/** For how long a kept bundle is used without looking for a newer one, in milliseconds. */
const YOUNG = 5 * 60 * 1000;
/** How long a newer one is waited for when there is one already. */
const PATIENCE = 1500;
/** How long the first one is waited for. */
const FIRST = 120 * 1000;

let compiled;

/** The module, compiled once. */
function verifyModule() {
  compiled ??= WebAssembly.compileStreaming(fetch("/assets/verify.wasm")).catch((error) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

/** Where bundles are kept; none where the browser keeps nothing for pages that came unencrypted. */
async function kept() {
  return "caches" in globalThis ? caches.open("bundle") : undefined;
}

/**
 * The newest bundle that can be had soon, as text; empty when there is none.
 * @param {number} young for how long a kept one is used without looking for a newer one, in milliseconds
 */
export async function bundle(young = YOUNG) {
  const cache = await kept();
  const old = await cache?.match(BUNDLE);
  const age = old ? Date.now() - Date.parse(old.headers.get("date") ?? 0) : Infinity;
  if (age >= 0 && age < young) {
    return old.text();
  }
  // One that comes too late for this answer is kept for the next.
  fetching ??= newer(cache).finally(() => (fetching = undefined));
  const text = await (old ? Promise.race([fetching, after(PATIENCE)]) : fetching);
  return text ?? old?.text() ?? "";
}

let fetching;

/** A newer bundle, which is kept; undefined when none can be had: an old one has its own time on it. */
async function newer(cache) {
  try {
    const response = await fetch(BUNDLE, { cache: "no-cache", signal: AbortSignal.timeout(FIRST) });
    if (response.ok) {
      const text = await keep(cache, BUNDLE, response);
      await tidy(cache, text).catch(() => {});
      return text;
    }
  } catch {
    // No network.
  }
  return undefined;
}

/** The text of an answer, which is kept where that is possible. */
async function keep(cache, url, response) {
  const copy = response.clone();
  const text = await response.text();
  await cache?.put(url, copy).catch(() => {});
  return text;
}

function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Forgets parts that the newest bundle no longer names. */
async function tidy(cache, text) {
  const manifest = text.slice(0, Math.max(text.indexOf("\n"), 0));
  for (const { url } of (await cache?.keys()) ?? []) {
    const digest = url.split(PARTS)[1];
    if (digest && !manifest.includes(`"${digest}"`)) {
      await cache.delete(url);
    }
  }
}

/** A part of the bundle by its digest; undefined when it cannot be had. `again`: what is kept is another one. */
async function part(digest, again) {
  const cache = await kept();
  const url = PARTS + digest;
  const old = again ? undefined : await cache?.match(url);
  if (old) {
    return old.text();
  }
  try {
    const signal = AbortSignal.timeout(FIRST);
    const found = await fetch(url, { cache: again ? "reload" : "default", signal });
    if (found.ok) {
      return await keep(cache, url, found);
    }
  } catch {
    // No network.
  }
  return undefined;
}

/**
 * Judges what was scanned, dropped or pasted.
 * @param {{sent: string, registry: string, operatorKeys: string[], language: string, now: string}} request
 * @returns {Promise<{kind: "verdict", class: string, title: string, html: string} | {kind: "problem", words: string}
 *   | {kind: "elsewhere"}>}
 */
export async function judge(request) {
  let [module, text] = await Promise.all([verifyModule(), bundle()]);
  const parts = new Map();
  let [renewed, needed, times] = [false, undefined, 0];
  for (;;) {
    const more = [...parts.values()].join("\n");
    const answer = await run(module, request, text, more);
    if (answer.kind !== "needs") {
      return answer;
    }
    // A part that is needed though it was handed over was kept wrong.
    [needed, times] = [answer.part, answer.part === needed ? times + 1 : 0];
    const found = times < 2 ? await part(needed, times === 1) : undefined;
    if (found !== undefined) {
      parts.set(needed, found);
      continue;
    }
    // The server may know a newer bundle alone.
    const newest = renewed ? text : await bundle(0);
    if (newest === text) {
      return run(module, { ...request, last: true }, text, more);
    }
    [text, renewed, needed] = [newest, true, undefined];
    parts.clear();
  }
}

/** One answer of the module. */
async function run(module, request, text, more) {
  // A new instance for each answer: its memory holds a person's name, and goes with it.
  const { exports } = await WebAssembly.instantiate(module);
  const write = (bytes) => {
    const start = exports.take(bytes.length);
    new Uint8Array(exports.memory.buffer, start, bytes.length).set(bytes);
    return [start, bytes.length];
  };
  const encoder = new TextEncoder();
  const asked = write(encoder.encode(JSON.stringify(request)));
  const by = write(encoder.encode(text));
  const answer = exports.judge(...asked, ...by, ...write(encoder.encode(more)));
  const length = new DataView(exports.memory.buffer).getUint32(answer, true);
  return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, answer + 4, length)));
}
