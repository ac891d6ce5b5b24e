// <button data-copy="id"> puts the value of a field on the clipboard and says so on itself.

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]")
  if (!button) return
  const field = document.getElementById(button.dataset.copy)
  field.select()
  try { await navigator.clipboard.writeText(field.value) } catch { return }
  const before = button.textContent
  button.textContent = button.dataset.copied
  setTimeout(() => { button.textContent = before }, 2000)
})
