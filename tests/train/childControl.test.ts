import { describe, expect, it } from "vitest";
import { childControl } from "../../lib/train/childControl.js";
import { createControl } from "../../lib/train/control.js";

describe("a child control", () => {
  it("starts, pauses and stops with its parent", () => {
    const parent = createControl();
    const child = childControl(parent);
    expect(child.state).toBe("ready");
    parent.start();
    expect(child.state).toBe("running");
    parent.pause();
    expect(child.state).toBe("paused");
    parent.start();
    expect(child.state).toBe("running");
    parent.stop();
    expect(child.state).toBe("stopped");
  });

  it("joins in where its parent is", () => {
    const parent = createControl();
    parent.start();
    expect(childControl(parent).state).toBe("running");
    parent.stop();
    expect(childControl(parent).state).toBe("stopped");
  });

  it("ends alone: neither its end nor its stop is the parent's, which it then leaves", () => {
    const parent = createControl();
    parent.start();
    const [first, second] = [childControl(parent), childControl(parent)];
    first.finish();
    second.stop();
    expect(parent.state).toBe("running");
    parent.pause();
    expect([first.state, second.state]).toEqual(["done", "stopped"]);
  });
});
