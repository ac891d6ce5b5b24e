// <button data-dialog="id"> opens <dialog id>; [data-close] and a click beside it close; the focus goes back.
// A dialog that htmx brings into #dialogs opens by itself and is taken away when it closes.

export function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal()
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]")
  if (opener) {
    opener.closest("[popover]")?.hidePopover()
    return open(document.getElementById(opener.dataset.dialog))
  }
  if (event.target.closest("[data-close]")) return event.target.closest("dialog")?.close()
  if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close()
})

function outside({ target, clientX: x, clientY: y, detail }) {
  const box = target.getBoundingClientRect()
  return detail > 0 && (x < box.left || x > box.right || y < box.top || y > box.bottom)
}

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "dialogs") return
  const dialog = detail.target.querySelector("dialog")
  if (!dialog) return
  dialog.addEventListener("close", () => dialog.remove())
  open(dialog)
})

// A form in a dialog that did what was asked closes it; 409 and 422 leave it open with what was typed.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.matches("dialog form")) detail.elt.closest("dialog").close()
})
