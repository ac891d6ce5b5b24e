// The workspace: rows open cases beside them, the side is a drawer, the talk stays where it is read.
import "ui/drafts"
import { readAgain } from "ui/live"
import "web/composer"
import "web/presence"
import "web/promising"

const talk = () => document.getElementById("talk")
const side = () => document.getElementById("side")
let atEnd = true, shownCase, soughtCase

function opened() {
  const main = document.querySelector("[data-case]"), pk = main?.dataset.case
  for (const row of document.querySelectorAll("[data-rows] > a")) {
    if (pk && row.id === `row-${pk}`) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }
  show(pk)
  if (pk === shownCase) return
  shownCase = pk
  if (main?.dataset.title) document.title = main.dataset.title
  toEnd()
  document.body.dispatchEvent(new CustomEvent("case", { detail: { pk } }))
}

// A case that was opened by its address stands in sight in the list, once the list is here; afterwards nobody moves it.
function show(pk) {
  const row = pk && document.getElementById(`row-${pk}`)
  if (!row || soughtCase === pk) return
  soughtCase = pk
  row.scrollIntoView({ block: "nearest" })
}

function toEnd() {
  const box = talk()
  if (box) box.scrollTop = box.scrollHeight
  atEnd = true
  tellNewer(false)
}

const tellNewer = (is) => { const box = document.querySelector("[data-newer]"); if (box) box.hidden = !is }

document.addEventListener("scroll", ({ target }) => {
  if (target.id !== "talk") return
  atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 60
  if (atEnd) tellNewer(false)
}, true)

// What arrives while the end is in sight stays in sight; whoever reads further up is told and not moved.
let before
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => { if (detail.target?.id === "talk") before = lastId() })
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  opened()
  if (detail.target?.id === "case-head") follow()
  if (detail.target?.id !== "talk") return
  if (atEnd) { toEnd(); seen() }
  else if (lastId() !== before) tellNewer(true)
})
// The words on the page have been in sight: an answer now is an answer to them.
function seen() {
  const version = talk()?.querySelector("[data-version]")?.dataset.version
  for (const field of document.querySelectorAll('form[data-mode-form] [name="version"]')) if (version) field.value = version
}
// A case that was closed or taken up while it is open here gets the boxes that belong to it; what is typed stays.
function follow() {
  const place = document.getElementById("boxes"), closed = document.querySelector("#case-head [data-closed]")?.dataset.closed
  if (!place || !closed || place.dataset.closed === closed) return
  place.dataset.closed = closed
  const writing = document.activeElement?.closest?.("#boxes [data-mode-form]")?.dataset.modeForm
  const told = { detail: { writing } }
  window.htmx.ajax("GET", place.dataset.boxes, { target: place, swap: "innerHTML" }).then(() => document.body.dispatchEvent(new CustomEvent("boxes", told)))
}
const lastId = () => talk()?.lastElementChild?.id

// As many rows as are shown are read again, so that the place in a long list is kept.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id === "list") detail.parameters.set?.("rows", document.querySelectorAll("[data-rows] > a").length)
  // What is done to the case is done to what has been in sight here, as an answer is.
  const version = detail.elt.closest("#case-head") && document.querySelector('form[data-mode-form] [name="version"]')?.value
  if (version && detail.elt.matches("button")) detail.parameters.set?.("version", version)
  if (detail.elt.id === "talk" && detail.verb === "get") {
    detail.parameters.set?.("shown", talk().querySelectorAll(".bubble, .sheet").length)
  }
})

// A row opened in another tab is the browser's affair.
document.addEventListener("click", (event) => {
  if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("a[hx-get]")) event.stopPropagation()
}, true)

// What takes longer than 300 ms shows that it is on its way.
let slow
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target?.id === "open") slow = setTimeout(() => detail.target.replaceChildren(document.getElementById("opening").content.cloneNode(true)), 300)
})
for (const name of ["htmx:beforeSwap", "htmx:afterRequest"]) document.body.addEventListener(name, ({ detail }) => { if (detail.target?.id === "open") clearTimeout(slow) })

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-newer] button")) { toEnd(); seen() }
  if (event.target.closest(".showside")) drawer(!side().classList.contains("open"))
  if (event.target.closest(".closeside")) drawer(false)
})
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && side()?.classList.contains("open") && !event.defaultPrevented) { event.preventDefault(); drawer(false) }
}, true)

function drawer(open) {
  side().classList.toggle("open", open)
  const button = document.querySelector(".showside")
  button?.setAttribute("aria-expanded", open)
  const isDrawer = getComputedStyle(side()).position === "fixed"
  if (isDrawer || !open) (open ? side().querySelector(".closeside") : button)?.focus()
  else document.getElementById("side-body").focus()
}

// What was done here shows at once, whether the page is live or not.
document.body.addEventListener("changed", ({ detail }) => {
  if (detail.composer) window.htmx.ajax("GET", location.pathname, { target: "#open", swap: "innerHTML" })
  readAgain([`case:${detail.case}`, "work", "offers"])
})
for (const name of ["sent", "restored"]) document.body.addEventListener(name, () => readAgain(["work", `case:${shownCase}`]))

opened()
