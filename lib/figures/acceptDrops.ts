/** Takes dropped files and marks the element while some hover over it; dropped text is left alone. */
export function acceptDrops(root: HTMLElement, take: (files: readonly File[]) => void): void {
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const mark = (isOver: boolean) => root.toggleAttribute("data-dropping", isOver);
  root.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  root.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) mark(false);
  });
  root.addEventListener("drop", (event) => {
    mark(false);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
