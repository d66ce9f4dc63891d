import { checkVariants } from "./compiledChecks.js";

checkVariants(["plain", "relaxed", "plainShared", "relaxedShared"]);
