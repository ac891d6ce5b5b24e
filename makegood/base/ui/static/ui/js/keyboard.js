// Keys act on what the page shows: [data-key="r"] or [data-key="g w"] is pressed as if it were clicked, or focused
// if it is a field. Single letters only outside text fields, and only while they are switched on.
import { open } from "ui/dialog"
import { undoLatest } from "ui/toast"
import { post } from "ui/post"

let first = ""
const typing = (el) => el.isContentEditable || el.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])")
const singles = () => document.body.dataset.singleKeys !== "off"

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return
  const name = named(event)
  if (name === "ctrl+z" && !typing(event.target) && undoLatest()) return event.preventDefault()
  if (name === "ctrl+enter") return send(event)
  if (name === "alt+arrowdown" || name === "alt+arrowup") return between(event, name.endsWith("down") ? 1 : -1)
  if (name === "escape") return escape(event)
  if (event.ctrlKey || event.metaKey || event.altKey || !singles() || typing(event.target) || document.querySelector("dialog:modal")) return
  if (event.key === "?") { event.preventDefault(); fill(); return open(document.getElementById("keys")) }
  if (name === "j" || name === "k") return step(event, name === "j" ? 1 : -1)
  const whole = first ? `${first} ${name}` : name
  first = !first && name === "g" ? "g" : ""
  const target = find(whole)
  if (!target) return
  event.preventDefault()
  if (typing(target)) target.focus()
  else target.click()
})

function named({ key, ctrlKey, metaKey, altKey }) {
  return `${ctrlKey || metaKey ? "ctrl+" : ""}${altKey ? "alt+" : ""}${key.toLowerCase()}`
}

const find = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((el) => !el.disabled)

function send(event) {
  const form = event.target.closest?.("form")
  if (!form || !typing(event.target)) return
  event.preventDefault()
  form.requestSubmit(form.querySelector("[data-send]") ?? undefined)
}

function escape(event) {
  if (document.querySelector("dialog:modal, :popover-open")) return
  if (typing(event.target)) return event.target.blur()
  const back = find("escape")
  if (back?.offsetParent) back.click() // one column: back to the list; else the list is beside us
  else document.querySelector('[data-rows] > a[aria-current="true"]')?.focus()
}

function step(event, by) {
  const rows = [...document.querySelectorAll("[data-rows] > a")]
  if (!rows.length) return
  event.preventDefault()
  const at = rows.indexOf(document.activeElement.closest?.("[data-rows] > a") ?? rows.find((row) => row.ariaCurrent === "true"))
  const row = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
  row.focus()
  row.scrollIntoView({ block: "nearest" })
}

function between(event, by) {
  const all = [...document.querySelectorAll("[data-message]")]
  if (!all.length) return
  event.preventDefault()
  const at = all.indexOf(document.activeElement.closest?.("[data-message]"))
  const to = all[at < 0 ? all.length - 1 : Math.max(0, Math.min(all.length - 1, at + by))]
  to.focus({ preventScroll: true })
  to.scrollIntoView({ block: "nearest" })
}

// The table names exactly the keys that do something on this page.
function fill() {
  const table = document.querySelector("[data-key-table]")
  table.querySelectorAll("[data-found]").forEach((row) => row.remove())
  const seen = new Set()
  for (const el of document.querySelectorAll("[data-key][data-key-label]")) {
    if (seen.has(el.dataset.key)) continue
    seen.add(el.dataset.key)
    const row = document.createElement("div"), label = document.createElement("span"), keys = document.createElement("span")
    row.setAttribute("data-found", "")
    label.textContent = el.dataset.keyLabel
    keys.className = "end"
    keys.append(...el.dataset.key.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() })))
    row.append(label, keys)
    table.append(row)
  }
}

document.addEventListener("click", (event) => { if (event.target.closest('[data-dialog="keys"]')) fill() }, true)
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-keys-form]")
  if (!form) return
  document.body.dataset.singleKeys = event.target.checked ? "on" : "off"
  post(form.action, new FormData(form), { keepalive: true }).catch(() => {})
})
