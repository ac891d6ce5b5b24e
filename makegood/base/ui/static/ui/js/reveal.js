// <button data-reveal="id"> shows what is typed into a password field, and hides it again.

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-reveal]")
  if (!button) return
  const field = document.getElementById(button.dataset.reveal)
  const shown = field.type === "text"
  field.type = shown ? "password" : "text"
  button.setAttribute("aria-pressed", String(!shown))
})
