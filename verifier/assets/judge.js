// Judges by the verifier's own code, in WebAssembly, with the register's offline bundle. Nothing is sent: the bundle is
// the same for everybody.

const BUNDLE = "/offline-bundle";
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

/** The newest bundle that can be had soon, as text; empty when there is none. */
export async function bundle() {
  const cache = await kept();
  const old = await cache?.match(BUNDLE);
  const age = old ? Date.now() - Date.parse(old.headers.get("date") ?? 0) : Infinity;
  if (age >= 0 && age < YOUNG) {
    return old.text();
  }
  try {
    const signal = AbortSignal.timeout(old ? PATIENCE : FIRST);
    const newer = await fetch(BUNDLE, { cache: "no-cache", signal });
    if (newer.ok) {
      await cache?.put(BUNDLE, newer.clone());
      return await newer.text();
    }
  } catch {
    // No network: the old one has its own time on it.
  }
  return old ? old.text() : "";
}

/**
 * Judges what was scanned, dropped or pasted.
 * @param {{sent: string, registry: string, operatorKeys: string[], language: string, now: string}} request
 * @returns {Promise<{kind: "verdict", class: string, title: string, html: string} | {kind: "problem", words: string}
 *   | {kind: "elsewhere"}>}
 */
export async function judge(request) {
  const [module, text] = await Promise.all([verifyModule(), bundle()]);
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
  const answer = exports.judge(...asked, ...by);
  const length = new DataView(exports.memory.buffer).getUint32(answer, true);
  return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, answer + 4, length)));
}
