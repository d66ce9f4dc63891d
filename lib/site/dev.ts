import { framework } from "./framework.js";
import { prepare } from "./prepare.js";
import { isolationHeaders } from "./serve.js";

await prepare();
await framework(["preview", "--no-open", "--host", "127.0.0.1", ...process.argv.slice(2)], {
  responseHeaders: isolationHeaders,
});
