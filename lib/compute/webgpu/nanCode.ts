/** WGSL's `exp` and `log`, but of NaN they are NaN: drivers may give any number, and may not know that `x != x`. */
export const nanCode = `
fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn exponential(x: f32) -> f32 { return select(exp(x), x, isNan(x)); }
fn logarithm(x: f32) -> f32 { return select(log(x), x, isNan(x)); }`;
