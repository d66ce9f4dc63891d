/** A loss that is no longer a number. */
export class DivergenceError extends Error {
  override name = "DivergenceError";
  /** The step whose loss it was, from 1. */
  readonly step: number;

  constructor(step: number, loss: number, learningRate: number) {
    super(
      step === 1
        ? `train: the loss was ${loss} at step 1, before anything was learned. Look for missing or very large numbers in the data.`
        : `train: the loss became ${loss} at step ${step}. The parameters are back at those of step ${step - 1}, the last good ones. A learning rate below ${learningRate} may help.`,
    );
    this.step = step;
  }
}
