import { afterEach, beforeEach, expect, it } from "vitest";
import { followSections } from "../../lib/page/currentSection.js";

const current = () => document.querySelector("[aria-current]")?.textContent;
const frames = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

beforeEach(() => {
  const section = (id: string) => `<h2 id="${id}">${id}</h2><div style="height:200vh"></div>`;
  document.body.innerHTML = `<nav><a href="#one">First</a><a href="#zw%C3%B6lf">Second</a><a href="#three">Third</a></nav><div style="height:100vh"></div>${["one", "zwölf", "three"].map(section).join("")}`;
  scrollTo(0, 0);
  followSections(document.querySelector("nav") as HTMLElement);
});
afterEach(() => document.body.replaceChildren());

it("marks nothing before the first section", () => {
  expect(current()).toBeUndefined();
});

it("marks the section that is read, after a jump over others and back", async () => {
  document.getElementById("three")?.scrollIntoView();
  await frames();
  expect(current()).toBe("Third");
  document.getElementById("zwölf")?.scrollIntoView();
  await frames();
  expect(current()).toBe("Second");
  expect(document.querySelectorAll("[aria-current]")).toHaveLength(1);
  scrollTo(0, 0);
  await frames();
  expect(current()).toBeUndefined();
});
