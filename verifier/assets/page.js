// The verifier's page: what is scanned, dropped or pasted is judged here, in the browser. Links and presentations, which
// only the server can judge, are sent as the form without a script sends them.

import { bundle, judge } from "/assets/judge.js";
import { ofCamera, ofFile } from "/assets/scan.js";

const page = document.getElementById("verify");
const asking = document.getElementById("ask");
const answering = document.getElementById("answer");
const status = document.getElementById("status");
const form = document.querySelector(".v-form");
const file = document.getElementById("file");
const text = document.getElementById("text");
const camera = document.getElementById("camera");
const video = document.getElementById("video");
const [start, stop] = ["camera-start", "camera-stop"].map((id) => document.getElementById(id));
const title = document.title;
const words = page.dataset;

let scanning;

/** Shows what is being done, or what went wrong; a screen reader says it. */
function say(message, wrong = false) {
  status.textContent = message;
  status.hidden = message === "";
  status.classList.toggle("v-problem", wrong);
}

/** Judges a text, and shows the answer. Returns whether that was possible without the server. */
async function show(sent) {
  say(words.checking);
  const request = {
    sent,
    registry: words.registry,
    operatorKeys: words.operatorKeys.split(" "),
    language: document.documentElement.lang,
    now: new Date().toISOString(),
  };
  let answer;
  try {
    answer = await judge(request);
  } catch (error) {
    say(`${words.broken} (${error.message})`, true);
    return true;
  }
  say("");
  switch (answer.kind) {
    case "verdict":
      // Made by our own template, which escapes what the certificate says.
      answering.innerHTML = answer.html;
      answering.hidden = false;
      answering.dataset.verdict = answer.class;
      asking.hidden = true;
      document.title = `${answer.title} · ${title}`;
      answering.focus();
      return true;
    case "problem":
      ask();
      say(answer.words, true);
      return true;
    default:
      return false;
  }
}

/** Shows the form again. */
function ask() {
  answering.hidden = true;
  answering.replaceChildren();
  delete answering.dataset.verdict;
  asking.hidden = false;
  document.title = title;
}

/** Judges what the page's address holds behind `#`, which browsers send to nobody. */
async function showAddress() {
  for (const link of document.querySelectorAll(".languages a")) {
    link.hash = location.hash;
  }
  if (location.hash.length < 2) {
    return;
  }
  if (!(await show(location.href.replace(/\?[^#]*/u, "")))) {
    ask();
    say(words.noCode, true);
  }
}

async function showFile(chosen) {
  if (!chosen.type.startsWith("image/")) {
    return show(await chosen.text());
  }
  say(words.checking);
  let found;
  try {
    found = await ofFile(chosen);
  } catch {
    say(words.pictureBroken, true);
    return true;
  }
  if (found === undefined) {
    say(words.pictureWithoutCode, true);
    return true;
  }
  return show(found);
}

async function scan() {
  scanning = new AbortController();
  camera.hidden = false;
  start.hidden = true;
  stop.focus();
  say(words.aim);
  try {
    const found = await ofCamera(video, scanning.signal);
    say("");
    if (found !== undefined && !(await show(found))) {
      text.value = found;
      say(words.link);
    }
  } catch (error) {
    say(error.name === "NotAllowedError" ? words.cameraRefused : words.cameraMissing, true);
  } finally {
    camera.hidden = true;
    start.hidden = false;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = file.files[0];
  const pasted = text.value.trim();
  const here = chosen ? await showFile(chosen) : pasted !== "" && (await show(pasted));
  if (!here) {
    // As without this script.
    form.submit();
  }
});
file.addEventListener("change", () => file.files.length > 0 && form.requestSubmit());
start.addEventListener("click", scan);
stop.addEventListener("click", () => scanning?.abort());
answering.addEventListener("click", (event) => {
  if (event.target.closest(".v-again")) {
    event.preventDefault();
    history.pushState(null, "", location.pathname + location.search);
    form.reset();
    ask();
    document.querySelector("#ask h1").scrollIntoView();
    start.focus();
  }
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length > 0) {
    file.files = event.dataTransfer.files;
    form.requestSubmit();
  }
});
document.addEventListener("visibilitychange", () => document.hidden && scanning?.abort());
addEventListener("hashchange", showAddress);
addEventListener("popstate", () => location.hash.length < 2 && ask());

if (navigator.mediaDevices?.getUserMedia) {
  start.hidden = false;
}
for (const hidden of document.querySelectorAll(".v-script")) {
  hidden.hidden = false;
}
navigator.serviceWorker?.register("/service-worker.js");
await showAddress();
// Fetched before it is needed.
bundle();
