// <script src="https://help.example/widget.js" async></script> <makegood-chat account="shop"></makegood-chat>
// Attributes: account, lang (zh-Hans, zh-Hant, en; else the page's), theme (light, dark; else the page's), server, open.
(() => {
"use strict"
const WORDS = JSON.parse("WORDS") // replaced when it is served: language -> key -> sentence
const HOME = document.currentScript ? new URL(document.currentScript.src).origin : location.origin
const MOST_BYTES = 25 * 1024 * 1024, MOST_FILES = 10, LONGEST = 8000, PATIENCE = 4000
const ICONS = {
  chat: "M3 4.5h14v9H8.5L5 16.5v-3H3z", down: "m5.5 8 4.5 4.5L14.5 8", x: "m6 6 8 8M14 6l-8 8",
  user: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5", send: "M3.5 4 17 10 3.5 16l2-6zM5.5 10H11",
  clip: "m15 9.5-5.6 5.6a3.4 3.4 0 0 1-4.8-4.8l6-6a2.3 2.3 0 0 1 3.2 3.2l-5.8 5.8a1.1 1.1 0 0 1-1.6-1.6l5.2-5.2",
  seam: "M2 5.5h16c0 5.7-3.3 9.5-6 10.5H8C5.3 15 2 11.2 2 5.5zM11.3 5.5 9 9l2.8 1.9L10 16", alert: "M10 3 18 17H2zM10 8v4M10 14.5h.01",
}
const CSS = `
:host { --paper: light-dark(oklch(.99 .002 195), oklch(.208 .011 225)); --raised: light-dark(#fff, oklch(.248 .012 225)); --line: light-dark(oklch(.9 .006 200), oklch(.298 .012 225));
 --edge: light-dark(oklch(.61 .012 215), oklch(.56 .014 220)); --ink: light-dark(oklch(.24 .018 230), oklch(.935 .006 200)); --ink-2: light-dark(oklch(.41 .016 226), oklch(.79 .01 208));
 --ink-3: light-dark(oklch(.5 .014 222), oklch(.68 .012 212)); --hover: light-dark(oklch(.3 .03 215 / .05), oklch(.92 .02 205 / .055)); --act: light-dark(oklch(.455 .072 208), oklch(.77 .08 203));
 --fill: light-dark(oklch(.44 .07 208), oklch(.72 .082 203)); --on: light-dark(oklch(.99 .004 200), oklch(.18 .02 215)); --wash: light-dark(oklch(.935 .018 204), oklch(.282 .028 212));
 --focus: light-dark(oklch(.52 .105 215), oklch(.8 .1 205)); --gold: light-dark(oklch(.64 .118 78), oklch(.775 .118 82)); --gold-ink: light-dark(oklch(.455 .088 72), oklch(.845 .098 85));
 --gold-wash: light-dark(oklch(.958 .03 88), oklch(.272 .032 78)); --late: light-dark(oklch(.49 .168 22), oklch(.745 .135 20)); --soon-wash: light-dark(oklch(.95 .024 50), oklch(.278 .034 45));
 --float: 0 2px 4px light-dark(oklch(.25 .03 225 / .08), oklch(0 0 0 / .4)), 0 14px 44px light-dark(oklch(.25 .03 225 / .18), oklch(0 0 0 / .55));
 --latin: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial; font: 400 15px/1.6 var(--latin), "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", sans-serif;
 color: var(--ink); position: fixed; right: 24px; bottom: 24px; z-index: 2147483000; text-align: start; letter-spacing: normal; }
:host([hidden]) { display: none; } :host([theme=light]) { color-scheme: light; } :host([theme=dark]) { color-scheme: dark; }
.root:lang(zh-Hant) { font-family: var(--latin), "PingFang TC", "Microsoft JhengHei UI", "Noto Sans CJK TC", sans-serif; }
.root:lang(zh) { text-autospace: normal; line-break: strict; }
* { box-sizing: border-box; margin: 0; } [hidden] { display: none !important; }
button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; } button { border: 0; background: none; padding: 0; cursor: pointer; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 5px; }
svg { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launch { display: flex; gap: 8px; align-items: center; min-height: 48px; padding: 0 18px 0 14px; border-radius: 24px; background: var(--fill); color: var(--on); font-weight: 500; box-shadow: var(--float); }
.count { min-width: 20px; padding: 0 6px; border-radius: 10px; background: var(--on); color: var(--fill); font-size: 12px; line-height: 20px; text-align: center; }
.panel { position: fixed; right: 24px; bottom: 24px; width: min(372px, calc(100vw - 48px)); height: min(640px, calc(100dvh - 48px)); display: flex; flex-direction: column; background: var(--paper); border-radius: 12px; box-shadow: var(--float), 0 0 0 1px var(--line); overflow: hidden; }
.panel.over { outline: 2px dashed var(--act); outline-offset: -6px; }
header { display: flex; gap: 4px; align-items: center; padding: 10px 8px 10px 16px; border-bottom: 1px solid var(--line); } header > div { flex: 1; min-width: 0; } h2 { font-size: 15px; line-height: 1.4; font-weight: 600; } .sub { font-size: 13px; line-height: 1.4; color: var(--ink-3); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.quiet { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 36px; min-width: 36px; padding: 0 8px; border-radius: 5px; font-size: 13px; font-weight: 500; color: var(--ink-2); white-space: nowrap; } .quiet:hover { background: var(--hover); color: var(--ink); } .quiet svg { width: 16px; height: 16px; }
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px; display: flex; flex-direction: column; gap: 10px; scrollbar-width: thin; } .log::before { content: ""; margin-top: auto; }
.m { max-width: 88%; display: grid; justify-items: start; align-self: flex-start; gap: 2px; } .m.me { align-self: flex-end; justify-items: end; }
.b { padding: 9px 13px; border-radius: 2px 12px 12px 12px; background: var(--hover); overflow-wrap: anywhere; white-space: pre-wrap; } .me .b { border-radius: 12px 2px 12px 12px; background: var(--wash); }
.who, .state { font-size: 12px; line-height: 1.5; color: var(--ink-3); } .who:empty, .state:empty { display: none; } .bad { color: var(--late); }
.again { font-size: 13px; color: var(--act); text-decoration: underline; text-underline-offset: 3px; min-height: 24px; margin-inline-start: 8px; }
.log > .again { align-self: end; } .b a { color: var(--act); text-underline-offset: 3px; } .file { display: flex; gap: 6px; align-items: center; min-height: 28px; font-size: 13px; color: var(--ink-2); white-space: normal; } .file svg { width: 16px; height: 16px; } .file i { font-style: normal; color: var(--ink-3); white-space: nowrap; }
.wait { border-top: 2px solid var(--gold); background: var(--gold-wash); padding: 10px 14px; font-size: 14px; border-radius: 0 0 5px 5px; } .wait b { display: flex; gap: 8px; font-weight: 500; color: var(--gold-ink); } .wait p { font-size: 13px; color: var(--ink-2); }
.vows { font-size: 13px; } .vows summary { display: flex; gap: 8px; align-items: center; min-height: 36px; cursor: pointer; color: var(--gold-ink); } .vows p { padding: 6px 0 6px 28px; border-top: 1px solid var(--line); overflow-wrap: anywhere; } .vows i { display: block; font-style: normal; color: var(--ink-2); } .vows .late i, .vows .broken i { color: var(--late); }
.card { font-size: 14px; padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; display: grid; gap: 8px; } .card form { display: flex; gap: 6px; } .err { font-size: 13px; color: var(--late); }
.typing { font-size: 13px; color: var(--ink-3); min-height: 20px; } .note { display: flex; gap: 8px; padding: 8px 16px; font-size: 13px; line-height: 1.45; background: var(--soon-wash); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; padding: 8px 8px 0; } .chip { display: inline-flex; align-items: center; gap: 4px; max-width: 100%; padding-inline-start: 10px; border: 1px solid var(--line); border-radius: 5px; font-size: 13px; } .chip span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .chip button { min-width: 28px; min-height: 28px; display: grid; place-items: center; } .chip svg { width: 14px; height: 14px; }
.say { display: flex; gap: 6px; align-items: end; padding: 8px; border-top: 1px solid var(--line); } .input { flex: 1; min-width: 0; min-height: 44px; max-height: 132px; padding: 9px 11px; border: 1px solid var(--edge); border-radius: 5px; background: var(--raised); font-size: 16px; line-height: 1.5; resize: none; field-sizing: content; } .input:focus-visible { outline-offset: -1px; border-color: transparent; } .input::placeholder { color: var(--ink-3); opacity: 1; }
.icon { width: 44px; height: 44px; flex: none; display: grid; place-items: center; border-radius: 5px; color: var(--ink-2); } .icon:hover { background: var(--hover); } .go { background: var(--fill); color: var(--on); } .go:hover { background: var(--act); } .plain { min-height: 44px; padding: 0 14px; border: 1px solid var(--edge); border-radius: 5px; background: var(--raised); font-weight: 500; font-size: 14px; white-space: nowrap; }
@media (max-width: 640px) { :host { right: 16px; bottom: 16px; } .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0; } .quiet { min-height: 44px; min-width: 44px; } .chip button { min-width: 44px; min-height: 44px; } }
@media (prefers-contrast: more) { :host { --line: var(--edge); --ink-3: var(--ink-2); } }
@media print { :host { display: none; } }`

let sheet
const h = (tag, props, ...kids) => { const el = document.createElement(tag); for (const [k, v] of Object.entries(props ?? {})) k.startsWith("on") ? el.addEventListener(k.slice(2), v) : k in el && k !== "role" ? el[k] = v : el.setAttribute(k, v); el.append(...kids.filter((kid) => kid != null)); return el }
const icon = (name) => { const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS(svg.namespaceURI, "path"); svg.setAttribute("viewBox", "0 0 20 20"); svg.setAttribute("aria-hidden", "true"); path.setAttribute("d", ICONS[name]); svg.append(path); return svg }
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16))
const put = (el, text) => { if (el.textContent !== text) el.textContent = text }
const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`
const lock = (name, act) => navigator.locks ? navigator.locks.request(name, act) : act()

/** What must survive a reload: one key per thing, so that two tabs never write over each other. */
class Store {
  constructor(prefix) { this.prefix = prefix; this.memory = new Map() }
  get(key) { try { return JSON.parse(localStorage.getItem(this.prefix + key)) ?? this.memory.get(key) } catch { return this.memory.get(key) } }
  set(key, value) { try { localStorage.setItem(this.prefix + key, JSON.stringify(value)); this.memory.delete(key) } catch { this.memory.set(key, value) } }
  drop(key) { this.memory.delete(key); try { localStorage.removeItem(this.prefix + key) } catch { /* was never there */ } }
  all(start) {
    let keys = [...this.memory.keys()]
    try { keys = keys.concat(Object.keys(localStorage).filter((k) => k.startsWith(this.prefix)).map((k) => k.slice(this.prefix.length))) } catch { /* memory only */ }
    return [...new Set(keys)].filter((k) => k.startsWith(start)).map((k) => this.get(k)).filter(Boolean)
  }
}

/** The bytes of files that wait to be sent; they survive a reload too where the browser lets them. */
const blobs = {
  memory: new Map(),
  open() { return this.db ??= new Promise((done, fail) => { const ask = indexedDB.open("makegood-chat", 1); ask.onupgradeneeded = () => ask.result.createObjectStore("files"); ask.onsuccess = () => done(ask.result); ask.onerror = () => fail(ask.error) }) },
  async run(mode, act) { const store = (await this.open()).transaction("files", mode).objectStore("files"); return new Promise((done, fail) => { const ask = act(store); ask.onsuccess = () => done(ask.result); ask.onerror = () => fail(ask.error) }) },
  async put(key, file) { this.memory.set(key, file); try { await this.run("readwrite", (s) => s.put(file, key)) } catch { /* memory has it */ } },
  async get(key) { return this.memory.get(key) ?? await this.run("readonly", (s) => s.get(key)).catch(() => undefined) },
  async drop(key) { this.memory.delete(key); try { await this.run("readwrite", (s) => s.delete(key)) } catch { /* gone already */ } },
}

class MakegoodChat extends HTMLElement {
  connectedCallback() {
    if (this.root) return this.begin()
    const language = (this.lang || document.documentElement.lang || navigator.language || "en").toLowerCase()
    this.language = /^zh\b.*(hant|tw|hk|mo)/.test(language) ? "zh-Hant" : language.startsWith("zh") ? "zh-Hans" : "en"
    this.words = { ...WORDS.en, ...WORDS[this.language] }
    this.home = this.getAttribute("server")?.replace(/\/$/, "") || HOME
    this.account = this.getAttribute("account") ?? ""
    this.store = new Store(`makegood-chat:${this.home}:${this.account}:`)
    this.messages = new Map(); this.sent = new Map(); this.nodes = new Map(); this.chosen = []
    this.state = { talk: 0, after: 0, seen: 0, here: true, agent: "", name: "", promise: null, question: 0, mail: "" }
    this.build()
    this.begin()
  }
  disconnectedCallback() { this.stop?.abort(); this.stream?.close(); clearInterval(this.tick); clearTimeout(this.retry) }
  say(key, ...values) { return values.reduce((text, value, n) => text.replace(`%${n + 1}`, () => value), this.words[key] ?? key) }

  build() {
    const shadow = this.attachShadow({ mode: "open" })
    if (!sheet) { sheet = new CSSStyleSheet(); sheet.replaceSync(CSS) }
    shadow.adoptedStyleSheets = [sheet]
    this.count = h("span", { className: "count", hidden: true })
    this.launch = h("button", { className: "launch", type: "button", onclick: () => this.show() }, icon("chat"), h("span", {}, this.say("open")), this.count)
    this.launch.setAttribute("aria-expanded", "false")
    this.title_ = h("h2", { id: "t" }, this.say("title")); this.sub = h("p", { className: "sub" })
    this.log = h("div", { className: "log", role: "log", tabIndex: 0 }); this.log.setAttribute("aria-labelledby", "t")
    this.hello = h("p", { className: "who" }, this.say("hello")); this.typing = h("p", { className: "typing", role: "status", hidden: true })
    this.wait = h("div", { className: "wait", hidden: true }); this.vows = h("details", { className: "vows", hidden: true }); this.ask = this.askCard(); this.card = this.mailCard()
    this.log.append(this.hello, this.wait, this.vows, this.ask, this.card, this.typing, h("button", { className: "again", type: "button", onclick: () => this.complain() }, this.say("complain")))
    this.note = h("p", { className: "note", role: "status", hidden: true })
    this.chips = h("div", { className: "chips", hidden: true })
    this.picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => { this.choose(this.picker.files); this.picker.value = "" } })
    this.box = h("textarea", { className: "input", id: "m", rows: 1, maxLength: LONGEST, placeholder: this.say("write"), value: this.store.get("draft") ?? "" })
    const form = h("form", { className: "say" }, this.button("icon", "clip", "attach", () => this.picker.click()), this.picker, h("label", { className: "sr", htmlFor: "m" }, this.say("message")), this.box, this.button("icon go", "send", "send", null, "submit"))
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit() })
    this.box.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); this.submit() } })
    this.box.addEventListener("input", () => { this.store.set("draft", this.box.value); this.tellTyping() })
    this.box.addEventListener("paste", (event) => { if (event.clipboardData?.files.length) { event.preventDefault(); this.choose(event.clipboardData.files) } })
    const person = h("button", { className: "quiet", type: "button", onclick: () => this.askPerson(), ariaLabel: this.say("personLong") }, icon("user"), this.say("person"))
    this.panel = h("section", { className: "panel", role: "dialog", hidden: true }, h("header", {}, h("div", {}, this.title_, this.sub), person, this.button("quiet", "down", "close", () => this.hide())), this.log, this.note, this.chips, form)
    this.panel.setAttribute("aria-labelledby", "t")
    this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); this.hide() } })
    for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) this.panel.addEventListener(name, (event) => {
      if (![...event.dataTransfer?.types ?? []].includes("Files")) return
      event.preventDefault(); this.panel.classList.toggle("over", over)
      if (name === "drop") this.choose(event.dataTransfer.files)
    })
    this.root = h("div", { className: "root", lang: this.language }, this.launch, this.panel)
    shadow.append(this.root)
  }
  button(css, name, word, act, type = "button") { const el = h("button", { className: css, type, title: this.say(word), ariaLabel: this.say(word) }, icon(name)); if (act) el.addEventListener("click", act); return el }
  askCard() {
    this.askError = h("p", { className: "err", role: "alert", hidden: true })
    const choice = (word, solved) => h("button", { className: "plain", type: "button", onclick: () => this.answer(solved) }, this.say(word))
    return h("div", { className: "card", role: "group", hidden: true, ariaLabel: this.say("solved") }, h("p", {}, this.say("solved")), choice("yes", true), choice("no", false), this.askError)
  }
  async answer(solved) {
    const { question } = this.state
    try { await this.call("answer/", { question, solved }); this.askError.hidden = true; this.state.question = 0; this.box.focus(); this.wake() } catch (error) { put(this.askError, error.status ? error.message : this.say("offline")); this.askError.hidden = false; this.wake() }
    this.draw()
  }
  mailCard() {
    this.mailText = h("p"); this.mailError = h("p", { className: "err", role: "alert", hidden: true })
    this.mailBox = h("input", { className: "input", type: "email", autocomplete: "email", placeholder: this.say("mail"), ariaLabel: this.say("mail") })
    this.mailForm = h("form", { noValidate: true }, this.mailBox, h("button", { className: "plain" }, this.say("keep")))
    this.mailForm.addEventListener("submit", async (event) => {
      event.preventDefault()
      try { this.state.mail = (await this.call("address/", { mail: this.mailBox.value })).mail; this.mailError.hidden = true; this.box.focus(); this.wake() } catch (error) { put(this.mailError, error.status ? error.message : this.say("offline")); this.mailError.hidden = false }
      this.draw()
    })
    return h("div", { className: "card", hidden: true }, this.mailText, this.mailForm, this.mailError)
  }

  begin() {
    this.stop = new AbortController()
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.stop.signal })
    on(window, "online", () => this.wake()); on(window, "offline", () => this.lose(true)); on(window, "pageshow", (event) => event.persisted && this.wake())
    on(document, "visibilitychange", () => { clearTimeout(this.sleep); if (!document.hidden) this.wake(); else this.sleep = setTimeout(() => { this.stream?.close(); this.stream = null }, 30000) })
    on(window, "storage", (event) => { if (!event.key?.startsWith(this.store.prefix)) return; if (event.key.endsWith(":draft") && this.shadowRoot.activeElement !== this.box) this.box.value = this.store.get("draft") ?? ""; this.draw(); this.pull() })
    this.tick = setInterval(() => { this.draw(); if (!document.hidden && (!this.live || ++this.ticks % 6 === 0)) this.wake() }, 10000); this.ticks = 0
    if (this.store.get("token")) this.wake()
    if (this.hasAttribute("open") || this.store.get("open")) this.show(false)
    this.draw()
  }
  /** Look for what is new, send what waits, listen again: safe to call at any time. */
  wake() { if (!this.store.get("token") && !this.waiting().length) return; this.listen(); this.pull(); this.flush() }
  async show(focus = true) {
    this.panel.hidden = false; this.launch.hidden = true; this.launch.setAttribute("aria-expanded", "true"); this.store.set("open", true)
    if (focus) this.box.focus()
    this.draw(true)
    try { await this.token(); this.wake() } catch (error) { if (error.status === 403) this.tell(error.message); else this.lose() }
  }
  hide() { this.panel.hidden = true; this.launch.hidden = false; this.launch.setAttribute("aria-expanded", "false"); this.store.drop("open"); this.launch.focus(); this.draw() }

  // ---- the line to the server
  token() {
    return lock(this.store.prefix + "session", async () => {
      const known = this.store.get("token")
      if (known) return known
      const made = await this.fetch("session/", { account: this.account })
      this.store.set("visitor", made.visitor); this.store.set("token", made.token); this.state.name = made.name
      return made.token
    })
  }
  async call(path, body) {
    const token = await this.token()
    try { return await this.fetch(path, body, token) } catch (error) {
      if (error.status === 401) { if (this.store.get("token") === token) this.store.drop("token"); this.stream?.close(); this.stream = null; error.status = 0 }
      throw error
    }
  }
  async fetch(path, body, token) {
    const headers = { "accept-language": this.language }, form = body instanceof FormData
    if (token) headers.authorization = `Bearer ${token}`
    if (body && !form) headers["content-type"] = "application/json"
    const response = await fetch(`${this.home}/chat/${path}`, { method: body ? "POST" : "GET", headers, body: form ? body : body && JSON.stringify(body), credentials: "omit", cache: "no-store", signal: AbortSignal.timeout?.(form ? 300000 : 20000) })
    if (response.status === 204) return null
    const answer = await response.json().catch(() => ({}))
    if (!response.ok) throw Object.assign(new Error(answer.message || this.say("failed")), { status: response.status, wait: Number(response.headers.get("retry-after")) || 0 })
    return answer
  }
  listen() {
    const token = this.store.get("token")
    if (this.stream?.readyState < 2 || !token || document.hidden) return
    this.stream = new EventSource(`${this.home}/live/chat?${new URLSearchParams({ token, topics: `chat:${this.store.get("visitor")}` })}`)
    for (const name of ["hello", "reset"]) this.stream.addEventListener(name, () => { this.found(); this.pull(); this.flush() })
    this.stream.addEventListener("stir", ({ data }) => { const told = JSON.parse(data); if (told.kind === "typing") this.writes(told.facts?.name); else this.pull() })
    this.stream.onerror = () => { this.live = false; this.lose(); this.later() }
  }
  found() { this.live = true; this.pause = 1000; clearTimeout(this.lost); this.lost = null; this.tell("") }
  lose(now) { this.lost ??= setTimeout(() => this.tell(this.say("offline")), now ? 0 : PATIENCE) }
  tell(text) { this.note.hidden = !text; put(this.note, text) }
  later(wait = 0) { clearTimeout(this.retry); this.pause = Math.min((this.pause ?? 1000) * 1.6, 8000); this.retry = setTimeout(() => this.wake(), Math.max(wait * 1000, this.pause)) }
  async pull() {
    if (this.pulling) { this.more = true; return }
    if (!this.store.get("token")) return
    this.pulling = true
    try {
      do { this.more = false; this.take(await this.call(`messages/?talk=${this.state.talk}&after=${this.state.after}`)) } while (this.more)
      clearTimeout(this.lost); this.lost = null; this.tell("")
    } catch (error) { if (error.status === 403) this.tell(error.message); else { this.lose(); this.later(error.wait) } } finally { this.pulling = false }
  }
  take(state) {
    if (state.talk !== this.state.talk) { this.messages.clear(); this.forget() }
    this.store.set("visitor", state.visitor); Object.assign(this.words, state.words)
    for (const message of state.messages) {
      if (!message.mine && !this.messages.has(message.seq)) this.writes("")
      this.messages.set(message.seq, message)
      if (message.client) { this.sent.delete(message.client); this.done(message.client) }
    }
    this.state = state; this.more ||= state.more
    this.draw()
  }
  forget() { for (const [key, node] of this.nodes) { node.remove(); this.nodes.delete(key) } }

  // ---- the outbox: every message waits here until the server says that it has it
  waiting() { return this.store.all("out:").sort((a, b) => a.at - b.at) }
  done(id) { const entry = this.store.get(`out:${id}`); if (!entry) return; entry.files.forEach((file) => blobs.drop(file.id)); this.store.drop(`out:${id}`) }
  submit() {
    const text = this.box.value.trim()
    if (!text && !this.chosen.length) return this.box.focus()
    this.queue(text, this.chosen)
    this.box.value = ""; this.store.drop("draft"); this.chosen = []; this.drawChips(); this.box.focus()
  }
  queue(text, files = [], wants = "") {
    const id = uuid()
    this.store.set(`out:${id}`, { id, text, files, wants, at: Date.now() })
    this.draw(true); this.flush()
  }
  askPerson() {
    const words = [...this.items()].reverse(), ours = words.findIndex((item) => !item.mine), wish = this.say("wish")
    if (!words.slice(0, ours < 0 ? undefined : ours).some((item) => item.text === wish)) this.queue(wish, [], "person")
    this.box.focus()
  }
  complain() { // in words, as by every other channel; he says what of, and sends it
    const words = this.say("complain")
    if (!this.box.value.startsWith(words)) this.box.value = `${words}: ${this.box.value}`
    this.store.set("draft", this.box.value); this.box.focus()
  }
  async flush() {
    if (this.flushing) { this.reflush = true; return }
    this.flushing = true
    try { await lock(this.store.prefix + "outbox", () => this.sendAll()) } catch { this.later() } finally { this.flushing = false; this.draw() }
    if (this.reflush) { this.reflush = false; this.flush() }
  }
  async sendAll() {
    for (const { id, failed } of this.waiting()) {
      const entry = this.store.get(`out:${id}`) // another tab may have sent it meanwhile
      if (failed || !entry) continue
      try {
        for (const file of entry.files) await this.upload(file, entry)
        const kept = await this.call("messages/", { client: id, text: entry.text, files: entry.files.map((file) => file.id), wants: entry.wants })
        this.sent.set(id, { ...entry, seq: kept.seq }); this.done(id); this.live || this.listen(); this.draw()
      } catch (error) {
        if (![403, 404, 409, 413, 422].includes(error.status)) { this.lose(); this.later(error.wait); break }
        this.store.set(`out:${id}`, { ...entry, failed: error.message })
      }
    }
    if (this.sent.size) this.pull()
  }
  async upload(file, entry) {
    if (file.kept) return
    const blob = await blobs.get(file.id)
    if (!blob) throw Object.assign(new Error(this.say("fileGone", file.name)), { status: 422 })
    const form = new FormData()
    form.set("client", file.id); form.set("file", blob, file.name)
    await this.call("files/", form)
    file.kept = true; this.store.set(`out:${entry.id}`, entry)
  }
  async choose(files) {
    for (const file of files) {
      if (file.size > MOST_BYTES) { this.tell(this.say("tooBig", file.name)); continue }
      if (this.chosen.length >= MOST_FILES) { this.tell(this.say("tooMany")); break }
      const one = { id: uuid(), name: file.name || "image.png", size: file.size }
      this.chosen.push(one)
      await blobs.put(one.id, file)
    }
    this.drawChips(); this.box.focus()
  }

  // ---- what is seen
  writes(name) { this.writer = name || ""; clearTimeout(this.silence); if (name) this.silence = setTimeout(() => this.writes(""), 5000); this.typing.hidden = !name; put(this.typing, name ? this.say("typing", name) : ""); if (name) this.scroll() }
  tellTyping() { if (!this.state.talk || Date.now() - (this.typed ?? 0) < 3000) return; this.typed = Date.now(); this.call("typing/", {}).catch(() => {}) }
  items() {
    const known = new Set([...this.messages.values()].map((m) => m.client))
    const mine = (entry, state) => ({ key: entry.id, mine: true, text: entry.text, files: entry.files, at: entry.at, state, failed: entry.failed })
    return [
      ...[...this.messages.values()].sort((a, b) => a.seq - b.seq).map((m) => ({ ...m, key: m.client || `${this.state.talk}:${m.seq}`, state: m.seq <= this.state.seen ? "seen" : "sent" })),
      ...[...this.sent.values()].filter((e) => !known.has(e.id)).map((e) => mine(e, "sent")),
      ...this.waiting().filter((e) => !known.has(e.id) && !this.sent.has(e.id)).map((e) => mine(e, e.failed ? "failed" : this.live || Date.now() - e.at < PATIENCE ? "sending" : "waiting")),
    ]
  }
  draw(bottom) {
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80, items = this.items(), keys = new Set(items.map((item) => item.key))
    for (const [key, node] of this.nodes) if (!keys.has(key)) { node.remove(); this.nodes.delete(key) }
    let place = this.hello.nextSibling
    items.forEach((item, n) => {
      const node = this.nodes.get(item.key) ?? this.bubble(item)
      if (node === place) place = node.nextSibling; else this.log.insertBefore(node, place)
      const next = items.slice(n + 1).find((other) => other.mine)
      this.mark(node, item, next?.state === item.state && item.state !== "failed")
    })
    this.hello.hidden = !!items.length
    put(this.title_, this.state.name || this.say("title"))
    put(this.sub, this.state.agent ? this.say("answers", this.state.agent) : this.say(this.state.here ? "people" : "nobody"))
    this.ask.hidden = !this.state.question; this.drawPromise(); this.drawVows(); this.drawMail(); this.drawCount(items)
    if (bottom || near) this.scroll()
  }
  bubble(item) {
    const body = h("div", { className: "b", dir: "auto" }, h("span", { className: "sr" }, `${item.mine ? this.say("you") : item.name}: `), h("span", {}, ...this.linked(item.text)))
    for (const file of item.files ?? []) body.append(h("div", { className: "file" }, icon("clip"), file.url ? h("a", { href: file.url, target: "_blank", rel: "noopener noreferrer" }, file.name) : h("span", {}, file.name), h("i", {}, size(file.size))))
    const who = h("div", { className: "who" }, item.mine ? "" : `${item.name} · ${this.time(item.at)}`)
    const node = h("div", { className: `m${item.mine ? " me" : ""}` }, who, body, h("div", { className: "state" }))
    this.nodes.set(item.key, node)
    return node
  }
  linked(text) {
    return text.split(/(https?:\/\/[^\s<>"'\u3000-\u303f\uff00-\uffef]+[^\s<>"'.,;:!?)\u3000-\u303f\uff00-\uffef])/).map((part, n) => n % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part)
  }
  mark(node, item, quiet) {
    const state = node.lastChild, text = !item.mine || quiet ? "" : item.state === "failed" ? item.failed : `${item.state === "sent" || item.state === "seen" ? `${this.time(item.at)} · ` : ""}${this.say(item.state)}`
    if (state.dataset.text === text) return
    state.dataset.text = text; state.className = `state${item.state === "failed" ? " bad" : ""}`
    state.replaceChildren(text)
    if (item.state === "failed") state.append(
      h("button", { className: "again", type: "button", onclick: () => { const entry = this.store.get(`out:${item.key}`); delete entry.failed; this.store.set(`out:${item.key}`, entry); this.draw(); this.flush() } }, this.say("again")),
      h("button", { className: "again", type: "button", onclick: () => { if (!this.box.value) { this.box.value = item.text; this.store.set("draft", item.text) } this.done(item.key); this.draw(); this.box.focus() } }, this.say("remove")))
  }
  drawPromise() {
    const { promise, agent, name, mail } = this.state
    this.wait.hidden = !promise
    if (!promise) return
    const who = agent || name, minutes = Math.ceil((new Date(promise.due) - Date.now()) / 60000)
    const text = minutes <= 0 ? this.say("late", who) : promise.what ? this.say("promised", promise.what, this.when(promise.due)) : minutes < 60 ? this.say("within", who, minutes) : this.say("by", who, this.when(promise.due))
    if (this.wait.dataset.text === text + mail) return
    this.wait.dataset.text = text + mail
    this.wait.replaceChildren(h("b", {}, icon("seam"), text), h("p", {}, mail ? this.say("leaveMail", mail) : this.say("leave")))
  }
  drawVows() {
    const found = this.state.promises ?? [], text = JSON.stringify(found)
    this.vows.hidden = !found.length
    if (this.vows.dataset.text === text) return
    this.vows.dataset.text = text
    this.vows.replaceChildren(h("summary", {}, icon("seam"), this.say("vows")), ...found.map((vow) => h("p", { className: vow.state }, vow.what, h("i", {}, vow.said.replace("%1", this.when(vow.due)).replace("%2", this.when(vow.at))))))
  }
  drawMail() {
    const { here, mail, talk } = this.state
    this.card.hidden = here || !!mail && !!talk || !this.store.get("token")
    put(this.mailText, mail ? this.say("mailKept", mail) : this.say("mailAsk"))
    this.mailForm.hidden = !!mail
  }
  drawCount(items) {
    const theirs = items.filter((item) => !item.mine && item.seq), last = theirs.at(-1)?.seq ?? 0, key = `read:${this.state.talk}`
    const open = !this.panel.hidden && !document.hidden
    if (open && last > (this.store.get(key) ?? 0)) { this.store.set(key, last); this.call("seen/", { talk: this.state.talk, seq: last }).catch(() => {}) }
    const fresh = theirs.filter((item) => item.seq > (this.store.get(key) ?? 0)).length
    this.count.hidden = !fresh; put(this.count, fresh ? String(fresh) : "")
    this.launch.ariaLabel = fresh ? `${this.say("open")}, ${this.say("fresh", fresh)}` : this.say("open")
  }
  drawChips() {
    this.chips.hidden = !this.chosen.length
    this.chips.replaceChildren(...this.chosen.map((file) => { const drop = this.button("", "x", "remove", () => { this.chosen = this.chosen.filter((one) => one !== file); blobs.drop(file.id); this.drawChips(); this.box.focus() }); drop.ariaLabel = `${this.say("remove")}: ${file.name}`; return h("span", { className: "chip" }, h("span", {}, file.name), drop) }))
  }
  scroll() { requestAnimationFrame(() => { this.log.scrollTop = this.log.scrollHeight }) }
  time(at) { const date = new Date(at), today = date.toDateString() === new Date().toDateString(); return date.toLocaleString(this.language, { hour: "2-digit", minute: "2-digit", hour12: false, ...(today ? {} : { day: "numeric", month: "short" }) }) }
  when(at) { const date = new Date(at), today = date.toDateString() === new Date().toDateString(); return date.toLocaleString(this.language, { hour: "2-digit", minute: "2-digit", hour12: false, ...(today ? {} : { weekday: "short", day: "numeric", month: "short" }) }) }
}
if (!customElements.get("makegood-chat")) customElements.define("makegood-chat", MakegoodChat)
})()
