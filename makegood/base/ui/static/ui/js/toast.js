// Something was done and can be undone. A toast stays while it is pointed at or holds the focus.
import { say } from "ui/words"
import { post, refusal } from "ui/post"

const place = document.getElementById("toasts")

/** Show a sentence. `undo` is an address (POST) or a function; `onEnd(undone)` runs when it goes. */
export function toast(text, { undo, seconds = 6, onEnd } = {}) {
  const box = document.createElement("div")
  box.className = "toast"
  const words = document.createElement("span")
  words.textContent = text
  box.append(words)
  if (undo) box.append(undoButton(box, undo, onEnd))
  place.append(box)
  expire(box, seconds, onEnd)
  return box
}

/** A sentence that nobody may overlook: it stays until it is closed. */
export function notice(text) {
  const box = document.createElement("div")
  box.className = "banner soon"
  box.setAttribute("data-notice", "")
  const words = document.createElement("span")
  words.textContent = text
  const close = document.createElement("button")
  Object.assign(close, { type: "button", className: "btn quiet push", textContent: say("close") })
  close.setAttribute("data-dismiss", "")
  box.append(words, close)
  document.getElementById("notice").replaceChildren(box)
}

/** Take back what the newest toast offers; false when there is nothing to take back. */
export function undoLatest() {
  const button = [...place.querySelectorAll("[data-undo]")].at(-1)
  button?.click()
  return Boolean(button)
}

function undoButton(box, undo, onEnd) {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", textContent: say("undo") })
  button.setAttribute("data-undo", typeof undo === "string" ? undo : "")
  button.addEventListener("click", async () => {
    finish(box, onEnd, true)
    if (typeof undo === "function") return undo()
    try {
      const response = await post(undo)
      if (!response.ok) return notice(await refusal(response) || say("broke"))
      const told = response.headers.get("HX-Trigger")
      for (const [name, detail] of Object.entries(told ? JSON.parse(told) : {})) document.body.dispatchEvent(new CustomEvent(name, { detail }))
    } catch { notice(say("unreachable")) }
  })
  return button
}

function expire(box, seconds, onEnd) {
  let rest = seconds * 10
  const timer = setInterval(() => {
    if (!box.isConnected) return clearInterval(timer)
    if (box.matches(":hover, :focus-within") && !onEnd) return
    if (--rest <= 0) { clearInterval(timer); finish(box, onEnd, false) }
  }, 100)
}

function finish(box, onEnd, undone) {
  if (!box.isConnected) return
  box.remove()
  onEnd?.(undone)
}

// What was taken back elsewhere on the page is not offered here any more.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return
  for (const button of place.querySelectorAll("[data-undo]")) if (button.dataset.undo && button.dataset.undo === detail.pathInfo?.requestPath) button.closest(".toast").remove()
})
document.body.addEventListener("toast", ({ detail }) => toast(detail.text, { undo: detail.undo, seconds: detail.seconds }))
place.querySelectorAll("[data-toast]").forEach((box) => expire(box, Number(box.dataset.toast)))
document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-notice]")?.remove())
