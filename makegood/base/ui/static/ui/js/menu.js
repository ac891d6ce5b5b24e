// <button aria-haspopup="menu" aria-controls="id"> shows <div id popover role="menu"> beside itself; arrows walk it.

document.addEventListener("click", (event) => {
  const button = event.target.closest('[aria-haspopup="menu"]')
  if (!button) {
    const item = event.target.closest('[role^="menuitem"]')
    if (item) setTimeout(() => item.closest("[popover]")?.hidePopover())
    return
  }
  const menu = document.getElementById(button.getAttribute("aria-controls"))
  if (menu.matches(":popover-open")) return menu.hidePopover()
  menu.showPopover()
  place(menu, button.getBoundingClientRect())
  items(menu)[0]?.focus()
})

document.addEventListener("toggle", ({ target, newState }) => {
  if (!target.matches?.('[role="menu"]')) return
  const button = document.querySelector(`[aria-haspopup="menu"][aria-controls="${target.id}"]`)
  button?.setAttribute("aria-expanded", newState === "open")
  if (newState === "closed" && target.contains(document.activeElement)) button?.focus()
}, true)

function place(menu, at) {
  const { offsetWidth: width, offsetHeight: height } = menu
  const below = at.bottom + 4 + height <= innerHeight
  const beside = at.right < 72 && innerWidth > 640 // from the rail it opens to the right
  const left = beside ? at.right + 6 : at.left
  const top = beside ? at.bottom - height : below ? at.bottom + 4 : at.top - height - 4
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`
}

// A menu that got more items keeps beside its button.
document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  const menu = target.closest?.('[role="menu"]:popover-open')
  const button = menu && document.querySelector(`[aria-haspopup="menu"][aria-controls="${menu.id}"]`)
  if (button) place(menu, button.getBoundingClientRect())
})

const items = (menu) => [...menu.querySelectorAll('[role^="menuitem"]')].filter((item) => item.offsetParent)

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.('[role="menu"]')
  if (!menu) return
  const all = items(menu), at = all.indexOf(document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (event.key === "Tab") return menu.hidePopover()
  if (to === undefined) return
  event.preventDefault()
  all.at(to % all.length)?.focus()
})
