// What counts down goes on counting: [data-tick] are times near now. When one passes, the page is told ("due").
import { say } from "ui/words"

const pad = (n) => String(n).padStart(2, "0")

function text(minutes, mode) {
  if (minutes < 0) return -minutes < 60 ? say("minutesLate", -minutes) : say("hoursLate", Math.floor(-minutes / 60))
  if (minutes === 0) return say("dueNow")
  const [h, m] = [Math.floor(minutes / 60), minutes % 60]
  if (mode === "short") return minutes < 120 ? say("left", `${h}:${pad(m)}`) : null
  return h ? say("hoursMinutesLeft", h, m) : say("minutesLeft", m)
}

function tick() {
  for (const el of document.querySelectorAll("[data-tick]")) {
    const rest = (Date.parse(el.dateTime) - Date.now()) / 60000
    const minutes = rest <= 0 ? -Math.floor(-rest) : Math.floor(rest)
    const was = el.dataset.was, late = rest <= 0
    const words = late && minutes === 0 ? say("dueNow") : text(minutes, el.dataset.tick)
    if (words && words !== el.textContent) el.textContent = words
    el.dataset.was = late ? "late" : "left"
    if (late && was === "left") document.body.dispatchEvent(new CustomEvent("due", { bubbles: true }))
  }
}

tick()
setInterval(tick, 15000)
document.body.addEventListener("htmx:afterSettle", tick)
