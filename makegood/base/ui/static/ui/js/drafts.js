// Nothing typed is ever lost: every key stroke is kept on this computer at once, and on the server a moment later.
// <textarea data-draft="address" data-draft-key="name" data-draft-revision="number of the server's copy">
import { post } from "ui/post"
import { say } from "ui/words"

const QUIET = 700
// Of two places the later keystroke wins: half seconds since 2026, so that a revision fits the database for 30 years.
const revision = () => Math.floor((Date.now() - 1767225600000) / 500)
const keyOf = (box) => `draft:${document.body.dataset.user ?? ""}:${box.dataset.draftKey}`
const timers = new WeakMap()

/** Bring back what was typed: the newest of this computer's copy and the server's. */
export function restore(box) {
  const kept = read(box), server = box.value
  box.dataset.seen = "yes"
  if (!kept || kept.text === server) return
  const newer = kept.unsent && kept.revision >= Number(box.dataset.draftRevision || 0)
  if (!newer) return forget(box)
  box.value = kept.text
  tell(box, say("draftHere"))
  if (server) offerOther(box, server)
  later(box, 50)
}

/** Both copies are done with: it was sent, or thrown away. */
export function clear(box) {
  clearTimeout(timers.get(box))
  box.value = ""
  forget(box)
  box.dispatchEvent(new Event("draftcleared", { bubbles: true }))
}

function read(box) {
  try { return JSON.parse(localStorage.getItem(keyOf(box))) } catch { return null }
}

function write(box, unsent) {
  try { localStorage.setItem(keyOf(box), JSON.stringify({ text: box.value, revision: revision(), unsent })) } catch { /* full: the server has it in a moment */ }
}

function forget(box) {
  try { localStorage.removeItem(keyOf(box)) } catch { /* private mode */ }
}

function later(box, ms = QUIET) {
  clearTimeout(timers.get(box))
  timers.set(box, setTimeout(() => save(box), ms))
}

async function save(box) {
  const text = box.value
  try {
    const response = await post(box.dataset.draft, { text, revision: revision() })
    if (!response.ok) return tell(box, say(response.status === 401 || response.type === "opaqueredirect" ? "ended" : "draftHere"))
    box.dataset.draftRevision = (await response.json()).revision
    if (box.value === text) write(box, false)
    tell(box, text ? say("draftKept") : "")
  } catch {
    tell(box, say("draftHere"))
    later(box, 5000)
  }
}

function tell(box, text) {
  const place = box.form?.querySelector("[data-draft-state]")
  if (place) place.textContent = text
}

function offerOther(box, other) {
  const place = box.form?.querySelector("[data-draft-other]")
  if (!place) return
  const text = Object.assign(document.createElement("span"), { textContent: `${say("draftOther")} “${other.slice(0, 120)}”` })
  const take = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: say("takeOther") })
  take.addEventListener("click", () => { box.value = other; box.dispatchEvent(new Event("input", { bubbles: true })); place.replaceChildren() })
  place.replaceChildren(text, take)
}

const boxes = () => document.querySelectorAll("textarea[data-draft]")

document.addEventListener("input", (event) => {
  if (!event.target.matches("textarea[data-draft]")) return
  write(event.target, true)
  later(event.target)
})
addEventListener("storage", (event) => { // typed in another tab of this browser
  for (const box of boxes()) {
    if (event.key !== keyOf(box) || document.activeElement === box) continue
    box.value = event.newValue ? JSON.parse(event.newValue).text : ""
  }
})
addEventListener("pagehide", () => {
  for (const box of boxes()) {
    if (read(box)?.unsent) post(box.dataset.draft, { text: box.value, revision: revision() }, { keepalive: true }).catch(() => {})
  }
})
document.body.addEventListener("htmx:afterSettle", () => boxes().forEach((box) => { if (!box.dataset.seen) restore(box) }))
boxes().forEach(restore)
