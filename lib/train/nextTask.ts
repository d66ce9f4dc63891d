/**
 * Ends the current task, so that the page can draw and answer clicks, and goes on in the next one.
 *
 * A message and not a timer: browsers make nested timers wait 4 ms.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
