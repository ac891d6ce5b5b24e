// <select data-choose> with groups becomes a field to type in, with the groups under it. The select stays in the
// form and carries the value; without this script it is an ordinary one. After " · " stands what is said of a name.
import { say } from "ui/words"

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
const make = (tag, fields, ...parts) => { const el = Object.assign(document.createElement(tag), fields); el.append(...parts); return el }
const nameOf = (option) => option?.value ? option.text.split(" · ")[0] : ""
let made = 0

export function enhance(root) {
  for (const select of root.querySelectorAll("select[data-choose]:not([hidden])")) build(select)
}

function build(select) {
  const key = `choose-${++made}`, label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)
  const list = make("div", { id: `${key}-list`, role: "listbox", className: "choices", hidden: true })
  const count = make("span", { className: "sr", role: "status" })
  const input = make("input", { className: "input", type: "text", id: select.id || key, role: "combobox", autocomplete: "off", spellcheck: false, placeholder: select.dataset.placeholder ?? select.querySelector('option[value=""]')?.text ?? "" })
  for (const name of ["aria-label", "aria-invalid", "aria-describedby", "aria-required", "autofocus"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name))
  const fixed = { "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }
  for (const [name, value] of Object.entries(fixed)) input.setAttribute(name, value)
  list.setAttribute("aria-label", label?.textContent ?? select.getAttribute("aria-label") ?? "")
  select.removeAttribute("id")
  select.hidden = true
  select.before(make("div", { className: "choose" }, input, list, count))
  input.value = nameOf(select.selectedOptions[0])
  listen({ select, input, list, count, key })
}

function listen(box) {
  const { select, input, list } = box
  input.addEventListener("input", () => draw(box, input.value))
  input.addEventListener("click", () => { if (list.hidden) { input.select(); draw(box, "") } })
  input.addEventListener("keydown", (event) => walk(box, event))
  input.addEventListener("blur", () => leave(box))
  list.addEventListener("mousedown", (event) => event.preventDefault()) // the focus stays in the field
  list.addEventListener("click", (event) => pick(box, event.target.closest('[role="option"]')))
  select.form?.addEventListener("reset", () => setTimeout(() => { input.value = nameOf(select.selectedOptions[0]) }))
}

function draw(box, words) {
  const { select, input, list, count, key } = box, wanted = plain(words).split(/\s+/).filter(Boolean)
  const groups = [...select.querySelectorAll("optgroup")].map((group, i) => drawn(group, wanted, `${key}-g${i}`, select)).filter(Boolean)
  list.replaceChildren(...groups)
  const all = options(box)
  all.forEach((el, i) => { el.id = `${key}-${i}` })
  list.hidden = false
  input.setAttribute("aria-expanded", "true")
  if (!all.length) list.append(make("p", { className: "none" }, say("chooseNone")))
  count.textContent = all.length ? say("chooseSome", all.length) : say("chooseNone")
  mark(box, wanted.length ? all[0] : all.find((el) => el.dataset.value === select.value))
}

function drawn(group, wanted, id, select) {
  const found = [...group.querySelectorAll("option")].filter((one) => wanted.every((word) => plain(`${one.text} ${one.dataset.find ?? ""}`).includes(word)))
  if (!found.length) return null
  const part = make("div", { role: "group" }, make("div", { className: "head", id, role: "presentation" }, group.label), ...found.map((one) => drawnOption(one, select)))
  part.setAttribute("aria-labelledby", id)
  return part
}

function drawnOption(one, select) {
  const [name, ...more] = one.text.split(" · ")
  const el = make("div", { role: "option" }, make("span", { className: "name" }, name), " ", make("span", { className: "note" }, more.join(" · ")))
  el.dataset.value = one.value
  if (one.value === select.value) el.classList.add("on")
  return el
}

const options = ({ list }) => [...list.querySelectorAll('[role="option"]')]
const marked = ({ list }) => list.querySelector('[aria-selected="true"]')

function mark(box, el) {
  for (const other of options(box)) other.setAttribute("aria-selected", String(other === el))
  el?.scrollIntoView({ block: "nearest" })
  box.input.setAttribute("aria-activedescendant", el?.id ?? "")
}

function walk(box, event) {
  if (event.isComposing) return
  const { list, input } = box, open = !list.hidden
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault()
    if (!open) return draw(box, "")
    const all = options(box), at = all.indexOf(marked(box)), step = event.key === "ArrowDown" ? 1 : -1
    if (all.length) mark(box, at < 0 ? all.at(step > 0 ? 0 : -1) : all[(at + step + all.length) % all.length])
  } else if (event.key === "Enter" && open) {
    event.preventDefault()
    pick(box, marked(box))
  } else if (event.key === "Escape" && open) {
    event.preventDefault() // the list goes, the dialog around it stays
    event.stopPropagation()
    input.value = nameOf(box.select.selectedOptions[0])
    close(box)
  }
}

function pick(box, el) {
  if (!el) return
  set(box, el.dataset.value)
  box.input.value = nameOf(box.select.selectedOptions[0])
  close(box)
}

/** Left with a name typed in full: that one. Left empty: nobody, where that can be. Else what was chosen before. */
function leave(box) {
  const { select, input } = box, typed = plain(input.value.trim())
  const full = [...select.options].filter((one) => one.value && plain(nameOf(one)) === typed)
  if (full.length === 1) set(box, full[0].value)
  else if (!typed && select.querySelector('option[value=""]')) set(box, "")
  input.value = nameOf(select.selectedOptions[0])
  close(box)
}

function set({ select }, value) {
  if (select.value === value) return
  select.value = value
  select.dispatchEvent(new Event("change", { bubbles: true }))
}

function close({ list, input }) {
  list.hidden = true
  input.setAttribute("aria-expanded", "false")
  input.setAttribute("aria-activedescendant", "")
}

document.body.addEventListener("htmx:afterSwap", ({ detail }) => enhance(detail.target))
enhance(document)
