// A type-ahead box after the ARIA Authoring Practices: an editable combobox with a listbox.
// <whose-combobox data-source="/api/v1/locations" data-name="place"> around a label, an input, a listbox and a status.
// Choosing puts the code into a hidden input `data-name` and fires `whose:chosen`; typing again takes it out.
// Input methods: nothing is looked up and no key is taken while characters are being composed.

import { ask } from "./session.js";

const PAUSE = 120; // ms of quiet before a look-up: shorter asks in the middle of a word
const SHOWN = 8;

class Combobox extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector("input[type=text]");
    this.list = this.querySelector("[role=listbox]");
    this.status = this.querySelector("[role=status]");
    this.active = -1;
    this.items = [];
    const set = (name, value) => this.input.setAttribute(name, value);
    set("role", "combobox");
    set("aria-autocomplete", "list");
    set("aria-expanded", "false");
    set("aria-controls", this.list.id);
    this.input.addEventListener("input", (event) => event.isComposing || this.typed());
    this.input.addEventListener("compositionend", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("click", () => this.reopen());
    this.input.addEventListener("blur", () => this.close());
    // The press must not take the focus away from the input before the click chooses.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.at));
    });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  get codes() {
    return [...this.querySelectorAll("input[type=hidden]")];
  }

  typed() {
    this.codes.forEach((each) => each.remove());
    clearTimeout(this.timer);
    if (!this.input.value.trim()) return this.close();
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const typed = this.input.value.trim();
    this.request?.abort();
    this.request = new AbortController();
    const address = new URL(this.dataset.source, location.href);
    address.searchParams.set("q", typed);
    address.searchParams.set("limit", SHOWN);
    try {
      const answer = await ask(address, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      this.show((await answer.json()).items);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(items) {
    if (document.activeElement !== this.input) return;
    this.items = items;
    this.list.replaceChildren(...items.map((item, at) => this.option(item, at)));
    this.status.textContent = items.length ? this.dataset.found.replace("#", items.length) : this.dataset.none;
    if (!items.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = this.dataset.none;
      this.list.append(none);
    }
    this.open();
    this.activate(items.length ? 0 : -1);
  }

  option(item, at) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${at}`;
    option.dataset.at = at;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = item.name;
    const typed = this.input.value.trim();
    const also = [...(item.aliases ?? []), ...(item.terms ?? [])].find((word) => word.includes(typed));
    const above = (item.parents ?? item.within ?? (item.part_of ? [item.part_of] : [])).map((each) => each.name);
    const ended = item.valid_until ? `–${item.valid_until}` : "";
    const context = document.createElement("span");
    context.className = "context";
    context.textContent = [also && also !== item.name ? `“${also}”` : "", above.join("、"), ended]
      .filter(Boolean)
      .join(" · ");
    option.append(name, context);
    return option;
  }

  reopen() {
    if (this.isOpen) return;
    if (this.items.length && !this.codes.length) this.open();
    else if (this.input.value.trim()) this.look();
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  activate(at) {
    this.active = at;
    this.input.removeAttribute("aria-activedescendant");
    for (const option of this.list.children) {
      const chosen = Number(option.dataset.at) === at;
      option.setAttribute("aria-selected", String(chosen));
      if (!chosen) continue;
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const count = this.items.length;
    const move = (at) => {
      event.preventDefault();
      this.activate(count ? (at + count) % count : -1);
    };
    switch (event.key) {
      case "ArrowDown":
        if (this.isOpen) move(this.active + 1);
        else {
          event.preventDefault();
          this.reopen();
        }
        break;
      case "ArrowUp":
        if (this.isOpen) move(this.active < 0 ? count - 1 : this.active - 1);
        break;
      case "Enter":
        if (this.isOpen && this.active >= 0) {
          event.preventDefault();
          this.choose(this.active);
        }
        break;
      case "Tab":
        if (this.isOpen && this.active >= 0) this.choose(this.active, { quietly: true });
        break;
      case "Escape":
        event.preventDefault();
        if (this.isOpen) this.close();
        else {
          this.input.value = "";
          this.typed();
        }
        break;
    }
  }

  choose(at, { quietly = false } = {}) {
    const item = this.items[at];
    this.codes.forEach((each) => each.remove());
    const code = document.createElement("input");
    code.type = "hidden";
    code.name = this.dataset.name;
    code.value = item.code;
    this.append(code);
    this.input.value = item.name;
    this.close();
    this.dispatchEvent(new CustomEvent("whose:chosen", { bubbles: true, detail: { item, quietly } }));
  }
}

customElements.define("whose-combobox", Combobox);
