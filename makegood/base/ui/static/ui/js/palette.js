// Ctrl/⌘ K: find (asked from the server) and do (what this page offers: [data-command]).
import { open } from "ui/dialog"

const dialog = document.getElementById("palette")
const input = dialog?.querySelector("input"), list = dialog?.querySelector('[role="listbox"]')
let asked = 0
let behind = false // what is shown answers older words; Enter then waits for the answer to these
let entered = false
let moved // the text of the row that arrows went to

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    show()
  })
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]")) show() })
  input.addEventListener("input", () => { behind = true; entered = false; moved = undefined; later(refresh, 90) })
  dialog.addEventListener("close", () => { entered = false })
  dialog.addEventListener("keydown", walk)
  list.addEventListener("click", (event) => run(event.target.closest('[role="option"]')))
}

function show() {
  open(dialog)
  input.select()
  moved = undefined
  list.replaceChildren()
  refresh()
}

let timer
function later(work, ms) { clearTimeout(timer); timer = setTimeout(work, ms) }

async function refresh(before) {
  clearTimeout(timer)
  behind = true
  const words = input.value.trim(), turn = ++asked
  const found = commands(words)
  if (!list.childElementCount) draw(found, "")
  let html = ""
  try {
    const response = await fetch(`${dialog.dataset.url}?${new URLSearchParams(before ? { q: words, before } : { q: words })}`, { headers: { "HX-Request": "true" } })
    html = response.ok ? await response.text() : ""
  } catch { /* what the page itself can do is still offered */ }
  if (turn !== asked) return
  draw(found, html)
  behind = false
  if (!entered) return
  entered = false
  run(chosen())
}

function commands(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean), seen = new Set()
  return [...document.querySelectorAll("[data-command]")].filter((el) => {
    const name = el.dataset.command.toLowerCase()
    if (el.disabled || seen.has(name) || !wanted.every((word) => name.includes(word))) return false
    return seen.add(name)
  }).slice(0, words ? 6 : 12)
}

function draw(found, html) {
  list.innerHTML = html // made by our own server from escaped templates
  if (found.length) list.append(head(dialog.dataset.doing), ...found.map(option))
  const all = options()
  all.forEach((el, i) => { el.id = `palette-${i}` })
  mark(all.find((el) => el.textContent === moved) ?? all[0])
  dialog.querySelector("[data-nothing]").hidden = all.length > 0
}

function head(text) {
  return Object.assign(document.createElement("li"), { className: "head", role: "presentation", textContent: text })
}

function option(el) {
  const row = Object.assign(document.createElement("li"), { role: "option" })
  const art = el.querySelector(".i")?.cloneNode(true)
  row.append(...(art ? [art] : []), Object.assign(document.createElement("span"), { textContent: el.dataset.command, className: "grow" }))
  for (const key of el.dataset.key?.split(" ") ?? []) row.append(Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }))
  row.act = () => (el.matches("textarea, input") ? el.focus() : el.click())
  return row
}

const chosen = () => list.querySelector('[aria-selected="true"]')
const options = () => [...list.querySelectorAll('[role="option"]')]

function mark(el) {
  options().forEach((other) => other.setAttribute("aria-selected", other === el))
  el?.scrollIntoView({ block: "nearest" })
  input.setAttribute("aria-activedescendant", el?.id ?? "")
}

function walk(event) {
  const all = options(), at = all.findIndex((el) => el.ariaSelected === "true")
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key]
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault()
    if (!behind) return run(all[at])
    if (!entered) refresh()
    entered = true
    return
  }
  if (to === undefined || !all.length) return
  event.preventDefault()
  mark(all.at(to % all.length))
  moved = chosen().textContent
}

function run(el) {
  if (!el) return
  if (el.dataset.further) return refresh(el.dataset.further)
  dialog.close()
  if (el.act) el.act()
  else if (el.dataset.href) location.assign(el.dataset.href)
}
