import { words } from "../words/words.js";
import type { Notices } from "./notices.js";

/**
 * Says so when a part of the page that is loaded late cannot be had: the connection is gone, or the site was built anew
 * and the file has another name now. Whoever asked for the part lets its rejection through; it is heard of here.
 */
export function noticeMissingParts(notices: Notices): void {
  addEventListener("unhandledrejection", (event) => {
    if (!isMissingPart(event.reason)) return;
    event.preventDefault();
    notices.show("parts", words.page.partMissing, {
      label: words.page.reload,
      run: () => location.reload(),
    });
  });
}

/** Whether a dynamic import of one of the site's own files failed, in the words of Chromium, Firefox and Safari. */
export function isMissingPart(reason: unknown): boolean {
  if (!(reason instanceof TypeError)) return false;
  const { message } = reason;
  if (/Importing a module script failed/.test(message)) return true; // Safari does not say which
  return /dynamically imported module/.test(message) && message.includes(location.origin);
}
