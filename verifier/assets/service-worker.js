// Keeps the page for times without network. What is judged never comes here: the part of an address behind `#` is not in
// requests.

const VERSION = "{version}";
const PAGES = ["/V?lang=kk", "/V?lang=ru", "/V?lang=en"];
const FILES = [
  "/assets/kualik.css",
  "/assets/kualik.svg",
  "/assets/verifier.css",
  "/assets/page.js",
  "/assets/judge.js",
  "/assets/scan.js",
  "/assets/verify.wasm",
  "/assets/scan.wasm",
  "/manifest.webmanifest",
];

addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(VERSION);
    // Without cookies, so that asking for a language here changes nothing for the reader.
    const pages = PAGES.map((path) => new Request(path, { cache: "reload", credentials: "omit" }));
    await cache.addAll(pages);
    // The page without a language is in the reader's.
    await cache.addAll(["/V", ...FILES].map((path) => new Request(path, { cache: "reload" })));
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name !== VERSION && name !== "bundle");
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(tidy());
});

/** The page: the kept one at once; a changed language is asked for first. */
async function page(request, url) {
  const cache = await caches.open(VERSION);
  const named = url.searchParams.has("lang");
  const fetched = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) {
      await cache.put("/V", response.clone());
    }
    return response;
  });
  const kept = await cache.match(named ? `/V?lang=${url.searchParams.get("lang")}` : "/V");
  if (!kept || named) {
    return fetched.catch(() => kept ?? Response.error());
  }
  fetched.catch(() => {});
  return kept;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) {
    return;
  }
  if (request.mode === "navigate" && (url.pathname === "/V" || url.pathname === "/")) {
    event.respondWith(page(request, url));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(
      caches.open(VERSION).then(async (cache) => (await cache.match(url.pathname)) ?? fetch(request)),
    );
  }
});
