// What every page runs. A page with more to do imports it in its own module.
import "ui/theme"
import "ui/toast"
import "ui/choose" // before the dialog that it stands in opens
import "ui/dialog"
import "ui/menu"
import "ui/tabs"
import "ui/keyboard"
import "ui/clock"
import "ui/failures"
import "ui/reveal"
import "ui/copy"
import "ui/put"

// What the reader opened stays open, and a menu keeps its place, when the part around it is read again.
if (window.Idiomorph) window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.matches("details")) && name !== "style"

if (document.body.hasAttribute("data-staff")) {
  await import("ui/palette")
  await import("ui/live")
  await import("ui/here")
}
