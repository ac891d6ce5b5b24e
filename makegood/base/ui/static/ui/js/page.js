// What every page runs. A page with more to do imports it in its own module.
import "ui/theme"
import "ui/toast"
import "ui/dialog"
import "ui/menu"
import "ui/tabs"
import "ui/keyboard"
import "ui/clock"
import "ui/failures"
if (document.body.hasAttribute("data-staff")) {
  await import("ui/palette")
  await import("ui/live")
}
