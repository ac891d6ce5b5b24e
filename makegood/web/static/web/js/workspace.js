// The workspace: rows open cases beside them, the side is a drawer, the talk stays where it is read.
import "ui/drafts"
import "web/composer"
import "web/presence"

const talk = () => document.getElementById("talk")
const side = () => document.getElementById("side")
let atEnd = true, shownCase

function opened() {
  const main = document.querySelector("[data-case]"), pk = main?.dataset.case
  for (const row of document.querySelectorAll("[data-rows] > a")) {
    if (pk && row.id === `row-${pk}`) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }
  if (pk === shownCase) return
  shownCase = pk
  if (main?.dataset.title) document.title = main.dataset.title
  toEnd()
  document.body.dispatchEvent(new CustomEvent("case", { detail: { pk } }))
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
  if (detail.target?.id !== "talk") return
  if (atEnd) toEnd()
  else if (lastId() !== before) tellNewer(true)
})
const lastId = () => talk()?.lastElementChild?.id

// As many rows as are shown are read again, so that the place in a long list is kept.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id === "list") detail.parameters.set?.("rows", document.querySelectorAll("[data-rows] > a").length)
  if (detail.elt.id === "talk" && detail.verb === "get") {
    const first = talk().querySelector("[data-message], .event")
    if (first && !document.getElementById("earlier")) detail.parameters.set?.("all", "1")
  }
})

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-newer] button")) toEnd()
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
  if (getComputedStyle(side()).position === "fixed" || !open) (open ? side().querySelector(".closeside") : button)?.focus()
  if (open) side().querySelector(".ledger, #side-body")?.scrollIntoView({ block: "nearest" })
}

opened()
