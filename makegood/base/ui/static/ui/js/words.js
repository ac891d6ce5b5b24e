// The sentences scripts say, rendered with the page in the viewer's language.
const block = document.getElementById("ui-words")
const words = block ? JSON.parse(block.textContent) : {}

/** The sentence; `%s`, or `%1` `%2` …, are filled in with the values. */
export function say(key, ...values) {
  let text = words[key] ?? key
  values.forEach((value, i) => { text = text.replace(`%${i + 1}`, value) })
  return values.length ? text.replace("%s", values[0]) : text
}
