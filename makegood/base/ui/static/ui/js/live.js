// Open pages hear names of what changed and read those parts again, with their own rights.
// <element data-live="case:7 work" hx-get=… hx-trigger="stir">; passing signals arrive as the event "signal" on the body.
// <body data-live-url="/live/staff" data-live-since="number of the newest entry when the page was made">
import { post } from "ui/post"
import { say } from "ui/words"

const PATIENCE = 5000, HIDDEN = 30000
let source, topics = "", since = document.body.dataset.liveSince, retry = 1000, banner, patience, again, asleep
const stirred = new Set()

const wanted = () => [...new Set([...document.querySelectorAll("[data-live]")].flatMap((el) => el.dataset.live.split(/\s+/)))].filter(Boolean).sort().join(",")

export function connect() {
  const url = document.body.dataset.liveUrl
  topics = wanted()
  source?.close()
  clearTimeout(again)
  if (!url || !topics || asleep) return
  source = new EventSource(`${url}?${new URLSearchParams({ topics, ...(since ? { since } : {}) })}`)
  source.addEventListener("hello", (event) => { heard(event); here() })
  source.addEventListener("stir", (event) => { heard(event); stir(JSON.parse(event.data)) })
  source.addEventListener("reset", (event) => { heard(event); here(); readAgain(topics.split(",")) })
  source.onerror = lost
}

function heard(event) {
  if (event.lastEventId) since = event.lastEventId
}

function here() {
  clearTimeout(patience)
  patience = undefined
  retry = 1000
  document.body.dataset.liveState = "live"
  banner?.remove()
  banner = undefined
}

function lost() {
  patience ??= setTimeout(() => { document.body.dataset.liveState = "lost"; show() }, PATIENCE)
  if (source && source.readyState !== EventSource.CLOSED) return
  clearTimeout(again)
  again = setTimeout(connect, retry)
  stillSignedIn()
  retry = Math.min(retry * 1.6, 8000)
}

// A stream that is refused may mean that the session has ended: then the page asks to sign in.
async function stillSignedIn() {
  if (!document.body.dataset.here) return
  try { if ((await post(document.body.dataset.here)).status === 404) location.reload() } catch { /* away: we come back */ }
}

function show() {
  if (banner) return
  banner = Object.assign(document.createElement("div"), { className: "banner live-lost", role: "status" })
  const now = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: say("tryNow") })
  now.addEventListener("click", connect)
  banner.append(Object.assign(document.createElement("span"), { textContent: say("notLive") }), now)
  document.body.append(banner)
}

function stir({ topics: names, kind, facts }) {
  if (facts) return document.body.dispatchEvent(new CustomEvent("signal", { detail: { topics: names, kind, facts } }))
  readAgain(names)
}

/** Have every part of the page that shows one of these topics read again; bursts become one reading. */
export function readAgain(names) {
  if (!stirred.size) setTimeout(() => {
    const now = new Set(stirred)
    stirred.clear()
    for (const el of document.querySelectorAll("[data-live]")) {
      const topic = el.dataset.live.split(/\s+/).find((name) => now.has(name))
      if (topic) tell(el, topic)
    }
  }, 40)
  names.forEach((name) => stirred.add(name))
}

// A part that changes all the time is read again at most every [data-live-gap] ms, and once more at the end.
const told = new WeakMap()
function tell(el, topic) {
  const { last = 0, timer } = told.get(el) ?? {}, wait = last + Number(el.dataset.liveGap ?? 200) - Date.now()
  if (timer) return
  if (wait > 0) return told.set(el, { last, timer: setTimeout(() => { told.set(el, { last }); tell(el, topic) }, wait) })
  told.set(el, { last: Date.now() })
  el.dispatchEvent(new CustomEvent("stir", { detail: { topic } }))
}

let hiding
document.addEventListener("visibilitychange", () => { // browsers allow few open streams per site
  clearTimeout(hiding)
  if (document.hidden) hiding = setTimeout(() => { asleep = true; source?.close() }, HIDDEN)
  else if (asleep) { asleep = false; connect() }
})
addEventListener("online", connect)
addEventListener("offline", () => { source?.close(); lost() })
addEventListener("pagehide", () => source?.close())
addEventListener("pageshow", (event) => { if (event.persisted) connect() })
document.body.addEventListener("htmx:afterSettle", () => { if (wanted() !== topics) connect() })
connect()
