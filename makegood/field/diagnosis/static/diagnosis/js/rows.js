// Rows of a fault table as fields: drawn from the object, and read back into it by the name of the field.
export const json = (id) => JSON.parse(document.getElementById(id).textContent)
const said = json("said"), words = { likely: json("likely"), common: json("common") }
const make = (id) => document.getElementById(`t-${id}`).content.cloneNode(true)
const name = () => Math.random().toString(36).slice(2, 8)
const fresh = {
  causes: () => ({ id: `cause-${name()}`, name: {}, where: "onsite" }),
  symptoms: () => ({ id: `sign-${name()}`, name: {}, kind: "symptom", probability: {} }),
  checks: () => ({ id: `check-${name()}`, name: {}, who: "customer", minutes: 2, outcomes: [{ id: "yes", name: {}, probability: {} }, { id: "no", name: {}, probability: {} }] }),
}
const rows = new WeakMap() // field or box -> the object it is about
const steps = (path) => path.split(".")
const get = (thing, path) => steps(path).reduce((found, key) => found?.[key], thing)
function set(thing, path, value) {
  const keys = steps(path), last = keys.pop()
  const into = keys.reduce((found, key) => found[key] ??= {}, thing)
  if (value === "" || value === null) delete into[last]
  else into[last] = value
}

/** Draw the whole table into its places; the field that has the focus keeps it. */
export function draw(root, table) {
  const focus = document.activeElement?.dataset?.where
  const title = root.querySelector("[data-names=title]")
  const holder = { get name() { return table.title ??= {} } }
  title.replaceChildren(names(holder, "title"))
  root.querySelector("[data-codes]").value = (table.codes ?? []).join(" ")
  root.querySelectorAll("[data-flag]").forEach((box) => { box.checked = Boolean(table[box.dataset.flag]) })
  for (const sheet of ["causes", "symptoms", "checks"]) {
    const place = root.querySelector(`[data-rows=${sheet}]`)
    place.replaceChildren(...(table[sheet] ?? []).map((row, n) => rowOf(sheet, row, n, table)))
  }
  wire(root, table)
  if (focus) root.querySelector(`[data-where="${CSS.escape(focus)}"]`)?.focus()
}

function names(row, where) {
  const part = make("names")
  fill(part, row, where)
  return part
}

function rowOf(sheet, row, n, table) {
  const part = make(sheet), box = part.firstElementChild, where = `${sheet}-${n + 1}`
  const legend = part.querySelector("[data-number]")
  legend.textContent = legend.dataset.number.replace("%s", n + 1)
  box.dataset.placeOf = where
  part.querySelector("[data-names]").replaceWith(names(row, where))
  fill(part, row, where)
  part.querySelector("[data-remove]").addEventListener("click", () => remove(box, sheet, row, table))
  for (const place of part.querySelectorAll("[data-chance]")) place.replaceChildren(chance(row, place.dataset.chance, place.dataset.words, `${where}-prior`))
  const place = part.querySelector("[data-chances]")
  if (place) place.append(...chances(row, table, where))
  const answers = part.querySelector("[data-outcomes]")
  if (answers) {
    answers.append(...(row.outcomes ?? []).map((one, m) => answerOf(row, one, m, table, where)))
    part.querySelector("[data-add-outcome]").addEventListener("click", ({ target }) => { row.outcomes.push({ id: `answer-${name()}`, name: {}, probability: {} }); again(target) })
  }
  return box
}

function answerOf(check, one, m, table, where) {
  const part = make("outcomes"), box = part.firstElementChild, at = `${where}-${m + 1}`
  box.dataset.placeOf = at
  part.querySelector("[data-names]").replaceWith(names(one, at))
  fill(part, one, at)
  part.querySelector("[data-chances]").append(...chances(one, table, at))
  part.querySelector("[data-remove-outcome]").addEventListener("click", ({ target }) => { check.outcomes.splice(check.outcomes.indexOf(one), 1); again(target) })
  return box
}

const again = (target) => target.closest("#editor").dispatchEvent(new CustomEvent("redraw"))
function remove(box, sheet, row, table) {
  table[sheet].splice(table[sheet].indexOf(row), 1)
  if (sheet === "causes") for (const one of [...table.symptoms, ...table.checks.flatMap((check) => check.outcomes ?? [])]) if (one.probability) delete one.probability[row.id]
  again(box)
}

function fill(part, row, where) {
  for (const field of part.querySelectorAll("[data-f]")) {
    if (rows.has(field)) continue
    rows.set(field, row)
    field.dataset.where = `${where}-${field.dataset.f}`
    const value = get(row, field.dataset.f)
    if (field.dataset.kind === "flag") field.checked = Boolean(value)
    else if (field.dataset.kind === "parts") field.value = (value ?? []).map((one) => one.quantity > 1 ? `${one.part} ×${one.quantity}` : one.part).join(", ")
    else if (value !== undefined) field.value = value
    else if (field.tagName === "SELECT") set(row, field.dataset.f, field.value)
  }
}

const mine = document.getElementById("editor")?.dataset.language
const called = (cause, n) => cause.name?.[mine] || (Object.values(cause.name ?? {}).find(Boolean) ?? said.cause.replace("%s", n + 1))
function chances(row, table, where) {
  return table.causes.filter((cause) => cause.id !== "other").map((cause, n) => {
    const label = make("chance").firstElementChild
    label.firstElementChild.textContent = called(cause, n)
    label.dataset.placeOf = `${where}-probability.${cause.id}`
    label.append(chance(row, `probability.${cause.id}`, "likely", label.dataset.placeOf))
    return label
  })
}

/** A chance as a choice of words with their numbers; any number can be written. */
function chance(row, path, kind, where) {
  const field = document.createElement("select"), value = get(row, path)
  field.className = "select"
  const percent = value === undefined || value === "" ? "" : Math.round(Number(value) * 1000) / 10
  const known = words[kind].map(([text, number]) => [String(number), `${text} · ${number} %`])
  if (percent !== "" && !known.some(([number]) => number === String(percent))) known.push([String(percent), Number.isNaN(percent) ? String(value) : `${percent} %`])
  for (const [number, text] of [["", said.open], ...known, ["?", said.number]]) field.add(new Option(text, number))
  field.value = String(percent)
  Object.assign(field.dataset, { f: path, kind: "chance", words: kind, where })
  rows.set(field, row)
  return field
}

function byNumber(field) {
  const box = document.createElement("input")
  Object.assign(box, { type: "number", min: 0, max: 100, step: "any", className: "input", value: Math.round((get(rows.get(field), field.dataset.f) ?? 0) * 1000) / 10 })
  Object.assign(box.dataset, field.dataset)
  rows.set(box, rows.get(field))
  field.replaceWith(box)
  box.focus()
  box.addEventListener("blur", () => box.replaceWith(chance(rows.get(box), box.dataset.f, box.dataset.words, box.dataset.where)))
}

function wire(root, table) {
  root.querySelectorAll("[data-add]").forEach((button) => { button.onclick = () => { (table[button.dataset.add] ??= []).push(fresh[button.dataset.add]()); again(button); root.querySelector(`[data-rows=${button.dataset.add}]`).lastElementChild.querySelector("input").focus() } })
}

/** What was typed goes into the object; true when something changed. */
export function put(field, table) {
  if (field.dataset.codes !== undefined) { table.codes = field.value.split(/[\s,，、]+/).filter(Boolean); return true }
  if (field.dataset.flag) { table[field.dataset.flag] = field.checked; return true }
  const row = rows.get(field)
  if (!row) return false
  const { f, kind } = field.dataset
  if (kind === "chance" && field.value === "?") { byNumber(field); return false }
  if (kind === "chance") set(row, f, field.value === "" ? "" : Number(field.value) / 100)
  else if (kind === "flag") set(row, f, field.checked || "")
  else if (kind === "number") set(row, f, field.value === "" ? "" : Number(field.value))
  else if (kind === "parts") set(row, f, field.value.split(/[,，、]\s*/).map((one) => one.trim()).filter(Boolean).map((one) => { const [part, many] = one.split(/\s*[×*]\s*|\s+x\s*/); return { part, quantity: Number(many) || 1 } }))
  else set(row, f, field.value)
  if (f.startsWith("name.") && table.causes.includes(row)) relabel(table)
  return true
}

function relabel(table) {
  const causes = table.causes.filter((cause) => cause.id !== "other")
  document.querySelectorAll("#editor .chances").forEach((box) => [...box.children].forEach((label, n) => { label.firstElementChild.textContent = called(causes[n], n) }))
}
