// A chip of the demo company fills in mail and password; the person still presses the button.

document.addEventListener("click", ({ target }) => {
  const chip = target.closest("[data-fill-mail]")
  if (!chip) return
  const form = document.getElementById("id_login").form
  form.elements.login.value = chip.dataset.fillMail
  form.elements.password.value = chip.dataset.fillPassword
  form.querySelector("[type=submit]").focus()
})
