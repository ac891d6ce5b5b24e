// <button data-reveal="id"> shows what is typed into a password field, and hides it again.

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-reveal]")
  if (!button) return
  const field = document.getElementById(button.dataset.reveal)
  const shown = field.type === "text"
  field.type = shown ? "password" : "text"
  button.setAttribute("aria-pressed", String(!shown))
})

// What somebody pressed to see stays in sight when the part around it is read again.
let seen = []
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  seen = [...detail.target.querySelectorAll(".unmasked[id]")].map((mark) => [mark, mark === document.activeElement])
})
document.body.addEventListener("htmx:afterSwap", () => {
  for (const [mark, focused] of seen) {
    const again = document.getElementById(mark.id)
    if (!again || again === mark) continue
    again.replaceWith(mark)
    if (focused) mark.focus()
  }
  seen = []
})
