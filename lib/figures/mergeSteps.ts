import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { type StepperLabels, stepper } from "./stepper.js";
import { type ShownToken, tokenList } from "./tokenStrip.js";

/** What one merge did: which two tokens became which. */
export interface MergeStep {
  left: string;
  right: string;
  text: string;
  id: number;
  /** How often the pair stood in the text it was learnt from. */
  count: number;
}

export interface MergeStepsLabels extends FrameLabels, StepperLabels {
  merge: string;
  pair: string;
  token: string;
  count: string;
  tokens: string;
  /** Said of step 0. */
  start(tokens: number): string;
  /** Said of each later step. */
  merged(step: MergeStep, tokens: number): string;
  summary(merges: number, first: number, last: number): string;
}

export interface MergeStepsOptions {
  title: string;
  labels: MergeStepsLabels;
  merges: readonly MergeStep[];
  /** The text's tokens once the first `count` merges are known; what the last of them made is marked. */
  tokensAfter(count: number): readonly ShownToken[];
  /** The step to begin with; default 0. */
  step?: number;
}

/** A text's tokens while one merge after another is learnt: step on, and neighbours grow together. */
export function mergeSteps(options: MergeStepsOptions): HTMLElement {
  const { title, labels, merges, tokensAfter, step = 0 } = options;
  const frame = figureFrame({ title, labels, name: "figure-merges" });
  const sentence = element("p", { class: "figure-sentence", "aria-live": "polite" });
  const scroll = element("div", { class: "merge-scroll", tabindex: 0, role: "group" });
  scroll.setAttribute("aria-label", title);
  const controls = stepper({ labels, steps: merges.length + 1, onStep: show });
  controls.listen(scroll);
  frame.body.append(controls.controls, sentence, scroll);
  const lengthAfter = (count: number) => tokensAfter(count).length;
  frame.summarise(labels.summary(merges.length, lengthAfter(0), lengthAfter(merges.length)));
  frame.tabulate(() => [
    {
      columns: [labels.merge, labels.pair, labels.token, labels.count, labels.tokens],
      rows: merges.map((merge, i) => [
        String(i + 1),
        `${merge.left} + ${merge.right}`,
        `${merge.text} (${merge.id})`,
        String(merge.count),
        String(lengthAfter(i + 1)),
      ]),
    },
  ]);
  show(Math.min(step, merges.length));
  return frame.figure;

  function show(step: number): void {
    controls.show(step);
    const tokens = tokensAfter(step);
    const merge = merges[step - 1];
    sentence.textContent = merge
      ? labels.merged(merge, tokens.length)
      : labels.start(tokens.length);
    scroll.replaceChildren(tokenList(tokens));
  }
}
