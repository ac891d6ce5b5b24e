// Reads along in the reply: marks promises and hard words under the text, docks what can be said instead.
import { post } from "ui/post"

const WAIT = 350
const form = () => document.querySelector('form[data-mode-form="reply"]')
const boxOf = (of) => of?.querySelector("[data-reads]")
const dock = () => document.querySelector("[data-dock]")
let timer = 0, turn = 0, read = null, closed = "", anyway = ""

/** Ask the server about the words as they stand; resolves when the answer is shown. */
async function look({ asking = false } = {}) {
  clearTimeout(timer)
  const of = form(), box = boxOf(of)
  if (!box) return null
  const mine = ++turn, text = box.value
  if (!text.trim()) { show(of, { promises: [], wording: [], dock: "" }, text); return read }
  const fields = new FormData()
  fields.append("text", text)
  fields.append("caret", String(box.selectionStart))
  if (asking) fields.append("asking", "yes")
  for (const field of of.querySelectorAll('[name="promised"]')) fields.append("promised", field.value)
  try {
    const response = await post(box.dataset.reads, fields)
    if (!response.ok || mine !== turn || of !== form()) return read
    show(of, await response.json(), text)
  } catch { /* without the help one can still write and send */ }
  return read
}

function show(of, told, text) {
  read = { ...told, text }
  const words = new Set(told.promises.map(([, , quote]) => quote))
  for (const field of of.querySelectorAll('[name="promised"]')) if (!words.has(JSON.parse(field.value).words)) field.remove()
  under(of, told, text)
  const place = dock()
  if (place && !place.contains(document.activeElement)) place.innerHTML = text === closed ? "" : told.dock
  if (place) place.hidden = of.hidden
}

/** The marks lie under the words, in the same letters, so that the box itself stays a plain one. */
function under(of, { promises, wording }, text) {
  const place = of.querySelector(".under")
  const marks = [...promises.map(([a, b, , kept]) => [a, b, kept ? "pmark kept" : "pmark"]), ...wording.map(([a, b]) => [a, b, "blame"])]
  marks.sort((x, y) => x[0] - y[0])
  const parts = []
  let at = 0
  for (const [a, b, css] of marks) {
    if (a < at) continue
    const mark = document.createElement("mark")
    mark.className = css
    mark.textContent = text.slice(a, b)
    parts.push(text.slice(at, a), mark)
    at = b
  }
  place.replaceChildren(...parts, `${text.slice(at)}\n`)
  place.scrollTop = boxOf(of).scrollTop
}

const open = () => read?.promises.filter(([, , , kept]) => !kept) ?? []
const offer = () => dock()?.querySelector('[data-take][aria-current="true"]')

function take(button) {
  const of = form(), box = boxOf(of)
  box.focus()
  box.setRangeText(button.dataset.take, Number(button.dataset.from), Number(button.dataset.to), "end")
  box.dispatchEvent(new Event("input", { bubbles: true }))
  look()
}

function record(button) {
  const of = form(), why = dock().querySelector("[data-why]")
  if ("needsWhy" in button.dataset && !why.value.trim()) { why.focus(); return }
  const field = document.createElement("input")
  field.type = "hidden"
  field.name = "promised"
  field.value = JSON.stringify({ words: button.dataset.record, due: button.dataset.due, why: why?.value.trim() ?? "" })
  of.append(field)
  boxOf(of).focus()
  if ("thenSend" in button.dataset) of.requestSubmit(of.querySelector("[data-send]"))
  else look()
}

function forget(words) {
  for (const field of form().querySelectorAll('[name="promised"]')) if (JSON.parse(field.value).words === words) field.remove()
  boxOf(form()).focus()
  look()
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-reads]")) return
  const of = form(), text = event.target.value
  closed = ""
  if (read) under(of, { promises: read.promises.filter(([a, b, quote]) => text.slice(a, b) === quote), wording: read.wording.filter(([a, b]) => text.slice(a, b) === read.text.slice(a, b)) }, text)
  clearTimeout(timer)
  timer = setTimeout(look, WAIT)
})
document.addEventListener("scroll", (event) => {
  if (event.target.matches?.("[data-reads]")) event.target.parentElement.querySelector(".under").scrollTop = event.target.scrollTop
}, true)

// Tab takes the offered sentence while one is offered, Esc closes the offer; after that Tab moves on.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-reads]") || event.isComposing || !dock()?.childElementCount) return
  const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey
  if (event.key === "Tab" && plain && offer()) { event.preventDefault(); take(offer()) }
  if (event.key === "Escape" && plain) {
    event.preventDefault()
    event.stopPropagation()
    closed = event.target.value
    dock().replaceChildren()
  }
}, true)

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dock] button")
  if (!button) return
  if ("take" in button.dataset) take(button)
  else if ("record" in button.dataset) record(button)
  else if ("forget" in button.dataset) forget(button.dataset.forget)
  else if ("sendAnyway" in button.dataset) {
    anyway = boxOf(form()).value
    form().requestSubmit(form().querySelector("[data-send]"))
  }
})

// A promise that is not recorded is asked about once before it is sent.
document.body.addEventListener("htmx:confirm", (event) => {
  const of = event.detail.elt, box = boxOf(of)
  if (!box || of !== form() || event.defaultPrevented || !box.value.trim() || anyway === box.value) return
  event.preventDefault()
  const go = () => event.detail.issueRequest(true)
  const asked = async () => {
    if (read?.text !== box.value) await look()
    if (read?.text !== box.value || !open().length) { go(); return }
    anyway = box.value
    closed = ""
    await look({ asking: true })
    if (!dock()?.querySelector(".feas")) go()
  }
  asked()
})

function again() {
  read = null
  closed = anyway = ""
  const of = form(), place = dock()
  if (place) place.replaceChildren()
  for (const field of of?.querySelectorAll('[name="promised"]') ?? []) field.remove()
  if (boxOf(of)?.value.trim()) look()
  else if (of?.querySelector(".under")) under(of, { promises: [], wording: [] }, "")
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-mode]") && dock()) setTimeout(() => { dock().hidden = form()?.hidden ?? true })
})
for (const name of ["sent", "case", "boxes", "restored"]) document.body.addEventListener(name, again)
again()
