// One way to send something to the server outside of htmx: with the token, asking for JSON.

/** POST; resolves to the response, rejects only when the server cannot be reached. */
export function post(url, fields = {}, options = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields)
  const headers = { "x-csrftoken": token(), accept: "application/json" }
  return fetch(url, { method: "POST", body, headers, credentials: "same-origin", redirect: "manual", ...options })
}

export function token() {
  return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"] ?? ""
}

/** The sentence of a refusal, or nothing. */
export async function refusal(response) {
  try { return (await response.json()).message ?? "" } catch { return "" }
}
