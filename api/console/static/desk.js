// The desk: answers follow choices by themselves, the keyboard reaches everything, the focus goes where the answer is.

const progress = () => document.getElementById("progress");

// A choice asks at once when it was the last thing missing.
document.addEventListener("whose:chosen", (event) => {
  const form = event.target.closest("form");
  if (!form || event.detail.quietly) return;
  const open = [...form.querySelectorAll("whose-combobox")].filter((box) => !box.codes.length);
  if (open.length) open[0].input.focus();
  else form.requestSubmit();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("#on, #known_at")) document.getElementById("ask").requestSubmit();
});

// Fields whose code is chosen need not send their words, and empty ones nothing: addresses stay short.
document.addEventListener("htmx:config:request", (event) => {
  const body = event.detail.ctx.request.body;
  if (!body?.entries) return;
  const chosen = new Set([...body.entries()].filter(([, value]) => value).map(([name]) => name));
  for (const name of [...new Set(body.keys())]) {
    const values = body.getAll(name).filter(Boolean);
    body.delete(name);
    if (name.endsWith("_text") && chosen.has(name.slice(0, -5))) continue;
    // why_not has its words and its code under one name; the code comes last.
    for (const value of name === "why_not" ? values.slice(-1) : values) body.append(name, value);
  }
});

document.addEventListener("htmx:before:request", () => {
  progress().textContent = progress().dataset.waiting;
  document.getElementById("answer").setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:error", () => {
  progress().textContent = progress().dataset.failed;
  const answer = document.getElementById("answer");
  answer.removeAttribute("aria-busy");
  const note = document.createElement("p");
  note.className = "card problem";
  note.setAttribute("role", "alert");
  note.textContent = progress().dataset.failed;
  answer.replaceChildren(note);
});

document.addEventListener("htmx:after:swap", () => {
  progress().textContent = "";
  settle();
  if (document.activeElement?.id === "words-box") return; // still typing: the answer must not take the focus away
  document.querySelector("#answer [data-focus]")?.focus({ preventScroll: false });
});

document.addEventListener("htmx:after:history:push", language);

function language() {
  const link = document.querySelector("[data-language]");
  const address = new URL(location.href);
  address.searchParams.set("lang", link.dataset.language);
  link.href = address.pathname + address.search;
}

function settle() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
  button.textContent = button.dataset.done;
});

// Single keys count only where nothing is typed: inside the answer, or where nothing has the focus (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement;
  if (at.matches("input, textarea, select") || (at !== document.body && !at.closest("#answer"))) return;
  const button = document.querySelector(`#answer [data-key="${CSS.escape(event.key)}"]`);
  const box = { w: "why_not-box", W: "why_not-box", "/": "issue-box" }[event.key];
  if (button) button.click();
  else if (box) document.getElementById(box)?.focus();
  else return;
  event.preventDefault();
});

settle();
