// The editor of a fault table: what is typed goes into one object, is kept at once here and a moment later on the server.
import { post, refusal } from "ui/post"
import { notice } from "ui/toast"
import { say } from "ui/words"
import { draw, json, put } from "diagnosis/rows"

const root = document.getElementById("editor"), said = json("said"), QUIET = 600
const place = `fault:${document.body.dataset.user}:${root.dataset.fault}`
const state = { table: { codes: [], causes: [], symptoms: [], checks: [], title: {}, ...json("table") } }
let revision = Number(root.dataset.revision), timer, running, dirty = false, over = false

const redraw = () => draw(root, state.table)
const status = (text) => { document.getElementById("kept").textContent = text }

// Keeping
function changed() {
  dirty = true
  try { localStorage.setItem(place, JSON.stringify({ revision, table: state.table })) } catch { /* private mode */ }
  whole()
  clearTimeout(timer)
  timer = setTimeout(keep, QUIET)
}

async function keep() {
  clearTimeout(timer)
  if (running) { await running; if (!dirty) return }
  running = send()
  try { return await running } finally { running = undefined }
}

async function send() {
  if (!dirty) return true
  dirty = false
  const fields = new FormData()
  fields.set("table", JSON.stringify(state.table))
  fields.set("revision", revision)
  if (over) fields.set("over", "1")
  root.querySelectorAll("[name=products]:checked").forEach((box) => fields.append("products", box.value))
  let answer
  try { answer = await post(root.dataset.save, fields, { headers: { "x-csrftoken": csrf(), accept: "text/html" } }) } catch { dirty = true; status(said.here); timer = setTimeout(keep, 4000); return false }
  if (answer.status === 409) { dirty = true; document.getElementById("clash").innerHTML = await answer.text(); return false }
  if (!answer.ok) { dirty = true; notice(answer.status === 422 ? await refusal(answer) || say("broke") : say("broke")); return false }
  over = false
  document.getElementById("clash").replaceChildren()
  document.getElementById("preview").innerHTML = await answer.text()
  revision = Number(document.querySelector("#preview [data-revision]").dataset.revision)
  document.querySelector("#publish [name=revision]").value = revision
  if (!dirty) try { localStorage.removeItem(place) } catch { /* private mode */ }
  status(said.kept)
  mark()
  return true
}
const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"]

// Flaws
const found = (name) => root.querySelector(`[data-place-of="${CSS.escape(name)}"]`)
const cell = (name) => { for (let part = name; part; part = part.slice(0, part.lastIndexOf("-") > 0 ? part.lastIndexOf("-") : 0)) { const it = found(part); if (it) return it } return null }
function mark() {
  root.querySelectorAll(".flawed").forEach((one) => one.classList.remove("flawed"))
  for (const one of document.querySelectorAll("#preview [data-place]")) cell(one.dataset.place)?.classList.add("flawed")
}

function whole() {
  const sum = state.table.causes.reduce((all, one) => all + (one.id !== "other" && Number(one.prior) || 0), 0)
  const place = document.getElementById("whole")
  place.textContent = sum ? place.dataset.said.replace("%s", `${Math.round(sum * 100)} %`) : ""
  place.classList.toggle("c-late", sum > 1.005)
  document.getElementById("share").hidden = state.table.several || sum <= 1.005
}

// Actions
root.addEventListener("input", (event) => { if (put(event.target, state.table)) changed() })
root.addEventListener("change", (event) => { if (event.target.name === "products") changed() })
root.addEventListener("drawn", changed)
root.addEventListener("redraw", () => { redraw(); changed() })
root.addEventListener("click", ({ target }) => {
  const flaw = target.closest("[data-place]"), mine = target.closest("[data-mine]")
  if (flaw) { const it = cell(flaw.dataset.place); it?.scrollIntoView({ block: "center" }); it?.querySelector("input, select")?.focus() }
  if (mine) { revision = Number(mine.dataset.mine); over = true; keep() }
  if (target.closest("[data-theirs]")) { try { localStorage.removeItem(place) } catch { /* private mode */ } location.reload() }
  if (target.closest("#share")) { const sum = state.table.causes.reduce((all, one) => all + (Number(one.prior) || 0), 0); for (const one of state.table.causes) if (one.prior) one.prior = Math.round(one.prior / sum * 95) / 100; redraw(); changed() }
})
document.getElementById("publish").addEventListener("submit", async (event) => {
  if (!dirty && !running) return
  event.preventDefault()
  if (await keep() !== false) event.target.submit()
})
addEventListener("beforeunload", (event) => { if (dirty && !navigator.onLine) event.preventDefault() })

try { // what did not reach the server the last time
  const left = JSON.parse(localStorage.getItem(place) ?? "null")
  if (left?.table) { state.table = left.table; revision = left.revision; dirty = true }
} catch { /* nothing was left */ }
if (!state.table.causes.length) state.table.causes.push({ id: "cause-1", name: {}, where: "onsite" })
redraw()
whole()
mark()
if (dirty) keep()
