// What the caller says, in one box: <whose-words data-form="ask"> around a label, a textarea, what was heard, a status.
// As it is typed the words are read (POST /api/v1/understandings), the spans that were understood are marked, the form's
// issue and place are filled in, and the form asks. Quiet first, stale answers cancelled, nothing during composition.

import { ask } from "./session.js";

const KEPT = "whose:words"; // what was typed when the session ended, for this tab only and until it is shown again
const PAUSE = 150; // ms of quiet: an operator types on, the answer need not flicker

class Words extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.hidden = false; // without JavaScript the box could do nothing, so it is not shown
    this.input = this.querySelector("textarea");
    this.heard = this.querySelector(".heard");
    this.status = this.querySelector("[role=status]");
    this.form = document.getElementById(this.dataset.form);
    this.asked = "";
    document.addEventListener("whose:leaving", () => sessionStorage.setItem(KEPT, this.input.value));
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept) {
      this.input.value = kept;
      this.typed();
    }
    this.input.addEventListener("input", (event) => event.isComposing || this.typed());
    this.input.addEventListener("compositionend", () => this.typed());
    this.input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.look();
      } else if (event.key === "Escape") {
        this.input.value = "";
        this.typed();
      }
    });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  typed() {
    clearTimeout(this.timer);
    this.request?.abort(); // what is on its way is no longer what is said
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    clearTimeout(this.timer);
    this.request?.abort();
    const text = this.input.value;
    if (!text.trim()) return this.show("", []);
    const request = (this.request = new AbortController());
    try {
      const answer = await ask("/api/v1/understandings", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text }),
        signal: request.signal,
      });
      if (!answer.ok) throw new Error(answer.status);
      const read = await answer.json();
      if (!request.signal.aborted) this.take(text, read);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.show("", []);
      this.status.textContent = this.dataset.failed;
    }
  }

  take(text, read) {
    const spans = [
      ...read.places.map((each) => ({ ...each.span, kind: "place" })),
      ...read.facts.map((each) => ({ ...each.span, kind: "fact" })),
      ...(read.issue_types[0] && read.issue_set.length ? read.issue_types[0].evidence : []).map((each) => ({
        ...each,
        kind: "issue",
      })),
    ];
    this.show(text, spans);
    const named = new Map(read.issue_types.map((each) => [each.code, each.name]));
    const located = new Map(read.places.map((each) => [each.code, each.name]));
    const issues = read.issue_set;
    this.fill("issue", issues, issues.map((code) => named.get(code) ?? code));
    this.fill("place", read.locations, read.locations.map((code) => located.get(code) ?? code));
    this.form.querySelectorAll("[data-assumed]").forEach((each) => each.remove());
    for (const fact of read.facts) this.assume("fact", `${fact.factor}=${fact.value}`);
    if (read.division) this.assume("division", read.division);
    this.status.textContent = issues.length ? issues.map((code) => named.get(code) ?? code).join(" / ") : this.dataset.none;
    const question = JSON.stringify([issues, read.locations, read.facts.map((each) => each.value), read.division]);
    if (!issues.length || question === this.asked) return;
    this.asked = question;
    this.form.requestSubmit();
  }

  assume(name, value) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    field.dataset.assumed = "";
    this.form.append(field);
  }

  fill(name, codes, names) {
    const box = this.form.querySelector(`whose-combobox[data-name="${name}"]`);
    box.codes.forEach((each) => each.remove());
    box.input.value = names.join(" / ");
    for (const value of codes) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      box.append(field);
    }
  }

  // Offsets count characters as Python does, a pair of surrogates as one.
  show(text, spans) {
    const letters = [...text];
    const kinds = new Array(letters.length).fill("");
    for (const { start, end, kind } of spans) kinds.fill(kind, start, end);
    const pieces = [];
    for (let at = 0; at < letters.length; ) {
      let end = at + 1;
      while (end < letters.length && kinds[end] === kinds[at]) end += 1;
      const words = letters.slice(at, end).join("");
      if (kinds[at]) {
        const mark = document.createElement("mark");
        mark.className = kinds[at];
        mark.textContent = words;
        pieces.push(mark);
      } else pieces.push(words);
      at = end;
    }
    this.heard.replaceChildren(...pieces);
  }
}

customElements.define("whose-words", Words);
