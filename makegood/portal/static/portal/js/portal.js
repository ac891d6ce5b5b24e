// Customer pages: what is typed stays, a form leaves once, and the page follows its case without a reload.
import { post } from "ui/post"

const body = document.body, prefix = "portal:"
const boxes = (form) => [...form.querySelectorAll("textarea, input.input:not([type=file])")]
const keyOf = (form) => prefix + form.dataset.keep

function remember(form) {
  try { sessionStorage.setItem(keyOf(form), JSON.stringify(Object.fromEntries(boxes(form).map((box) => [box.name, box.value])))) } catch { /* private mode */ }
}

function restore(form) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}")
    for (const box of boxes(form)) if (!box.value && kept[box.name]) box.value = kept[box.name]
  } catch { /* nothing was kept */ }
}

document.addEventListener("input", ({ target }) => { const form = target.closest("[data-keep]"); if (form) remember(form) })
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-once]")
  if (!form) return
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = "yes"
  form.querySelector(".primary")?.setAttribute("aria-busy", "true")
  try { sessionStorage.setItem(prefix + "left", form.dataset.keep) } catch { /* private mode */ }
})
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => { delete form.dataset.sent; form.querySelector("[aria-busy]")?.removeAttribute("aria-busy") }))

document.addEventListener("change", ({ target }) => { // the names of what was picked; a browser shows none for a hidden field
  if (!target.dataset.picked) return
  document.getElementById(target.dataset.picked).replaceChildren(...[...target.files].map((file) => Object.assign(document.createElement("li"), { className: "att", textContent: file.name })))
})

try { // what was sent and taken is no draft any more; a refused form brings its words back itself
  const left = sessionStorage.getItem(prefix + "left")
  if (left && !document.querySelector("[aria-invalid], [role=alert].soon")) sessionStorage.removeItem(prefix + left)
  sessionStorage.removeItem(prefix + "left")
} catch { /* private mode */ }
document.querySelectorAll("[data-keep]").forEach(restore)
document.querySelector("[data-focus]")?.focus()

const token = body.dataset.portal
let since = body.dataset.since, retry = 1000, source
const isTouched = (form) => form && (form.querySelector(":checked") || boxes(form).some((box) => box.value))

// What is chosen stays chosen, also when an answer that was asked for before the choice arrives after it.
document.getElementById("question")?.addEventListener("htmx:beforeSwap", (event) => {
  if (isTouched(event.currentTarget.querySelector("form"))) event.detail.shouldSwap = false
})

function stir() {
  document.getElementById("now").dispatchEvent(new CustomEvent("stir"))
  const place = document.getElementById("question")
  if (!isTouched(place.querySelector("form"))) place.dispatchEvent(new CustomEvent("stir"))
  tellSeen()
}

function tellSeen() {
  if (!document.hidden) post(body.dataset.seen).catch(() => {})
}

function listen() {
  source?.close()
  source = new EventSource(`/live/portal?${new URLSearchParams({ token, topics: body.dataset.topic, since })}`)
  for (const name of ["hello", "stir", "reset"]) source.addEventListener(name, (event) => {
    if (event.lastEventId) since = event.lastEventId
    retry = 1000
    const told = JSON.parse(event.data || "{}")
    if (name !== "hello" && !told.facts && told.kind !== "conversations.message_seen") stir()
  })
  source.onerror = () => { if (source.readyState === 2) { setTimeout(listen, retry); retry = Math.min(retry * 1.6, 8000) } }
}

if (token) {
  listen()
  tellSeen()
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { stir(); if (source.readyState === 2) listen() } })
}
