import { buildSite } from "./build.js";
import { serveSite } from "./serve.js";

console.log("Building the course …");
await buildSite();
const { address } = await serveSite();
console.log(`The course is at ${address} (Ctrl-C stops it)`);
