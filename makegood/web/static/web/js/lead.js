// The board is read again when something changes; what was done in a dialog shows at once.
import { readAgain } from "ui/live"

document.body.addEventListener("changed", () => readAgain(["work"]))
