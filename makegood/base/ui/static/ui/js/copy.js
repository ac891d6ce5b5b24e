// <button data-copy="id"> puts the value of a field on the clipboard, <button data-copy-text="…"> these words. It says so.
import { toast } from "ui/toast"

/** Also where a browser keeps its clipboard for https: by a field that nobody sees. */
async function copy(text) {
  try { return await navigator.clipboard.writeText(text) } catch { /* the older way */ }
  const field = Object.assign(document.createElement("textarea"), { value: text, className: "sr" })
  document.body.append(field)
  field.select()
  const done = document.execCommand("copy")
  field.remove()
  if (!done) throw new Error("not copied")
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy], [data-copy-text]")
  if (!button) return
  const field = document.getElementById(button.dataset.copy)
  field?.select()
  try { await copy(field ? field.value : button.dataset.copyText) } catch { return }
  button.focus()
  toast(button.dataset.copied, { seconds: 2 })
})
