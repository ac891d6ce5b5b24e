// <form data-passkey="sign-in|prove|make"> asks the browser for a passkey and sends what it answers.
// The question stands in <script type="application/json" id="passkey-question">; for signing in it is fetched.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }))

function question({ publicKey: key }) {
  const asked = { ...key, challenge: bytes(key.challenge) }
  if (key.user) asked.user = { ...key.user, id: bytes(key.user.id) }
  if (key.excludeCredentials) asked.excludeCredentials = named(key.excludeCredentials)
  if (key.allowCredentials) asked.allowCredentials = named(key.allowCredentials)
  return { publicKey: asked }
}

function answer(credential) {
  const { response } = credential
  const said = { clientDataJSON: text(response.clientDataJSON) }
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (response[part]) said[part] = text(response[part])
  if (response.getTransports) said.transports = response.getTransports()
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said,
    authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults() })
}

async function asked(form) {
  const here = document.getElementById("passkey-question")
  if (here) return JSON.parse(here.textContent)
  return (await fetch(form.action, { headers: { accept: "application/json" }, credentials: "same-origin" })).json()
}

async function ask(form) {
  const data = await asked(form)
  if (form.dataset.passkey !== "make") return navigator.credentials.get(question(data.request_options))
  const wanted = data.creation_options
  const bound = form.elements.passwordless?.checked
  Object.assign(wanted.publicKey.authenticatorSelection ??= {}, bound ? { residentKey: "required", requireResidentKey: true, userVerification: "required" } : { residentKey: "discouraged", requireResidentKey: false })
  return navigator.credentials.create(question(wanted))
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]")
  if (!form || form.elements.credential.value) return
  event.preventDefault()
  const failed = form.querySelector("[data-failed]")
  failed.hidden = true
  try {
    form.elements.credential.value = answer(await ask(form))
    form.submit()
  } catch {
    failed.hidden = false
  }
})
if (!window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach((form) => { form.hidden = true })
