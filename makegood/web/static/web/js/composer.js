// The composer: reply or internal note, files by picker, paste and drop, and back into the box what was taken back.
import { clear, restore } from "ui/drafts"
import { notice } from "ui/toast"
import { post, refusal } from "ui/post"
import { say } from "ui/words"

const forms = () => [...document.querySelectorAll("[data-mode-form]")]
const boxOf = (form) => form.querySelector("textarea")

function show(kind) {
  const form = document.querySelector(`[data-mode-form="${kind}"]`)
  if (!form) return
  for (const other of forms()) other.hidden = other !== form
  boxOf(form)?.focus()
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mode]")
  if (button) show(button.dataset.mode)
})

// R on the keyboard when the reply is already the form that shows.
document.addEventListener("keydown", (event) => {
  const free = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("textarea, input, select, dialog")
  if (event.key !== "r" || !free || document.body.dataset.singleKeys === "off") return
  const form = document.querySelector('form[data-mode-form="reply"]:not([hidden])')
  if (form) { event.preventDefault(); boxOf(form).focus() }
})

// Sent: the draft is done with. The server says which one in "sent".
document.body.addEventListener("sent", ({ detail }) => {
  const form = document.querySelector(`form[data-mode-form="${detail.kind}"]`)
  if (!form) return
  clear(boxOf(form))
  form.querySelector("[data-attached]").replaceChildren()
  form.querySelector("[data-draft-state]").textContent = ""
  form.querySelector(".stale").replaceChildren()
  form.elements.once.value = detail.once
  for (const field of document.querySelectorAll('form[data-mode-form] [name="version"]')) field.value = detail.version
  if (detail.kind === "note") show("reply")
})

// Taken back: the words return to the box, before what has been typed since.
document.body.addEventListener("restored", ({ detail: back }) => {
  const form = document.querySelector(`form[data-mode-form="${back.kind}"]`), box = form && boxOf(form)
  if (!box) return
  const place = form.querySelector("[data-attached]")
  if (back.files) { place.insertAdjacentHTML("beforeend", back.files); window.htmx.process(place) }
  box.value = [back.text, box.value.trim()].filter(Boolean).join("\n\n")
  box.dispatchEvent(new Event("input", { bubbles: true }))
  show(back.kind)
})

// An empty form is not sent.
document.body.addEventListener("htmx:confirm", (event) => {
  const form = event.detail.elt
  if (form.matches?.("form[data-mode-form]") && !boxOf(form).value.trim() && !form.querySelector('[name="files"]')) {
    event.preventDefault()
    boxOf(form).focus()
  }
})

async function attach(form, files) {
  for (const file of files) {
    const fields = new FormData()
    fields.append("file", file, file.name || "image.png")
    form.setAttribute("aria-busy", "true")
    try {
      const response = await post(form.dataset.filesUrl, fields, { headers: { ...htmxHeaders() } })
      if (!response.ok) { notice(await refusal(response) || say("broke")); continue }
      const place = form.querySelector("[data-attached]")
      place.insertAdjacentHTML("beforeend", await response.text())
      window.htmx.process(place)
    } catch { notice(say("unreachable")) } finally { form.removeAttribute("aria-busy") }
  }
}

const htmxHeaders = () => ({ "x-csrftoken": JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"], accept: "application/json, text/html" })
const formOf = (event) => event.target.closest?.("form[data-mode-form]")

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-attach]")) return
  attach(formOf(event), [...event.target.files]).then(() => { event.target.value = "" })
})
document.addEventListener("paste", (event) => {
  const form = formOf(event), files = [...(event.clipboardData?.files ?? [])]
  if (form && files.length) { event.preventDefault(); attach(form, files) }
})
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = formOf(event)
    if (!form || !event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    form.classList.toggle("drop", kind === "dragover")
    if (kind === "drop") attach(form, [...event.dataTransfer.files])
  })
}

// A note that is being written shows again after a reload.
function opened() {
  for (const form of forms()) {
    const box = boxOf(form)
    if (!box) continue
    if (!box.dataset.seen) restore(box)
    if (form.dataset.modeForm === "note" && box.value.trim() && !forms().some((f) => boxOf(f)?.value.trim() && f !== form)) {
      for (const other of forms()) other.hidden = other !== form
    }
  }
}
document.body.addEventListener("case", opened)
document.body.addEventListener("boxes", ({ detail: { writing } }) => { opened(); if (writing) show(writing) })
opened()
