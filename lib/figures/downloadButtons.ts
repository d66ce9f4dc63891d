import { element } from "./element.js";
import { sizeText } from "./modelOpener.js";

export interface DownloadButtonsLabels {
  /** Names the whole group. */
  group: string;
  all: string;
  making: string;
  ready: string;
  nothing: string;
  failed: string;
  file(name: string, size: string): string;
}

export interface DownloadButtonsOptions {
  labels: DownloadButtonsLabels;
  /** The files by name, made when they are asked for; undefined if there is nothing to make them of. */
  files(): Promise<Readonly<Record<string, Blob>> | undefined>;
}

/** A button that makes files, and then a link to save each of them. */
export function downloadButtons({ labels, files }: DownloadButtonsOptions): HTMLElement {
  const button = element("button", { type: "button" }, labels.all);
  const status = element("p", { role: "status" });
  const links = element("ul", { class: "download-links" });
  const addresses: string[] = [];
  const make = async () => {
    status.textContent = labels.making;
    for (const address of addresses.splice(0)) URL.revokeObjectURL(address);
    links.replaceChildren();
    try {
      const made = await files();
      status.textContent = made ? labels.ready : labels.nothing;
      for (const [name, blob] of Object.entries(made ?? {})) {
        const href = URL.createObjectURL(blob);
        addresses.push(href);
        const text = labels.file(name, sizeText(blob.size));
        links.append(element("li", {}, element("a", { href, download: name }, text)));
      }
    } catch {
      status.textContent = labels.failed;
    }
  };
  button.addEventListener("click", () => void make());
  return element(
    "div",
    { class: "data-chooser", role: "group", "aria-label": labels.group },
    element("div", { class: "data-controls" }, button),
    status,
    links,
  );
}
