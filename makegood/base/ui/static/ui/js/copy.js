// <button data-copy="id"> puts the value of a field on the clipboard, <button data-copy-text="…"> these words. It says
// so on itself and to who listens.

const room = () => document.getElementById("toasts")

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
  if (!button || button.dataset.says) return
  const field = document.getElementById(button.dataset.copy)
  field?.select()
  try { await copy(field ? field.value : button.dataset.copyText) } catch { return }
  const label = button.querySelector("span") ?? button, before = label.textContent
  const told = Object.assign(document.createElement("span"), { className: "sr", textContent: button.dataset.copied })
  button.dataset.says = "yes"
  label.textContent = button.dataset.copied
  room()?.append(told)
  button.focus()
  setTimeout(() => { label.textContent = before; told.remove(); delete button.dataset.says }, 2000)
})
