// When an exchange with the server fails, say so in place; never lose what was typed.
import { notice } from "ui/toast"
import { say } from "ui/words"

document.body.addEventListener("htmx:sendError", () => notice(say("unreachable")))
document.body.addEventListener("htmx:timeout", () => notice(say("unreachable")))
document.body.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 401) return notice(say("ended"))
  if (detail.xhr.status === 404 || detail.xhr.status === 403) return notice(say("gone"))
  if (detail.xhr.status >= 500 && detail.xhr.status !== 503) notice(say("broke"))
})
