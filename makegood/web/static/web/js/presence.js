// Who else is looking at this case or writing in it. Passing signals: nothing is kept, silence ends it.
import { post } from "ui/post"

const HERE = 25000, WRITING = 4000
const people = new Map() // user id -> { name, kind, until, here }
let last = 0, wrote = 0, current

const main = () => document.querySelector("[data-case]")

function tell(doing) {
  const url = (!document.hidden && main()?.dataset.presence) || document.body.dataset.here // in the background: here, but not looking
  last = Date.now()
  post(url, { doing }).catch(() => {})
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-mode-form]")
  if (!form || Date.now() - wrote < WRITING - 1000) return
  wrote = Date.now()
  tell(form.dataset.modeForm)
})

// typing.staff and typing.contact write to the other side, typing.staff_note to ourselves, looking.staff only looks.
document.body.addEventListener("signal", ({ detail: { kind, facts, topics } }) => {
  if (!topics.includes(`case:${main()?.dataset.case}`) || !/^(typing|looking)\./.test(kind)) return
  const staff = kind !== "typing.contact", user = staff ? String(facts.user_id) : "customer"
  if (user === document.body.dataset.user) return
  const isNew = staff && !people.has(user), until = Date.now() + (kind === "looking.staff" ? 0 : WRITING)
  const before = people.get(user)
  people.set(user, { name: facts.name || before?.name, kind: until > Date.now() ? kind : before?.kind, until, here: Date.now() + HERE })
  if (isNew && Date.now() - last > 1500) setTimeout(() => tell("looking"), Math.random() * 400)
  draw()
})

function draw() {
  const now = Date.now()
  for (const [user, person] of people) {
    if (person.here < now) people.delete(user)
  }
  const place = document.querySelector("[data-writing]"), heads = document.querySelector("[data-lookers]")
  if (!place) return
  place.replaceChildren(...[...people.values()].filter((person) => person.until > now).map((person) => writer(person, place)))
  heads?.querySelectorAll("[data-looker]").forEach((el) => el.remove())
  for (const [user, person] of people) if (user !== "customer") heads?.append(face(person))
}

function writer(person, place) {
  const sentence = { "typing.staff": place.dataset.reply, "typing.staff_note": place.dataset.note }[person.kind] ?? place.dataset.customer
  const line = Object.assign(document.createElement("span"), { className: "typing" })
  const dots = Object.assign(document.createElement("span"), { className: "dots", ariaHidden: "true" })
  dots.append(...[1, 2, 3].map(() => document.createElement("i")))
  line.append(face(person, "s"), Object.assign(document.createElement("span"), { textContent: sentence.replace("%s", person.name ?? "") }), dots)
  return line
}

function face({ name }, size = "") {
  const el = Object.assign(document.createElement("span"), { className: `av a2 ${size}`, title: name, textContent: [...(name ?? "·")][0] })
  el.setAttribute("data-looker", "")
  return el
}

document.body.addEventListener("case", ({ detail: { pk } }) => {
  if (pk === current) return
  current = pk
  people.clear()
  tell("looking")
})
document.body.addEventListener("sent", () => { wrote = 0; tell("looking") })
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  draw()
  if (detail.target?.id === "talk" && !document.hidden && Date.now() - last > 1500) tell("looking") // what came is being read
})
document.addEventListener("visibilitychange", () => { if (!document.hidden) tell("looking") })
setInterval(() => { if (Date.now() - last > HERE - 7000) tell("looking"); draw() }, 3000)
current = main()?.dataset.case
tell("looking")
