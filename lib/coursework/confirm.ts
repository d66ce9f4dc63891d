import { words } from "../words/words.js";
import { button, element } from "./element.js";

/**
 * Asks before something that cannot be undone. The focus goes to Cancel, and back to where it was.
 *
 * @returns whether the reader agreed; Esc is a no
 */
export function confirm(question: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    const text = element("p", { id: "confirm-question" }, question);
    const dialog = element("dialog", {
      class: "coursework-dialog",
      "aria-labelledby": "confirm-question",
    });
    const cancel = button(words.coursework.cancel, () => dialog.close(), "quiet");
    const agree = button(yes, () => dialog.close("yes"));
    cancel.autofocus = true;
    dialog.append(text, element("div", { class: "controls" }, agree, cancel));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
