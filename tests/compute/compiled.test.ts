import { checkVariants } from "./compiledChecks.js";

// Node 20 has no fused multiply-add; Chromium runs all four.
checkVariants(["plain", "plainShared"]);
