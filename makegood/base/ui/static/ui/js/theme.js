// Light and dark: at once in the page, then kept by the server for the next page and the next machine.
import { post } from "ui/post"

const dark = matchMedia("(prefers-color-scheme: dark)")

export function current() {
  return document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")
}

export function choose(theme) {
  document.documentElement.dataset.theme = theme
  return post(document.querySelector("[data-theme-form]").action, { theme }, { keepalive: true })
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-form]")) return
  event.preventDefault()
  choose(current() === "dark" ? "light" : "dark").catch(() => {})
})

// The zone of the browser, for pages of people who have not told us theirs.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
if (zone && !document.cookie.includes(`makegood_zone=${zone}`)) {
  document.cookie = `makegood_zone=${zone}; path=/; max-age=31536000; samesite=lax`
}
