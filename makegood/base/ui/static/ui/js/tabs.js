// role="tablist": arrows move, the panel named by aria-controls shows.

export function select(tab) {
  for (const other of tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')) {
    const chosen = other === tab
    other.setAttribute("aria-selected", chosen)
    other.tabIndex = chosen ? 0 : -1
    const panel = document.getElementById(other.getAttribute("aria-controls"))
    if (panel) panel.hidden = !chosen
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest('[role="tab"]')
  if (tab) select(tab)
})

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.('[role="tab"]')
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!tab || !step) return
  const all = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')]
  const next = all.at((all.indexOf(tab) + step) % all.length)
  next.focus()
  select(next)
})
