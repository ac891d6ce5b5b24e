// What was read off a photo goes into its field when somebody takes it.
document.body.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]")
  const field = button && document.getElementById(button.dataset.fill)
  if (!field) return
  field.value = button.dataset.value
  field.focus()
})
