import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { openHeader } from "../../lib/page/header.js";

const details = () => document.querySelector("details") as HTMLDetailsElement;

beforeEach(() => {
  document.body.innerHTML = `<header id="observablehq-header"><form class="search" data-index=""></form><details><summary>Device</summary><button>Inside</button></details><button popovertarget="contents">Contents</button><nav id="contents" popover><a href="#there">There</a></nav></header><button id="elsewhere">Elsewhere</button>`;
  openHeader();
});
afterEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, "", location.pathname + location.search);
});

describe("openHeader", () => {
  it("closes a panel on Esc and gives the focus back", async () => {
    await userEvent.click(document.querySelector("summary") as HTMLElement);
    document.querySelector<HTMLElement>("details button")?.focus();
    expect(details().open).toBe(true);
    await userEvent.keyboard("{Escape}");
    expect(details().open).toBe(false);
    expect(document.activeElement).toBe(document.querySelector("summary"));
  });

  it("closes a panel on a click elsewhere, not on one inside", async () => {
    await userEvent.click(document.querySelector("summary") as HTMLElement);
    await userEvent.click(document.querySelector("details button") as HTMLElement);
    expect(details().open).toBe(true);
    await userEvent.click(document.querySelector("#elsewhere") as HTMLElement);
    expect(details().open).toBe(false);
  });

  it("closes a panel when the reader tabs on", async () => {
    details().open = true;
    document.querySelector<HTMLElement>("details button")?.focus();
    await userEvent.tab();
    expect(details().open).toBe(false);
  });

  it("closes the contents once a link in them is followed", async () => {
    const contents = document.querySelector("#contents") as HTMLElement;
    contents.showPopover();
    await userEvent.click(contents.querySelector("a") as HTMLElement);
    expect(contents.matches(":popover-open")).toBe(false);
    expect(location.hash).toBe("#there");
  });

  it("offers no search where there is no index", () => {
    expect(document.querySelector("form.search")).toBeNull();
  });
});
