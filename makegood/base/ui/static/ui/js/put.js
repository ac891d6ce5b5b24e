// "put", told by an answer of the server: what stands in one field goes into another, as if it were typed there.

document.addEventListener("put", ({ detail }) => {
  const from = document.querySelector(detail.from), into = document.querySelector(detail.into)
  if (!from || !into) return
  into.value = from.value
  into.dispatchEvent(new Event("input", { bubbles: true }))
  into.focus()
})
